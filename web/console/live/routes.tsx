import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '../root.tsx'
import { searchText } from '../search-text.ts'

export const orderFilters = ['live', 'late', 'store', 'road', 'all'] as const
export type OrderFilter = (typeof orderFilters)[number]

export interface LiveSearch {
  show?: OrderFilter
  store?: string
  q?: string
  order?: string
  view?: 'map'
  /** The rider whom the map follows. */
  rider?: string
}

const text = searchText(80)

const live = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: (given: Record<string, unknown>): LiveSearch => ({
    show: orderFilters.find((filter) => filter === given.show),
    store: text(given.store),
    q: text(given.q),
    order: text(given.order),
    view: given.view === 'map' ? 'map' : undefined,
    rider: text(given.rider),
  }),
  component: lazyRouteComponent(() => import('./live-page.tsx'), 'LivePage'),
})

export const liveRoutes = [live] as const
