import { outOfHours } from './hours.ts'
import { type Loaded, refusalOf, waitReason } from './refusal.ts'
import { durationsOf, quickestS } from './ride.ts'
import type { CostTerms, PlanDelivery, PlanInput, Planner, PlanOffer, PlanRider, PlanStop, PlanWait } from './types.ts'

interface Candidate {
  readonly rider: RiderState
  readonly etaAtMs: number
  readonly storeAtMs: number
  readonly reason: PlanOffer['reason']
  readonly costs: CostTerms
}

/** A rider as the plan grows. */
interface RiderState extends Omit<PlanRider, 'route' | 'cashRoomPaise'> {
  route: PlanStop[]
  cashRoomPaise?: number
}

/** For one delivery: who could take it, best first, or why nobody can. */
interface Choice {
  readonly candidates: readonly Candidate[]
  readonly refusals: readonly PlanWait['reason'][]
  /** How many have empty hands, but for those whom their next break keeps from it. */
  readonly idle: number
}

/** How much smaller a detour must be while riders stand idle. */
const idleRidersWorth = 3
/** Nobody is sent who would stand at a counter or a door for longer. */
const standingMs = 60_000
const othersTold = 3

/**
 * The most urgent delivery first (least time to spare before its promise), to the rider who is at the store soonest by
 * road, and with it at the door. Riders who would be there within the same half minute are taken by how long they have waited. A rider who is on
 * the way to the same store takes a second drop along when that costs nobody much: it spares a ride.
 */
export const planGreedy: Planner = (input) => {
  const { offers, waits = [] } = assignGreedily(input)
  const due = offers.filter(isDueIn(input))
  const early = offers.filter((each) => !due.includes(each))
  return {
    offers: due,
    waits: [...waits, ...early.map(({ deliveryId }): PlanWait => ({ deliveryId, reason: 'better-later' }))],
  }
}

/** Who takes what, also of riders who are busy for longer than an offer to them may come before. */
export const assignGreedily: Planner = (input) => {
  const riders = input.riders.map((rider): RiderState => ({ ...rider, route: [...rider.route] }))
  const offers: PlanOffer[] = []
  const waits: PlanWait[] = []
  const urgent = byUrgency(input)
  for (const [place, delivery] of urgent.entries()) {
    const free = freeRiders(input, riders, delivery)
    // With riders enough for all, waiting for another's drop must cost next to nothing.
    const scarce = free.idle < urgent.length - place
    const detourS = scarce ? input.config.batchDetourS : input.config.batchDetourS / idleRidersWorth
    // A batch goes before a ride of its own; whoever is next best is told behind it.
    const candidates = [...bestBatches(input, riders, delivery, detourS), ...free.candidates]
    const [chosen, ...others] = candidates
    if (!chosen) {
      waits.push({ deliveryId: delivery.deliveryId, reason: waitReason(free.refusals) })
      continue
    }
    if (isTooSoon(input, delivery, chosen)) {
      waits.push({ deliveryId: delivery.deliveryId, reason: 'better-later' })
      continue
    }
    const { rider, etaAtMs, storeAtMs, reason, costs } = chosen
    rider.route = insertStop(input, rider, toStop(delivery))
    if (rider.cashRoomPaise !== undefined) rider.cashRoomPaise -= delivery.cashPaise ?? 0
    offers.push({
      deliveryId: delivery.deliveryId,
      riderId: rider.riderId,
      reason: delivery.lockedTo === undefined ? reason : 'locked',
      etaAtMs,
      storeAtMs: Math.round(storeAtMs),
      costs,
      others: others.slice(0, othersTold).map((each) => ({ riderId: each.rider.riderId, costs: each.costs })),
    })
  }
  return { offers, waits }
}

const ride = (input: PlanInput, rider: Loaded, from: number, to: number): number =>
  durationsOf(input.travel, rider)[from]?.[to] ?? Infinity

const toStop = (delivery: PlanDelivery): PlanStop => ({
  deliveryId: delivery.deliveryId,
  storeNode: delivery.storeNode,
  dropNode: delivery.dropNode,
  readyAtMs: delivery.readyAtMs,
  promisedAtMs: delivery.promisedAtMs,
  pickedUp: false,
  ...(delivery.bulkL === undefined ? {} : { bulkL: delivery.bulkL }),
})

/** Least spare time first: what is left until the promise once the ride from the store is taken off. */
function byUrgency(input: PlanInput): PlanDelivery[] {
  const latestStart = (delivery: PlanDelivery) => {
    const rideS = quickestS(input.travel, delivery.storeNode, delivery.dropNode)
    return delivery.promisedAtMs - (Number.isFinite(rideS) ? rideS * 1000 : 0)
  }
  return input.deliveries.toSorted(
    (a, b) => latestStart(a) - latestStart(b) || a.readyAtMs - b.readyAtMs || (a.deliveryId < b.deliveryId ? -1 : 1),
  )
}

