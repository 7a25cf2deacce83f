import { readCatalogue } from '../../city/catalogue/csv.ts'
import { demoCategories } from '../../city/catalogue/demo/categories.ts'
import { demoProducts } from '../../city/catalogue/demo/products.ts'
import { NameCategories, type ProductInput, PutProducts } from '../../contracts/catalogue.ts'
import { MoveStock } from '../../contracts/stores.ts'
import type { Call } from '../../kit/calls.ts'

const batchSize = 500
const stockBatch = 5_000

export interface ImportReport {
  readonly added: number
  readonly updated: number
  readonly unchanged: number
  /** Rows that are the same as an earlier one. */
  readonly copies: number
  readonly problems: readonly { row: number; code: string; message: string }[]
  /** By sku. */
  readonly productIds: ReadonlyMap<string, string>
}

/** Sends products in batches. What is there already and the same stays as it is, so a second run changes nothing. */
export async function loadProducts(
  call: Call,
  products: Iterable<ProductInput> | AsyncIterable<ProductInput>,
  onProgress: (count: number) => void = () => {},
) {
  const sum = { added: 0, updated: 0, unchanged: 0 }
  const productIds = new Map<string, string>()
  let batch: ProductInput[] = []
  const send = async () => {
    if (batch.length === 0) return
    const done = await call(PutProducts, { products: batch })
    sum.added += done.added
    sum.updated += done.updated
    sum.unchanged += done.unchanged
    for (const { sku, productId } of done.products) productIds.set(sku, productId)
    batch = []
    onProgress(productIds.size)
  }
  for await (const product of products) {
    batch.push(product)
    if (batch.length === batchSize) await send()
  }
  await send()
  return { ...sum, productIds }
}

export async function loadDemoProducts(call: Call, onProgress?: (count: number) => void) {
  const loaded = await loadProducts(call, demoProducts(), onProgress)
  await call(NameCategories, { names: demoCategories() })
  return loaded
}

/** Imports a CSV: good rows are kept, bad ones reported with their row and reason. */
export async function importCatalogue(
  call: Call,
  file: string,
  onProgress?: (count: number) => void,
): Promise<ImportReport> {
  const problems: { row: number; code: string; message: string }[] = []
  let copies = 0
  async function* good() {
    for await (const each of readCatalogue(file)) {
      if ('product' in each) yield each.product
      else if ('problem' in each)
        problems.push({ row: each.row, code: each.problem.code, message: each.problem.message })
      else copies += 1
    }
  }
  const done = await loadProducts(call, good(), onProgress)
  return { ...done, copies, problems }
}

/** Fills shelves: bins by aisle, most products plenty, some few, a handful sold out. Once per batch id. */
export async function stockShelves(
  call: Call,
  wish: {
    key: string
    storeIds: readonly string[]
    productIds: readonly string[]
    onProgress?: (text: string) => void
  },
): Promise<void> {
  const moves = wish.storeIds.flatMap((storeId, place) =>
    wish.productIds.map((productId, index) => {
      const roll = hash(`${place} ${productId}`) % 100
      const quantity = roll < 2 ? 0 : roll < 6 ? 1 + (roll % 4) : 40 + (hash(productId) % 160)
      const bin = `${String.fromCharCode(65 + (Math.floor(index / 120) % 26))}${String((Math.floor(index / 12) % 10) + 1).padStart(2, '0')}-${(index % 12) + 1}`
      return { storeId, productId, kind: 'receive' as const, quantity, bin, reason: 'opening stock' }
    }),
  )
  for (let from = 0; from < moves.length; from += stockBatch) {
    await call(MoveStock, {
      batchId: `opening:${wish.key}:${from}`,
      actor: 'system:seed',
      moves: moves.slice(from, from + stockBatch),
    })
    wish.onProgress?.(`Stocking the shelves: ${Math.min(from + stockBatch, moves.length)} of ${moves.length}`)
  }
}

/** FNV-1a, enough to scatter. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0
  return value
}
