import type { PlanInput, PlanOffer, PlanOutput, PlanWait } from '../types.ts'
import type { Solution } from './solution.ts'

/**
 * What of a plan is said aloud. An offer is made only when its rider must set out now for nothing to come later; until
 * then the plan stays open for what the next minutes bring.
 */
export function commit(solution: Solution): PlanOutput {
  const { problem, walker } = solution
  const offers: PlanOffer[] = []
  const waits: PlanWait[] = []
  const leadS = 0
  for (const [r, rider] of problem.riders.entries()) {
    const chain = solution.chains[r]!
    if (chain.length === 0) continue
    walker.cost(rider, chain)
    const trip = chain[0]!
    const open = rider.held.length > 0
    const { atStoreS, pickupS, dropS } = walker.times
    const first = trip.orders[0]!
    const spareS = pickupS[first]! - atStoreS[first]!
    const due = open || (rider.freeS <= leadS && spareS <= leadS)
    for (const [k, each] of chain.entries())
      for (const o of each.orders) {
        if (o >= problem.waiting) continue
        const deliveryId = problem.orders[o]!.id
        if (k > 0 || !due) {
          waits.push({ deliveryId, reason: 'better-later' })
          continue
        }
        offers.push({
          deliveryId,
          riderId: rider.id,
          reason: 'planned',
          etaAtMs: atMs(problem.input, dropS[o]!),
          storeAtMs: atMs(problem.input, atStoreS[o]!),
        })
      }
  }
  for (const [o, r] of solution.riderOf.entries())
    if (r < 0) waits.push({ deliveryId: problem.orders[o]!.id, reason: 'no-rider' })
  return { offers, waits }
}

const atMs = (input: PlanInput, s: number): number => Math.round(input.nowMs + s * 1000)
