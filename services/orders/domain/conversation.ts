import type { Side, Thread } from '../../../contracts/order-messages.ts'
import type { OrderStatus } from '../../../contracts/orders.ts'

/** So long after the handing over rider and customer may still write: something was left behind, a door was wrong. */
const afterDeliveryMs = 30 * 60_000
/** So long after its end an order's customer may write to the shop's people. */
const afterEndMs = 14 * 86_400_000

interface Told {
  readonly status: OrderStatus
  readonly rider: { readonly userId: string } | null
  readonly deliveredAtMs: number | null
  readonly history: readonly { readonly at: string }[]
}

const withRider: readonly OrderStatus[] = ['assigned', 'picked_up', 'arriving']

/** Whether customer and rider have to do with each other now. */
export const riderIsNear = (order: Told, nowMs: number): boolean =>
  order.rider !== null &&
  (withRider.includes(order.status) ||
    (order.status === 'delivered' && order.deliveredAtMs !== null && nowMs - order.deliveredAtMs <= afterDeliveryMs))

/** Where a side may write. Staff may everywhere, so that somebody can help who was not asked. */
export function openThreads(order: Told, side: Side, nowMs: number): Thread[] {
  const rider: Thread[] = riderIsNear(order, nowMs) ? ['rider'] : []
  if (side === 'rider') return rider
  const last = order.history.at(-1)
  const recent = last !== undefined && nowMs - Date.parse(last.at) <= afterEndMs
  return side === 'staff' || recent ? [...rider, 'support'] : rider
}

/** A call disturbs: only while the rider has to find the customer. */
export const mayCall = (order: Told): boolean =>
  order.rider !== null && (order.status === 'assigned' || order.status === 'picked_up' || order.status === 'arriving')

/** Whether a side may read a message. A rider reads what was said to or by themselves. */
export const mayRead = (
  message: { readonly thread: Thread; readonly riderId: string | null },
  reader: { readonly side: Side; readonly userId: string },
): boolean => reader.side !== 'rider' || (message.thread === 'rider' && message.riderId === reader.userId)

/** The first name: the only one that strangers are told. */
export const firstName = (name: string): string => name.trim().split(/\s+/)[0] ?? ''
