import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  type IPolicy,
  noop,
  retry,
  wrap,
} from 'cockatiel'
import { common } from '../contracts/problem.ts'

/** Something that may pass: the connection broke, the other side is starting, it answered 503. */
export class TransientError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'TransientError'
  }
}

const transient = handleWhen((error) => error instanceof TransientError)

/** The one place for how neighbours are called. Milliseconds and counts. */
export const policy = {
  timeoutMs: 5_000,
  retries: 2,
  retryInitialMs: 50,
  retryMaxMs: 1_000,
  breakerFailures: 8,
  breakerHalfOpenAfterMs: 2_000,
  bulkheadCalls: 200,
  bulkheadQueue: 400,
}

export interface Guard {
  /** Runs with bulkhead and breaker; with retries as well when it is safe to repeat. */
  run<T>(work: () => Promise<T>, options: { repeatable: boolean }): Promise<T>
  readonly open: boolean
}

/** A guard before one neighbour: bulkhead, retry with exponential backoff and jitter, circuit breaker, in that order. */
export function guard(name: string, onState: (open: boolean) => void = () => {}): Guard {
  const breaker: CircuitBreakerPolicy = circuitBreaker(transient, {
    halfOpenAfter: policy.breakerHalfOpenAfterMs,
    breaker: new ConsecutiveBreaker(policy.breakerFailures),
  })
  breaker.onStateChange((state) => onState(state === CircuitState.Open))
  const room = bulkhead(policy.bulkheadCalls, policy.bulkheadQueue)
  const again = retry(transient, {
    maxAttempts: policy.retries,
    backoff: new ExponentialBackoff({ initialDelay: policy.retryInitialMs, maxDelay: policy.retryMaxMs }),
  })
  const once: IPolicy = wrap(room, noop, breaker)
  const repeated: IPolicy = wrap(room, again, breaker)
  return {
    get open() {
      return breaker.state === CircuitState.Open
    },
    async run(work, { repeatable }) {
      try {
        return await (repeatable ? repeated : once).execute(work)
      } catch (error) {
        if (error instanceof BulkheadRejectedError)
          throw common('service/overloaded', { detail: name, headers: { 'retry-after': '1' } })
        if (error instanceof BrokenCircuitError || error instanceof TransientError)
          throw common('service/unavailable', { detail: name, headers: { 'retry-after': '2' } })
        throw error
      }
    },
  }
}
