import type { PlanDelivery, PlanInput, Planner, PlanOffer, PlanRider, PlanStop } from './types.ts'

interface Candidate {
  readonly rider: RiderState
  readonly etaAtMs: number
  readonly storeAtMs: number
  readonly reason: PlanOffer['reason']
}

/** A rider as the plan grows. */
interface RiderState extends Omit<PlanRider, 'route'> {
  route: PlanStop[]
}

/**
 * The most urgent delivery first (least time to spare before its promise), to the rider who is at the store soonest by
 * road. Riders who would be there within the same half minute are taken by how long they have waited. A rider who is on
 * the way to the same store takes a second drop along when that costs nobody much: it spares a ride.
 */
export const planGreedy: Planner = (input) => {
  const riders = input.riders.map((rider): RiderState => ({ ...rider, route: [...rider.route] }))
  const offers: PlanOffer[] = []
  const urgent = byUrgency(input)
  for (const [place, delivery] of urgent.entries()) {
    // With riders enough for all, waiting for another's drop must cost next to nothing.
    const scarce = riders.filter((rider) => rider.route.length === 0).length < urgent.length - place
    const detourS = scarce ? input.config.batchDetourS : input.config.batchDetourS / idleRidersWorth
    const chosen = bestBatch(input, riders, delivery, detourS) ?? bestFree(input, riders, delivery)
    if (!chosen) continue
    const { rider, etaAtMs, reason } = chosen
    rider.route = insertStop(input, rider.route, toStop(delivery))
    offers.push({ deliveryId: delivery.deliveryId, riderId: rider.riderId, reason, etaAtMs })
  }
  return { offers }
}

/** How much smaller a detour must be while riders stand idle. */
const idleRidersWorth = 3

const ride = (input: PlanInput, from: number, to: number): number => input.travel.durationS[from]?.[to] ?? Infinity

const toStop = (delivery: PlanDelivery): PlanStop => ({
  deliveryId: delivery.deliveryId,
  storeNode: delivery.storeNode,
  dropNode: delivery.dropNode,
  promisedAtMs: delivery.promisedAtMs,
  pickedUp: false,
})

/** Least spare time first: what is left until the promise once the ride from the store is taken off. */
function byUrgency(input: PlanInput): PlanDelivery[] {
  const latestStart = (delivery: PlanDelivery) => {
    const rideS = ride(input, delivery.storeNode, delivery.dropNode)
    return delivery.promisedAtMs - (Number.isFinite(rideS) ? rideS * 1000 : 0)
  }
  return input.deliveries.toSorted(
    (a, b) => latestStart(a) - latestStart(b) || a.readyAtMs - b.readyAtMs || (a.deliveryId < b.deliveryId ? -1 : 1),
  )
}

const mayTake = (rider: RiderState, delivery: PlanDelivery): boolean =>
  rider.route.length < rider.capacity && !delivery.declinedBy.includes(rider.riderId)

/** The rider with nothing in hand who is at the store first. */
function bestFree(input: PlanInput, riders: readonly RiderState[], delivery: PlanDelivery): Candidate | undefined {
  const toDropS = ride(input, delivery.storeNode, delivery.dropNode)
  if (!Number.isFinite(toDropS)) return undefined
  const candidates: Candidate[] = []
  for (const rider of riders) {
    if (rider.route.length > 0 || !mayTake(rider, delivery)) continue
    const toStoreS = ride(input, rider.node, delivery.storeNode)
    if (!Number.isFinite(toStoreS)) continue
    const storeAtMs = Math.max(input.nowMs + toStoreS * 1000, delivery.readyAtMs)
    const etaAtMs = Math.round(storeAtMs + (input.config.handoverS + toDropS) * 1000)
    candidates.push({ rider, storeAtMs, etaAtMs, reason: 'nearest' })
  }
  const soonest = candidates.reduce((least, each) => Math.min(least, each.storeAtMs), Infinity)
  const equal = candidates.filter((each) => each.storeAtMs - soonest <= input.config.fairnessS * 1000)
  equal.sort((a, b) => a.rider.idleSinceMs - b.rider.idleSinceMs || (a.rider.riderId < b.rider.riderId ? -1 : 1))
  const first = equal[0]
  return first && first.storeAtMs > soonest ? { ...first, reason: 'longest-idle' } : first
}

/** A rider who has not left the same store yet, if one more drop is a small detour and breaks no promise. */
function bestBatch(
  input: PlanInput,
  riders: readonly RiderState[],
  delivery: PlanDelivery,
  detourS: number,
): Candidate | undefined {
  if (detourS === 0) return undefined
  let best: Candidate | undefined
  for (const rider of riders) {
    if (rider.route.length === 0 || !mayTake(rider, delivery)) continue
    if (rider.route.some((stop) => stop.pickedUp || stop.storeNode !== delivery.storeNode)) continue
    const storeAtMs = Math.max(input.nowMs + ride(input, rider.node, delivery.storeNode) * 1000, delivery.readyAtMs)
    const before = arrivals(input, storeAtMs, rider.route)
    const alone = arrivals(input, storeAtMs, [toStop(delivery)])
    const route = insertStop(input, rider.route, toStop(delivery))
    const together = arrivals(input, storeAtMs, route)
    const fits = route.every((stop) => {
      const atMs = together.get(stop.deliveryId)!
      const directMs = before.get(stop.deliveryId) ?? alone.get(stop.deliveryId)!
      // A promise that is lost already is no reason to lose another rider, but the detour stays small.
      const keeps = atMs <= stop.promisedAtMs || directMs > stop.promisedAtMs
      return atMs - directMs <= detourS * 1000 && keeps
    })
    const etaAtMs = together.get(delivery.deliveryId)!
    if (!fits || !Number.isFinite(etaAtMs)) continue
    if (best && (best.etaAtMs < etaAtMs || (best.etaAtMs === etaAtMs && best.rider.riderId < rider.riderId))) continue
    best = { rider, storeAtMs, etaAtMs: Math.round(etaAtMs), reason: 'batched' }
  }
  return best
}

/** When each drop of a trip is reached that leaves its store at `storeAtMs`. */
function arrivals(input: PlanInput, storeAtMs: number, route: readonly PlanStop[]): Map<string, number> {
  const reached = new Map<string, number>()
  let atMs = storeAtMs
  let node = route[0]?.storeNode ?? 0
  for (const stop of route) {
    atMs += (input.config.handoverS + ride(input, node, stop.dropNode)) * 1000
    reached.set(stop.deliveryId, atMs)
    node = stop.dropNode
  }
  return reached
}

/** The place in the trip at which one more drop makes the whole shortest. */
function insertStop(input: PlanInput, route: readonly PlanStop[], stop: PlanStop): PlanStop[] {
  let best = [...route, stop]
  let bestAtMs = Infinity
  for (let place = 0; place <= route.length; place++) {
    const trial = [...route.slice(0, place), stop, ...route.slice(place)]
    const times = [...arrivals(input, 0, trial).values()]
    const total = times.reduce((sum, each) => sum + each, 0)
    if (total < bestAtMs) [best, bestAtMs] = [trial, total]
  }
  return best
}
