import type { OfferInput } from '../../../contracts/carts.ts'
import { type Money, money, share, zero } from '../../../contracts/money.ts'
import { fromTimestamp } from '../../../contracts/time.ts'

export type OfferOutcome =
  | { kind: 'applies'; discount: Money; freeDelivery: boolean }
  | { kind: 'refused'; message: string; short?: Money }

/** What an offer gives on a total of items, or why not. */
export function applyOffer(
  offer: OfferInput,
  basket: { items: Money; storeId: string; usedByUser: number; nowMs: number },
): OfferOutcome {
  if (offer.active === false || basket.nowMs < fromTimestamp(offer.startsAt))
    return { kind: 'refused', message: 'This coupon is not valid yet' }
  if (basket.nowMs >= fromTimestamp(offer.endsAt)) return { kind: 'refused', message: 'This coupon has expired' }
  if (offer.storeIds && !offer.storeIds.includes(basket.storeId))
    return { kind: 'refused', message: 'This coupon is for another store' }
  if (offer.perUser !== undefined && basket.usedByUser >= offer.perUser)
    return { kind: 'refused', message: 'You have used this coupon' }
  if (basket.items.amount < offer.minimum.amount) {
    const short = money(offer.minimum.amount - basket.items.amount)
    return {
      kind: 'refused',
      message: `Add items worth ₹${Math.ceil(short.amount / 100)} more to use this coupon`,
      short,
    }
  }
  if (offer.kind === 'free-delivery') return { kind: 'applies', discount: zero, freeDelivery: true }
  const wished = offer.kind === 'percent' ? share(basket.items, offer.value).amount : offer.value
  return {
    kind: 'applies',
    discount: money(Math.min(wished, offer.cap?.amount ?? wished, basket.items.amount)),
    freeDelivery: false,
  }
}

/** Spreads a discount over lines by their totals, to the paisa: largest remainders get what is left. */
export function spread(discount: Money, totals: readonly number[]): number[] {
  const sum = totals.reduce((a, b) => a + b, 0)
  if (sum === 0) return totals.map(() => 0)
  const exact = totals.map((total) => (discount.amount * total) / sum)
  const parts = exact.map(Math.floor)
  let left = discount.amount - parts.reduce((a, b) => a + b, 0)
  const byRemainder = exact
    .map((value, index) => ({ index, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index)
  for (const { index } of byRemainder) {
    if (left === 0) break
    parts[index]! += 1
    left -= 1
  }
  return parts
}
