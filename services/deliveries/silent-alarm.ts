import { topics } from '../../contracts/live.ts'
import { toTimestamp } from '../../contracts/time.ts'
import type { DeliveriesContext } from './context.ts'
import { heardAgain, noteSilent, silentCarried } from './store/silence.ts'

/**
 * Tells operators of each delivery whose rider has the bags and has been silent for as long as dispatch takes a rider for
 * lost; and that the rider was heard again. As with late alarms one copy tells each, and rather twice than never.
 */
export async function raiseSilentAlarms(context: DeliveriesContext): Promise<void> {
  const { db, clock, config, live, metrics, log } = context
  const nowMs = clock.now()
  const since = new Date(nowMs - config.silentS * 1000)
  for (const { id, orderId, riderId, heardAt, lat, lng } of await silentCarried(db.sql, since))
    await db.begin(async (tx) => {
      if (!(await noteSilent(tx, id, new Date(nowMs)))) return
      const data = { orderId, riderId, since: toTimestamp(heardAt.getTime()) }
      const point = lat === null || lng === null ? {} : { point: { lat, lng } }
      live.publish(topics.city, { type: 'silent', data: { ...data, ...point } })
      db.afterCommit(tx, () => {
        metrics.silentAlarms.inc()
        log.warn({ orderId, riderId, 'event.action': 'delivery.rider_silent' }, 'a rider with bags in hand is silent')
      })
    })
  await db.begin(async (tx) => {
    for (const { orderId } of await heardAgain(tx, since))
      live.publish(topics.city, { type: 'heard', data: { orderId } })
  })
}
