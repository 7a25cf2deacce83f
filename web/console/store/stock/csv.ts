import { saveFile } from '../../../api-client/save-file.ts'
import { listStock, type StockFilter, type StockItem } from '../../../api-client/stock.ts'
import { csvCell } from '../../csv.ts'

const pageSize = 100
const pagesMax = 200

const columns: readonly [string, (item: StockItem) => string | number | undefined][] = [
  ['product', (item) => item.productId],
  ['name', (item) => item.name],
  ['brand', (item) => item.brand],
  ['pack', (item) => item.pack],
  ['barcode', (item) => item.barcodes?.[0]],
  ['bin', (item) => item.bin ?? undefined],
  ['on_hand', (item) => item.onHand],
  ['reserved', (item) => item.reserved],
  ['available', (item) => item.available],
  ['low_at', (item) => item.lowAt],
  ['expires_on', (item) => item.expiresOn],
]

const csvOf = (items: readonly StockItem[]): string =>
  [columns.map(([name]) => name), ...items.map((item) => columns.map(([, of]) => csvCell(of(item))))]
    .map((row) => row.join(','))
    .join('\r\n')

/** All pages of what the list shows, as a file. */
export async function downloadCsv(
  query: { store: string; q?: string; show: StockFilter },
  name: string,
): Promise<void> {
  const items: StockItem[] = []
  let cursor: string | undefined
  for (let page = 0; page < pagesMax; page++) {
    const answer = await listStock({ ...query, limit: pageSize, cursor })
    items.push(...answer.items)
    if (!answer.next) break
    cursor = answer.next
  }
  saveFile(new Blob(['\ufeff', csvOf(items)], { type: 'text/csv' }), `stock-${name}.csv`)
}
