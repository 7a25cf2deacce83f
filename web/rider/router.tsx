import { createRootRoute, createRouter } from '@tanstack/react-router'
import { Shell } from './shell.tsx'

const root = createRootRoute({ component: Shell })

export const router = createRouter({ routeTree: root, basepath: '/rider' })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
