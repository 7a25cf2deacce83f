import type { AdminOrder, OrderStatus } from '../../api-client/types.ts'
import type { LiveSearch, OrderFilter } from './routes.tsx'

type Stage = 'store' | 'road' | 'ended'

const stages: Record<OrderStatus, Stage> = {
  pending_payment: 'store',
  confirmed: 'store',
  picking: 'store',
  packed: 'store',
  assigned: 'store',
  picked_up: 'road',
  arriving: 'road',
  delivered: 'ended',
  cancelled: 'ended',
  failed: 'ended',
  returned: 'ended',
}

export const isLate = (order: { status: OrderStatus; promisedAt: string }, now: number): boolean =>
  stages[order.status] !== 'ended' && Date.parse(order.promisedAt) < now

/** The orders that a filter of the page's address lets through. */
export function filterOrders(orders: AdminOrder[], { show = 'live', store, q }: LiveSearch, now: number): AdminOrder[] {
  const words = q?.toLowerCase()
  return orders.filter(
    (order) =>
      passes(order, show, now) &&
      (!store || order.storeId === store) &&
      (!words || `${order.number} ${order.userName} ${order.riderName ?? ''}`.toLowerCase().includes(words)),
  )
}

function passes(order: AdminOrder, show: OrderFilter, now: number): boolean {
  if (show === 'all') return true
  if (show === 'late') return isLate(order, now)
  if (show === 'live') return stages[order.status] !== 'ended'
  return stages[order.status] === show
}
