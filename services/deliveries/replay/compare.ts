import type { Planner } from '../planner/types.ts'
import type { KeptRound } from '../rounds.ts'

/** How a planner's offers differ from those that were made, over rounds with the same picture. */
export interface RoundsCompared {
  rounds: number
  /** Deliveries that both offered to the same rider. */
  same: number
  otherRider: number
  /** Offered then and not by this planner, and the other way round. */
  onlyThen: number
  onlyNow: number
}

/** Gives a planner the pictures of the past, each as it was: what it would have done in that very second. */
export function compareRounds(rounds: Iterable<KeptRound>, plan: Planner): RoundsCompared {
  const sums: RoundsCompared = { rounds: 0, same: 0, otherRider: 0, onlyThen: 0, onlyNow: 0 }
  for (const { input, output } of rounds) {
    sums.rounds += 1
    const then = new Map(output.offers.map((each) => [each.deliveryId, each.riderId]))
    const now = new Map(plan(input).offers.map((each) => [each.deliveryId, each.riderId]))
    for (const [deliveryId, riderId] of then) {
      const other = now.get(deliveryId)
      if (other === undefined) sums.onlyThen += 1
      else if (other === riderId) sums.same += 1
      else sums.otherRider += 1
    }
    for (const deliveryId of now.keys()) if (!then.has(deliveryId)) sums.onlyNow += 1
  }
  return sums
}