/** Goods that are not ready and windows that have not begun wait without a rider, who may do something else meanwhile. */
function isTooSoon(input: PlanInput, delivery: PlanDelivery, { rider, storeAtMs, etaAtMs }: Candidate): boolean {
  if (rider.route.length > 0) return false
  const thereAtMs = startMs(input, rider) + ride(input, rider, rider.node, delivery.storeNode) * 1000
  return storeAtMs - thereAtMs > standingMs || (delivery.notBeforeMs ?? 0) - etaAtMs > standingMs
}

/** Whether an offer can be made now: its rider is free soon, and has room for it already. */
function isDueIn({ nowMs, riders, config }: PlanInput): (offer: PlanOffer) => boolean {
  const { leadS = 0, followUpS = leadS } = config
  const known = new Map(riders.map((each) => [each.riderId, each]))
  const given = new Map<string, number>()
  return ({ riderId }) => {
    const { freeAtMs = nowMs, inHand = 0, route, capacity } = known.get(riderId)!
    const before = given.get(riderId) ?? 0
    if (freeAtMs > nowMs + Math.max(leadS, followUpS) * 1000 || inHand + route.length + before >= capacity) return false
    given.set(riderId, before + 1)
    return true
  }
}

const startMs = (input: PlanInput, rider: Loaded): number => Math.max(input.nowMs, rider.freeAtMs ?? 0)

/** Riders with nothing in hand, in the order in which they are asked, and what stands against the others. */
function freeRiders(input: PlanInput, riders: readonly RiderState[], delivery: PlanDelivery): Choice {
  let idle = riders.filter(({ route, inHand = 0 }) => route.length + inHand === 0).length
  const leastS = quickestS(input.travel, delivery.storeNode, delivery.dropNode)
  if (!Number.isFinite(leastS)) return { candidates: [], refusals: ['no-way'], idle }
  const found: (Omit<Candidate, 'reason' | 'costs'> & { comparedAtMs: number })[] = []
  const refusals: PlanWait['reason'][] = []
  for (const rider of riders) {
    const refusal = rider.route.length > 0 ? 'no-rider' : refusalOf(rider, delivery)
    const rideS = durationsOf(input.travel, rider)
    const toStoreS = rideS[rider.node]?.[delivery.storeNode] ?? Infinity
    const toDropS = rideS[delivery.storeNode]?.[delivery.dropNode] ?? Infinity
    const storeAtMs = Math.max(startMs(input, rider) + toStoreS * 1000, delivery.readyAtMs)
    const etaAtMs = Math.round(storeAtMs + (input.config.handoverS + toDropS) * 1000)
    const hours = hoursRefusal(input, rider, storeAtMs, Math.max(etaAtMs, delivery.notBeforeMs ?? 0))
    if (hours === 'break' && rider.route.length + (rider.inHand ?? 0) === 0) idle--
    if (refusal) refusals.push(refusal)
    else if (!Number.isFinite(toStoreS + toDropS)) refusals.push('no-way')
    else if (hours) refusals.push(hours)
    // Who is slower from the store to the door is as good as somebody who is there so much later.
    else found.push({ rider, storeAtMs, etaAtMs, comparedAtMs: storeAtMs + (toDropS - leastS) * 1000 })
  }
  const soonest = found.reduce((least, each) => Math.min(least, each.comparedAtMs), Infinity)
  const isEqual = (each: { comparedAtMs: number }) => each.comparedAtMs - soonest <= input.config.fairnessS * 1000
  const longestIdle = (a: { rider: RiderState }, b: { rider: RiderState }) =>
    a.rider.idleSinceMs - b.rider.idleSinceMs || (a.rider.riderId < b.rider.riderId ? -1 : 1)
  found.sort((a, b) => {
    if (isEqual(a) && isEqual(b)) return longestIdle(a, b)
    return a.comparedAtMs - b.comparedAtMs || longestIdle(a, b)
  })
  const candidates = found.map(({ comparedAtMs, ...each }, place): Candidate => {
    const waitedLong = place === 0 && comparedAtMs > soonest
    const behindS = waitedLong ? (comparedAtMs - soonest) / 1000 : 0
    const riderS = (each.etaAtMs - startMs(input, each.rider)) / 1000
    const costs = termsOf(delivery, each, { detourS: 0, riderS, fairnessS: behindS === 0 ? 0 : -behindS })
    return { ...each, costs, reason: waitedLong ? 'longest-idle' : 'nearest' }
  })
  return { candidates, refusals, idle }
}

/** What of a rider's hours stands against a trip whose last door is reached at `lastAtMs`. */
const hoursRefusal = ({ config }: PlanInput, rider: Loaded, storeAtMs: number, lastAtMs: number) =>
  outOfHours(
    rider.shiftEndsAtMs ?? Infinity,
    rider.breakAtMs ?? Infinity,
    storeAtMs,
    lastAtMs + config.handoverS * 1000,
  )

