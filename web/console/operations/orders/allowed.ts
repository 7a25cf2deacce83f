import type { OrderStatus } from '../../../api-client/types.ts'

/**
 * What staff may do with an order by its status: as `services/orders/domain/machine.ts` and the deliveries' states have
 * it. Elsewhere the button says why not; the API decides.
 */
export const mayDo = {
  cancel: ['pending_payment', 'confirmed', 'picking', 'packed', 'assigned'],
  reassign: ['picking', 'packed', 'assigned'],
  fail: ['picked_up', 'arriving'],
  sendAgain: ['picked_up', 'arriving'],
  goods: ['failed'],
} as const satisfies Record<string, readonly OrderStatus[]>

export const may = (deed: keyof typeof mayDo, status: OrderStatus): boolean =>
  (mayDo[deed] as readonly OrderStatus[]).includes(status)

/** In these states the bags have left the store, or never will: nobody is asked any more. As `services/deliveries/domain/states.ts` has it. */
export const isDecided = (deliveryState: string): boolean =>
  ['picked_up', 'arriving', 'delivered', 'failed', 'returned', 'cancelled'].includes(deliveryState)
