import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { TObject } from 'typebox'
import type { RouteShape } from '../kit/routes.ts'
import { loadServices, serviceNames } from '../services/index.ts'

let routes: readonly RouteShape[]
before(async () => {
  routes = (await loadServices(serviceNames)).flatMap((service) => service.routes)
})

const nameOf = ({ method, path }: RouteShape) => `${method} ${path}`
const not = (holds: (route: RouteShape) => boolean) => routes.filter((route) => !holds(route)).map(nameOf)
const propertyOf = (schema: unknown, name: string) => (schema as TObject | undefined)?.properties?.[name]

test('what is for staff and riders names the roles that may come', () => {
  const closed = /^\/v1\/(admin|store|rider)\//
  assert.deepEqual(
    not(({ path, access }) => !closed.test(path) || (Array.isArray(access) && access.length > 0)),
    [],
  )
})

test('deeds that hand out money, secrets or messages have a limit of their own', () => {
  const dear =
    /^POST \/v1\/(admin\/(refunds|credits|api-clients|health\/replay|orders\/:id\/notifications\/resend)|orders|rider\/cash\/deposits)$/
  const found = routes.filter((route) => dear.test(nameOf(route)))
  assert.equal(found.length, 7)
  assert.deepEqual(found.filter(({ rateLimit }) => !rateLimit).map(nameOf), [])
})

test('a list that goes on says how many at a time, with an end to it', () => {
  const goesOn = ({ answer }: RouteShape) => {
    const next = propertyOf(answer, 'next') as { anyOf?: unknown[] } | undefined
    return propertyOf(answer, 'items') !== undefined && next !== undefined
  }
  // Never go on: there are few by a rule of their own (`devicesMax`, `sessionsMax`, `addressesMax`, `webhooksMax`, `savedFiltersMax`).
  const short = [
    'GET /v1/me/devices',
    'GET /v1/me/sessions',
    'GET /v1/admin/users/:id/sessions',
    'GET /v1/me/addresses',
    'GET /v1/me/saved-filters',
    'GET /v1/admin/webhooks',
  ]
  const unbounded = not((route) => {
    if (!goesOn(route) || short.includes(nameOf(route))) return true
    const limit = propertyOf(route.query, 'limit') as { maximum?: number } | undefined
    return limit?.maximum !== undefined
  })
  assert.deepEqual(unbounded, [])
})
