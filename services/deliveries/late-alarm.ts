import { topics } from '../../contracts/live.ts'
import { toTimestamp } from '../../contracts/time.ts'
import type { DeliveriesContext } from './context.ts'
import { expectedMs, lateNews } from './eta/late.ts'
import { dueForAlarm, noteLate, type Picture } from './store/tracking.ts'

/** What is promised later than this is not looked at yet. */
const aheadMs = 60 * 60_000
const looksMax = 2_000

type Places = Pick<
  Picture,
  'storeLat' | 'storeLng' | 'dropLat' | 'dropLng' | 'promisedAt' | 'etaAt' | 'readyAt' | 'packed'
>

/** How to say when deliveries will be at their doors, as things are now. */
export async function expecting(context: DeliveriesContext): Promise<(row: Places) => number> {
  const { speed } = await context.city()
  const { handoverS, fallbackKmh } = context.config
  const pace = { nowMs: context.clock.now(), handoverS, fallbackKmh, speed }
  return (row) =>
    expectedMs(
      {
        store: { lat: row.storeLat, lng: row.storeLng },
        drop: { lat: row.dropLat, lng: row.dropLng },
        promisedAtMs: row.promisedAt.getTime(),
        etaAtMs: row.etaAt?.getTime() ?? null,
        readyAtMs: row.packed ? null : row.readyAt.getTime(),
      },
      pace,
    )
}

/**
 * Tells operators of deliveries that will be late before they are. One copy tells each: it rings before what it notes is
 * committed, so a copy that dies in between makes others ring again, and no alarm is noted that never rang.
 */
export async function raiseLateAlarms(context: DeliveriesContext): Promise<void> {
  const { db, clock, live, metrics, log } = context
  const nowMs = clock.now()
  const expected = await expecting(context)
  for (const row of await dueForAlarm(db.sql, new Date(nowMs + aheadMs), looksMax)) {
    const expectedAtMs = expected(row)
    const promisedAtMs = row.promisedAt.getTime()
    const news = lateNews(row.lateToldAt !== null, promisedAtMs, expectedAtMs)
    if (!news) continue
    const { orderId } = row
    await db.begin(async (tx) => {
      if (!(await noteLate(tx, row.id, news === 'late' ? new Date(nowMs) : null)) || news === 'on-time') return
      live.publish(topics.city, {
        type: 'late',
        data: { orderId, promisedAt: toTimestamp(promisedAtMs), expectedAt: toTimestamp(expectedAtMs) },
      })
      db.afterCommit(tx, () => {
        metrics.lateAlarms.inc({ when: promisedAtMs > nowMs ? 'before' : 'after' })
        log.info({ orderId, 'event.action': 'delivery.late_soon' }, 'a delivery will be late')
      })
    })
  }
}
