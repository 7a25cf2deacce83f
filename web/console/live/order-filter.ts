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

interface Known {
  id: string
  status: OrderStatus
  promisedAt: string
}

/** Every order that has not ended, once: the map knows those that have a delivery, the list those in the store as well. */
export function underWay(onMap: readonly Known[], listed: readonly Known[]): Known[] {
  const open = new Map([...listed, ...onMap].map((order) => [order.id, order]))
  return [...open.values()].filter(({ status }) => stages[status] !== 'ended')
}

/** So shortly before its promise an order of which nothing is expected yet needs somebody's eyes, milliseconds. */
const soonMs = 3 * 60_000

/** Whether an order will be late: as it is expected at its door, or by the clock while nobody can say. */
export const isLateSoon = (
  order: { status: OrderStatus; promisedAt: string },
  now: number,
  soonLate?: boolean,
): boolean => {
  if (stages[order.status] === 'ended' || isLate(order, now)) return false
  return soonLate ?? Date.parse(order.promisedAt) - now < soonMs
}

/** The late first, the longest late at the top; then by what is left; what has ended comes last, newest first. */
export function urgentFirst(orders: readonly AdminOrder[]): AdminOrder[] {
  const ended = (order: AdminOrder) => stages[order.status] === 'ended'
  return orders.toSorted((a, b) => {
    if (ended(a) !== ended(b)) return ended(a) ? 1 : -1
    return ended(a)
      ? Date.parse(b.placedAt) - Date.parse(a.placedAt)
      : Date.parse(a.promisedAt) - Date.parse(b.promisedAt)
  })
}

/** The orders that a filter of the page's address lets through. */
export function filterOrders(orders: AdminOrder[], { show = 'live', store, q }: LiveSearch, now: number): AdminOrder[] {
  const words = q?.toLowerCase()
  const found = orders.filter(
    (order) =>
      passes(order, show, now) &&
      (!store || order.storeId === store) &&
      (!words || `${order.number} ${order.userName} ${order.riderName ?? ''}`.toLowerCase().includes(words)),
  )
  return urgentFirst(found)
}

function passes(order: AdminOrder, show: OrderFilter, now: number): boolean {
  if (show === 'all') return true
  if (show === 'late') return isLate(order, now)
  if (show === 'live') return stages[order.status] !== 'ended'
  return stages[order.status] === show
}
