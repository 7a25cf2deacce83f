import { type Cache, noCache } from '../../kit/cache.ts'
import type { Log } from '../../kit/log.ts'
import type { RedisConnection } from '../redis/index.ts'

/**
 * Redis where there is one; memory where this process is certainly the only one; otherwise none, since a copy in memory
 * would not see the changes of other processes.
 */
export async function openCache(options: { redis?: RedisConnection; onlyProcess: boolean; log: Log }): Promise<Cache> {
  if (options.redis) return (await import('./redis.ts')).openRedisCache(options.redis, options.log)
  if (options.onlyProcess) return (await import('./memory.ts')).openMemoryCache()
  return noCache
}
