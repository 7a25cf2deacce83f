import { carts, type Quote, type QuoteForOrder, type QuoteProblem } from '../../contracts/carts.ts'
import { GetListings, type Listing } from '../../contracts/catalogue.ts'
import { type Money, zero } from '../../contracts/money.ts'
import { GetSlot, type Slot, type SlotRefusal } from '../../contracts/slots.ts'
import { GetLevels, GetStore, Locate, type Serviceability } from '../../contracts/stores.ts'
import { fromTimestamp, toTimestamp } from '../../contracts/time.ts'
import { GetAddress } from '../../contracts/users.ts'
import type { CartsContext } from './context.ts'
import type { StoredCart } from './domain/lines.ts'
import { applyOffer, type OfferLine, type OfferOutcome } from './domain/offer.ts'
import { priceBasket } from './domain/quote.ts'
import { getCart, getOffer } from './store.ts'

export interface QuoteWish {
  readonly userId: string
  readonly addressId: string
  readonly slotId?: string
  readonly tip?: Money
}

/**
 * What the cart would cost at a door, now. Stock is asked for, not reserved: when stores cannot say, the quote goes on
 * without, and the reservation decides.
 */
export async function quote(context: CartsContext, wish: QuoteWish): Promise<QuoteForOrder> {
  const { call, clock, db, config } = context
  const [dropOff, cart] = await Promise.all([
    call(GetAddress, { userId: wish.userId, addressId: wish.addressId }),
    getCart(db.sql, wish.userId),
  ])
  if (!cart?.storeId) throw carts('carts/no-store')
  const { storeId } = cart
  const productIds = cart.lines.map((line) => line.productId)
  const { slotId } = wish
  const [place, slot, { listings }, available] = await Promise.all([
    call(Locate, { point: dropOff.point, storeId, ...(slotId === undefined ? {} : { later: true }) }),
    slotId === undefined ? undefined : call(GetSlot, { storeId, slotId }).then((found) => found.slot),
    call(GetListings, { storeId, productIds }),
    availability(context, storeId, productIds),
  ])
  const itemsOf = cart.lines.reduce((sum, line) => {
    const listing = listings.find((each) => each.productId === line.productId)
    return sum + (listing ? listing.price.amount * line.quantity : 0)
  }, 0)
  const offer = await couponOf(context, {
    cart,
    userId: wish.userId,
    itemsPaise: itemsOf,
    storeId,
    lines: offerLines(cart, listings),
  })
  const distanceM = place.serviceable ? place.distanceM : 0
  const { problems, ...priced } = priceBasket(config, {
    cart,
    listings,
    available,
    distanceM,
    tip: wish.tip ?? zero,
    offer,
    ...(slot ? { slotFee: slot.fee } : {}),
    ...(place.serviceable && place.surge ? { surge: place.surge } : {}),
  })
  const nowMs = clock.now()
  const soonMinutes = place.serviceable ? place.promiseMinutes : 0
  const promisedAtMs = slot ? fromTimestamp(slot.end) : nowMs + soonMinutes * 60_000
  return {
    store: place.serviceable ? place.store : await storeBrief(context, storeId),
    dropOff,
    ...priced,
    promiseMinutes: slot ? Math.max(0, Math.ceil((promisedAtMs - nowMs) / 60_000)) : soonMinutes,
    ...(place.serviceable && place.promise && !slot ? { promise: place.promise, basis: place.basis } : {}),
    promisedAt: toTimestamp(promisedAtMs),
    ...(slot ? { window: { slotId: slot.id, start: slot.start, end: slot.end } } : {}),
    distanceM,
    cartRevision: cart.revision,
    problems: [...placeProblems(place), ...slotProblems(slot), ...problems],
  }
}

type Refusal = Extract<Serviceability, { serviceable: false }>['reason']

const placeMessages: Record<Refusal, Pick<QuoteProblem, 'code' | 'message'>> = {
  'outside-every-area': { code: 'address-outside-area', message: 'The store does not deliver to this address' },
  'no-store-open': { code: 'store-closed', message: 'The store is closed' },
  'too-busy': { code: 'store-busy', message: 'The store has more orders than it can deliver soon' },
  'no-riders': { code: 'no-riders', message: 'No rider is at work to bring it right now' },
  'no-pickers': { code: 'no-pickers', message: 'Nobody is at work in the store to pack it right now' },
  'no-way': { code: 'no-way', message: 'Closed streets leave no way to this address right now' },
}

const placeProblems = (place: Serviceability): QuoteProblem[] =>
  place.serviceable ? [] : [{ ...placeMessages[place.reason], blocking: true }]

const slotMessages: Record<SlotRefusal, string> = {
  full: 'This delivery window is full',
  'too-late': 'It is too late for this delivery window',
  closed: 'The store takes no orders for this window',
  unknown: 'There is no such delivery window',
}

/** `slot`: undefined when none is wished, null when there is none of that id. */
function slotProblems(slot: Slot | null | undefined): QuoteProblem[] {
  const reason = slot === null ? 'unknown' : slot?.reason
  return reason ? [{ code: 'slot-unavailable', message: slotMessages[reason], blocking: true, reason }] : []
}

async function storeBrief({ call }: CartsContext, storeId: string): Promise<Quote['store']> {
  const { id, name, point, open, opensAt } = await call(GetStore, { storeId })
  return { id, name, point, open, ...(opensAt ? { opensAt } : {}) }
}

export async function availability(
  { call, log }: CartsContext,
  storeId: string,
  productIds: string[],
): Promise<Map<string, number> | null> {
  if (productIds.length === 0) return new Map()
  try {
    const { levels } = await call(GetLevels, { storeId, productIds })
    return new Map(levels.map((level) => [level.productId, level.available]))
  } catch (error) {
    log.warn({ error }, 'stock cannot be asked for')
    return null
  }
}

/** The lines of a cart as offers look at them. */
export const offerLines = (cart: StoredCart, listings: readonly Listing[]): OfferLine[] => {
  const known = new Map(listings.map((listing) => [listing.productId, listing]))
  return cart.lines.flatMap(({ productId, quantity }) => {
    const listing = known.get(productId)
    return listing ? { productId, quantity, price: listing.price, categoryIds: listing.categoryIds ?? [] } : []
  })
}

/** What the cart's coupon does for this basket; null without a coupon. */
export async function couponOf(
  { db, clock }: CartsContext,
  basket: { cart: StoredCart; userId: string; itemsPaise: number; storeId: string; lines: readonly OfferLine[] },
): Promise<{ code: string; perUser?: number; budgeted?: boolean; outcome: OfferOutcome } | null> {
  const code = basket.cart.coupon
  if (code === null) return null
  const stored = await getOffer(db.sql, code, basket.userId)
  if (!stored) return { code, outcome: { kind: 'refused', code: 'expired', message: 'There is no such coupon' } }
  const items = { amount: basket.itemsPaise, currency: 'INR' as const }
  const { perUser, budget } = stored.offer
  return {
    code,
    ...(perUser === undefined ? {} : { perUser }),
    ...(budget === undefined ? {} : { budgeted: true }),
    outcome: applyOffer(stored.offer, {
      items,
      storeId: basket.storeId,
      usedByUser: stored.used,
      nowMs: clock.now(),
      lines: basket.lines,
      orders: stored.orders,
      spentPaise: stored.spentPaise,
    }),
  }
}
