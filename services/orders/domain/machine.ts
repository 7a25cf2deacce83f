import type { EndReason, HistoryEntry, OrderStatus } from '../../../contracts/orders.ts'

/**
 * Where an order may go from where. The happy path runs down the table; exits are `cancelled`, and `failed` once the
 * goods are on the road. It falls back to `packed` when a rider is lost before the pick-up, or when the bags of a lost
 * rider are back in the store and go out again.
 */
const allowed: Record<OrderStatus, readonly OrderStatus[]> = {
  pending_payment: ['confirmed', 'cancelled'],
  confirmed: ['picking', 'cancelled'],
  picking: ['packed', 'cancelled'],
  packed: ['assigned', 'cancelled'],
  assigned: ['packed', 'picked_up', 'cancelled'],
  picked_up: ['arriving', 'delivered', 'failed', 'packed'],
  arriving: ['delivered', 'failed', 'packed'],
  failed: ['returned'],
  delivered: [],
  cancelled: [],
  returned: [],
}

export const mayGo = (from: OrderStatus, to: OrderStatus): boolean => allowed[from].includes(to)

export const hasEnded = (status: OrderStatus): boolean =>
  status === 'delivered' || status === 'cancelled' || status === 'failed' || status === 'returned'

/** Customers until the order is packed; staff until a rider has the goods. */
export const mayCancel = (status: OrderStatus, by: 'customer' | 'staff'): boolean =>
  by === 'staff'
    ? mayGo(status, 'cancelled')
    : status === 'pending_payment' || status === 'confirmed' || status === 'picking'

export interface Timeouts {
  readonly paymentMinutes: number
  readonly pickMinutes: number
  readonly handoverMinutes: number
}

/**
 * Epoch ms at which an order may not be in this status any longer, or null where nothing hurries.
 * @param windowStartMs of an order for later: the store's and the riders' time begins with its window
 */
export function deadlineOf(
  status: OrderStatus,
  sinceMs: number,
  timeouts: Timeouts,
  windowStartMs: number = sinceMs,
): number | null {
  const begunMs = Math.max(sinceMs, windowStartMs)
  switch (status) {
    case 'pending_payment':
      return sinceMs + timeouts.paymentMinutes * 60_000
    case 'confirmed':
    case 'picking':
      return begunMs + timeouts.pickMinutes * 60_000
    case 'packed':
    case 'assigned':
      return begunMs + timeouts.handoverMinutes * 60_000
    default:
      return null
  }
}

/** Why an order is cancelled when its time in a status is over. */
export const timeoutReason = (status: OrderStatus): { reason: string; reasonCode: EndReason } =>
  status === 'pending_payment'
    ? { reason: 'The payment did not arrive in time', reasonCode: 'not-paid' }
    : status === 'packed' || status === 'assigned'
      ? { reason: 'No rider could take the order in time', reasonCode: 'no-rider' }
      : { reason: 'The store could not pack the order in time', reasonCode: 'not-packed' }

export interface Step {
  readonly to: OrderStatus
  readonly at: string
  readonly actor: string
  readonly reason?: string
  readonly reasonCode?: EndReason
}

/** The history with a step added, or null where the step is not allowed. */
export function advance(
  order: { status: OrderStatus; history: HistoryEntry[] },
  step: Step,
): { status: OrderStatus; history: HistoryEntry[] } | null {
  if (!mayGo(order.status, step.to)) return null
  const entry: HistoryEntry = {
    status: step.to,
    at: step.at,
    actor: step.actor,
    ...(step.reason ? { reason: step.reason } : {}),
    ...(step.reasonCode ? { reasonCode: step.reasonCode } : {}),
  }
  return { status: step.to, history: [...order.history, entry] }
}
