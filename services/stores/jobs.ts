import { GetOrderStates, type OrderStatus } from '../../contracts/orders.ts'
import { eachApart, type Job } from '../../kit/jobs.ts'
import type { StoresContext } from './context.ts'
import { decideProposal, giveUp } from './domain/pick.ts'
import { changePick, releaseSubstitute } from './picking.ts'
import { releaseLaterPicks } from './queueing.ts'
import { idlePicks, unansweredPicks } from './store/picks.ts'
import { forgetPromises } from './store/promises.ts'
import { dueReservations, extendReservations, forgetReservations, release } from './store/reservations.ts'
import { forgetSlots } from './store/slots.ts'
import { forgetBatches } from './store/stock.ts'

const dueMax = 200
const gone: readonly OrderStatus[] = ['cancelled', 'failed', 'returned']

/**
 * A reservation whose time is over is given back only when its order is known not to exist or to have ended: an order
 * that was accepted keeps its stock, however late the news comes.
 */
const settleReservations: Job<StoresContext> = {
  name: 'settle-reservations',
  everyMs: 5_000,
  async run({ db, call, clock, config, log }) {
    const nowMs = clock.now()
    const due = await dueReservations(db.sql, nowMs, dueMax)
    if (due.length === 0) return false
    const { orders } = await call(GetOrderStates, { orderIds: due.map((each) => each.orderId) })
    const alive = new Set(orders.filter((order) => !gone.includes(order.status)).map((order) => order.orderId))
    if (alive.size > 0) await extendReservations(db.sql, [...alive], clock.now() + config.reservationMinutes * 60_000)
    const over = due.filter(({ orderId }) => !alive.has(orderId))
    await eachApart(over, log, ({ orderId }) =>
      db.begin(async (tx) => {
        // It may have been taken up again since the orders were asked.
        const messages = await release(tx, orderId, { dueAtMs: nowMs })
        if (messages) await db.publish(tx, ...messages)
      }),
    )
    return false
  },
}

/** Picks that somebody started and left go back to the queue; what was found stays noted. */
const requeueIdlePicks: Job<StoresContext> = {
  name: 'requeue-idle-picks',
  everyMs: 30_000,
  async run(context) {
    const { db, clock, config, log } = context
    const idle = await idlePicks(db.sql, clock.now() - config.pickIdleMinutes * 60_000, dueMax)
    await eachApart(idle, log, ({ id }) =>
      changePick(context, id, (pick) => (pick.state === 'picking' ? giveUp(pick, '', true) : { kind: 'same' })),
    )
    return idle.length === dueMax
  },
}

/** Orders for later are given to the pickers when their window comes near. */
const releaseLater: Job<StoresContext> = {
  name: 'release-later-picks',
  everyMs: 1_000,
  run: (context) => releaseLaterPicks(context),
}

/** So long after the end of a question its decision is waited for. */
const decisionMs = 20_000

/** Where orders could not tell of a decision, a picker does not wait for ever: what was asked is taken back. */
const dropUnanswered: Job<StoresContext> = {
  name: 'drop-unanswered',
  everyMs: 5_000,
  async run(context) {
    const open = await unansweredPicks(context.db.sql, context.clock.now() - decisionMs)
    await eachApart(open, context.log, ({ id, proposalId, productId }) =>
      changePick(
        context,
        id,
        (pick) => decideProposal(pick, { proposalId, productId, decision: 'expired' }),
        releaseSubstitute(productId),
      ),
    )
    return false
  },
}

const dayMs = 86_400_000

const forgetEnded: Job<StoresContext> = {
  name: 'retention',
  everyMs: 3_600_000,
  async run({ db, clock, config }) {
    const before = new Date(clock.now() - config.batchesDays * dayMs)
    const more = await Promise.all([
      forgetBatches(db.sql, before),
      forgetReservations(db.sql, before),
      forgetSlots(db.sql, before),
      forgetPromises(db.sql, new Date(clock.now() - config.promisesDays * dayMs)),
    ])
    return more.includes(true)
  },
}

export const jobs = [dropUnanswered, settleReservations, requeueIdlePicks, releaseLater, forgetEnded]
