import type { Counted, Level, Movement, Shortage, StockCount, StockMove } from '../../../contracts/stores.ts'

export interface WantedLine {
  readonly productId: string
  readonly quantity: number
}

/** What is wanted of each product, the same product in two lines added up. */
export function sumByProduct(lines: readonly WantedLine[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { productId, quantity } of lines) sums.set(productId, (sums.get(productId) ?? 0) + quantity)
  return sums
}

/**
 * The lines that cannot be filled, with what is available of each, in packs. None means all can. `stores.reserve` in
 * SQL is this rule on the hot path.
 */
export function findShortages(
  levels: readonly Pick<Level, 'productId' | 'available'>[],
  lines: readonly WantedLine[],
): Shortage[] {
  const available = new Map(levels.map((level) => [level.productId, level.available]))
  return [...sumByProduct(lines)]
    .map(([productId, wanted]) => ({ productId, wanted, available: available.get(productId) ?? 0 }))
    .filter((line) => line.available < line.wanted)
    .sort((a, b) => (a.productId < b.productId ? -1 : 1))
}

/** What is on hand after a move, or null where it would fall below what customers have reserved. */
export function onHandAfter(
  level: { onHand: number; reserved: number },
  move: Pick<StockMove, 'kind' | 'quantity'>,
): number | null {
  const after =
    move.kind === 'receive'
      ? level.onHand + move.quantity
      : move.kind === 'waste'
        ? level.onHand - move.quantity
        : move.quantity
  return after < level.reserved ? null : after
}

/** Moves that customers make: whoever counted before them has not miscounted. */
const byCustomers: readonly Movement['kind'][] = ['sale', 'return']

/** What a count makes of a shelf that went on selling since it was seen. @param since the moves since then */
export function countedAfter(
  level: { onHand: number; reserved: number },
  { quantity }: Pick<StockCount, 'quantity'>,
  since: readonly Pick<Movement, 'kind' | 'delta'>[],
): Counted {
  if (since.some(({ kind }) => !byCustomers.includes(kind))) return { kind: 'changed', onHand: level.onHand }
  const moved = since.reduce((sum, { delta }) => sum + delta, 0)
  const onHand = quantity + moved
  if (onHand < level.reserved) return { kind: 'reserved', onHand: level.onHand }
  return { kind: 'counted', before: level.onHand, onHand, moved }
}

/** Shoppers see the exact count of the last ten only, so that is what is worth an event. */
export const visible = (available: number): number => Math.min(available, 11)

const dayMs = 86_400_000

/** Whether goods with a date (`YYYY-MM-DD`, as `today` is) are not good for long enough, or the date is none. */
export function shelfLifeFault(expiresOn: string, today: string, minShelfDays = 0): boolean {
  const days = (Date.parse(`${expiresOn}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / dayMs
  const isDate = !Number.isNaN(days) && new Date(`${expiresOn}T00:00:00Z`).toISOString().startsWith(expiresOn)
  return !isDate || days < minShelfDays
}
