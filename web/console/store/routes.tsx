import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type DepositState, depositStates } from '../../api-client/cash-deposits.ts'
import { type StockFilter, stockFilters } from '../../api-client/stock.ts'
import { root } from '../root.tsx'
import { searchText } from '../search-text.ts'

const text = searchText(80)

export interface StockSearch {
  q?: string
  show?: StockFilter
  product?: string
}

const picking = createRoute({
  getParentRoute: () => root,
  path: '/picking',
  component: lazyRouteComponent(() => import('./picking/picking-page.tsx'), 'PickingPage'),
})
const pick = createRoute({
  getParentRoute: () => root,
  path: '/picking/$id',
  validateSearch: (given: Record<string, unknown>): { line?: string } => ({ line: text(given.line) }),
  component: lazyRouteComponent(() => import('./picking/pick-page.tsx'), 'PickPage'),
})
const slip = createRoute({
  getParentRoute: () => root,
  path: '/picking/$id/slip',
  component: lazyRouteComponent(() => import('./picking/slip-page.tsx'), 'SlipPage'),
})
const handover = createRoute({
  getParentRoute: () => root,
  path: '/handover',
  component: lazyRouteComponent(() => import('./handover/handover-page.tsx'), 'HandoverPage'),
})
const stock = createRoute({
  getParentRoute: () => root,
  path: '/stock',
  validateSearch: (given: Record<string, unknown>): StockSearch => ({
    q: text(given.q),
    show: stockFilters.find((filter) => filter === given.show),
    product: text(given.product),
  }),
  component: lazyRouteComponent(() => import('./stock/stock-page.tsx'), 'StockPage'),
})
const receive = createRoute({
  getParentRoute: () => root,
  path: '/stock/receive',
  component: lazyRouteComponent(() => import('./stock/receive-page.tsx'), 'ReceivePage'),
})
const settings = createRoute({
  getParentRoute: () => root,
  path: '/store',
  component: lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
})
const cash = createRoute({
  getParentRoute: () => root,
  path: '/store-cash',
  validateSearch: (given: Record<string, unknown>): { state?: DepositState } => ({
    state: depositStates.find((state) => state === given.state),
  }),
  component: lazyRouteComponent(() => import('./cash/cash-page.tsx'), 'CashPage'),
})
const today = createRoute({
  getParentRoute: () => root,
  path: '/store-today',
  component: lazyRouteComponent(() => import('./today/today-page.tsx'), 'TodayPage'),
})

/** The pages of this part of the console; each is loaded when it is gone to. */
export const storeRoutes = [picking, pick, slip, handover, stock, receive, settings, cash, today] as const
