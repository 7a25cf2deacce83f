import type { PlanInput, PlanOffer, PlanWait } from '../types.ts'
import type { Candidates } from './candidates.ts'
import type { Chain, Times } from './chain.ts'
import { explain } from './explain.ts'
import { whyUnserved } from './limits.ts'
import type { Problem, Rider } from './problem.ts'
import type { Solution } from './solution.ts'

/**
 * What of a plan is said aloud. An offer is made only when its rider must set out for nothing to come later; until then
 * the plan stays open for what the next minutes bring, and the delivery is told to wait.
 */
export function commit(solution: Solution, candidates: Candidates): { offers: PlanOffer[]; waits: PlanWait[] } {
  const { problem, walker, chains } = solution
  const offers: PlanOffer[] = []
  const waits: PlanWait[] = []
  for (const [r, rider] of problem.riders.entries()) {
    walker.cost(rider, chains[r]!)
    // Explaining an offer rides other chains, and overwrites these.
    const times = structuredClone(walker.times)
    for (const [k, trip] of chains[r]!.entries()) {
      const fresh = trip.orders.filter((each) => each < problem.open)
      const isOut = k === 0 && leaves(problem, rider, chains[r]!, times)
      const places = isOut ? dueRoom(problem, rider, trip.orders, times) : 0
      // A route's trip is one batch.
      const room = places < fresh.length && fresh.some((o) => problem.orders[o]!.inRoute) ? 0 : places
      for (const [place, o] of fresh.entries()) {
        const { deliveryId, lockedTo } = problem.input.deliveries[o]!
        if (place >= room)
          waits.push({ deliveryId, reason: k === 0 && trip.orders.length > 1 ? 'batch' : 'better-later' })
        else
          offers.push({
            deliveryId,
            riderId: rider.id,
            reason: lockedTo ? 'locked' : trip.orders.length > 1 ? 'batched' : 'planned',
            etaAtMs: instant(problem.input, times.dropS[o]!),
            storeAtMs: instant(problem.input, times.atStoreS[o]!),
            ...explain(solution, candidates, { order: o, rider: r }),
          })
      }
    }
  }
  for (const [o, rider] of solution.riderOf.entries())
    if (rider < 0) waits.push({ deliveryId: problem.orders[o]!.id, reason: whyUnserved(problem, o) })
  return { offers, waits }
}

/**
 * How many of a trip's orders are said aloud now. None while the rider need not set out: goods that are not ready, or a
 * door that takes nothing yet, leave time. Who is about to be at the store for others is told of one more at once; who is
 * still busy is told of as many as there are places left, and of the rest when there are more.
 */
function dueRoom(
  { input }: Problem,
  rider: Rider,
  trip: readonly number[],
  { atStoreS, pickupS, doorWaitS }: Times,
): number {
  if (rider.held.length > 0) return trip.length
  const { leadS = 0, followUpS = leadS } = input.config
  const spareS = pickupS[trip[0]!]! - atStoreS[trip[0]!]! + doorWaitS[trip[0]!]!
  const isDue = rider.freeS <= Math.max(leadS, followUpS) && spareS <= leadS
  return isDue ? rider.capacity - rider.inHand : 0
}

/** Whether a trip of a route, which may wait for more orders and for others' work, is not to wait any longer. */
function leaves({ waiting, handoverS }: Problem, rider: Rider, chain: Chain, { doorWaitS }: Times): boolean {
  const [trip, ...later] = chain
  if (rider.leaves === undefined || rider.leaves === 'now' || trip!.orders.some((each) => each < waiting)) return true
  if (trip!.orders.some((each) => doorWaitS[each]! > handoverS)) return false
  return rider.leaves === 'when-open' || later.some(({ orders }) => orders.some((each) => each < waiting))
}

const instant = (input: PlanInput, s: number): number => Math.round(input.nowMs + s * 1000)
