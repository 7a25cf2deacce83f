import Type, { type Static } from 'typebox'
import { Listing } from './catalogue.ts'
import { event } from './event.ts'
import { AddressId, CategoryId, OrderId, ProductId, StoreId, UserId } from './ids.ts'
import { Money, Price } from './money.ts'
import { operation } from './operation.ts'
import { defineProblems } from './problem.ts'
import { DeliveryPromise, PromiseBasis } from './promise.ts'
import { OrderWindow } from './slots.ts'
import { StoreBrief } from './stores.ts'
import { Timestamp } from './time.ts'
import { DropOff } from './users.ts'

export const carts = defineProblems({
  'carts/no-store': [409, 'Choose where to deliver before filling the cart'],
  'carts/empty': [409, 'The cart is empty'],
  'carts/too-many-lines': [422, 'A cart holds 60 different products'],
  'carts/over-limit': [422, 'An order may not hold that many of this product'],
  'carts/not-sold-here': [404, 'This store does not sell this product'],
  'carts/coupon-unknown': [404, 'There is no such coupon'],
  'carts/coupon-not-applicable': [422, 'This coupon does not apply to this cart'],
  'carts/not-orderable': [409, 'The cart cannot be ordered as it is'],
  'carts/bad-offer': [422, 'The offer is not as an offer must be'],
  'carts/offer-not-found': [404, 'There is no such offer'],
  'carts/guest-cart-not-found': [404, 'There is no such guest cart'],
} as const)

/** What is to be done when a product is sold out at the shelf: put something alike in, or refund it. */
export const Substitution = Type.Enum(['allow', 'refund', 'ask'])
export type Substitution = Static<typeof Substitution>

export const CartLine = Type.Object(
  {
    ...Listing.properties,
    quantity: Type.Integer({ minimum: 1 }),
    total: Price,
    /** The customer's wish for this line; without one that of the whole order holds. */
    substitution: Type.Optional(Substitution),
    /** What can be sold now; fewer than `quantity` is a problem at the quote. */
    available: Type.Optional(Type.Integer()),
  },
  { title: 'CartLine' },
)
export type CartLine = Static<typeof CartLine>

export const Cart = Type.Object(
  {
    storeId: Type.Union([StoreId, Type.Null()]),
    coupon: Type.Union([Type.String(), Type.Null()]),
    lines: Type.Array(CartLine),
    /** Put in for another store; this one does not sell them. They stand in the way of an order until they are taken out. */
    unavailable: Type.Optional(Type.Array(Type.Object({ productId: ProductId, quantity: Type.Integer() }))),
    itemCount: Type.Integer(),
    subtotal: Price,
    /** How much the MRP of the lines exceeds their prices. */
    saved: Price,
    /** Given to a guest's cart only: send it back as `X-Cart-Token`. */
    token: Type.Optional(Type.String()),
  },
  { title: 'Cart' },
)
export type Cart = Static<typeof Cart>

export const quoteProblems = [
  'short-stock',
  'price-changed',
  'not-sold-here',
  'store-closed',
  'address-outside-area',
  'other-store',
  'coupon-not-applicable',
  'over-limit',
  'slot-unavailable',
  'store-busy',
  'no-riders',
  'no-pickers',
  'no-way',
  'empty',
] as const
/** Something that stands in the way of ordering, or that the customer should know of (`blocking: false`). */
export const QuoteProblem = Type.Object(
  {
    code: Type.Enum([...quoteProblems]),
    message: Type.String(),
    blocking: Type.Boolean(),
    productId: Type.Optional(ProductId),
    available: Type.Optional(Type.Integer()),
    was: Type.Optional(Price),
    now: Type.Optional(Price),
    /** Why, of `short-stock` (`sold-out`), `coupon-not-applicable` and `slot-unavailable`: as an offer and a window tell it. */
    reason: Type.Optional(Type.String({ maxLength: 40 })),
  },
  { title: 'QuoteProblem' },
)
export type QuoteProblem = Static<typeof QuoteProblem>

export const QuoteLine = Type.Object({
  ...Listing.properties,
  quantity: Type.Integer(),
  total: Price,
  discount: Price,
  /** Tax contained in `total` less `discount`. */
  tax: Price,
  substitution: Type.Optional(Substitution),
})
export type QuoteLine = Static<typeof QuoteLine>

export const feeParts = ['base', 'distance', 'slot', 'surge'] as const
/** A part of the delivery fee, with what its amount follows from. */
export const FeePart = Type.Object(
  {
    code: Type.Enum([...feeParts]),
    amount: Price,
    /** Of a surge: `busy-store`, `few-riders` or `manual`. */
    reason: Type.Optional(Type.String({ maxLength: 40 })),
    /** Of a surge that follows the load: the store lets it grow to this and no further. */
    most: Type.Optional(Price),
    /** Of the distance: so many kilometres that were begun beyond the first `nearM`, at so much each. */
    beyond: Type.Optional(Type.Object({ nearM: Type.Integer(), kilometres: Type.Integer(), perKm: Price })),
  },
  { title: 'FeePart' },
)
export type FeePart = Static<typeof FeePart>

