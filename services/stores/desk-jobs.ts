import { StaffActed } from '../../contracts/audit.ts'
import { eachApart, type Job } from '../../kit/jobs.ts'
import { message, pastDeadlocks } from '../../kit/sql.ts'
import type { StoresContext } from './context.ts'
import { resumeStores } from './store/desk.ts'
import { overduePacks, takeFromLots } from './store/lots.ts'
import { lockLevels, writeLevels } from './store/stock.ts'

/** A pause ends when it was said to. */
const resumePaused: Job<StoresContext> = {
  name: 'resume-paused-stores',
  everyMs: 5_000,
  async run({ db, clock, directory }) {
    const ids = await db.begin(async (tx) => {
      const resumed = await resumeStores(tx, new Date(clock.now()))
      const acts = resumed.map((id) =>
        message(StaffActed, id, { actor: 'system:stores', action: 'stores.resumed', subject: id }),
      )
      if (acts.length > 0) await db.publish(tx, ...acts)
      return resumed
    })
    if (ids.length > 0) directory.forget()
    return false
  },
}

const overdueMax = 200

/** Packs that are no longer good for as long as is promised are taken off sale, as far as nobody has bought them. */
const takeOffExpired: Job<StoresContext> = {
  name: 'take-off-expired',
  everyMs: 10_000,
  async run({ db, clock, log }) {
    const due = await overduePacks(db.sql, new Date(clock.now()), overdueMax)
    await eachApart(due, log, ({ storeId, productId, quantity }) =>
      pastDeadlocks(() =>
        db.begin(async (tx) => {
          const levels = await lockLevels(tx, storeId, [productId])
          const level = levels[0]
          const off = Math.min(quantity, level?.available ?? 0)
          if (!level || off === 0) return
          await takeFromLots(tx, storeId, productId, off)
          const move = { kind: 'expired' as const, reason: 'no longer good for long enough' }
          const change = { productId, onHand: level.onHand - off, reserved: level.reserved, move }
          await db.publish(tx, ...(await writeLevels(tx, storeId, levels, [change], { actor: 'system:stores' })))
        }),
      ),
    )
    return false
  },
}

export const deskJobs = [resumePaused, takeOffExpired]
