import { money, taxIncluded } from '../../../contracts/money.ts'
import type { OrderLine, Receipt } from '../../../contracts/orders.ts'
import { paidFor } from './settle.ts'

/**
 * The lines of a receipt: what was delivered, substitutes in their own name, each with the tax contained in it. Nobody
 * pays more for a substitute than was paid for what it stands in for: the rest is a discount.
 */
export function receiptLines(lines: readonly OrderLine[]): Receipt['lines'] {
  return lines.flatMap((line) => {
    const quantity = line.picked ?? line.quantity
    const rows: Receipt['lines'] = []
    if (quantity > 0) {
      const total = line.price.amount * quantity
      const paid = paidFor(line, quantity)
      rows.push({
        name: line.name,
        ...(line.nameHi ? { nameHi: line.nameHi } : {}),
        pack: line.pack,
        quantity,
        price: line.price,
        total: money(total),
        discount: money(total - paid),
        gstBasisPoints: line.gstBasisPoints,
        tax: taxIncluded(money(paid), line.gstBasisPoints),
      })
    }
    if (line.substitute) {
      const { name, nameHi, price, quantity: put } = line.substitute
      const total = price.amount * put
      const paid = Math.min(total, paidFor(line, line.quantity) - paidFor(line, quantity))
      rows.push({
        name,
        ...(nameHi ? { nameHi } : {}),
        pack: line.pack,
        quantity: put,
        price,
        total: money(total),
        discount: money(total - paid),
        gstBasisPoints: line.gstBasisPoints,
        tax: taxIncluded(money(paid), line.gstBasisPoints),
      })
    }
    return rows
  })
}

/** The tax of the lines added up by rate, lowest first. */
export function taxesByRate(lines: Receipt['lines']): Receipt['taxes'] {
  const rates = Map.groupBy(lines, (line) => line.gstBasisPoints)
  return [...rates]
    .sort(([a], [b]) => a - b)
    .map(([gstBasisPoints, here]) => {
      const tax = here.reduce((sum, line) => sum + line.tax.amount, 0)
      const paid = here.reduce((sum, line) => sum + line.total.amount - line.discount.amount, 0)
      return { gstBasisPoints, taxable: money(paid - tax), tax: money(tax) }
    })
}