export const Totals = Type.Object(
  {
    items: Price,
    discount: Price,
    deliveryFee: Price,
    smallCartFee: Price,
    tip: Price,
    /** Contained in the amounts above, not added to them. */
    tax: Price,
    total: Price,
    /** What the delivery fee is made of; its parts add up to it. An order keeps them: absent of those before they were told. */
    feeParts: Type.Optional(Type.Array(FeePart)),
    /** Where there is a small cart fee: it is asked of items below this. */
    smallCartBelow: Type.Optional(Price),
  },
  { title: 'Totals' },
)
export type Totals = Static<typeof Totals>

export const Quote = Type.Object(
  {
    store: StoreBrief,
    dropOff: DropOff,
    lines: Type.Array(QuoteLine),
    coupon: Type.Union([
      Type.Object({
        code: Type.String(),
        discount: Price,
        /** Orders that a user may place with it; unlimited when absent. */
        perUser: Type.Optional(Type.Integer()),
        /** Its discount has to be taken out of a budget before the order stands. */
        budgeted: Type.Optional(Type.Boolean()),
      }),
      Type.Null(),
    ]),
    totals: Totals,
    /** How the delivery fee came about and what would make it free. */
    feeNote: Type.Optional(Type.String()),
    /** What is missing of a basket whose delivery is free; absent when it is. */
    shortOfFree: Type.Optional(Price),
    /** As in the totals. */
    feeParts: Type.Optional(Type.Array(FeePart)),
    promiseMinutes: Type.Integer(),
    /** As an interval; absent for a window, whose promise is its end. */
    promise: Type.Optional(DeliveryPromise),
    promisedAt: Timestamp,
    /** When it is for later: the promise is its end. */
    window: Type.Optional(OrderWindow),
    distanceM: Type.Integer(),
    problems: Type.Array(QuoteProblem),
    /** The version of the cart: of each one only one order is made. */
    cartRevision: Type.Optional(Type.Integer()),
  },
  { title: 'Quote' },
)
export type Quote = Static<typeof Quote>

/** With what the order needs beside it: what the promise was made on. */
export const QuoteForOrder = Type.Object({ ...Quote.properties, basis: Type.Optional(PromiseBasis) })
export type QuoteForOrder = Static<typeof QuoteForOrder>

/** What the cart would cost, delivered to this address, now or in a window of the store. */
export const QuoteCart = operation('carts.quote', {
  read: true,
  input: Type.Object({
    userId: UserId,
    addressId: AddressId,
    slotId: Type.Optional(Type.String({ maxLength: 60 })),
    tip: Type.Optional(Price),
  }),
  output: QuoteForOrder,
})

/** Key: user. */
export const CartAbandoned = event(
  'cart.abandoned',
  1,
  Type.Object({ userId: UserId, storeId: StoreId, itemCount: Type.Integer(), subtotal: Money }),
)

/** What delivery costs to a place, before there is a basket. */
export const DeliveryTerms = Type.Object(
  {
    deliveryFee: Price,
    freeDeliveryFrom: Price,
    smallCartFee: Price,
    smallCartBelow: Price,
  },
  { title: 'DeliveryTerms' },
)
export type DeliveryTerms = Static<typeof DeliveryTerms>

export const offerKinds = ['percent', 'flat', 'free-delivery', 'buy-x-get-y'] as const

/** A discount that customers may ask for by its code. */
export const OfferInput = Type.Object(
  {
    code: Type.String({ pattern: '^[A-Z0-9]{3,20}$' }),
    title: Type.String({ minLength: 1, maxLength: 100 }),
    terms: Type.Optional(Type.String({ maxLength: 500 })),
    /** The same in Hindi; where there is none the others stand. */
    titleHi: Type.Optional(Type.String({ maxLength: 100 })),
    termsHi: Type.Optional(Type.String({ maxLength: 500 })),
    kind: Type.Enum([...offerKinds]),
    /** Basis points for `percent` (1 to 10,000), paise for `flat`; without meaning for the others. */
    value: Type.Integer({ minimum: 0, maximum: 10_000_000 }),
    /** For `buy-x-get-y`: of so many packs that are bought together, the cheapest `get` are free. */
    buy: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    get: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    /** Smallest total of items. */
    minimum: Price,
    /** Largest discount of an order. */
    cap: Type.Optional(Price),
    /** Only what is in these categories, or below, is discounted. */
    categoryIds: Type.Optional(Type.Array(CategoryId, { minItems: 1, maxItems: 50 })),
    /** Only for who has not ordered yet. */
    firstOrder: Type.Optional(Type.Boolean()),
    /** All that it may give away; no order gets more than what is left. */
    budget: Type.Optional(Price),
    storeIds: Type.Optional(Type.Array(StoreId, { maxItems: 500 })),
    startsAt: Timestamp,
    endsAt: Timestamp,
    /** Orders per user; unlimited when absent. */
    perUser: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    active: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, title: 'OfferInput' },
)
export type OfferInput = Static<typeof OfferInput>

