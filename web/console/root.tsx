import { createRootRoute } from '@tanstack/react-router'
import { Shell } from './shell.tsx'

/** What every page of the console lies in. */
export const root = createRootRoute({ component: Shell })
