import type { DeliveryTerms, FeePart, Quote, QuoteProblem } from '../../../contracts/carts.ts'
import type { Listing } from '../../../contracts/catalogue.ts'
import { add, type Money, money, subtract, taxIncluded, times, zero } from '../../../contracts/money.ts'
import type { StoredCart } from './lines.ts'
import type { OfferOutcome } from './offer.ts'
import { spread } from './offer.ts'

export interface FeeRules {
  readonly deliveryFeePaise: number
  readonly nearM: number
  readonly perKmPaise: number
  readonly freeDeliveryPaise: number
  readonly smallCartPaise: number
  readonly smallCartFeePaise: number
  readonly feeGstBasisPoints: number
}

/** Kilometres beyond what the base fee pays for; each that is begun counts. */
const begunKm = (rules: FeeRules, distanceM: number): number => Math.ceil(Math.max(0, distanceM - rules.nearM) / 1_000)

/** The fee for a distance along the road, before the basket is looked at. */
export const deliveryFee = (rules: FeeRules, distanceM: number): Money =>
  money(rules.deliveryFeePaise + begunKm(rules, distanceM) * rules.perKmPaise)

/** What the fee is made of: a free delivery waives the way, never the window or the surge. Parts of nothing are left out. */
export function feeParts(rules: FeeRules, { distanceM, free, slotFee, surge }: Fees): FeePart[] {
  const base = rules.deliveryFeePaise
  const kilometres = begunKm(rules, distanceM)
  const parts: FeePart[] = [
    { code: 'base', amount: free ? zero : money(base) },
    {
      code: 'distance',
      amount: free ? zero : money(kilometres * rules.perKmPaise),
      beyond: { nearM: rules.nearM, kilometres, perKm: money(rules.perKmPaise) },
    },
    { code: 'slot', amount: slotFee ?? zero },
    {
      code: 'surge',
      amount: surge?.fee ?? zero,
      ...(surge ? { reason: surge.reason } : {}),
      ...(surge?.most ? { most: surge.most } : {}),
    },
  ]
  return parts.filter((part) => part.amount.amount > 0)
}

interface Fees {
  readonly distanceM: number
  readonly free: boolean
  readonly slotFee?: Money
  readonly surge?: { fee: Money; reason: string; most?: Money }
}

export const deliveryTerms = (rules: FeeRules, distanceM: number): DeliveryTerms => ({
  deliveryFee: deliveryFee(rules, distanceM),
  freeDeliveryFrom: money(rules.freeDeliveryPaise),
  smallCartFee: money(rules.smallCartFeePaise),
  smallCartBelow: money(rules.smallCartPaise),
})

export interface Basket {
  readonly cart: StoredCart
  readonly listings: readonly Listing[]
  /** What can be sold, by product; absent when the stores cannot be asked (the reservation decides then). */
  readonly available: ReadonlyMap<string, number> | null
  readonly distanceM: number
  readonly tip: Money
  /** Of the window, when it is for later. */
  readonly slotFee?: Money
  /** What the load of the store adds to the fee. */
  readonly surge?: { fee: Money; reason: string; most?: Money }
  readonly offer: { code: string; perUser?: number; budgeted?: boolean; outcome: OfferOutcome } | null
}

