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

/** Where nothing is shared: everything is absent. */
export const noCache: Cache = {
  get: async () => new Map(),
  put: async () => {},
  renew: async () => {},
  drop: async () => {},
  async [Symbol.asyncDispose]() {},
}
