import type { OfferInput, OfferRefusal } from '../../../contracts/carts.ts'
import { type Money, money, share, zero } from '../../../contracts/money.ts'
import type { OfferFault } from '../../../contracts/reasons.ts'
import { fromTimestamp } from '../../../contracts/time.ts'

export type OfferOutcome =
  | {
      kind: 'applies'
      discount: Money
      freeDelivery: boolean
      /** What of each product the discount is for, in paise; of everything when absent. */
      shares?: ReadonlyMap<string, number>
    }
  | { kind: 'refused'; code: OfferRefusal; message: string; short?: Money }

/** A line as an offer looks at it. */
export interface OfferLine {
  readonly productId: string
  readonly categoryIds?: readonly string[]
  readonly price: Money
  readonly quantity: number
}

export interface OfferBasket {
  /** Of all items. */
  readonly items: Money
  readonly storeId: string
  readonly usedByUser: number
  readonly nowMs: number
  /** Needed by offers on categories or on numbers of packs. */
  readonly lines?: readonly OfferLine[]
  /** Orders of the customer so far. */
  readonly orders?: number
  /** What the offer has given away so far, in paise. */
  readonly spentPaise?: number
}

const refuse = (code: OfferRefusal, message: string, short?: Money): OfferOutcome => ({
  kind: 'refused',
  code,
  message,
  ...(short ? { short } : {}),
})

/** What is wrong with an offer: for people in English, and as a reason with the field that it is about. */
export interface Fault {
  readonly reason: OfferFault
  readonly field: keyof OfferInput
  readonly message: string
}
const fault = (reason: OfferFault, field: keyof OfferInput, message: string): Fault => ({ reason, field, message })

/** What is wrong with an offer that has the right shape; null when nothing is. */
export function offerFault(offer: OfferInput): Fault | null {
  const { kind, value, buy, get } = offer
  if (kind === 'percent' && (value < 1 || value > 10_000))
    return fault('percent-out-of-range', 'value', 'A percentage is more than 0 and at most 100')
  if (kind === 'flat' && value < 1) return fault('amount-not-positive', 'value', 'The amount is more than 0')
  if (kind === 'buy-x-get-y' && (buy === undefined || get === undefined))
    return fault('packs-missing', buy === undefined ? 'buy' : 'get', 'Say how many to buy, and how many are free')
  if (kind !== 'buy-x-get-y' && (buy !== undefined || get !== undefined))
    return fault('packs-not-wanted', buy === undefined ? 'get' : 'buy', 'Only offers on numbers of packs say how many')
  if (fromTimestamp(offer.endsAt) <= fromTimestamp(offer.startsAt))
    return fault('ends-before-start', 'endsAt', 'The offer ends before it begins')
  if (kind === 'flat' && offer.minimum.amount > 0 && value > offer.minimum.amount)
    return fault('amount-above-minimum', 'value', 'The amount is more than the smallest basket that it is for')
  if (offer.cap?.amount === 0) return fault('cap-not-positive', 'cap', 'The largest discount is more than 0')
  if (offer.budget?.amount === 0) return fault('budget-not-positive', 'budget', 'The budget is more than 0')
  return null
}

/** What an offer gives on a basket, or why not. */
export function applyOffer(offer: OfferInput, basket: OfferBasket): OfferOutcome {
  if (offer.active === false) return refuse('paused', 'This coupon is not valid yet')
  if (basket.nowMs < fromTimestamp(offer.startsAt)) return refuse('not-started', 'This coupon is not valid yet')
  if (basket.nowMs >= fromTimestamp(offer.endsAt)) return refuse('expired', 'This coupon has expired')
  if (offer.storeIds && !offer.storeIds.includes(basket.storeId))
    return refuse('other-store', 'This coupon is for another store')
  if (offer.perUser !== undefined && basket.usedByUser >= offer.perUser)
    return refuse('used-up', 'You have used this coupon')
  if (offer.firstOrder && (basket.orders ?? 0) > 0) return refuse('not-first-order', 'This coupon is for a first order')
  const left = offer.budget === undefined ? Number.POSITIVE_INFINITY : offer.budget.amount - (basket.spentPaise ?? 0)
  if (left <= 0) return refuse('budget-spent', 'This coupon is used up')
  if (basket.items.amount < offer.minimum.amount) {
    const short = money(offer.minimum.amount - basket.items.amount)
    return refuse('below-minimum', `Add items worth ₹${Math.ceil(short.amount / 100)} more to use this coupon`, short)
  }
  const eligible = eligibleOf(offer, basket.lines ?? [])
  if (offer.categoryIds && eligible.length === 0)
    return refuse('nothing-eligible', 'Nothing in the cart is part of this offer')
  if (offer.kind === 'free-delivery') return { kind: 'applies', discount: zero, freeDelivery: true }

  if (offer.kind === 'buy-x-get-y') {
    const shares = cheapest(eligible, offer.buy ?? 1, offer.get ?? 1)
    const worth = [...shares.values()].reduce((sum, each) => sum + each, 0)
    if (worth === 0) {
      const packs = (offer.buy ?? 1) + (offer.get ?? 1)
      return refuse('nothing-eligible', `Put ${packs} packs of the offer into the cart to use this coupon`)
    }
    const discount = money(Math.min(worth, offer.cap?.amount ?? worth, left))
    return { kind: 'applies', discount, freeDelivery: false, shares }
  }
  const shares = new Map(eligible.map((line) => [line.productId, line.price.amount * line.quantity]))
  const base = offer.categoryIds ? money([...shares.values()].reduce((sum, each) => sum + each, 0)) : basket.items
  const wished = offer.kind === 'percent' ? share(base, offer.value).amount : offer.value
  return {
    kind: 'applies',
    discount: money(Math.min(wished, offer.cap?.amount ?? wished, base.amount, left)),
    freeDelivery: false,
    ...(offer.categoryIds ? { shares } : {}),
  }
}

function eligibleOf({ categoryIds }: OfferInput, lines: readonly OfferLine[]): OfferLine[] {
  if (!categoryIds) return [...lines]
  const wanted = new Set(categoryIds)
  return lines.filter((line) => line.categoryIds?.some((id) => wanted.has(id)))
}

/** What of each product is free: of every `buy` + `get` packs the `get` cheapest of all, in paise. */
function cheapest(lines: readonly OfferLine[], buy: number, get: number): Map<string, number> {
  const packs = lines.reduce((sum, line) => sum + line.quantity, 0)
  let free = Math.floor(packs / (buy + get)) * get
  const shares = new Map<string, number>()
  for (const line of [...lines].sort((a, b) => a.price.amount - b.price.amount)) {
    const taken = Math.min(free, line.quantity)
    if (taken > 0) shares.set(line.productId, line.price.amount * taken)
    free -= taken
  }
  return shares
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
