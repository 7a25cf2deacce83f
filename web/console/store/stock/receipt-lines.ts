import type { Receipt } from '../../../api-client/stock.ts'

export const receiptLinesMax = 500

/**
 * What was pasted from a sheet or a delivery note: `code, quantity, expiry (YYYY-MM-DD), batch, bin`, parted by comma,
 * semicolon or tab. A first line without a number is a header. `faults` are the lines that cannot be read, from 1.
 */
export function readReceipt(text: string): { lines: Receipt['lines']; faults: number[] } {
  const lines: Receipt['lines'] = []
  const faults: number[] = []
  for (const [index, row] of text.split(/\r?\n/).entries()) {
    if (row.trim() === '') continue
    const cells = row.split(/[\t;,]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
    const [code = '', quantity = '', expiresOn = '', batch = '', bin = ''] = cells
    const count = Number(quantity)
    if (index === 0 && Number.isNaN(count)) continue
    const isDate = expiresOn === '' || /^\d{4}-\d{2}-\d{2}$/.test(expiresOn)
    if (code === '' || code.length > 80 || !Number.isInteger(count) || count < 1 || count > 100_000 || !isDate) {
      faults.push(index + 1)
      continue
    }
    lines.push({
      code,
      quantity: count,
      ...(expiresOn ? { expiresOn } : {}),
      ...(batch ? { batch: batch.slice(0, 60) } : {}),
      ...(bin ? { bin: bin.slice(0, 20) } : {}),
    })
  }
  return { lines, faults }
}
