import { type CsvError, parse } from 'csv-parse/sync'
import { catalogue, type ImportKind } from '../../../contracts/catalogue.ts'
import type { FileFault } from '../../../contracts/reasons.ts'
import { badFile, quoted } from './refused.ts'

export const rowsMax = 20_000
const cellMax = 20_000

/** The columns of each kind of file; those of `needed` must be there. */
export const columns: Readonly<Record<ImportKind, { all: readonly string[]; needed: readonly string[] }>> = {
  products: {
    all: [
      'sku',
      'name',
      'name_hi',
      'brand',
      'pack',
      'category',
      'type',
      'description',
      'description_hi',
      'keywords',
      'mrp',
      'price',
      'gst',
      'net_quantity',
      'net_unit',
      'max_per_order',
      'attributes',
      'attributes_hi',
    ],
    needed: ['sku'],
  },
  prices: { all: ['store', 'sku', 'name', 'price', 'mrp'], needed: ['store', 'sku', 'price'] },
  stock: { all: ['store', 'sku', 'name', 'quantity'], needed: ['store', 'sku', 'quantity'] },
}

export type Cells = Readonly<Record<string, string>>

export interface FileRow {
  /** As a spreadsheet counts them: the header is 1. */
  readonly row: number
  readonly cells: Cells
  /** What the row is about: no two rows of a file may have the same. */
  readonly key: string
}

const keyOf = (kind: ImportKind, cells: Cells): string =>
  kind === 'products' ? (cells.sku ?? '') : `${cells.store ?? ''}|${cells.sku ?? ''}`

/** What the parser calls what it cannot read. */
const parseFaults: Readonly<Record<string, FileFault>> = {
  CSV_QUOTE_NOT_CLOSED: 'quote-not-closed',
  CSV_INVALID_CLOSING_QUOTE: 'quote-misplaced',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: 'quote-misplaced',
  INVALID_OPENING_QUOTE: 'quote-misplaced',
  CSV_RECORD_INCONSISTENT_COLUMNS: 'cells-do-not-match',
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: 'cells-do-not-match',
  CSV_MAX_RECORD_SIZE: 'row-too-long',
}

/**
 * The rows of a file. A spreadsheet's apostrophe before a sign that would begin a formula is taken off again.
 * @throws catalogue/bad-file, catalogue/too-many-rows
 */
export function readTable(kind: ImportKind, bytes: Buffer): FileRow[] {
  const wanted = columns[kind]
  let records: Record<string, string>[]
  try {
    records = parse(bytes, {
      bom: true,
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      skip_empty_lines: true,
      trim: true,
      max_record_size: 100_000,
      to: rowsMax + 1,
    })
  } catch (error) {
    const { code, message, lines } = error as Partial<CsvError> & Error
    const line = Number(lines)
    throw badFile(
      parseFaults[code ?? ''] ?? 'unreadable',
      message.slice(0, 200),
      Number.isInteger(line) ? { line } : {},
    )
  }
  if (records.length > rowsMax)
    throw catalogue('catalogue/too-many-rows', { detail: `At most ${rowsMax}`, details: { limit: rowsMax } })
  const [first] = records
  if (!first) throw badFile('no-rows', 'There is no row below the header')
  const missing = wanted.needed.filter((name) => !(name in first))
  if (missing.length > 0)
    throw badFile('columns-missing', `Columns are missing: ${missing.join(', ')}`, { names: missing })
  const unknown = Object.keys(first)
    .filter((name) => !wanted.all.includes(name))
    .slice(0, 10)
  if (unknown.length > 0)
    throw badFile('columns-unknown', `Columns are unknown: ${unknown.join(', ')}`, { names: unknown.map(quoted) })
  return records.map((record, index) => {
    const cells = Object.fromEntries(
      Object.entries(record).map(([name, value]) => [name, clean(value).slice(0, cellMax)]),
    )
    return { row: index + 2, cells, key: keyOf(kind, cells).slice(0, 200) }
  })
}

const clean = (cell: string): string =>
  cell
    .replaceAll('\0', '')
    .toWellFormed()
    .replace(/^'(?=[=+\-@])/, '')

/** One line of a file. What a spreadsheet would take for a formula gets an apostrophe. */
export const writeLine = (cells: readonly (string | number | undefined)[]): string =>
  `${cells
    .map((cell) => {
      const text = String(cell ?? '')
      const safe = /^[=+\-@]/.test(text) ? `'${text}` : text
      return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
    })
    .join(',')}\r\n`

/** Rupees as people write them, in paise: `₹1,249.50`. Undefined for what is no amount. */
export function paiseOf(text: string): number | undefined {
  const plain = text.replace(/^₹\s*/, '').replaceAll(',', '')
  const match = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(plain)
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : undefined
}

export const rupees = (paise: number): string => (paise / 100).toFixed(paise % 100 === 0 ? 0 : 2)
