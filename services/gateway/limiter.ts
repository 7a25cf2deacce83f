import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

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

/** Counts kept in this process: each copy of the gateway counts for itself. */
export const memoryLimiter: OpenLimiter = ({ name, requests, perS }) => {
  const counts = new RateLimiterMemory({ keyPrefix: name, points: requests, duration: perS })
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
