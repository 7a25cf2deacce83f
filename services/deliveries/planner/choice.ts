import { checkPlan, type PlanFault } from './check.ts'
import { findCandidates } from './horizon/candidates.ts'
import { costsOf, othersOf } from './horizon/explain.ts'
import { type Problem, toProblem } from './horizon/problem.ts'
import { Solution } from './horizon/solution.ts'
import type { PlanInput, PlanOffer, PlanRider } from './types.ts'

/** A person gives one delivery to one rider; both are in the picture. */
export interface Choice {
  readonly deliveryId: string
  readonly riderId: string
}

/** What people have agreed on, and what of a rider holds it: where it is lifted, a person's choice stands. */
const agreed = { cash: 'cashRoomPaise', shift: 'shiftEndsAtMs', break: 'breakAtMs' } as const satisfies Partial<
  Record<PlanFault, keyof PlanRider>
>

/** Whether a person may go beyond a limit. What goods, bags and streets forbid is nobody's to allow. */
export const isAgreed = (fault: PlanFault): fault is keyof typeof agreed => fault in agreed

/** When it would be there, and what it costs beside who could take it else. */
export type Weighed = Required<Pick<PlanOffer, 'etaAtMs' | 'storeAtMs' | 'costs' | 'others'>>

/**
 * What a person's choice comes to, by the horizon planner's own walk: after what the rider carries, together with what is
 * to be fetched from the same store, and not before it is ready. No limit of the rider counts in it. The others are who
 * the planner would take for this order alone, the best one first. Undefined: there is no way.
 */
export function weigh(input: PlanInput, choice: Choice): Weighed | undefined {
  const asked = { ...input, deliveries: [openTo(input, choice)] }
  const problem = toProblem(withoutLimits(asked, choice))
  const solution = new Solution(problem)
  const rider = problem.riders.findIndex(({ id }) => id === choice.riderId)
  const spot = spotOf(problem, solution, rider)
  if (!spot) return undefined
  solution.insert(0, rider, spot)
  const costs = costsOf(solution, { order: 0, rider })
  // That has ridden the chain last: its times stand.
  const { atStoreS, dropS } = solution.walker.times
  const instant = (s: number) => Math.round(input.nowMs + s * 1000)
  const [storeAtMs, etaAtMs] = [instant(atStoreS[0]!), instant(dropS[0]!)]
  const plain = toProblem(asked)
  const others = othersOf(new Solution(plain), findCandidates(plain), { order: 0, rider })
  return { etaAtMs, storeAtMs, costs, others }
}

/**
 * What stands against a person's choice, by the names of `check.ts` and judged by it: of what people have agreed on all, up
 * to the first that nobody can allow. When a rider has time for it, and who has declined, is for the person to say.
 */
export function faultsOf(input: PlanInput, choice: Choice, weighed: Weighed | undefined): PlanFault[] {
  const delivery = openTo(input, choice)
  const config = { ...input.config, followUpS: Number.POSITIVE_INFINITY }
  const etaAtMs = weighed?.etaAtMs ?? Math.max(input.nowMs, delivery.notBeforeMs ?? 0)
  const offers: PlanOffer[] = [{ ...choice, reason: 'locked', etaAtMs }]
  let rider = input.riders.find(({ riderId }) => riderId === choice.riderId)!
  const faults: PlanFault[] = []
  for (;;) {
    const { refused } = checkPlan({ ...input, config, riders: [rider], deliveries: [delivery] }, { offers })
    const [fault] = refused.keys()
    if (fault === undefined) return faults
    faults.push(fault)
    if (!isAgreed(fault)) return faults
    rider = { ...rider, [agreed[fault]]: undefined }
  }
}

/** The delivery as if nobody had decided anything about this rider. */
function openTo(input: PlanInput, { deliveryId, riderId }: Choice) {
  const { lockedTo: _, ...delivery } = input.deliveries.find((each) => each.deliveryId === deliveryId)!
  return { ...delivery, declinedBy: delivery.declinedBy.filter((each) => each !== riderId) }
}

function withoutLimits(input: PlanInput, { riderId }: Choice): PlanInput {
  const unlimited = ({ node, mode, idleSinceMs, route, freeAtMs, inHand }: PlanRider): PlanRider => ({
    riderId,
    node,
    idleSinceMs,
    route,
    capacity: Number.POSITIVE_INFINITY,
    ...(mode === undefined ? {} : { mode }),
    ...(freeAtMs === undefined ? {} : { freeAtMs }),
    ...(inHand === undefined ? {} : { inHand }),
  })
  return {
    ...input,
    riders: input.riders.map((each) => (each.riderId === riderId ? unlimited(each) : each)),
    config: { ...input.config, batchDetourS: Number.POSITIVE_INFINITY },
  }
}

/** What is to be fetched from a store already is one trip with it, at whichever of its doors costs least; else it is the first trip. */
function spotOf({ riders }: Problem, { chains, walker }: Solution, r: number) {
  const [rider, chain] = [riders[r]!, chains[r]!]
  const places = rider.held.length > 0 ? [...Array(rider.held.length + 1).keys()] : [-1]
  const spots = places.map((place) => ({ trip: 0, place, costS: walker.cost(rider, chain, 0, 0, place) }))
  const best = spots.reduce((least, each) => (each.costS < least.costS ? each : least))
  return Number.isFinite(best.costS) ? best : undefined
}
