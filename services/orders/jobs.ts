import { toTimestamp } from '../../contracts/time.ts'
import { eachApart, type Job } from '../../kit/jobs.ts'
import type { OrdersContext } from './context.ts'
import { timeoutReason } from './domain/machine.ts'
import { forgetMessages } from './store/messages.ts'
import { dueOrders, forgetClaims, forgetKeys, getOrder, lockOrder } from './store/orders.ts'
import { orderPhotos } from './store/photos.ts'
import { callBack, cancel } from './transitions.ts'

const dueMax = 100

/** Ends orders whose time in a status is over. The instant is in the row, so a restart forgets none. */
const timeOut: Job<OrdersContext> = {
  name: 'time-out',
  everyMs: 1_000,
  async run(context) {
    const nowMs = context.clock.now()
    const due = await dueOrders(context.db.sql, nowMs, dueMax)
    await eachApart(due, context.log, async (id) => {
      const waiting = await getOrder(context.db.sql, id)
      if (!waiting) return
      const called = await callBack(context, waiting, timeoutReason(waiting.status).reason)
      if (called === 'on_the_road') return
      await context.db.begin(async (tx) => {
        const order = await lockOrder(tx, id)
        // It may have moved on between the list and the lock.
        if (!order || order.deadlineAtMs === null || order.deadlineAtMs > nowMs) return
        await cancel(context, tx, order, {
          at: toTimestamp(nowMs),
          actor: 'system:orders',
          ...timeoutReason(order.status),
        })
      })
    })
    return false
  },
}

const dropClaims: Job<OrdersContext> = {
  name: 'drop-claims',
  everyMs: 10 * 60_000,
  async run({ db }) {
    await forgetClaims(db.sql)
    return false
  },
}

const dayMs = 86_400_000

const dropKeys: Job<OrdersContext> = {
  name: 'key-retention',
  everyMs: 3_600_000,
  run: ({ db, clock, config }) => forgetKeys(db.sql, new Date(clock.now() - config.keysDays * dayMs)),
}

const forgetPhotos: Job<OrdersContext> = {
  name: 'photo-retention',
  everyMs: 600_000,
  run: ({ db, clock }) => orderPhotos.forget(db.sql, clock.now()),
}

const dropMessages: Job<OrdersContext> = {
  name: 'message-retention',
  everyMs: 3_600_000,
  run: ({ db, clock, config }) => forgetMessages(db.sql, new Date(clock.now() - config.messagesDays * dayMs)),
}

export const jobs = [timeOut, dropClaims, dropKeys, forgetPhotos, dropMessages]
