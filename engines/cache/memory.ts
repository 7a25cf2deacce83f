import { LRUCache } from 'lru-cache'
import { type Cache, type Cached, cacheLimits } from '../../kit/cache.ts'

const bytesMax = 16 * 2 ** 20

interface Kept {
  readonly version: number
  /** JSON, so that nobody changes what another was handed; null where only the version is known. */
  readonly json: string | null
}

/** For an installation that is one process: there the cache sees every change. */
export function openMemoryCache(): Cache {
  const kept = new LRUCache<string, Kept>({
    maxSize: bytesMax,
    sizeCalculation: ({ json }, key) => (json?.length ?? 0) + key.length + 100,
  })
  const put = async (key: string, { version, value }: Cached, ttlMs: number) => {
    if ((kept.get(key)?.version ?? -1) > version) return
    const json = JSON.stringify(value)
    const fits = json.length <= cacheLimits.valueBytes
    kept.set(key, { version, json: fits ? json : null }, { ttl: Math.min(ttlMs, cacheLimits.ttlMs) })
  }
  return {
    async get(keys) {
      const found = new Map<string, Cached>()
      for (const key of keys) {
        const entry = kept.get(key)
        if (entry && entry.json !== null) found.set(key, { version: entry.version, value: JSON.parse(entry.json) })
      }
      return found
    },
    put,
    renew: put,
    async drop(key, version) {
      if ((kept.get(key)?.version ?? -1) < version) kept.set(key, { version, json: null }, { ttl: cacheLimits.ttlMs })
    },
    async [Symbol.asyncDispose]() {
      kept.clear()
    },
  }
}
