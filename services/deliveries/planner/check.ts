import { waitReasons } from '../../../contracts/dispatch.ts'
import { hoursFault, isBeforeWindow, loadFault } from './check-limits.ts'
import { isBeforeBreak } from './hours.ts'
import type { CostTerms, PlanDelivery, PlanInput, PlanOffer, PlanOutput, PlanRider, PlanWait } from './types.ts'

/** Why an offer of a plan was left out. A sound planner makes none of these. */
export const planFaults = [
  'malformed',
  'unknown-rider',
  'unknown-delivery',
  'doubled',
  'declined',
  'locked',
  'full',
  'two-stores',
  'too-soon',
  'bag',
  'cold',
  'cash',
  'window',
  'no-way',
  'shift',
  'break',
  'bad-time',
] as const
export type PlanFault = (typeof planFaults)[number]

/** What is told to people has a word for each reason; of others the dispatcher says the plainest. */
const reasons: ReadonlySet<unknown> = new Set<PlanWait['reason']>(waitReasons)
const terms = ['clickToDoorS', 'readyToPickupS', 'lateS', 'detourS', 'riderS', 'fairnessS'] as const
/** No plan looks further ahead. */
const aheadMs = 24 * 3_600_000
const reasonChars = 40
const othersMax = 3

export interface CheckedPlan {
  readonly output: PlanOutput
  readonly refused: ReadonlyMap<PlanFault, number>
  /** Deliveries that were offered, and are not as it is. */
  readonly left: ReadonlySet<string>
}

/**
 * A planner's answer, held against the question: what names others than were asked about, gives an order twice, goes
 * against what a person or a rider has decided, or breaks a limit (`check-limits.ts`) is left out and counted. The rest stands.
 * @throws TypeError when it is no plan at all
 */
export function checkPlan(input: PlanInput, answer: unknown): CheckedPlan {
  const { offers, moves, waits } = (answer ?? {}) as Partial<PlanOutput>
  if (!Array.isArray(offers)) throw new TypeError('the planner answered without offers')
  const riders = new Map(input.riders.map((each) => [each.riderId, each]))
  const deliveries = new Map(input.deliveries.map((each) => [each.deliveryId, each]))
  const stores = new Set(input.stores?.map((each) => each.storeId))
  const refused = new Map<PlanFault, number>()
  const given = new Map<string, PlanDelivery[]>()
  const seen = new Set<string>()
  const left = new Set<string>()
  const refuse = (fault: PlanFault, deliveryId: string | undefined) => {
    refused.set(fault, (refused.get(fault) ?? 0) + 1)
    if (deliveryId !== undefined && deliveries.has(deliveryId)) left.add(deliveryId)
  }

  const fitting = offers.filter((offer: PlanOffer) => {
    const fault = faultOf(offer, input, { riders, deliveries, given, seen })
    if (fault) {
      refuse(fault, offer?.deliveryId)
      return false
    }
    seen.add(offer.deliveryId)
    given.set(offer.riderId, [...(given.get(offer.riderId) ?? []), deliveries.get(offer.deliveryId)!])
    return true
  })
  // Hours are those of a whole trip: its last orders go until the rest can be ridden.
  for (const [riderId, trip] of given)
    for (let list = trip; list.length > 0; ) {
      const fault = hoursFault(input, riders.get(riderId)!, list)
      if (!fault) break
      const { deliveryId } = list.at(-1)!
      refuse(fault, deliveryId)
      seen.delete(deliveryId)
      list = list.slice(0, -1)
      if (list.length > 0) given.set(riderId, list)
      else given.delete(riderId)
    }
  const sound = fitting.filter(({ deliveryId }) => seen.has(deliveryId))
  for (const deliveryId of seen) left.delete(deliveryId)
  const isList = <T>(list: readonly T[] | undefined): readonly T[] => (Array.isArray(list) ? list : [])
  return {
    output: {
      offers: sound.map((offer) => plainly(offer, input, riders)),
      // Somebody who is given work is not sent elsewhere.
      moves: isList(moves).filter(
        (each) => riders.has(each?.riderId) && stores.has(each.storeId) && !given.has(each.riderId),
      ),
      waits: isList(waits).filter(
        (each) => deliveries.has(each?.deliveryId) && !seen.has(each.deliveryId) && reasons.has(each.reason),
      ),
    },
    refused,
    left,
  }
}

