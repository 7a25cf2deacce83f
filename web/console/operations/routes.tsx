import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { OrderStatus, PaymentMethod } from '../../api-client/types.ts'
import { root } from '../root.tsx'
import { searchText } from '../search-text.ts'

const text = searchText(80)
const day = (value: unknown) => (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? value : undefined)

export const orderStatuses = [
  'pending_payment',
  'confirmed',
  'picking',
  'packed',
  'assigned',
  'picked_up',
  'arriving',
  'delivered',
  'cancelled',
  'failed',
  'returned',
] as const satisfies OrderStatus[]
export const methods = ['card', 'upi', 'wallet', 'cash'] as const satisfies PaymentMethod[]

export interface OrdersSearch {
  q?: string
  status?: OrderStatus
  store?: string
  method?: PaymentMethod
  late?: 'yes'
  rider?: string
  user?: string
  from?: string
  to?: string
}
const orders = createRoute({
  getParentRoute: () => root,
  path: '/orders',
  validateSearch: (given: Record<string, unknown>): OrdersSearch => ({
    // A number of digits in the address is read as a number.
    q: text(given.q),
    status: orderStatuses.find((status) => status === given.status),
    store: text(given.store),
    method: methods.find((method) => method === given.method),
    late: given.late === 'yes' ? 'yes' : undefined,
    rider: text(given.rider),
    user: text(given.user),
    from: day(given.from),
    to: day(given.to),
  }),
  component: lazyRouteComponent(() => import('./orders/orders-page.tsx'), 'OrdersPage'),
})

const order = createRoute({
  getParentRoute: () => root,
  path: '/orders/$orderId',
  component: lazyRouteComponent(() => import('./orders/order-page.tsx'), 'OrderPage'),
})

export interface RidersSearch {
  store?: string
  shift?: 'on' | 'off'
  q?: string
  rider?: string
}
const riders = createRoute({
  getParentRoute: () => root,
  path: '/riders',
  validateSearch: (given: Record<string, unknown>): RidersSearch => ({
    store: text(given.store),
    shift: given.shift === 'on' || given.shift === 'off' ? given.shift : undefined,
    q: text(given.q),
    rider: text(given.rider),
  }),
  component: lazyRouteComponent(() => import('./riders/riders-page.tsx'), 'RidersPage'),
})

export interface StoreSearch {
  store?: string
}
const ofStore = (given: Record<string, unknown>): StoreSearch => ({ store: text(given.store) })
const areas = createRoute({
  getParentRoute: () => root,
  path: '/areas',
  validateSearch: ofStore,
  component: lazyRouteComponent(() => import('./areas/areas-page.tsx'), 'AreasPage'),
})
const closures = createRoute({
  getParentRoute: () => root,
  path: '/closures',
  component: lazyRouteComponent(() => import('./closures/closures-page.tsx'), 'ClosuresPage'),
})
const slots = createRoute({
  getParentRoute: () => root,
  path: '/slots',
  validateSearch: ofStore,
  component: lazyRouteComponent(() => import('./slots/slots-page.tsx'), 'SlotsPage'),
})
const surge = createRoute({
  getParentRoute: () => root,
  path: '/surge',
  validateSearch: ofStore,
  component: lazyRouteComponent(() => import('./surge/surge-page.tsx'), 'SurgePage'),
})

/** The pages of this part of the console; each is loaded when it is gone to. */
export const operationsRoutes = [orders, order, riders, areas, closures, slots, surge] as const
