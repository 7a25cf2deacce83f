import { LRUCache } from 'lru-cache'
import type { SqlOrTx } from '../../kit/sql.ts'
import { paceOf } from './domain/expect.ts'
import { lastPicks } from './store/picks.ts'

const forMs = 60_000
const storesMax = 2_000

/** How fast stores pick, in seconds a step, remembered for a minute. */
export class Paces {
  readonly #pickBaseS: number
  readonly #known = new LRUCache<string, number>({ max: storesMax, ttl: forMs })

  constructor({ pickBaseS }: { readonly pickBaseS: number }) {
    this.#pickBaseS = pickBaseS
  }

  async of(sql: SqlOrTx, storeId: string): Promise<number> {
    const known = this.#known.get(storeId)
    if (known !== undefined) return known
    const stepS = paceOf(this.#pickBaseS, await lastPicks(sql, storeId))
    this.#known.set(storeId, stepS)
    return stepS
  }
}
