import type { Tracking } from '../../contracts/deliveries.ts'
import { distanceM, type Point } from '../../contracts/geo.ts'
import { toTimestamp } from '../../contracts/time.ts'
import type { DeliveriesContext } from './context.ts'
import { offWayM, progressOn, serves, type Way, wayFreshMs } from './domain/progress.ts'
import { toOrderStatus, underWayStates } from './domain/states.ts'
import { arrivalMs, tripOrder } from './domain/trip.ts'
import { splitTrips } from './domain/trips.ts'
import { causeOf, steadyEta } from './eta/steady.ts'
import { modeOf, paceKmh } from './modes.ts'
import { nextReopening } from './store/road-closures.ts'
import type { Estimate, Picture } from './store/tracking.ts'

/** About a metre: more digits only make messages longer. */
const round = (degrees: number) => Math.round(degrees * 1e5) / 1e5
const roundPath = (path: Way['path']) => path.map(([lng, lat]): [number, number] => [round(lng), round(lat)])

const storeOf = (picture: Picture): Point => ({ lat: picture.storeLat, lng: picture.storeLng })
const dropOf = (picture: Picture): Point => ({ lat: picture.dropLat, lng: picture.dropLng })

/** What a customer may see: the rider only while under way, by first name; the way that is left, not the way ridden. */
export function toTracking(picture: Picture, storeNames: ReadonlyMap<string, string>): Tracking {
  const tracking: Tracking = {
    orderId: picture.orderId,
    // What is lost does not come back, and neither does its order.
    status: toOrderStatus(picture.lost ? 'failed' : picture.state),
    store: { name: storeNames.get(picture.storeId) ?? '', point: storeOf(picture) },
    dropOff: dropOf(picture),
    promisedAt: toTimestamp(picture.promisedAt.getTime()),
    sequence: picture.sequence,
  }
  if (!underWayStates.includes(picture.state) || picture.riderName === null || picture.vehicle === null) return tracking
  tracking.rider = { name: picture.riderName.split(' ')[0]!, vehicle: picture.vehicle }
  const toldAt = picture.toldAt ?? picture.etaAt
  if (picture.etaAt && toldAt) tracking.etaAt = toTimestamp(toldAt.getTime())
  if (picture.etaAt && picture.toldReason) tracking.etaReason = picture.toldReason
  const { lat, lng, at, heading } = picture
  if (lat === null || lng === null || at === null) return tracking
  tracking.position = {
    point: { lat, lng },
    at: toTimestamp(at.getTime()),
    ...(heading === null ? {} : { heading }),
  }
  if (picture.route && !picture.route.noWay)
    tracking.route = roundPath(progressOn(picture.route, { lat, lng }, picture.alongM).rest)
  return tracking
}

/** A door on a rider's way, what is passed before it, and how often goods change hands until then. */
interface Stop {
  readonly picture: Picture
  readonly door: Point
  readonly before: readonly Point[]
  readonly handovers: number
  /** Doors before this one. */
  readonly doors: number
  /** When everything of its trip is expected to be packed; absent where all is. */
  readonly readyMs?: number
}

/**
 * The doors in the order in which they are ridden: through the store if something is still there, then door by door, and
 * after the last one the same for a follow-up. What goes back is brought to its store in between.
 */
function stopsOf(pictures: readonly Picture[]): Stop[] {
  const stops: Stop[] = []
  const before: Point[] = []
  let handovers = 0
  const { current, next } = splitTrips(pictures)
  for (const trip of [current, next]) {
    const underWay = trip.filter((each) => underWayStates.includes(each.state))
    if (underWay.some((each) => each.state === 'accepted' || each.state === 'at_store')) {
      before.push(storeOf(underWay[0]!))
      handovers += 1
    }
    const drops = underWay.map((picture) => ({
      id: picture.id,
      dropOff: dropOf(picture),
      plannedAtMs: picture.plannedAt?.getTime(),
      picture,
    }))
    const unpacked = underWay.filter((each) => !each.packed).map((each) => each.readyAt.getTime())
    const ready = trip === current && unpacked.length > 0 ? { readyMs: Math.max(...unpacked) } : {}
    for (const { picture, dropOff } of underWay[0] ? tripOrder(storeOf(underWay[0]), drops) : []) {
      stops.push({ picture, door: dropOff, before: [...before], handovers, doors: stops.length, ...ready })
      before.push(dropOff)
      handovers += 1
    }
    const back = trip.find((each) => each.state === 'failed')
    if (back) before.push(storeOf(back))
  }
  return stops
}

