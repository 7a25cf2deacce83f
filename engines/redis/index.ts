import { createHash } from 'node:crypto'
import type { Log } from '../../kit/log.ts'
import { readAddresses } from './addresses.ts'
import { RedisConnection } from './connection.ts'

export type { RedisConnection, RedisScript } from './connection.ts'

/** Raised when what we keep in Redis is written differently, so that old and new copies can run side by side. */
const schema = 1

/**
 * Keys and channels begin with the installation, known by the secret that its services share: two installations may
 * use one Redis.
 */
export const redisPrefix = (secret: string): string =>
  `tokri:${createHash('sha256').update(`redis ${secret}`).digest('base64url').slice(0, 12)}:${schema}:`

/**
 * Connects to Redis, single or cluster, within 5 s. When nobody answers, the connection is made behind.
 * @throws ConfigError for what only an operator can put right
 */
export async function openRedis(options: {
  urls: readonly string[]
  variable: string
  secret: string
  log: Log
  onBreaker?: (open: boolean) => void
}): Promise<RedisConnection> {
  const connection = new RedisConnection({
    addresses: readAddresses(options.urls, options.variable),
    prefix: redisPrefix(options.secret),
    log: options.log,
    onBreaker: options.onBreaker ?? (() => {}),
  })
  try {
    await connection.begin()
    return connection
  } catch (error) {
    await connection[Symbol.asyncDispose]()
    throw error
  }
}
