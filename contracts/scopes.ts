import Type from 'typebox'

interface Allowed {
  readonly methods: readonly string[]
  /** Beginnings of paths, whole segments. */
  readonly paths: readonly string[]
}

const read = ['GET', 'HEAD']
const any = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/**
 * What tokens of API clients may be good for. A route that none of them names is closed to such clients; what needs no
 * login (products, stores, offers) is open to everybody.
 */
const table = {
  'profile:read': [{ methods: read, paths: ['/v1/me'] }],
  'orders:read': [{ methods: read, paths: ['/v1/orders', '/v1/slots', '/v1/wallet'] }],
  'orders:write': [
    { methods: any, paths: ['/v1/cart', '/v1/orders', '/v1/me/addresses'] },
    { methods: read, paths: ['/v1/slots'] },
  ],
} as const satisfies Record<string, readonly Allowed[]>

export type Scope = keyof typeof table
export const scopes = Object.keys(table) as Scope[]
export const Scope = Type.Enum(scopes, { title: 'Scope' })

const begins = (path: string, beginning: string): boolean => path === beginning || path.startsWith(`${beginning}/`)

/** Whether one of the scopes is good for a route, by its pattern: `/v1/orders/:id`. */
export const isWithin = (granted: readonly string[], method: string, path: string): boolean =>
  scopes.some(
    (scope) =>
      granted.includes(scope) &&
      (table[scope] as readonly Allowed[]).some(
        (allowed) =>
          allowed.methods.includes(method) &&
          // Exactly one's own profile: what lies below it has scopes of its own.
          allowed.paths.some((each) => (each === '/v1/me' ? path === each : begins(path, each))),
      ),
  )
