import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createGunzip } from 'node:zlib'
import type { ProductInput } from '../../contracts/catalogue.ts'
import { cleanText } from './clean-text.ts'
import { type Layout, layouts, limits, type Row, RowFault, type RowProblem } from './csv-layouts.ts'
import { readRecords } from './csv-records.ts'

export type { RowProblem } from './csv-layouts.ts'

/**
 * What became of one row. `row` is its line in the file, the header being line 1.
 * `duplicateOf` is the line of an exact copy that came before: left out, and no fault.
 */
export type CatalogueRow =
  | { row: number; product: ProductInput }
  | { row: number; problem: RowProblem }
  | { row: number; duplicateOf: number }

/**
 * Reads a catalogue, row by row: BigBasket's product list, its packs list, or Tokri's own layout, told apart by their
 * header; `.gz` is unpacked. Bad rows are reported and the good ones kept; a file that cannot be read at all, or whose
 * header is unknown, is reported as one problem on row 1. Never throws for what a file contains.
 *
 * SKUs come from the file's own keys, so that reading the same file again gives the same products.
 */
export async function* readCatalogue(file: string): AsyncGenerator<CatalogueRow> {
  const state = { lastRow: 0 }
  try {
    yield* readRows(file, state)
  } catch (cause) {
    yield { row: state.lastRow + 1, problem: readFailure(cause) }
  }
}

async function* readRows(file: string, state: { lastRow: number }): AsyncGenerator<CatalogueRow> {
  let header: { layout: Layout; columns: string[] } | undefined
  let descriptions = new Map<string, string>()
  const seen = seenBefore()
  for await (const record of readRecords(bytesOf(file))) {
    state.lastRow = record.row
    if (!header) {
      const recognised = 'fields' in record ? recognise(record.fields) : undefined
      if (!recognised) {
        yield { row: record.row, problem: unknownHeader('fields' in record ? record.fields : []) }
        return
      }
      header = recognised
      if (header.layout.name === 'bigbasket') descriptions = await readDescriptions(file)
      continue
    }
    if ('problem' in record) {
      yield record
      continue
    }
    const outcome = toProduct(record.fields, header)
    if ('problem' in outcome) yield { row: record.row, problem: outcome.problem }
    else yield seen.check(record.row, withDescription(outcome.product, descriptions))
  }
  if (!header) yield { row: 1, problem: { code: 'catalogue/empty-file', message: 'The file is empty' } }
}

function recognise(fields: string[]): { layout: Layout; columns: string[] } | undefined {
  const columns = fields.map(cleanText)
  const layout = layouts.find(({ required }) => required.every((column) => columns.includes(column)))
  return layout && new Set(columns.filter(Boolean)).size === columns.filter(Boolean).length
    ? { layout, columns }
    : undefined
}

function unknownHeader(fields: string[]): RowProblem {
  const found = fields
    .slice(0, 12)
    .map((field) => cleanText(field).slice(0, 40))
    .join(', ')
  const known = layouts.map(({ required }) => required.join(',')).join(' | ')
  const message = `The header is not one that Tokri knows. Found: ${found || 'nothing readable'}. Known: ${known}`
  return { code: 'catalogue/unknown-header', message }
}

/** Columns that a layout does not know are left alone; the rest must be whole. */
function toProduct(
  fields: string[],
  { layout, columns }: { layout: Layout; columns: string[] },
): { product: ProductInput } | { problem: RowProblem } {
  if (fields.length !== columns.length) {
    const message = `The row has ${fields.length} columns where the header has ${columns.length}`
    return { problem: { code: 'catalogue/wrong-column-count', message } }
  }
  const row: Row = Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? '']))
  const damaged = columns.find((column) => row[column]?.includes('\ufffd'))
  if (damaged) {
    const message = `${damaged} has bytes that are not UTF-8`
    return { problem: { code: 'catalogue/bad-encoding', message, column: damaged } }
  }
  try {
    return { product: layout.toProduct(row) }
  } catch (fault) {
    if (fault instanceof RowFault) return { problem: fault.problem }
    throw fault
  }
}

/** Remembers rows by a short hash of what they say, so that a file of millions of rows fits in memory. */
function seenBefore() {
  const skus = new Map<string, number>()
  const contents = new Map<string, number>()
  return {
    check(row: number, product: ProductInput): CatalogueRow {
      const { sku, description: _, ...content } = product
      const hash = createHash('sha1').update(JSON.stringify(content)).digest('base64').slice(0, 20)
      const sameSku = skus.get(sku)
      const sameContent = contents.get(hash)
      if (sameSku !== undefined && sameContent !== sameSku) {
        const message = `The sku ${sku} stands on row ${sameSku} already, with other content`
        return { row, problem: { code: 'catalogue/duplicate-sku', message, column: 'sku' } }
      }
      if (sameContent !== undefined) return { row, duplicateOf: sameContent }
      skus.set(sku, row)
      contents.set(hash, row)
      return { row, product }
    },
  }
}

async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  const raw = createReadStream(file)
  if (!file.endsWith('.gz')) {
    yield* raw
    return
  }
  const unpacked = createGunzip()
  raw.on('error', (error) => unpacked.destroy(error))
  yield* raw.pipe(unpacked)
}

function readFailure(cause: unknown): RowProblem {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === 'ENOENT') return { code: 'catalogue/no-such-file', message: 'There is no such file' }
  if (code === 'Z_BUF_ERROR') return { code: 'catalogue/truncated-file', message: 'The compressed file ends too early' }
  const message = cause instanceof Error ? cause.message : String(cause)
  return { code: 'catalogue/unreadable-file', message: `The file cannot be read further: ${message}` }
}

/** BigBasket's descriptions, if the file with them lies beside the product list; without it products have none. */
async function readDescriptions(file: string): Promise<Map<string, string>> {
  const path = join(dirname(file), 'bigbasket_descriptions.csv.gz')
  const descriptions = new Map<string, string>()
  if (!existsSync(path)) return descriptions
  for await (const record of readRecords(bytesOf(path))) {
    if (!('fields' in record) || record.fields.length !== 2) continue
    const [index = '', raw = ''] = record.fields
    const description = cleanText(raw).slice(0, limits.description)
    if (/^\d+$/.test(index) && description && !description.includes('\ufffd'))
      descriptions.set(`bb-${index}`, description)
  }
  return descriptions
}

function withDescription(product: ProductInput, descriptions: Map<string, string>): ProductInput {
  const description = descriptions.get(product.sku)
  return description && !product.description ? { ...product, description } : product
}