export const Offer = Type.Object(
  {
    code: Type.String(),
    title: Type.String(),
    titleHi: Type.Optional(Type.String()),
    terms: Type.Optional(Type.String()),
    termsHi: Type.Optional(Type.String()),
    minimum: Price,
    endsAt: Timestamp,
  },
  { title: 'Offer' },
)
export type Offer = Static<typeof Offer>

/** Why an offer does not apply. */
export const offerRefusals = [
  'paused',
  'not-started',
  'expired',
  'other-store',
  'used-up',
  'not-first-order',
  'budget-spent',
  'below-minimum',
  'nothing-eligible',
] as const
export type OfferRefusal = (typeof offerRefusals)[number]

/** An offer as it stands to a cart: what it would take off, or why it does not apply. */
export const CartOffer = Type.Object(
  {
    ...Offer.properties,
    applies: Type.Boolean(),
    /** What it takes off the items. */
    discount: Type.Optional(Price),
    freeDelivery: Type.Optional(Type.Boolean()),
    /** Why it cannot be used, for people. */
    reason: Type.Optional(Type.String()),
    /** The same for programs. */
    refusal: Type.Optional(Type.Enum([...offerRefusals])),
    /** What is missing to its minimum. */
    short: Type.Optional(Price),
  },
  { title: 'CartOffer' },
)
export type CartOffer = Static<typeof CartOffer>

/** An offer as marketing sees it, with what became of it in orders that were not cancelled. */
export const AdminOffer = Type.Object(
  {
    ...OfferInput.properties,
    active: Type.Boolean(),
    uses: Type.Integer(),
    spent: Price,
  },
  { title: 'AdminOffer' },
)
export type AdminOffer = Static<typeof AdminOffer>

export const OfferUsage = Type.Object(
  {
    code: Type.String(),
    uses: Type.Integer(),
    customers: Type.Integer(),
    discount: Price,
    /** Of the last 30 days that had any, oldest first. */
    days: Type.Array(Type.Object({ day: Type.String(), uses: Type.Integer(), discount: Price })),
  },
  { title: 'OfferUsage' },
)
export type OfferUsage = Static<typeof OfferUsage>

/** A basket to try an offer on: what is saved, or why not. Nothing of it is kept. */
export const OfferTrial = Type.Object(
  {
    offer: OfferInput,
    storeId: StoreId,
    lines: Type.Array(Type.Object({ productId: ProductId, quantity: Type.Integer({ minimum: 1, maximum: 100 }) }), {
      maxItems: 60,
    }),
    /** Whose basket it is: how many orders there were, and how often this offer was used in them. */
    customer: Type.Optional(
      Type.Object({
        orders: Type.Integer({ minimum: 0, maximum: 10_000 }),
        used: Type.Integer({ minimum: 0, maximum: 1_000 }),
      }),
    ),
    /** When; now unless told. */
    at: Type.Optional(Timestamp),
  },
  { additionalProperties: false, title: 'OfferTrial' },
)
export type OfferTrial = Static<typeof OfferTrial>

export const OfferVerdict = Type.Object(
  {
    applies: Type.Boolean(),
    refusal: Type.Optional(Type.Object({ code: Type.Enum([...offerRefusals]), message: Type.String() })),
    freeDelivery: Type.Boolean(),
    lines: Type.Array(QuoteLine),
    totals: Totals,
  },
  { title: 'OfferVerdict' },
)
export type OfferVerdict = Static<typeof OfferVerdict>

export const PutOffers = operation('carts.putOffers', {
  idempotentBy: 'offers',
  input: Type.Object({ offers: Type.Array(OfferInput, { minItems: 1, maxItems: 200 }) }),
  output: Type.Object({ count: Type.Integer() }),
})

/**
 * Takes the discount of an order that is being placed out of its coupon's budget. Counted as used when the order is placed;
 * given back when it is cancelled, released, or known not to exist. A repeat with another discount replaces the first.
 */
export const HoldCoupon = operation('carts.holdCoupon', {
  idempotentBy: 'orderId',
  input: Type.Object({ orderId: OrderId, userId: UserId, code: Type.String({ maxLength: 20 }), discount: Price }),
  /** `spent`: so much is not left; nothing was taken. */
  output: Type.Object({ kind: Type.Enum(['held', 'spent']) }),
})

/** Gives back what was held for an order that was not placed. */
export const ReleaseCoupon = operation('carts.releaseCoupon', {
  idempotentBy: 'orderId',
  input: Type.Object({ orderId: OrderId }),
  output: Type.Object({}),
})

/** An offer by its code: for campaigns that carry it. */
export const FindOffer = operation('carts.findOffer', {
  read: true,
  input: Type.Object({ code: Type.String({ maxLength: 20 }) }),
  output: Type.Object({
    offer: Type.Union([
      Type.Object({ code: Type.String(), title: Type.String(), active: Type.Boolean(), endsAt: Timestamp }),
      Type.Null(),
    ]),
  }),
})
