import { setTimeout as pause } from 'node:timers/promises'
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
} from 'cockatiel'
import { common } from '../contracts/problem.ts'
import { timeLeftMs } from './context.ts'
import type { Metrics } from './metrics.ts'

/**
 * What went wrong in passing. `failed`: it may have been carried out. `unsent`: it did not even leave. `late`: there was
 * little time. `busy`: refused for want of room, which says nothing against whoever refused.
 */
export type TransientKind = 'failed' | 'unsent' | 'late' | 'busy'

/** Something that may pass: the connection broke, the other side is starting, it answered 503. */
export class TransientError extends Error {
  readonly kind: TransientKind
  constructor(message: string, { kind = 'failed', ...options }: ErrorOptions & { kind?: TransientKind } = {}) {
    super(message, options)
    this.name = 'TransientError'
    this.kind = kind
  }
}

/** A busy neighbour still serves what matters more, so it opens no breaker. */
const broken = handleWhen((error) => error instanceof TransientError && error.kind !== 'busy' && error.kind !== 'late')

/**
 * The one place for how neighbours, engines and providers are called; docs/operations/processes.md tells why. Milliseconds
 * and counts.
 */
export const policy = {
  /** One try of an operation in another process, unless the caller's deadline is nearer. */
  timeoutMs: 5_000,
  connectMs: 1_000,
  retries: 2,
  retryInitialMs: 50,
  retryMaxMs: 1_000,
  /** Retries in all are at most this share of the requests, beside a reserve for the moment in which a copy dies. */
  retryShare: 0.2,
  retryReserve: 100,
  breakerFailures: 8,
  breakerHalfOpenAfterMs: 2_000,
  bulkheadCalls: 200,
  bulkheadQueue: 400,
  /** A whole request at the edge. */
  requestMs: 15_000,
  /** A request that may be repeated is asked of another copy when the first has not begun to answer for so long. */
  patienceMs: 4_000,
  /** A read has to begin to be answered within this, by whichever copy is asked last. */
  readMs: 8_000,
  /** Failures in a row after which a copy is left alone, and for how long at first and at most. */
  ejectAfterFailures: 3,
  ejectMs: 1_000,
  ejectMaxMs: 5_000,
  /** A copy is slow when it takes longer than this on average and so many times as long as the other ones. */
  slowMs: 1_000,
  slowTimes: 4,
  slowSamples: 10,
  /** A copy that is back takes its full share of work after this. */
  warmUpMs: 3_000,
}

/**
 * Lets repeats happen while they are few beside what is asked for the first time: when everything fails, repeats would only
 * be more load for whoever is down.
 */
class RetryBudget {
  #left = policy.retryReserve

  /** Something is asked for the first time. */
  earn(): void {
    this.#left = Math.min(policy.retryReserve, this.#left + policy.retryShare)
  }

  /** @returns false when there is nothing left, and nothing is to be repeated */
  spend(): boolean {
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}

/** What a guard tells of itself. */
export interface GuardWatch {
  state?(open: boolean): void
  retried?(): void
  /** It could have been tried again, but too much was already. */
  notRetried?(): void
  rejected?(): void
}

/** A guard whose doings are seen in the metrics. */
export function watchedBy(metrics: Metrics, service: string): GuardWatch {
  // From the start, so that the first opening is seen as a change.
  metrics.breakerOpen.set({ service }, 0)
  metrics.breakerOpenings.inc({ service }, 0)
  metrics.bulkheadRejected.inc({ service }, 0)
  return {
    state: (open) => {
      metrics.breakerOpen.set({ service }, open ? 1 : 0)
      if (open) metrics.breakerOpenings.inc({ service })
    },
    retried: () => metrics.retries.inc({ service, outcome: 'retried' }),
    notRetried: () => metrics.retries.inc({ service, outcome: 'no-budget' }),
    rejected: () => metrics.bulkheadRejected.inc({ service }),
  }
}

export interface GuardOptions {
  /** Whether the work may be done twice: then it is tried again. */
  readonly repeatable: boolean
  /** Each try is given up after so long, as something that may pass. The work itself should take the same limit. */
  readonly timeoutMs?: number
}

export interface Guard {
  /**
   * Runs with bulkhead and breaker; with retries as well when it is safe to repeat.
   * @throws service/unavailable, service/overloaded, and what the work throws but a TransientError
   */
  run<T>(work: () => Promise<T>, options: GuardOptions): Promise<T>
  readonly open: boolean
  /** For who repeats by himself, such as at another copy. @returns false when nothing is to be repeated */
  mayRepeat(): boolean
}

/** A guard before one neighbour: bulkhead, retry with exponential backoff and jitter, circuit breaker, in that order. */
export function guard(name: string, watcher: GuardWatch | ((open: boolean) => void) = {}): Guard {
  const watch: GuardWatch = typeof watcher === 'function' ? { state: watcher } : watcher
  const breaker: CircuitBreakerPolicy = circuitBreaker(broken, {
    halfOpenAfter: policy.breakerHalfOpenAfterMs,
    breaker: new ConsecutiveBreaker(policy.breakerFailures),
  })
  let wasOpen = false
  breaker.onStateChange((state) => {
    // Half open is open still: one call looks whether the neighbour is back.
    const open = state === CircuitState.Open || (state === CircuitState.HalfOpen && wasOpen)
    if (open !== wasOpen) watch.state?.(open)
    wasOpen = open
  })
  const budget = new RetryBudget()
  const room = bulkhead(policy.bulkheadCalls, policy.bulkheadQueue)
  const mayRepeat = (): boolean => {
    const may = budget.spend()
    if (may) watch.retried?.()
    else watch.notRetried?.()
    return may
  }
  /** Until it succeeds, or must not be repeated any more. */
  const again = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await breaker.execute(work)
      } catch (error) {
        const over = tries > policy.retries || timeLeftMs(1) <= 0
        if (!(error instanceof TransientError) || over || !mayRepeat()) throw error
        await pause(Math.min(backoffMs(tries), timeLeftMs(policy.retryMaxMs)))
      }
    }
  }
  return {
    mayRepeat,
    get open() {
      return breaker.state === CircuitState.Open
    },
    async run(work, { repeatable, timeoutMs }) {
      budget.earn()
      const limited = timeoutMs === undefined ? work : () => within(timeoutMs, name, work)
      try {
        return await room.execute(() => (repeatable ? again(limited) : breaker.execute(limited)))
      } catch (error) {
        if (error instanceof BulkheadRejectedError) {
          watch.rejected?.()
          throw common('service/overloaded', { detail: name, headers: { 'retry-after': '1' } })
        }
        if (error instanceof BrokenCircuitError || error instanceof TransientError)
          throw common('service/unavailable', { detail: name, headers: { 'retry-after': '2' } })
        throw error
      }
    },
  }
}

/** Doubling, with jitter: between nothing and the whole. */
const backoffMs = (tries: number): number =>
  Math.random() * Math.min(policy.retryMaxMs, policy.retryInitialMs * 2 ** (tries - 1))

/** @throws TransientError when the work has not ended after so many milliseconds; it goes on, unheard */
async function within<T>(ms: number, name: string, work: () => Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new TransientError(`${name} gave no answer for ${ms} ms`)), ms)
  try {
    return await Promise.race([work(), late])
  } finally {
    clearTimeout(timer)
  }
}
