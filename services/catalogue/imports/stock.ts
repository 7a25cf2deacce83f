import { type Counted, CountStock, GetShelves } from '../../../contracts/stores.ts'
import type { CatalogueContext } from '../context.ts'
import type { BatchRow, Finding, TakenImport } from '../store/imports.ts'
import { noted, quoted, type Refused, refused } from './refused.ts'

/** A row with what it is about, or why it cannot be. */
export type PlacedRow = { readonly row: BatchRow } & (
  | { readonly fault: Refused }
  | {
      readonly known: {
        storeId: string | null
        productId: string
        label: string
        price: number
        mrp: number
        own: boolean
      }
    }
)

/** What a row will count, and the shelf that it was compared with. */
interface StockTarget {
  readonly storeId: string
  readonly productId: string
  readonly quantity: number
  readonly seen: { readonly onHand: number; readonly moveId: number }
}

const nothing = { onHand: 0, moveId: 0 }

/** What rows would make of the shelves as they are now. */
export async function checkStock(context: CatalogueContext, placed: readonly PlacedRow[]): Promise<Finding[]> {
  const shelves = await shelvesOf(
    context,
    placed.flatMap((each) =>
      'known' in each ? [{ storeId: each.known.storeId!, productId: each.known.productId }] : [],
    ),
  )
  return placed.map((each): Finding => {
    const { row, cells } = each.row
    if ('fault' in each) return { row, ...each.fault }
    const { productId, label } = each.known
    const storeId = each.known.storeId!
    const quantity = /^\d{1,6}$/.test(cells.quantity ?? '') ? Number(cells.quantity) : undefined
    if (quantity === undefined) return { row, ...notACount(cells.quantity) }
    const seen = shelves.get(`${storeId} ${productId}`)
    const same = seen?.onHand === quantity
    const target: StockTarget = { storeId, productId, quantity, seen: seen ?? nothing }
    return {
      row,
      verdict: same ? 'unchanged' : seen ? 'changed' : 'added',
      label,
      changes: same ? [] : [quantityChange(seen?.onHand ?? null, quantity)],
      target,
    }
  })
}

const notACount = (cell: string | undefined): Refused =>
  refused('catalogue/bad-product', 'not-a-count', `quantity is not a whole number: ${cell}`, { value: quoted(cell) })

const quantityChange = (from: number | null, to: number) => ({
  field: 'quantity',
  from: from === null ? null : String(from),
  to: String(to),
})

async function shelvesOf({ call }: CatalogueContext, wanted: { storeId: string; productId: string }[]) {
  const found = new Map<string, StockTarget['seen']>()
  for (const [storeId, all] of Map.groupBy(wanted, (each) => each.storeId)) {
    const { shelves } = await call(GetShelves, { storeId, productIds: all.map(({ productId }) => productId) })
    for (const { productId, onHand, moveId } of shelves) found.set(`${storeId} ${productId}`, { onHand, moveId })
  }
  return found
}

/**
 * Counts what was previewed. The file says what was on the shelf at the preview, so what customers bought since is taken
 * off; a shelf that staff counted, filled or cleared since is theirs, and its row is left out and named.
 */
export async function applyStock(
  { call }: CatalogueContext,
  taken: TakenImport,
  rows: readonly BatchRow[],
): Promise<Finding[]> {
  // Previews of before shelves were kept with them.
  const seen = rows.filter(({ target }) => (target as StockTarget).seen)
  const blind = rows.filter(({ target }) => !(target as StockTarget).seen)
  const [first] = seen
  if (!first) return blind.map(({ row }) => ({ row, ...tooOld }))
  const counts = seen.map(({ target, cells }) => {
    const { storeId, productId, quantity, seen } = target as StockTarget
    return { storeId, productId, quantity, seen, reason: `import ${cells.sku}`.slice(0, 200) }
  })
  const batchId = `${taken.id}:${first.row}:${counts.length}`
  const { results } = await call(CountStock, { batchId, actor: taken.createdBy, counts })
  return [
    ...seen.map(({ row }, index) => ({ row, ...findingOf(results[index]!) })),
    ...blind.map(({ row }) => ({ row, ...tooOld })),
  ]
}

const tooOld = refused('catalogue/changed-since', 'preview-too-old', 'The preview is too old: hand the file in again')

function findingOf(result: Counted): Omit<Finding, 'row'> {
  switch (result.kind) {
    case 'counted':
      return {
        applied: true,
        changes: [quantityChange(result.before, result.onHand)],
        ...(result.moved === 0 ? {} : since(result.moved)),
      }
    case 'changed':
      return refused(
        'catalogue/changed-since',
        'stock-changed',
        `Somebody counted or moved this stock since the preview: ${result.onHand} on hand`,
        { count: result.onHand },
      )
    case 'reserved':
      return refused(
        'stores/stock-below-reserved',
        'sold-or-reserved',
        `Customers have bought or reserved more than this: ${result.onHand} on hand`,
        { count: result.onHand },
      )
  }
}

const since = (moved: number) =>
  moved < 0
    ? noted('sold-since', `${-moved} sold since the preview`, { count: -moved })
    : noted('returned-since', `${moved} returned since the preview`, { count: moved })
