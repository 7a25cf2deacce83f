import { type Tracking, TrackOrder } from '../../contracts/deliveries.ts'
import { toTimestamp } from '../../contracts/time.ts'
import type { OrdersContext } from './context.ts'
import { hasEnded } from './domain/machine.ts'
import type { StoredOrder } from './store/orders.ts'

/** Where an order is: the delivery's picture with the order's own status. Without deliveries, what the order knows. */
export async function tracking({ call, log }: OrdersContext, order: StoredOrder): Promise<Tracking> {
  const own: Tracking = {
    orderId: order.id,
    status: order.status,
    store: order.store,
    dropOff: order.dropOff.point,
    promisedAt: toTimestamp(order.promisedAtMs),
    sequence: 0,
  }
  if (hasEnded(order.status)) return own
  try {
    const live = await call(TrackOrder, { orderId: order.id })
    return live ? { ...live, status: order.status } : own
  } catch (error) {
    log.warn({ error, orderId: order.id }, 'the delivery cannot be followed at the moment')
    return own
  }
}
