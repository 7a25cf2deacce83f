import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { Role } from '../../api-client/types.ts'
import { root } from '../root.tsx'
import { searchText } from '../search-text.ts'

export const allRoles = [
  'customer',
  'picker',
  'rider',
  'manager',
  'support',
  'admin',
  'partner',
] as const satisfies Role[]

const text = searchText(120)

export interface UsersSearch {
  q?: string
  role?: Role
  user?: string
}
const users = createRoute({
  getParentRoute: () => root,
  path: '/users',
  validateSearch: (given: Record<string, unknown>): UsersSearch => ({
    q: text(given.q),
    role: allRoles.find((role) => role === given.role),
    user: text(given.user),
  }),
  component: lazyRouteComponent(() => import('./users/users-page.tsx'), 'UsersPage'),
})

export interface AuditSearch {
  actor?: string
  subject?: string
  action?: string
  /** Days, as `2026-11-22`. */
  from?: string
  to?: string
  entry?: string
}
const day = (value: unknown) => (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? value : undefined)
const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: (given: Record<string, unknown>): AuditSearch => ({
    actor: text(given.actor),
    subject: text(given.subject),
    action: text(given.action),
    from: day(given.from),
    to: day(given.to),
    entry: text(given.entry),
  }),
  component: lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage'),
})

const clients = createRoute({
  getParentRoute: () => root,
  path: '/api-clients',
  component: lazyRouteComponent(() => import('./clients/clients-page.tsx'), 'ClientsPage'),
})

export interface WebhooksSearch {
  webhook?: string
  failed?: boolean
}
const webhooks = createRoute({
  getParentRoute: () => root,
  path: '/webhooks',
  validateSearch: (given: Record<string, unknown>): WebhooksSearch => ({
    webhook: text(given.webhook),
    failed: given.failed === true ? true : undefined,
  }),
  component: lazyRouteComponent(() => import('./webhooks/webhooks-page.tsx'), 'WebhooksPage'),
})

const health = createRoute({
  getParentRoute: () => root,
  path: '/health',
  component: lazyRouteComponent(() => import('./health/health-page.tsx'), 'HealthPage'),
})

const security = createRoute({
  getParentRoute: () => root,
  path: '/security',
  component: lazyRouteComponent(() => import('./security/security-page.tsx'), 'SecurityPage'),
})

/** The pages of this part of the console; each is loaded when it is gone to. */
export const adminRoutes = [users, audit, clients, webhooks, health, security] as const
