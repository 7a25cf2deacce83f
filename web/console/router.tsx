import { createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { adminRoutes } from './admin/routes.tsx'
import { analyticsRoutes } from './analytics/routes.tsx'
import { liveRoutes } from './live/routes.tsx'
import { merchandisingRoutes } from './merchandising/routes.tsx'
import { operationsRoutes } from './operations/routes.tsx'
import { root } from './root.tsx'
import { PageFailed } from './shell/page-failed.tsx'
import { storeRoutes } from './store/routes.tsx'

/** Each part of the console brings its own pages. */
export const router = createRouter({
  routeTree: root.addChildren([
    ...liveRoutes,
    ...operationsRoutes,
    ...storeRoutes,
    ...merchandisingRoutes,
    ...analyticsRoutes,
    ...adminRoutes,
  ]),
  basepath: '/console',
  defaultPreload: 'intent',
  defaultNotFoundComponent: lazyRouteComponent(() => import('./shell/no-page.tsx'), 'NoPage'),
  defaultErrorComponent: PageFailed,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
