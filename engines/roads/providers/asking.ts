import { Problem } from '../../../contracts/problem.ts'
import { type Guard, TransientError } from '../../../kit/resilience.ts'
import { ProviderRefusal } from './ask.ts'
import type { Quota } from './quota.ts'

/** `refused`: it answers, but not us, as with a wrong key. */
export type FallbackReason = 'unavailable' | 'quota' | 'refused'

export type AskingOptions = {
  /** Breaker and bulkhead before the provider. */
  guard: Guard
  /** What may be asked of the provider. */
  quota: Quota
  nowMs: () => number
  /** Told of every answer that the provider did not give; with a refusal comes the provider's own code for it. */
  onFallback(why: FallbackReason, code?: string): void
}

/** Asks the provider something that it counts as so many elements. @returns undefined when it gives no answer, which has been told then */
export type Asking = <T>(elements: number, question: () => Promise<T>) => Promise<{ answer: T } | undefined>

const timeoutMs = 2_500

/**
 * Asks a provider as far as quota and breaker let it. A refusal counts for the breaker as a failure does: a key that is wrong now is wrong
 * for the next question as well, while one question that is refused among others opens nothing.
 */
export function askingOf({ guard, quota, nowMs, onFallback }: AskingOptions): Asking {
  /** Of the last refusal, until something is answered: why the breaker is open. */
  let refusal: ProviderRefusal | undefined

  return async (elements, question) => {
    if (!quota.take(elements, nowMs())) {
      onFallback('quota')
      return undefined
    }
    let isAsked = false
    let failure: unknown
    const attempt = async () => {
      isAsked = true
      try {
        const answer = await question()
        refusal = undefined
        return answer
      } catch (error) {
        failure = error
        refusal = error instanceof ProviderRefusal ? error : undefined
        throw refusal ? new TransientError(`refused: ${refusal.code}`) : error
      }
    }
    try {
      return { answer: await guard.run(attempt, { repeatable: false, timeoutMs }) }
    } catch (error) {
      if (!isAway(error)) throw error
      // While the breaker is open nothing is asked, for what was told last.
      const told = isAsked ? failure : refusal
      if (told instanceof ProviderRefusal) onFallback('refused', told.code)
      else onFallback('unavailable')
      return undefined
    }
  }
}

/** The breaker is open, all places are taken, or it did not answer. */
const isAway = (error: unknown): boolean =>
  error instanceof TransientError ||
  (error instanceof Problem && error.status >= 500 && !error.code.startsWith('roads/'))
