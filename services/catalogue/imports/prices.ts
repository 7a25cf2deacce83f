import { priceFault } from '../domain/product.ts'
import { type Compared, faulty, notAnAmount } from './products.ts'
import { refused } from './refused.ts'
import { type Cells, paiseOf, rupees } from './table.ts'

/** A price before and after, in paise. `own` false: the store had none of its own. `storeId` null: the product's own. */
export interface PriceTarget {
  readonly storeId: string | null
  readonly productId: string
  readonly before: { readonly price: number; readonly mrp: number; readonly own: boolean }
  readonly after: { readonly price: number; readonly mrp: number }
}

/** What a row would do to a price. */
export function comparePrice(
  cells: Cells,
  known: { storeId: string | null; productId: string; label: string; price: number; mrp: number; own: boolean },
): Compared {
  const price = paiseOf(cells.price ?? '')
  const mrp = cells.mrp ? paiseOf(cells.mrp) : known.mrp
  if (price === undefined) return notAnAmount('price', cells.price)
  if (mrp === undefined) return notAnAmount('mrp', cells.mrp)
  if (price === 0) return refused('catalogue/bad-product', 'price-zero', 'price is zero')
  const fault = priceFault(price, mrp)
  if (fault) return faulty(fault, price, mrp)
  const { storeId, productId, label, own } = known
  const changes = [
    ...(price === known.price ? [] : [{ field: 'price', from: rupees(known.price), to: rupees(price) }]),
    ...(mrp === known.mrp ? [] : [{ field: 'mrp', from: rupees(known.mrp), to: rupees(mrp) }]),
  ]
  const target: PriceTarget = {
    storeId,
    productId,
    before: { price: known.price, mrp: known.mrp, own },
    after: { price, mrp },
  }
  return { verdict: changes.length > 0 ? 'changed' : 'unchanged', label, changes, target }
}

export const samePrice = (a: { price: number; mrp: number }, b: { price: number; mrp: number }): boolean =>
  a.price === b.price && a.mrp === b.mrp
