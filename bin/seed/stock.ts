import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { FindBySku } from '../../contracts/catalogue.ts'
import { ListStores, MoveStock, type StockMove } from '../../contracts/stores.ts'
import type { Call } from '../../kit/calls.ts'

export interface StockReport {
  readonly moved: number
  readonly problems: readonly { row: number; code: string; message: string }[]
}

const batchSize = 2_000
const fileMax = 64 * 1024 * 1024
const header = ['store', 'sku', 'quantity']

/**
 * Takes delivered goods in from a CSV of `store,sku,quantity[,bin]`. The batch is known by the file's own content, so
 * the same file again changes nothing. @throws when the file cannot be read or its header is another one
 */
export async function importStock(
  call: Call,
  file: string,
  onProgress: (count: number) => void = () => {},
): Promise<StockReport> {
  const bytes = await readFile(file)
  if (bytes.length > fileMax) throw new Error(`${file} is larger than ${fileMax / 1024 / 1024} MB`)
  const rows: string[][] = parse(bytes, { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true })
  const [columns, ...body] = rows
  if (!columns || header.some((name, at) => columns[at]?.toLowerCase() !== name))
    throw new Error(`The first line must be ${header.join(',')}[,bin]`)

  const { stores } = await call(ListStores, {})
  const storeIds = new Map(stores.map((store) => [store.code, store.id]))
  const skus = [...new Set(body.map((row) => row[1] ?? ''))].filter(Boolean)
  const productIds = new Map<string, string>()
  for (let from = 0; from < skus.length; from += 500) {
    const { products } = await call(FindBySku, { skus: skus.slice(from, from + 500) })
    for (const { sku, productId } of products) productIds.set(sku, productId)
  }

  const problems: { row: number; code: string; message: string }[] = []
  const moves: StockMove[] = []
  for (const [index, [store = '', sku = '', quantity = '', bin = '']] of body.entries()) {
    const row = index + 2
    const storeId = storeIds.get(store)
    const productId = productIds.get(sku)
    const count = Number(quantity)
    if (!storeId) problems.push({ row, code: 'stock/unknown-store', message: `There is no store "${store}"` })
    else if (!productId) problems.push({ row, code: 'stock/unknown-sku', message: `There is no product "${sku}"` })
    else if (quantity === '' || !Number.isInteger(count) || count < 0 || count > 1_000_000)
      problems.push({
        row,
        code: 'stock/bad-quantity',
        message: `"${quantity}" is not a whole number from 0 to 1,000,000`,
      })
    else if (bin.length > 20) problems.push({ row, code: 'stock/bad-bin', message: 'A bin has at most 20 characters' })
    else moves.push({ storeId, productId, kind: 'receive', quantity: count, reason: 'import', ...(bin ? { bin } : {}) })
  }
  const key = createHash('sha256').update(bytes).digest('hex').slice(0, 24)
  let moved = 0
  for (let from = 0; from < moves.length; from += batchSize) {
    const done = await call(MoveStock, {
      batchId: `import:${key}:${from}`,
      actor: 'system:import',
      moves: moves.slice(from, from + batchSize),
    })
    moved += done.moved
    onProgress(moved)
  }
  return { moved, problems }
}
