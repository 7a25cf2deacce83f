import { Problem } from '../../contracts/problem.ts'
import { SendError, type Sent } from '../../engines/send.ts'
import { TransientError } from '../../kit/resilience.ts'
import type { NotificationsContext, Way } from './context.ts'
import type { Outcome } from './domain.ts'

/** Below the five seconds that a caller in another process waits for us. */
const timeoutMs = 4_500

interface Provider extends AsyncDisposable {
  readonly name: string
}

/**
 * Asks a provider through its guard.
 * @throws SendError, also when it cannot be opened or its breaker is open: then nothing has left the house
 */
export async function ask<P extends Provider>(
  { guards }: NotificationsContext,
  channel: Way,
  open: () => Promise<P>,
  send: (provider: P, signal: AbortSignal) => Promise<Sent>,
): Promise<Sent & { provider: string }> {
  const provider = await open().catch((cause: unknown) => {
    throw new SendError('unavailable', 'not-open', `${channel} cannot be opened`, { cause })
  })
  let failure: SendError | undefined
  const work = async () => {
    try {
      return await send(provider, AbortSignal.timeout(timeoutMs))
    } catch (error) {
      if (!(error instanceof SendError)) throw error
      failure = error
      // Only what may pass tells against the provider; a wrong number is the caller's affair.
      if (error.retryable) throw new TransientError(error.message, { cause: error })
      throw error
    }
  }
  try {
    return { ...(await guards[channel].run(work, { repeatable: false })), provider: provider.name }
  } catch (cause) {
    if (failure) throw failure
    // The guard itself refused: too many wait, or the breaker is open.
    if (cause instanceof Problem) throw new SendError('unavailable', 'resting', `${channel} is resting`, { cause })
    throw cause
  }
}

/** What a failure means; see `domain.ts`. An answer of 5xx says that the message was not taken; silence says nothing. */
export function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof SendError)) return { kind: 'unknown', code: error instanceof Error ? error.name : 'unknown' }
  const { code, retryAfterMs } = error
  if (!error.retryable) return { kind: 'refused', code }
  // The provider's own codes are numbers; broken connections have names.
  if (error.maybeSent && !/^\d+$/.test(code)) return { kind: 'unknown', code }
  return { kind: 'retry', code, ...(retryAfterMs === undefined ? {} : { afterMs: retryAfterMs }) }
}
