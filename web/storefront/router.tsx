import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import type { OrdersShown } from '../api-client/orders.ts'
import { type ListSearch, readListSearch } from './catalogue/list-search.ts'
import { withMessages } from './messages/messages.ts'
import { NotFound, PageFailed, Shell } from './shell/shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PageFailed })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/home.tsx'), 'HomePage'),
})

const category = createRoute({
  getParentRoute: () => root,
  path: '/category/$categoryId',
  validateSearch: readListSearch,
  component: lazyRouteComponent(
    withMessages(['shop'], () => import('./pages/category.tsx')),
    'CategoryPage',
  ),
})
const search = createRoute({
  getParentRoute: () => root,
  path: '/search',
  validateSearch: (given: Record<string, unknown>): ListSearch & { q: string; category?: string } => ({
    q: String(given.q ?? '').slice(0, 120),
    category: typeof given.category === 'string' ? given.category : undefined,
    ...readListSearch(given),
  }),
  component: lazyRouteComponent(
    withMessages(['shop'], () => import('./pages/search.tsx')),
    'SearchPage',
  ),
})
const product = createRoute({
  getParentRoute: () => root,
  path: '/product/$productId',
  component: lazyRouteComponent(
    withMessages(['shop'], () => import('./pages/product.tsx')),
    'ProductPage',
  ),
})
const cart = createRoute({
  getParentRoute: () => root,
  path: '/cart',
  component: lazyRouteComponent(
    withMessages(['cart'], () => import('./pages/cart.tsx')),
    'CartPage',
  ),
})
const checkout = createRoute({
  getParentRoute: () => root,
  path: '/checkout',
  component: lazyRouteComponent(
    withMessages(['cart', 'order', 'person', 'tools'], () => import('./pages/checkout.tsx')),
    'CheckoutPage',
  ),
})
const ordersShown = ['live', 'delivered', 'cancelled'] as const satisfies readonly OrdersShown[]
const orders = createRoute({
  getParentRoute: () => root,
  path: '/orders',
  validateSearch: (given: Record<string, unknown>): { show?: OrdersShown } => ({
    show: ordersShown.find((show) => show === given.show),
  }),
  component: lazyRouteComponent(
    withMessages(['order', 'care', 'tools'], () => import('./pages/orders.tsx')),
    'OrdersPage',
  ),
})
const order = createRoute({
  getParentRoute: () => root,
  path: '/orders/$orderId',
  component: lazyRouteComponent(
    withMessages(['order', 'tools'], () => import('./pages/order.tsx')),
    'OrderPage',
  ),
})
const receipt = createRoute({
  getParentRoute: () => root,
  path: '/orders/$orderId/receipt',
  component: lazyRouteComponent(
    withMessages(['order', 'care', 'cart', 'tools'], () => import('./pages/receipt.tsx')),
    'ReceiptPage',
  ),
})
const accountTabs = ['profile', 'addresses', 'wallet', 'notifications', 'inbox', 'devices', 'data'] as const
export type AccountTab = (typeof accountTabs)[number]
const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  validateSearch: (given: Record<string, unknown>): { tab?: AccountTab } => ({
    tab: accountTabs.find((tab) => tab === given.tab),
  }),
  component: lazyRouteComponent(
    withMessages(['account', 'person', 'order', 'care', 'tools'], () => import('./pages/account.tsx')),
    'AccountPage',
  ),
})

export const router = createRouter({
  routeTree: root.addChildren([home, category, search, product, cart, checkout, orders, order, receipt, account]),
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