/**
 * When each delivery in a rider's hands will be at its door, seen from `position`. The way that is known serves while the
 * rider keeps to it and it is fresh.
 */
export async function estimateTrip(
  context: DeliveriesContext,
  pictures: readonly Picture[],
  position: Point,
): Promise<Estimate[]> {
  const stops = stopsOf(pictures)
  if (stops.length === 0) return []
  // All of them are in the hands of one rider.
  const mode = modeOf(pictures[0]!.vehicle)
  const nowMs = context.clock.now()
  const { speed } = await context.city()
  const { handoverS, fallbackKmh } = context.config
  /** How long the rider stands in the store until all is packed. */
  const standsMs = ({ picture, readyMs = nowMs }: Stop) => {
    const rideS = ((distanceM(position, storeOf(picture)) / 1000) * 3600) / paceKmh(mode, fallbackKmh)
    return Math.max(0, readyMs - nowMs - (rideS * 1000) / speed)
  }
  const estimateStop = async (stop: Stop, before: readonly Point[]): Promise<Estimate> => {
    const { picture, handovers, doors } = stop
    const etaOf = (rideS: number, fromMs = nowMs) => {
      const rodeMs = arrivalMs({ nowMs: fromMs, rideS, stops: handovers, handoverS, speed })
      return Math.round(rodeMs + standsMs(stop))
    }
    const known = picture.route
    let detour = false
    if (known && picture.routedAt) {
      const ageMs = nowMs - picture.routedAt.getTime()
      if (known.noWay && picture.etaAt && ageMs < wayFreshMs) {
        const etaAtMs = Math.max(nowMs, picture.etaAt.getTime())
        return { id: picture.id, etaAtMs, alongM: 0 }
      }
      if (!known.noWay) {
        const progress = progressOn(known, position, picture.alongM)
        if (serves(progress, ageMs)) {
          const etaAtMs = etaOf(known.durationS * progress.share)
          const told = toldOf(picture, { etaAtMs, doors, detour, nowMs })
          return { id: picture.id, etaAtMs, alongM: progress.alongM, told }
        }
        detour = progress.offM > offWayM
      }
    }
    const found = await context.travel.way([position, ...before, dropOf(picture)], mode)
    // Nobody rides there before a closure ends; that it is lifted earlier cannot be known.
    const opensAt = found.noWay ? await nextReopening(context.db.sql, new Date(nowMs)) : null
    const route = found.noWay ? { ...found, noWaySince: known?.noWaySince ?? toTimestamp(nowMs) } : found
    const etaAtMs = etaOf(route.durationS, opensAt?.getTime())
    const told = toldOf(picture, { etaAtMs, doors, detour: detour || found.noWay === true, nowMs })
    return { id: picture.id, etaAtMs, alongM: 0, route, told }
  }
  const estimates: Estimate[] = []
  const cutOff = new Set<Point>()
  for (const stop of stops) {
    // A door that cannot be reached holds no other up.
    const estimate = await estimateStop(
      stop,
      stop.before.filter((point) => !cutOff.has(point)),
    )
    if ((estimate.route ?? stop.picture.route)?.noWay) cutOff.add(stop.door)
    estimates.push(estimate)
  }
  return estimates
}

/** What the customer is told of an estimate. */
function toldOf(
  picture: Picture,
  { etaAtMs, doors, detour, nowMs }: { etaAtMs: number; doors: number; detour: boolean; nowMs: number },
): NonNullable<Estimate['told']> {
  const riderId = picture.riderId ?? ''
  const shown =
    picture.toldAt && picture.toldChangedAt
      ? {
          etaAtMs: picture.toldAt.getTime(),
          changedAtMs: picture.toldChangedAt.getTime(),
          reason: picture.toldReason,
        }
      : null
  const otherRider = picture.toldRiderId !== null && picture.toldRiderId !== riderId
  const cause = causeOf({
    doorsBefore: doors,
    hadDoorsBefore: picture.toldDoors,
    inStore: picture.state === 'at_store',
    detour,
    otherRider,
  })
  return { ...steadyEta(shown, { etaAtMs, cause, step: picture.etaAt === null }, nowMs), riderId, doors }
}
