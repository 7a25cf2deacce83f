import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { RedisConnection, RedisScript } from '../../engines/redis/index.ts'

/** How a count stands after one more request. Seconds. */
export interface Count {
  readonly allowed: boolean
  readonly limit: number
  readonly remaining: number
  readonly perS: number
  readonly resetS: number
}

export interface Limiter {
  /** Counts one request of whoever the key stands for. */
  take(key: string): Promise<Count>
}

export interface LimitRule {
  readonly name: string
  readonly requests: number
  readonly perS: number
}

/** Makes a limiter; the one place that knows where counts are kept. */
export type OpenLimiter = (rule: LimitRule) => Limiter

function limiterOf(counts: RateLimiterAbstract, { requests, perS }: LimitRule): Limiter {
  const show = (taken: RateLimiterRes, allowed: boolean): Count => ({
    allowed,
    limit: requests,
    remaining: taken.remainingPoints,
    perS,
    resetS: Math.max(1, Math.ceil(taken.msBeforeNext / 1000)),
  })
  return {
    async take(key) {
      try {
        return show(await counts.consume(key), true)
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return show(refusal, false)
        throw refusal
      }
    },
  }
}

const inMemory = ({ name, requests, perS }: LimitRule) =>
  new RateLimiterMemory({ keyPrefix: name, points: requests, duration: perS })

/** Counts kept in this process: each copy of the gateway counts for itself. */
export const memoryLimiter: OpenLimiter = (rule) => limiterOf(inMemory(rule), rule)

/**
 * Counts kept in Redis, shared by all copies of the gateway. While Redis is away each copy counts for itself, from nothing.
 * Who is over the limit is remembered here as well, so that a flood does not become a flood in Redis.
 */
export function redisLimiter(redis: RedisConnection): OpenLimiter {
  let increase: RedisScript | undefined
  // What the library asks of a client: the script by which it counts. The connection comes and goes behind it.
  const client = {
    defineCommand(name: string, { lua, numberOfKeys }: { lua: string; numberOfKeys: number }) {
      increase ??= redis.script(name, numberOfKeys, lua)
    },
    rlflxIncr: (keyAndArguments: string[]) => increase!(...keyAndArguments),
  }
  return (rule) =>
    limiterOf(
      new RateLimiterRedis({
        storeClient: client,
        keyPrefix: `${redis.prefix}rate:${rule.name}`,
        points: rule.requests,
        duration: rule.perS,
        inMemoryBlockOnConsumed: rule.requests + 1,
        insuranceLimiter: inMemory(rule),
      }),
      rule,
    )
}
