import type { OrderStatus } from '../../api-client/types.ts'

/** What a customer follows: five steps, each made of the statuses that it stands for. */
export const steps = [
  { key: 'confirmed', statuses: ['confirmed'] },
  { key: 'picking', statuses: ['picking'] },
  { key: 'packed', statuses: ['packed', 'assigned'] },
  { key: 'picked_up', statuses: ['picked_up', 'arriving'] },
  { key: 'delivered', statuses: ['delivered'] },
] as const satisfies { key: OrderStatus; statuses: OrderStatus[] }[]

const ended: Record<OrderStatus, boolean> = {
  pending_payment: false,
  confirmed: false,
  picking: false,
  packed: false,
  assigned: false,
  picked_up: false,
  arriving: false,
  delivered: true,
  cancelled: true,
  failed: true,
  returned: true,
}

export const hasEnded = (status: OrderStatus): boolean => ended[status]

/** The step an order stands at; -1 before the first and for orders that did not arrive. */
export const stepOf = (status: OrderStatus): number =>
  steps.findIndex((step) => (step.statuses as readonly OrderStatus[]).includes(status))

export const toneOf = (status: OrderStatus): 'ok' | 'bad' | 'warn' | 'brand' =>
  status === 'delivered' ? 'ok' : status === 'pending_payment' ? 'warn' : ended[status] ? 'bad' : 'brand'
