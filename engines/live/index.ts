import { type Live, localLive } from '../../kit/live.ts'
import type { Log } from '../../kit/log.ts'
import type { Sql, SqlAddress } from '../../kit/sql.ts'
import type { RedisConnection } from '../redis/index.ts'

/** Between processes: Redis where there is one, else PostgreSQL. Where all runs in this one, neither. */
export async function openLive(options: {
  alone: boolean
  redis?: RedisConnection
  sql: Sql
  address: SqlAddress
  log: Log
}): Promise<Live> {
  const { redis } = options
  if (redis) return (await import('./redis.ts')).openRedisLive({ ...options, redis })
  if (options.alone) return localLive()
  return (await import('./postgres.ts')).openPostgresLive(options)
}
