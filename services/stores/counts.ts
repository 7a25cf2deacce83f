import type { Counted, StockCount } from '../../contracts/stores.ts'
import type { Message, Tx } from '../../kit/sql.ts'
import { countedAfter } from './domain/stock.ts'
import { type LevelChange, lockLevels, movedSince, writeLevels } from './store/stock.ts'

/**
 * Writes counts that were taken a while ago, each for itself: what customers bought or brought back since is taken off or
 * added, and a shelf that somebody else counted or filled since is left as it is.
 */
export async function countStock(
  tx: Tx,
  counts: readonly StockCount[],
  actor: string,
): Promise<{ results: Counted[]; messages: Message[] }> {
  const messages: Message[] = []
  const found = new Map<StockCount, Counted>()
  for (const [storeId, here] of [...Map.groupBy(counts, (each) => each.storeId)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const productIds = [...new Set(here.map(({ productId }) => productId))]
    const before = await lockLevels(tx, storeId, productIds)
    const moved = await movedSince(tx, storeId, here)
    const levels = new Map(before.map((level) => [level.productId, level]))
    const changes = new Map<string, LevelChange>()
    for (const count of here) {
      const { productId, reason } = count
      const level = levels.get(productId) ?? { onHand: 0, reserved: 0 }
      // Of two counts of one shelf the first is what the second did not see.
      const outcome = changes.has(productId)
        ? ({ kind: 'changed', onHand: changes.get(productId)!.onHand } as const)
        : countedAfter(level, count, moved.get(productId) ?? [])
      found.set(count, outcome)
      if (outcome.kind !== 'counted') continue
      const move = { kind: 'count' as const, ...(reason ? { reason } : {}) }
      changes.set(productId, { productId, onHand: outcome.onHand, reserved: level.reserved, move })
    }
    messages.push(...(await writeLevels(tx, storeId, before, [...changes.values()], { actor })))
  }
  return { results: counts.map((each) => found.get(each)!), messages }
}