/** Lines, fees and totals of a basket, and what stands in the way of ordering it. All money in paise, tax included. */
export function priceBasket(
  rules: FeeRules,
  basket: Basket,
): Pick<Quote, 'lines' | 'coupon' | 'totals' | 'feeNote' | 'shortOfFree' | 'feeParts'> & { problems: QuoteProblem[] } {
  const problems: QuoteProblem[] = []
  const known = new Map(basket.listings.map((listing) => [listing.productId, listing]))
  const sold = basket.cart.lines.flatMap((line) => {
    const listing = known.get(line.productId)
    if (listing) return [{ line, listing, total: times(listing.price, line.quantity) }]
    problems.push({
      code: 'not-sold-here',
      message: 'A product is not sold by this store',
      blocking: true,
      productId: line.productId,
    })
    return []
  })
  for (const { line, listing } of sold) problems.push(...lineProblems(line, listing, basket.available))
  if (basket.cart.lines.length === 0) problems.push({ code: 'empty', message: 'The cart is empty', blocking: true })

  const items = add(...sold.map((each) => each.total))
  const outcome = basket.offer?.outcome
  if (outcome?.kind === 'refused')
    problems.push({
      code: 'coupon-not-applicable',
      message: outcome.message,
      blocking: false,
      reason: outcome.code,
    })
  const discount = outcome?.kind === 'applies' ? outcome.discount : zero
  const shares = outcome?.kind === 'applies' ? outcome.shares : undefined
  const discounts = spread(
    discount,
    sold.map(({ line, total }) => (shares ? (shares.get(line.productId) ?? 0) : total.amount)),
  )
  const lines = sold.map(({ line, listing, total }, index) => {
    const off = money(discounts[index]!)
    return {
      ...listing,
      quantity: line.quantity,
      total,
      discount: off,
      tax: taxIncluded(subtract(total, off), listing.gstBasisPoints),
      ...(line.substitution ? { substitution: line.substitution } : {}),
    }
  })

  const free = items.amount >= rules.freeDeliveryPaise || (outcome?.kind === 'applies' && outcome.freeDelivery)
  const { distanceM, slotFee, surge } = basket
  const parts = feeParts(rules, { distanceM, free, ...(slotFee ? { slotFee } : {}), ...(surge ? { surge } : {}) })
  const delivery = add(...parts.map((part) => part.amount))
  const small = items.amount > 0 && items.amount < rules.smallCartPaise ? money(rules.smallCartFeePaise) : zero
  const tax = add(
    ...lines.map((line) => line.tax),
    taxIncluded(delivery, rules.feeGstBasisPoints),
    taxIncluded(small, rules.feeGstBasisPoints),
  )
  const total = add(subtract(items, discount), delivery, small, basket.tip)
  const short = free ? undefined : money(rules.freeDeliveryPaise - items.amount)
  const feeNote = short && `Free delivery from ₹${rules.freeDeliveryPaise / 100}: add ₹${Math.ceil(short.amount / 100)}`
  return {
    lines,
    coupon:
      basket.offer && outcome?.kind === 'applies'
        ? {
            code: basket.offer.code,
            discount,
            ...(basket.offer.perUser ? { perUser: basket.offer.perUser } : {}),
            ...(basket.offer.budgeted ? { budgeted: true } : {}),
          }
        : null,
    totals: {
      items,
      discount,
      deliveryFee: delivery,
      smallCartFee: small,
      tip: basket.tip,
      tax,
      total,
      feeParts: parts,
      ...(small.amount > 0 ? { smallCartBelow: money(rules.smallCartPaise) } : {}),
    },
    ...(short ? { feeNote, shortOfFree: short } : {}),
    feeParts: parts,
    problems,
  }
}

function lineProblems(
  line: StoredCart['lines'][number],
  listing: Listing,
  available: Basket['available'],
): QuoteProblem[] {
  const problems: QuoteProblem[] = []
  const { productId } = line
  const left = available === null ? line.quantity : (available.get(productId) ?? 0)
  if (left < line.quantity) {
    const message = left <= 0 ? `${listing.name} is sold out` : `Only ${left} of ${listing.name} left`
    problems.push({
      code: 'short-stock',
      message,
      blocking: true,
      productId,
      available: Math.max(0, left),
      ...(left <= 0 ? { reason: 'sold-out' } : {}),
    })
  }
  if (line.quantity > listing.maxPerOrder)
    problems.push({
      code: 'over-limit',
      message: `At most ${listing.maxPerOrder} of ${listing.name} in an order`,
      blocking: true,
      productId,
      available: listing.maxPerOrder,
    })
  if (line.seenPaise !== listing.price.amount)
    problems.push({
      code: 'price-changed',
      message: `The price of ${listing.name} has changed`,
      blocking: false,
      productId,
      was: money(line.seenPaise),
      now: listing.price,
    })
  return problems
}
