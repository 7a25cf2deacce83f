import type { DeliveryState } from '../../../contracts/deliveries.ts'
import type { OrderStatus } from '../../../contracts/orders.ts'

/** What can happen to a delivery: the store's deed, the planner's, the rider's, and those of operations. */
export type Action =
  | 'pack'
  | 'offer'
  | 'accept'
  | 'decline'
  | 'expire'
  | 'release'
  | 'arrive'
  | 'pickup'
  | 'deliver'
  | 'fail'
  | 'return'
  | 'recover'
  | 'cancel'

type Row = Partial<Record<DeliveryState, DeliveryState>>

/**
 * From which state each action leads where; whatever is not here is refused and changes nothing. Until the bags leave
 * the store a delivery can always go back to `waiting` (`packing`, while its bags are not closed) or end; after that it
 * ends at a door or back in the store, unless staff recover the bags of a lost rider and send them out again.
 */
export const transitions: Record<Action, Row> = {
  pack: { packing: 'waiting' },
  offer: { packing: 'offered', waiting: 'offered' },
  accept: { offered: 'accepted' },
  decline: { offered: 'waiting', accepted: 'waiting', at_store: 'waiting' },
  expire: { offered: 'waiting' },
  release: { offered: 'waiting', accepted: 'waiting', at_store: 'waiting' },
  arrive: { accepted: 'at_store', picked_up: 'arriving' },
  pickup: { accepted: 'picked_up', at_store: 'picked_up' },
  deliver: { picked_up: 'delivered', arriving: 'delivered' },
  fail: { picked_up: 'failed', arriving: 'failed' },
  return: { failed: 'returned' },
  recover: { picked_up: 'waiting', arriving: 'waiting' },
  cancel: {
    packing: 'cancelled',
    waiting: 'cancelled',
    offered: 'cancelled',
    accepted: 'cancelled',
    at_store: 'cancelled',
  },
}

export type Step = { kind: 'moved'; to: DeliveryState } | { kind: 'repeated' } | { kind: 'refused' }

/** Where an action leads. One whose effect is already there is a repeat: answered again, changing nothing. */
export function step(from: DeliveryState, action: Action): Step {
  const to = transitions[action][from]
  if (to) return { kind: 'moved', to }
  return Object.values(transitions[action]).includes(from) ? { kind: 'repeated' } : { kind: 'refused' }
}

/** In nobody's hands: somebody may be asked. */
export const isFree = (state: DeliveryState): boolean => state === 'packing' || state === 'waiting'

/** In a rider's hands, the goods or the promise to fetch them: it takes a place in the bag. */
export const heldStates = ['offered', 'accepted', 'at_store', 'picked_up', 'arriving', 'failed'] as const
/** On its way to a door, so that the customer sees the rider. */
export const underWayStates: readonly DeliveryState[] = ['accepted', 'at_store', 'picked_up', 'arriving']
/** With the goods in the bag. */
export const carryingStates: readonly DeliveryState[] = ['picked_up', 'arriving']
export const endedStates: readonly DeliveryState[] = ['delivered', 'returned', 'cancelled']

const orderStatuses: Record<DeliveryState, OrderStatus> = {
  packing: 'picking',
  waiting: 'packed',
  offered: 'packed',
  accepted: 'assigned',
  at_store: 'assigned',
  picked_up: 'picked_up',
  arriving: 'arriving',
  delivered: 'delivered',
  failed: 'failed',
  returned: 'returned',
  cancelled: 'cancelled',
}

/** How the customer's order stands, as far as its delivery knows: a rider who comes before it is packed changes nothing. */
export const toOrderStatus = (state: DeliveryState, packed = true): OrderStatus =>
  packed || state === 'cancelled' ? orderStatuses[state] : 'picking'

/** What a rider is doing, for the map of operations: the step of the task that is furthest. */
export function riderActivity(onShift: boolean, states: readonly DeliveryState[]): string {
  if (!onShift) return 'off'
  if (states.some((each) => carryingStates.includes(each))) return 'delivering'
  if (states.includes('failed')) return 'returning'
  if (states.includes('at_store')) return 'at_store'
  if (states.includes('accepted')) return 'to_store'
  return states.includes('offered') ? 'offered' : 'free'
}
