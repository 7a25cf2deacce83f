import { CartAbandoned } from '../../contracts/carts.ts'
import { money } from '../../contracts/money.ts'
import { GetOrderStates } from '../../contracts/orders.ts'
import { eachApart, type Job } from '../../kit/jobs.ts'
import { message } from '../../kit/sql.ts'
import type { CartsContext } from './context.ts'
import { dueHolds, giveCouponBack, keepHolds } from './store/coupons.ts'
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

/** What an order took from a budget while it was placed is given back only when that order is known not to stand. */
const settleHolds: Job<CartsContext> = {
  name: 'settle-coupons',
  everyMs: 10_000,
  async run({ db, call, clock, log }) {
    const nowMs = clock.now()
    const due = await dueHolds(db.sql, nowMs, batchMax)
    if (due.length === 0) return false
    const { orders } = await call(GetOrderStates, { orderIds: due })
    const standing = new Set(orders.filter(({ status }) => status !== 'cancelled').map(({ orderId }) => orderId))
    if (standing.size > 0) await keepHolds(db.sql, [...standing])
    const gone = due.filter((orderId) => !standing.has(orderId))
    // One may have been taken up again since the orders were asked.
    await eachApart(gone, log, (orderId) => db.begin((tx) => giveCouponBack(tx, orderId, { heldBeforeMs: nowMs })))
    return due.length === batchMax
  },
}

export const jobs = [tellAbandoned, dropGuests, settleHolds]
