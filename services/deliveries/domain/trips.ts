import type { DeliveryState } from '../../../contracts/deliveries.ts'
import { carryingStates } from './states.ts'

/** What a rider has in hand, as far as it says which trip it belongs to. */
interface InHand {
  readonly state: DeliveryState
  readonly trip: number
}

/** In the bag; goods on their way back to the store take their place as well. */
export const hasGoods = ({ state }: Pick<InHand, 'state'>): boolean =>
  carryingStates.includes(state) || state === 'failed'

/** What belongs to the trip that is under way, and what begins after its last drop. */
export function splitTrips<T extends Pick<InHand, 'trip'>>(held: readonly T[]): { current: T[]; next: T[] } {
  const first = Math.min(...held.map((each) => each.trip))
  return { current: held.filter((each) => each.trip === first), next: held.filter((each) => each.trip !== first) }
}

/** Which trip one more order belongs to: the one that can still be joined, or a new one after the goods in hand. */
export function tripFor(held: readonly InHand[]): number {
  const { current, next } = splitTrips(held)
  const [first] = current
  if (!first) return 0
  return next[0]?.trip ?? (current.every(hasGoods) ? first.trip + 1 : first.trip)
}
