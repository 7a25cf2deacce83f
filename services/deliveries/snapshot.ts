import type { LiveSnapshot, RiderBrief } from '../../contracts/deliveries.ts'
import type { OutputOf } from '../../contracts/operation.ts'
import { toTimestamp } from '../../contracts/time.ts'
import type { DeliveriesContext } from './context.ts'
import { type Break, showBreak } from './domain/breaks.ts'
import { riderActivity, toOrderStatus } from './domain/states.ts'
import { expecting } from './late-alarm.ts'
import { listRiders, type RiderRow } from './store/riders.ts'
import { openPictures } from './store/tracking.ts'

const ridersLimit = 2_000
const ordersLimit = 2_000

export type Snapshot = OutputOf<typeof LiveSnapshot>

/** Where a rider is, as far as known. */
export const whereabouts = (row: Pick<RiderRow, 'lat' | 'lng' | 'heading' | 'at'>) =>
  row.lat === null || row.lng === null || row.at === null
    ? undefined
    : {
        point: { lat: row.lat, lng: row.lng },
        at: toTimestamp(row.at.getTime()),
        ...(row.heading === null ? {} : { heading: row.heading }),
      }

/** Until when a rider works, and the break before that. */
export const hoursOf = (
  { shiftUntil }: Pick<RiderRow, 'shiftUntil'>,
  next: Break | undefined,
): Pick<RiderBrief, 'until' | 'break'> => ({
  ...(shiftUntil ? { until: toTimestamp(shiftUntil.getTime()) } : {}),
  ...(next ? { break: showBreak(next) } : {}),
})

/** Riders on shift and deliveries that have not ended, of some stores or of all, as they are now. */
export async function liveSnapshot(context: DeliveriesContext, storeIds?: readonly string[]): Promise<Snapshot> {
  const { db, clock } = context
  const [riders, orders, expected] = await Promise.all([
    listRiders(db.sql, { ...(storeIds ? { storeIds } : {}), onShift: true, limit: ridersLimit }),
    openPictures(db.sql, storeIds, ordersLimit),
    expecting(context),
  ])
  const nowMs = clock.now()
  return {
    riders: riders.flatMap((row) => {
      const where = whereabouts(row)
      const { userId, name, vehicle, storeId } = row
      return where ? [{ userId, name, vehicle, storeId, state: riderActivity(true, row.states), ...where }] : []
    }),
    orders: orders.map((row) => ({
      ...aheadOf(row, expected(row), nowMs),
      id: row.orderId,
      number: row.number,
      status: toOrderStatus(row.state, row.packed),
      deliveryId: row.id,
      storeId: row.storeId,
      dropOff: { lat: row.dropLat, lng: row.dropLng },
      promisedAt: toTimestamp(row.promisedAt.getTime()),
      ...(row.etaAt ? { etaAt: toTimestamp(row.etaAt.getTime()) } : {}),
      ...(row.riderId ? { riderId: row.riderId } : {}),
      ...(row.lat !== null && row.lng !== null ? { position: { lat: row.lat, lng: row.lng } } : {}),
      ...(row.wait ? { wait: row.wait } : {}),
      ...(row.lockedTo === null ? {} : { lockedTo: row.lockedTo }),
      late: Math.max(nowMs, row.etaAt?.getTime() ?? 0) > row.promisedAt.getTime(),
    })),
  }
}

/** When a delivery that has not failed is expected, and whether that is too late although it is not late yet. */
function aheadOf({ state, promisedAt }: { state: string; promisedAt: Date }, expectedAtMs: number, nowMs: number) {
  if (state === 'failed') return {}
  const promisedAtMs = promisedAt.getTime()
  return { expectedAt: toTimestamp(expectedAtMs), soonLate: promisedAtMs > nowMs && expectedAtMs > promisedAtMs }
}
