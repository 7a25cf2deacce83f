import { deliveries, type RiderPosition } from '../../contracts/deliveries.ts'
import { distanceM } from '../../contracts/geo.ts'
import { topics } from '../../contracts/live.ts'
import { fromTimestamp, toTimestamp } from '../../contracts/time.ts'
import type { DeliveriesContext } from './context.ts'
import { headingOf, type Refused, siftPositions } from './domain/positions.ts'
import { carryingStates, riderActivity } from './domain/states.ts'
import { estimateTrip, toTracking } from './picture.ts'
import { workOf, writePositions } from './store/tracking.ts'
import { arriveByPosition } from './tasks.ts'

/**
 * Takes a batch of a rider's positions: one read and one write. What leads on is kept and told to whoever follows the
 * rider's orders; what does not is counted and left out.
 * @throws deliveries/not-a-rider, deliveries/off-shift
 */
export async function takePositions(
  context: DeliveriesContext,
  riderId: string,
  batch: readonly RiderPosition[],
): Promise<{ accepted: number; refused: Refused }> {
  const { db, clock, config, live } = context
  const [work, city, names] = await Promise.all([workOf(db.sql, riderId), context.city(), context.stores.names()])
  if (!work) throw deliveries('deliveries/not-a-rider')
  if (!work.onShift) throw deliveries('deliveries/off-shift')
  const nowMs = clock.now()
  const fixes = batch.map(({ at, ...rest }) => ({ ...rest, atMs: fromTimestamp(at) }))
  const { accepted, refused } = siftPositions(work.known, fixes, {
    nowMs,
    speedMaxKmh: config.speedMaxKmh * Math.max(1, city.speed),
  })
  const { positionsRefused } = context.metrics
  for (const [cause, times] of Object.entries(refused)) if (times > 0) positionsRefused.inc({ cause }, times)
  const last = accepted.at(-1)
  if (!last) return { accepted: 0, refused }

  const position = { lat: last.lat, lng: last.lng }
  const heading = last.heading ?? headingOf(accepted.at(-2) ?? work.known, position)
  const carrying = work.pictures.some((each) => carryingStates.includes(each.state))
  const estimates = await estimateTrip(context, work.pictures, position)
  const sequences = await writePositions(db.sql, riderId, accepted, { nowMs, heading, carrying, estimates })
  // A later batch was quicker: what it told stands.
  if (!sequences) {
    positionsRefused.inc({ cause: 'late' }, accepted.length)
    return { accepted: 0, refused: { ...refused, late: refused.late + accepted.length } }
  }

  // Somebody who was not to be seen can be asked now.
  if (!work.known || nowMs - work.known.atMs > config.silentS * 1000) context.dispatcher.kick()

  const states = work.pictures.map((each) => each.state)
  const at = toTimestamp(last.atMs)
  live.publish(topics.city, {
    type: 'rider',
    data: { userId: riderId, point: position, at, state: riderActivity(true, states) },
  })
  for (const estimate of estimates) {
    const picture = work.pictures.find((each) => each.id === estimate.id)!
    const sequence = sequences.get(estimate.id)
    if (sequence === undefined || !picture.packed) continue
    const moved = {
      ...picture,
      ...position,
      sequence,
      at: new Date(last.atMs),
      heading: heading ?? picture.heading,
      etaAt: new Date(estimate.etaAtMs),
      // Where nothing is told anew, what was told stands.
      toldAt: estimate.told ? new Date(estimate.told.etaAtMs) : picture.toldAt,
      toldReason: estimate.told ? estimate.told.reason : picture.toldReason,
      alongM: estimate.alongM,
      route: estimate.route ?? picture.route,
    }
    live.publish(topics.order(picture.orderId), { type: 'tracking', data: toTracking(moved, names) })
  }
  for (const picture of work.pictures) {
    const toDoorM = distanceM(position, { lat: picture.dropLat, lng: picture.dropLng })
    if (picture.state === 'picked_up' && toDoorM <= config.arrivingM)
      await arriveByPosition(context, picture.id, riderId)
  }
  return { accepted: accepted.length, refused }
}
