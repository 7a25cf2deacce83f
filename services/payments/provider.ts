import { payments } from '../../contracts/payments.ts'
import { Problem } from '../../contracts/problem.ts'
import { type Psp, PspError } from '../../engines/psp/port.ts'
import { TransientError } from '../../kit/resilience.ts'
import type { PaymentsContext } from './context.ts'

/** Above the time limit of its client, for what that does not count: names that are not found, connections that hang. */
const timeoutMs = 4_500

/**
 * Calls the provider behind the breaker, again where it may help: every call carries an idempotency key or only reads.
 * @throws payments/provider-unavailable; a PspError when the provider has said no
 */
export async function askProvider<T>({ guard, psp }: PaymentsContext, work: (psp: Psp) => Promise<T>): Promise<T> {
  const attempt = async () => {
    try {
      return await work(await psp())
    } catch (error) {
      if (error instanceof PspError && error.retryable) throw new TransientError(error.message, { cause: error })
      throw error
    }
  }
  try {
    return await guard.run(attempt, { repeatable: true, timeoutMs })
  } catch (error) {
    if (error instanceof Problem) throw payments('payments/provider-unavailable', { headers: { 'retry-after': '5' } })
    throw error
  }
}
