import type { DeliveryState, LiveSnapshot, RiderBrief } from '../../contracts/deliveries.ts'
import type { OutputOf } from '../../contracts/operation.ts'
import { toTimestamp } from '../../contracts/time.ts'
import type { DeliveriesContext } from './context.ts'
import { type Break, showBreak } from './domain/breaks.ts'
import { carryingStates, riderActivity, toOrderStatus, underWayStates } from './domain/states.ts'
import { expecting } from './late-alarm.ts'
import { ordersInStore } from './late-in-store.ts'
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
  const { db, clock, config, log } = context
  const [riders, orders, expected, inStore] = await Promise.all([
    listRiders(db.sql, { ...(storeIds ? { storeIds } : {}), onShift: true, limit: ridersLimit }),
    openPictures(db.sql, storeIds, ordersLimit),
    expecting(context),
    ordersInStore(context).catch((error: unknown) => {
      log.warn({ error }, 'what waits for pickers is not known at the moment')
      return []
    }),
  ])
  const nowMs = clock.now()
  const silentSinceMs = nowMs - config.silentS * 1000
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
      ...heardOf(row, silentSinceMs),
      late: Math.max(nowMs, row.etaAt?.getTime() ?? 0) > row.promisedAt.getTime(),
    })),
    inStore: inStore
      .filter((order) => !storeIds || storeIds.includes(order.storeId))
      .map(({ orderId, storeId, promisedAtMs, expectedAtMs }) => ({
        id: orderId,
        storeId,
        promisedAt: toTimestamp(promisedAtMs),
        expectedAt: toTimestamp(expectedAtMs),
        soonLate: promisedAtMs > nowMs && expectedAtMs > promisedAtMs,
      })),
  }
}

/** When the rider who has it was heard of last, and whether one who has the bags is lost. */
function heardOf({ state, heardAt }: { state: DeliveryState; heardAt: Date | null }, silentSinceMs: number) {
  if (!heardAt || !(underWayStates.includes(state) || state === 'failed')) return {}
  const heard = { heardAt: toTimestamp(heardAt.getTime()) }
  return carryingStates.includes(state) && heardAt.getTime() <= silentSinceMs ? { ...heard, silent: true } : heard
}

/** When a delivery that has not failed is expected, and whether that is too late although it is not late yet. */
function aheadOf({ state, promisedAt }: { state: string; promisedAt: Date }, expectedAtMs: number, nowMs: number) {
  if (state === 'failed') return {}
  const promisedAtMs = promisedAt.getTime()
  return { expectedAt: toTimestamp(expectedAtMs), soonLate: promisedAtMs > nowMs && expectedAtMs > promisedAtMs }
}
