import { GetLateCredits } from '../../contracts/late-credit.ts'
import { Problem } from '../../contracts/problem.ts'
import type { PaymentsContext } from './context.ts'
import { askingAt, keepLatePolicies } from './store/late-policies.ts'

type Asks = Pick<PaymentsContext, 'db' | 'call' | 'log'>

/** What stores give for broken promises. While they cannot be asked, what they said last holds. */
export class LatePolicies {
  // Told once when it begins and once when it is over, not each time.
  #failing = false

  /** Asks for them anew. Never throws. */
  async learn({ db, call, log }: Asks): Promise<void> {
    try {
      const askedAt = await askingAt(db.sql)
      const { stores } = await call(GetLateCredits, {})
      await db.begin((tx) => keepLatePolicies(tx, stores, askedAt))
      if (this.#failing) log.info('what stores give for broken promises is known again')
      this.#failing = false
    } catch (error) {
      // A copy of the release before, which has no such operation: the next one asked may be of this release.
      if (error instanceof Problem && error.code === 'request/not-found') return
      if (!this.#failing) log.warn({ error }, 'what stores give for broken promises is as they said last')
      this.#failing = true
    }
  }
}
