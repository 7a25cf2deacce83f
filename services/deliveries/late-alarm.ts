import { topics } from '../../contracts/live.ts'
import { toTimestamp } from '../../contracts/time.ts'
import type { Tx } from '../../kit/sql.ts'
import type { DeliveriesContext } from './context.ts'
import { expectedMs, lateNews, slidMs } from './eta/late.ts'
import { steadyEta } from './eta/steady.ts'
import { toTracking } from './picture.ts'
import { dueForAlarm, noteLate, type Picture, pictureOf, tellLater } from './store/tracking.ts'

/** What is promised later than this is not looked at yet. */
export const aheadMs = 60 * 60_000
export const looksMax = 2_000

type Places = Pick<
  Picture,
  'storeLat' | 'storeLng' | 'dropLat' | 'dropLng' | 'promisedAt' | 'etaAt' | 'readyAt' | 'packed'
> & { heardAt: Date | null }

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
        heardAtMs: row.heardAt?.getTime() ?? null,
        readyAtMs: row.packed ? null : row.readyAt.getTime(),
      },
      pace,
    )
}

/**
 * Tells operators of deliveries that will be late before they are, and customers of riders who are silent that they come
 * later. One copy tells each: an alarm rings before what it notes is committed, so a copy that dies in between makes others
 * ring again, and no alarm is noted that never rang.
 */
export async function raiseLateAlarms(context: DeliveriesContext): Promise<void> {
  const { db, clock } = context
  const nowMs = clock.now()
  const expected = await expecting(context)
  for (const row of await dueForAlarm(db.sql, new Date(nowMs + aheadMs), looksMax)) {
    const expectedAtMs = expected(row)
    const promisedAtMs = row.promisedAt.getTime()
    const news = lateNews(row.lateToldAt !== null, promisedAtMs, expectedAtMs)
    if (news)
      await db.begin(async (tx) => {
        const noted = await noteLate(tx, row.id, news === 'late' ? new Date(nowMs) : null)
        if (noted && news === 'late') ring(context, tx, { orderId: row.orderId, promisedAtMs, expectedAtMs })
      })
    if (row.packed && row.etaAt && slidMs(row.heardAt?.getTime() ?? null, nowMs) > 0)
      await putOff(context, row, expectedAtMs)
  }
}

/** Lets an alarm sound at the operators' screens, and counts it once it is noted. */
export function ring(
  { db, clock, live, metrics, log }: DeliveriesContext,
  tx: Tx,
  { orderId, promisedAtMs, expectedAtMs }: { orderId: string; promisedAtMs: number; expectedAtMs: number },
): void {
  live.publish(topics.city, {
    type: 'late',
    data: { orderId, promisedAt: toTimestamp(promisedAtMs), expectedAt: toTimestamp(expectedAtMs) },
  })
  db.afterCommit(tx, () => {
    metrics.lateAlarms.inc({ when: promisedAtMs > clock.now() ? 'before' : 'after' })
    log.info({ orderId, 'event.action': 'delivery.late_soon' }, 'a delivery will be late')
  })
}

/** What the customer is told does not stand at what was estimated before the rider fell silent. */
async function putOff(
  { db, clock, live, stores }: DeliveriesContext,
  row: Awaited<ReturnType<typeof dueForAlarm>>[number],
  expectedAtMs: number,
): Promise<void> {
  const { id, orderId, toldAt, toldChangedAt, toldReason } = row
  if (!toldAt || !toldChangedAt) return
  const shown = { etaAtMs: toldAt.getTime(), changedAtMs: toldChangedAt.getTime(), reason: toldReason }
  const told = steadyEta(shown, { etaAtMs: expectedAtMs, cause: 'slow-ride', step: false }, clock.now())
  if (told === shown || told.etaAtMs <= shown.etaAtMs || !(await tellLater(db.sql, id, toldAt, told))) return
  const picture = await pictureOf(db.sql, { id })
  if (picture) live.publish(topics.order(orderId), { type: 'tracking', data: toTracking(picture, stores.known()) })
}