/** Riders who have not left the same store yet, where one more drop is a small detour and breaks no promise. */
function bestBatches(
  input: PlanInput,
  riders: readonly RiderState[],
  delivery: PlanDelivery,
  detourS: number,
): Candidate[] {
  if (detourS === 0) return []
  const found: Candidate[] = []
  for (const rider of riders) {
    if (rider.route.length === 0 || refusalOf(rider, delivery)) continue
    if (rider.route.some((stop) => stop.pickedUp || stop.storeNode !== delivery.storeNode)) continue
    const thereAtMs = startMs(input, rider) + ride(input, rider, rider.node, delivery.storeNode) * 1000
    const leavesAtMs = rider.route.reduce((latest, stop) => Math.max(latest, stop.readyAtMs ?? 0), thereAtMs)
    const storeAtMs = Math.max(leavesAtMs, delivery.readyAtMs)
    const before = arrivals(input, rider, leavesAtMs, rider.route)
    const alone = arrivals(input, rider, storeAtMs, [toStop(delivery)])
    const route = insertStop(input, rider, toStop(delivery))
    const together = arrivals(input, rider, storeAtMs, route)
    if (hoursRefusal(input, rider, storeAtMs, Math.max(...together.values(), delivery.notBeforeMs ?? 0))) continue
    const fits = route.every((stop) => {
      const atMs = together.get(stop.deliveryId)!
      const directMs = before.get(stop.deliveryId) ?? alone.get(stop.deliveryId)!
      // A promise that is lost already is no reason to lose another rider, but the detour stays small.
      const keeps = atMs <= stop.promisedAtMs || directMs > stop.promisedAtMs
      return atMs - directMs <= detourS * 1000 && keeps
    })
    const etaAtMs = together.get(delivery.deliveryId)!
    if (!fits || !Number.isFinite(etaAtMs) || etaAtMs < (delivery.notBeforeMs ?? 0) - standingMs) continue
    const laterMs = rider.route.reduce(
      (sum, stop) => sum + together.get(stop.deliveryId)! - before.get(stop.deliveryId)!,
      0,
    )
    const backMs = Math.max(...together.values()) - Math.max(...before.values())
    const parts = { detourS: laterMs / 1000, riderS: backMs / 1000, fairnessS: 0 }
    const times = { storeAtMs, etaAtMs: Math.round(etaAtMs) }
    found.push({ rider, ...times, reason: 'batched', costs: termsOf(delivery, times, parts) })
  }
  return found.sort((a, b) => a.etaAtMs - b.etaAtMs || (a.rider.riderId < b.rider.riderId ? -1 : 1))
}

/** What a choice costs in whole seconds, for people to read: greedy itself compares arrivals. */
function termsOf(
  delivery: PlanDelivery,
  times: { storeAtMs: number; etaAtMs: number },
  parts: Pick<CostTerms, 'detourS' | 'riderS' | 'fairnessS'>,
): CostTerms {
  const seconds = (ms: number) => Math.round(ms / 1000)
  return {
    clickToDoorS: seconds(times.etaAtMs - (delivery.placedAtMs ?? delivery.readyAtMs)),
    readyToPickupS: seconds(Math.max(0, times.storeAtMs - delivery.readyAtMs)),
    lateS: seconds(Math.max(0, times.etaAtMs - delivery.promisedAtMs)),
    detourS: Math.round(parts.detourS),
    riderS: Math.round(parts.riderS),
    fairnessS: Math.round(parts.fairnessS),
  }
}

/** When each drop of a trip is reached that leaves its store at `storeAtMs`. */
function arrivals(input: PlanInput, rider: Loaded, storeAtMs: number, route: readonly PlanStop[]): Map<string, number> {
  const reached = new Map<string, number>()
  let atMs = storeAtMs
  let node = route[0]?.storeNode ?? 0
  for (const stop of route) {
    atMs += (input.config.handoverS + ride(input, rider, node, stop.dropNode)) * 1000
    reached.set(stop.deliveryId, atMs)
    node = stop.dropNode
  }
  return reached
}

/** The place in a rider's trip at which one more drop makes the whole shortest. */
function insertStop(input: PlanInput, rider: RiderState, stop: PlanStop): PlanStop[] {
  const { route } = rider
  let best = [...route, stop]
  let bestAtMs = Infinity
  for (let place = 0; place <= route.length; place++) {
    const trial = [...route.slice(0, place), stop, ...route.slice(place)]
    const times = [...arrivals(input, rider, 0, trial).values()]
    const total = times.reduce((sum, each) => sum + each, 0)
    if (total < bestAtMs) [best, bestAtMs] = [trial, total]
  }
  return best
}
