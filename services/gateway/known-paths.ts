import type { FastifyInstance } from 'fastify'

/** What paths there are, whatever the method: to tell a wrong method from a wrong address. */
export interface KnownPaths {
  /** Learns the routes that are added to a server from now on. */
  follow(app: FastifyInstance): void
  /** Methods of a path as Fastify writes them, GET with HEAD; empty for an unknown path. */
  methodsOf(path: string): string[]
  /** Whether a path lies under a first word that belongs to the API, so that no web page is meant. */
  isApi(path: string): boolean
}

export function knownPaths(): KnownPaths {
  const known = new Map<string, { matches: RegExp; methods: Set<string> }>()
  const words = new Set(['v1', '_call'])
  const add = (path: string, methods: readonly string[]) => {
    if (path.includes('*')) return
    const entry = known.get(path) ?? { matches: patternOf(path), methods: new Set<string>() }
    for (const method of methods) entry.methods.add(method)
    known.set(path, entry)
    const word = path.split('/')[1]
    if (word && !word.startsWith(':')) words.add(word)
  }
  for (const path of ['/healthz', '/readyz', '/metrics']) add(path, ['GET', 'HEAD'])

  return {
    follow(app) {
      app.addHook('onRoute', ({ url, method }) => add(url, Array.isArray(method) ? method : [method]))
    },
    methodsOf(path) {
      const methods = new Set<string>()
      for (const entry of known.values())
        if (entry.matches.test(path)) for (const method of entry.methods) methods.add(method)
      return [...methods].sort()
    },
    isApi: (path) => words.has(path.split('/')[1] ?? ''),
  }
}

/** `/tiles/:z/:x/:y.mvt` → a pattern of whole paths, with or without a slash at the end. */
const patternOf = (path: string): RegExp =>
  new RegExp(
    `^${path
      .split('/')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+'))
      .join('/')
      .replace(/\/$/, '')}/?$`,
  )
