import { type Movement, type StockMove, stores } from '../../contracts/stores.ts'
import type { Message, Tx } from '../../kit/sql.ts'
import { onHandAfter } from './domain/stock.ts'
import { addLots } from './store/lots.ts'
import { type LevelChange, lockLevels, writeLevels } from './store/stock.ts'

/**
 * Carries out moves, all or none: several of one product in a batch apply in their order.
 * @throws stores/stock-below-reserved naming the product
 */
export async function moveStock(tx: Tx, moves: readonly StockMove[], actor: string): Promise<Message[]> {
  const messages: Message[] = []
  for (const [storeId, here] of [...Map.groupBy(moves, (move) => move.storeId)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const before = await lockLevels(tx, storeId, [...new Set(here.map((move) => move.productId))])
    const rounds = splitRounds(here)
    let levels = before
    for (const round of rounds) {
      const known = new Map(levels.map((level) => [level.productId, level]))
      const changes: LevelChange[] = round.map((move) => {
        const level = known.get(move.productId) ?? { onHand: 0, reserved: 0 }
        const onHand = onHandAfter(level, move)
        if (onHand === null)
          throw stores('stores/stock-below-reserved', {
            details: { productId: move.productId, reserved: level.reserved },
          })
        return {
          productId: move.productId,
          onHand,
          reserved: level.reserved,
          move: { kind: move.kind, ...(move.reason ? { reason: move.reason } : {}), ...originOf(move) },
          ...(move.bin ? { bin: move.bin } : {}),
        }
      })
      messages.push(...(await writeLevels(tx, storeId, levels, changes, { actor })))
      const dated = round.filter(
        (move) => move.kind === 'receive' && move.quantity > 0 && (move.expiresOn || move.batch),
      )
      await addLots(tx, storeId, dated)
      levels = changes.map(({ productId, onHand, reserved }) => ({
        productId,
        onHand,
        reserved,
        available: onHand - reserved,
      }))
    }
  }
  return messages
}

/** Where delivered goods came from, for the ledger. */
function originOf({ kind, supplier, batch, expiresOn, cost }: StockMove): { details?: Movement['details'] } {
  if (kind !== 'receive') return {}
  const details = {
    ...(supplier ? { supplier } : {}),
    ...(batch ? { batch } : {}),
    ...(expiresOn ? { expiresOn } : {}),
    ...(cost ? { cost } : {}),
  }
  return Object.keys(details).length > 0 ? { details } : {}
}

/** No product twice in a round, since a statement may not touch a row twice; the order of each product's moves stays. */
function splitRounds(moves: readonly StockMove[]): StockMove[][] {
  const rounds: StockMove[][] = []
  const turns = new Map<string, number>()
  for (const move of moves) {
    const turn = turns.get(move.productId) ?? 0
    turns.set(move.productId, turn + 1)
    const round = rounds[turn] ?? []
    rounds[turn] = round
    round.push(move)
  }
  return rounds
}
