import { CartAbandoned } from '../../contracts/carts.ts'
import { money } from '../../contracts/money.ts'
import type { Job } from '../../kit/jobs.ts'
import { message } from '../../kit/sql.ts'
import type { CartsContext } from './context.ts'
import { dropOldGuests, takeAbandoned } from './store.ts'

const batchMax = 200
const dayMs = 86_400_000

const tellAbandoned: Job<CartsContext> = {
  name: 'tell-abandoned',
  everyMs: 60_000,
  run: ({ db, clock, config }) =>
    db.begin(async (tx) => {
      const idle = await takeAbandoned(tx, clock.now() - config.abandonedMinutes * 60_000, batchMax)
      const told = idle.flatMap(({ owner, storeId, lines }) => {
        if (storeId === null) return []
        const itemCount = lines.reduce((sum, line) => sum + line.quantity, 0)
        const subtotal = money(lines.reduce((sum, line) => sum + line.seenPaise * line.quantity, 0))
        return message(CartAbandoned, owner, { userId: owner, storeId, itemCount, subtotal })
      })
      await db.publish(tx, ...told)
      return idle.length === batchMax
    }),
}

const dropGuests: Job<CartsContext> = {
  name: 'drop-guests',
  everyMs: 3_600_000,
  async run({ db, clock, config }) {
    await dropOldGuests(db.sql, clock.now() - config.guestDays * dayMs)
    return false
  },
}

export const jobs = [tellAbandoned, dropGuests]
