import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '../root.tsx'
import { type Measure, measures } from './measures.ts'

export interface AnalyticsSearch {
  store?: string
  from?: string
  to?: string
  measure?: Measure
  view?: 'table'
}

const day = (value: unknown) => (typeof value === 'string' && /^20\d\d-\d\d-\d\d$/.test(value) ? value : undefined)

const analytics = createRoute({
  getParentRoute: () => root,
  path: '/analytics',
  validateSearch: (given: Record<string, unknown>): AnalyticsSearch => ({
    store: typeof given.store === 'string' && given.store !== '' ? given.store.slice(0, 40) : undefined,
    from: day(given.from),
    to: day(given.to),
    measure: measures.find((each) => each === given.measure),
    view: given.view === 'table' ? 'table' : undefined,
  }),
  component: lazyRouteComponent(() => import('./analytics-page.tsx'), 'AnalyticsPage'),
})

/** The pages of this part of the console; each is loaded when it is gone to. */
export const analyticsRoutes = [analytics] as const
