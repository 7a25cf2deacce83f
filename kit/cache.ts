import type { Metrics } from './metrics.ts'

/** A value as the cache has it. Versions grow with every change of what the value was made of. */
export interface Cached {
  readonly version: number
  readonly value: unknown
}

/**
 * Copies of what is kept elsewhere, shared by all processes. Never the only place of anything, and never in the way: what
 * cannot be reached is absent, and nothing here throws.
 *
 * A newer version is never replaced by an older one, so that a slow reader cannot put back what a writer has changed. When
 * the word of a change does not reach the cache, the process that made the change hands out nothing older until it does;
 * the others may, for as long as the value's time to live.
 */
export interface Cache extends AsyncDisposable {
  /** What is there of these keys. */
  get(keys: readonly string[]): Promise<ReadonlyMap<string, Cached>>
  /** After reading the truth. `ttlMs` at most ten minutes. */
  put(key: string, entry: Cached, ttlMs: number): Promise<void>
  /** After the commit of a change that made this value. */
  renew(key: string, entry: Cached, ttlMs: number): Promise<void>
  /** After the commit of a change to this version whose value is not at hand. */
  drop(key: string, version: number): Promise<void>
}

export const cacheLimits = {
  ttlMs: 600_000,
  /** Larger values are not kept. Bytes as JSON. */
  valueBytes: 1024 * 1024,
  keyLength: 200,
} as const

/** A cache whose hits and misses are counted. */
export function countLooks(name: string, cache: Cache, { cacheLooks }: Pick<Metrics, 'cacheLooks'>): Cache {
  const get = async (keys: readonly string[]) => {
    const found = await cache.get(keys)
    if (found.size > 0) cacheLooks.inc({ cache: name, outcome: 'hit' }, found.size)
    if (found.size < keys.length) cacheLooks.inc({ cache: name, outcome: 'miss' }, keys.length - found.size)
    return found
  }
  if (cache === noCache) return cache
  return {
    get,
    put: (key, entry, ttlMs) => cache.put(key, entry, ttlMs),
    renew: (key, entry, ttlMs) => cache.renew(key, entry, ttlMs),
    drop: (key, version) => cache.drop(key, version),
    [Symbol.asyncDispose]: () => cache[Symbol.asyncDispose](),
  }
}

/** Where nothing is shared: everything is absent. */
export const noCache: Cache = {
  get: async () => new Map(),
  put: async () => {},
  renew: async () => {},
  drop: async () => {},
  async [Symbol.asyncDispose]() {},
}
