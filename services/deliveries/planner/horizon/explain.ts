import type { CostTerms, PlanOffer } from '../types.ts'
import type { Candidates } from './candidates.ts'
import { type Chain, withOrder, withoutOrder } from './chain.ts'
import type { Solution } from './solution.ts'

const othersShown = 3

/** What it costs that a rider takes an order, and who would have been next: the plan without the order is the measure. */
export function explain(
  solution: Solution,
  candidates: Candidates,
  { order, rider }: { order: number; rider: number },
): Required<Pick<PlanOffer, 'costs' | 'others'>> {
  return {
    costs: costsOf(solution, { order, rider }),
    others: othersOf(solution, candidates, { order, rider }),
  }
}

/** What it costs that a rider has an order, beside the rider's chain without it. */
export function costsOf(solution: Solution, { order, rider }: { order: number; rider: number }): CostTerms {
  const chain = solution.chains[rider]!
  return terms(solution, rider, withoutOrder(chain, order), chain, order)
}

/** Who but a rider could take an order, and what that would cost; best first. */
export function othersOf(
  solution: Solution,
  candidates: Candidates,
  { order, rider }: { order: number; rider: number },
): Required<PlanOffer>['others'] {
  const others = candidates.riders[order]!.flatMap((other) => {
    if (other === rider) return []
    const best = solution.bestSpot(order, other)
    return best ? [{ other, ...best }] : []
  })
  others.sort((a, b) => a.moreS - b.moreS || a.other - b.other)
  const { storeNode } = solution.problem.orders[order]!
  const shown = others.slice(0, othersShown).map(({ other, spot }) => {
    const before = solution.chains[other]!
    return {
      riderId: solution.problem.riders[other]!.id,
      costs: terms(solution, other, before, withOrder(before, order, storeNode, spot), order),
    }
  })
  // Where nothing can be said of what a rider has in hand, the terms do not add up to what the order costs in all.
  return shown.sort((a, b) => sum(a.costs) - sum(b.costs))
}

const sum = (costs: CostTerms): number => Object.values(costs).reduce((total, each) => total + each, 0)

/** The difference between two chains of a rider, taken apart. The terms add up to it. */
function terms(solution: Solution, r: number, before: Chain, after: Chain, index: number): CostTerms {
  const { problem, walker } = solution
  const { weights } = problem
  const rider = problem.riders[r]!
  const order = problem.orders[index]!
  const beforeS = walker.cost(rider, before)
  const beforeRideS = before.length > 0 && Number.isFinite(beforeS) ? walker.rideTimeS : 0
  const moreS = walker.cost(rider, after) - beforeS
  const dropS = walker.times.dropS[index]!
  const own = {
    clickToDoorS: order.inRoute ? 0 : dropS - order.placedS,
    readyToPickupS: weights.readyToPickup * (walker.times.pickupS[index]! - order.waitsFromS),
    lateS: walker.lateCost(order, dropS),
    riderS: weights.rider * (walker.rideTimeS - beforeRideS),
    fairnessS: before.length === 0 ? rider.bonusS : 0,
  }
  const ownS = own.clickToDoorS + own.readyToPickupS + own.lateS + own.riderS + own.fairnessS
  // What a long wait weighs beyond its seconds is among the delays: some seconds in half an hour.
  // Without this order there may be no way to what comes after it: then nothing can be said of the others.
  return rounded({ ...own, detourS: Number.isFinite(moreS) ? moreS - ownS : 0 })
}

const rounded = (costs: CostTerms): CostTerms => {
  const round = (s: number) => Math.round(s * 10) / 10 + 0
  return {
    clickToDoorS: round(costs.clickToDoorS),
    readyToPickupS: round(costs.readyToPickupS),
    lateS: round(costs.lateS),
    detourS: round(costs.detourS),
    riderS: round(costs.riderS),
    fairnessS: round(costs.fairnessS),
  }
}
