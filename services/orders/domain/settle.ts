import { type Money, money } from '../../../contracts/money.ts'
import type { OrderLine } from '../../../contracts/orders.ts'

export interface PickedLine {
  readonly productId: string
  readonly picked: number
  readonly substitute?: OrderLine['substitute']
}

/** What a customer pays for `quantity` packs of a line: its total less discount, by share, never more than the whole. */
export function paidFor(line: Pick<OrderLine, 'quantity' | 'total' | 'discount'>, quantity: number): number {
  return Math.floor(((line.total.amount - line.discount.amount) * quantity) / line.quantity)
}

/**
 * The lines as they were packed, and what goes back to the customer: what was paid for packs that are short, less what
 * their substitutes cost. Rounded in the customer's favour.
 */
export function settlePick(
  lines: readonly OrderLine[],
  picked: readonly PickedLine[],
): { lines: OrderLine[]; refund: Money; anything: boolean } {
  const found = new Map(picked.map((each) => [each.productId, each]))
  let refund = 0
  let anything = false
  const settled = lines.map((line) => {
    const { picked: count = 0, substitute } = found.get(line.productId) ?? {}
    const paid = line.total.amount - line.discount.amount
    const put = substitute ? substitute.price.amount * substitute.quantity : 0
    refund += Math.max(0, paid - paidFor(line, count) - put)
    anything ||= count > 0 || substitute !== undefined
    return { ...line, picked: count, ...(substitute ? { substitute } : {}) }
  })
  return { lines: settled, refund: money(refund), anything }
}