interface Known {
  readonly riders: ReadonlyMap<string, PlanRider>
  readonly deliveries: ReadonlyMap<string, PlanDelivery>
  /** Offers that stand so far, by rider. */
  readonly given: ReadonlyMap<string, readonly PlanDelivery[]>
  readonly seen: ReadonlySet<string>
}

function faultOf(offer: PlanOffer | null, input: PlanInput, known: Known): PlanFault | undefined {
  if (typeof offer?.deliveryId !== 'string' || typeof offer.riderId !== 'string') return 'malformed'
  if (typeof offer.reason !== 'string' || offer.reason.length > reasonChars) return 'malformed'
  const delivery = known.deliveries.get(offer.deliveryId)
  const rider = known.riders.get(offer.riderId)
  if (!delivery) return 'unknown-delivery'
  if (!rider) return 'unknown-rider'
  if (known.seen.has(offer.deliveryId)) return 'doubled'
  if (delivery.declinedBy.includes(rider.riderId)) return 'declined'
  if (delivery.lockedTo !== undefined && delivery.lockedTo !== rider.riderId) return 'locked'
  const given = known.given.get(rider.riderId) ?? []
  if (rider.route.length + (rider.inHand ?? 0) + given.length >= rider.capacity) return 'full'
  // A trip is one visit to one store; what is in the bag already is no part of it.
  const trip = [...given, ...rider.route.filter((stop) => !stop.pickedUp)]
  if (trip.some((each) => each.storeNode !== delivery.storeNode)) return 'two-stores'
  if (!isDue(rider, input)) return 'too-soon'
  const fault = loadFault(rider, given, delivery)
  if (fault) return fault
  if (!isSoon(offer.etaAtMs, input)) return 'bad-time'
  if (isBeforeWindow(offer.etaAtMs, delivery)) return 'window'
  return isBeforeBreak(offer.etaAtMs, rider, input.config) ? undefined : 'break'
}

/** Whether who is busy is free soon enough to be asked now. */
function isDue({ inHand = 0, freeAtMs }: PlanRider, { nowMs, config }: PlanInput): boolean {
  if (inHand === 0 || freeAtMs === undefined) return true
  const { leadS = 0, followUpS = leadS } = config
  // Planners reckon in seconds: what rounding makes of the last millisecond is no fault.
  return freeAtMs <= nowMs + Math.max(leadS, followUpS) * 1000 + 1
}

const isSoon = (atMs: number | undefined, { nowMs }: PlanInput): atMs is number =>
  Number.isFinite(atMs) && atMs! >= nowMs && atMs! <= nowMs + aheadMs

const isCosts = (costs: CostTerms | undefined): costs is CostTerms =>
  costs !== undefined && terms.every((term) => Number.isFinite(costs[term]))

/** An offer with what is kept of it and nothing else. What it says of itself is left out where it says nothing sound. */
function plainly(offer: PlanOffer, input: PlanInput, riders: ReadonlyMap<string, PlanRider>): PlanOffer {
  const { deliveryId, riderId, reason, etaAtMs, storeAtMs, costs } = offer
  const only = (each: CostTerms) => Object.fromEntries(terms.map((term) => [term, each[term]])) as unknown as CostTerms
  const others = (Array.isArray(offer.others) ? offer.others : [])
    .filter((each) => riders.has(each?.riderId) && isCosts(each.costs))
    .slice(0, othersMax)
    .map((each) => ({ riderId: each.riderId, costs: only(each.costs) }))
  return {
    deliveryId,
    riderId,
    reason,
    etaAtMs,
    ...(isSoon(storeAtMs, input) ? { storeAtMs } : {}),
    ...(isCosts(costs) ? { costs: only(costs) } : {}),
    others,
  }
}
