import { type Cart, type CartLine, carts, type Substitution } from '../../../contracts/carts.ts'
import type { Listing } from '../../../contracts/catalogue.ts'
import { money, times } from '../../../contracts/money.ts'

export const linesMax = 60

/** What is kept of a line. `seenPaise` is the price that the customer saw when it was put in. */
export interface StoredLine {
  readonly productId: string
  readonly quantity: number
  readonly seenPaise: number
  readonly putAtMs: number
  /** When its quantity was last set. */
  readonly setAtMs: number
  readonly substitution?: Substitution
}

export interface StoredCart {
  readonly storeId: string | null
  readonly coupon: string | null
  /** In the order in which they were put in. */
  readonly lines: readonly StoredLine[]
}

export const emptyCart: StoredCart = { storeId: null, coupon: null, lines: [] }

/** @throws carts/over-limit */
export function checkQuantity(listing: Pick<Listing, 'maxPerOrder'>, quantity: number): void {
  if (quantity > listing.maxPerOrder)
    throw carts('carts/over-limit', {
      detail: `At most ${listing.maxPerOrder} in an order`,
      details: { maxPerOrder: listing.maxPerOrder },
    })
}

/** The cart as it is shown: today's names and prices. Lines that the store does not sell are told apart from the rest. */
export function showCart(
  cart: StoredCart,
  listings: readonly Listing[],
  available?: ReadonlyMap<string, number>,
): Cart {
  const known = new Map(listings.map((listing) => [listing.productId, listing]))
  const lines: CartLine[] = cart.lines.flatMap((line) => {
    const listing = known.get(line.productId)
    if (!listing) return []
    const left = available?.get(line.productId)
    return [
      {
        ...listing,
        quantity: line.quantity,
        total: times(listing.price, line.quantity),
        ...(line.substitution ? { substitution: line.substitution } : {}),
        ...(left === undefined ? {} : { available: left }),
      },
    ]
  })
  const unavailable = cart.lines
    .filter((line) => !known.has(line.productId))
    .map(({ productId, quantity }) => ({ productId, quantity }))
  const sum = (of: (line: CartLine) => number) => money(lines.reduce((total, line) => total + of(line), 0))
  return {
    storeId: cart.storeId,
    coupon: cart.coupon,
    lines,
    ...(unavailable.length > 0 ? { unavailable } : {}),
    itemCount: lines.reduce((total, line) => total + line.quantity, 0),
    subtotal: sum((line) => line.total.amount),
    saved: sum((line) => Math.max(0, line.mrp.amount - line.price.amount) * line.quantity),
  }
}

/**
 * A guest's cart and the user's own become one at login: quantities of the same product are added up, within 60 lines;
 * the guest's store and coupon win, as the latest choice.
 */
export function mergeCarts(own: StoredCart, guest: StoredCart, nowMs: number): StoredCart {
  const lines = new Map(own.lines.map((line) => [line.productId, line]))
  for (const line of guest.lines) {
    const had = lines.get(line.productId)
    if (!had && lines.size >= linesMax) continue
    lines.set(line.productId, {
      ...had,
      ...line,
      quantity: line.quantity + (had?.quantity ?? 0),
      putAtMs: had?.putAtMs ?? nowMs,
      setAtMs: nowMs,
    })
  }
  return { storeId: guest.storeId ?? own.storeId, coupon: guest.coupon ?? own.coupon, lines: [...lines.values()] }
}
