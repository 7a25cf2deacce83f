import Type from 'typebox'
import {
  Cart,
  CartOffer,
  carts,
  DeliveryTerms,
  Offer,
  type OfferInput,
  Quote,
  Substitution,
} from '../../contracts/carts.ts'
import { GetListings, type Listing } from '../../contracts/catalogue.ts'
import { AddressId, ProductId, StoreId } from '../../contracts/ids.ts'
import { Tip } from '../../contracts/money.ts'
import { GetStore, Locate, Serviceability } from '../../contracts/stores.ts'
import { routesOf } from '../../kit/routes.ts'
import type { CartsContext } from './context.ts'
import { checkQuantity, emptyCart, linesMax, mergeCarts, type StoredCart, showCart } from './domain/lines.ts'
import { applyOffer, type OfferOutcome } from './domain/offer.ts'
import { deliveryTerms } from './domain/quote.ts'
import { changed, forget, readCart } from './kept.ts'
import { offerRoutes } from './offer-routes.ts'
import { knownGuest, newGuest, type Owner, ownerOf } from './owner.ts'
import { availability, couponOf, offerLines, quote } from './quoting.ts'
import {
  currentOffers,
  dropCart,
  dropLine,
  ensureCart,
  getCart,
  lockCart,
  offersOf,
  putLine,
  saveCart,
  setCoupon,
  setStore,
} from './store.ts'

const route = routesOf<CartsContext>()
const ofProduct = Type.Object({ productId: ProductId })
const cartHeaders = Type.Object({
  'x-cart-token': Type.Optional(Type.String({ description: "A guest's cart, as an earlier answer told it" })),
})

const listingsOf = async ({ call }: CartsContext, cart: StoredCart): Promise<Listing[]> => {
  if (cart.storeId === null || cart.lines.length === 0) return []
  const { listings } = await call(GetListings, {
    storeId: cart.storeId,
    productIds: cart.lines.map((line) => line.productId),
  })
  return listings
}

/** The cart as it is now, with the guest's token where there is one. */
async function show(
  context: CartsContext,
  owner: Owner,
  cart: StoredCart,
  available?: Map<string, number>,
): Promise<Cart> {
  const shown = showCart(cart, await listingsOf(context, cart), available)
  return owner.token ? { ...shown, token: owner.token } : shown
}

const cartRoutes = [
  route(
    { method: 'GET', path: '/v1/cart', summary: 'My cart', access: 'optional', headers: cartHeaders, answer: Cart },
    async ({ actor, headers }, context) => {
      const owner = ownerOf(actor, headers['x-cart-token'])
      const cart = owner ? await readCart(context, owner.key) : null
      if (!owner || !cart) return showCart(emptyCart, [])
      const available = cart.storeId
        ? await availability(
            context,
            cart.storeId,
            cart.lines.map((line) => line.productId),
          )
        : null
      return show(context, owner, cart, available ?? undefined)
    },
  ),
  route(
    {
      method: 'PUT',
      path: '/v1/cart/store',
      summary: 'Choose the store; what is in the cart stays',
      access: 'optional',
      headers: cartHeaders,
      body: Type.Object({ storeId: StoreId }, { additionalProperties: false }),
      answer: Cart,
      problems: ['stores/not-found'],
    },
    async ({ actor, headers, body }, context) => {
      const owner = ownerOf(actor, headers['x-cart-token']) ?? newGuest()
      await context.call(GetStore, { storeId: body.storeId })
      const cart = await setStore(context.db.sql, owner.key, body.storeId)
      return show(context, owner, await changed(context, owner.key, cart))
    },
  ),
  route(
    {
      method: 'PUT',
      path: '/v1/cart/items/:productId',
      summary: 'Set how many of a product, and what to do when it is sold out at the shelf',
      access: 'optional',
      headers: cartHeaders,
      params: ofProduct,
      body: Type.Object(
        { quantity: Type.Integer({ minimum: 1, maximum: 1_000 }), substitution: Type.Optional(Substitution) },
        { additionalProperties: false },
      ),
      answer: Cart,
      problems: ['carts/no-store', 'carts/not-sold-here', 'carts/over-limit', 'carts/too-many-lines'],
    },
    async ({ actor, headers, params, body }, context) => {
      const owner = ownerOf(actor, headers['x-cart-token'])
      const before = owner && (await getCart(context.db.sql, owner.key))
      if (!owner || !before?.storeId) throw carts('carts/no-store')
      const { storeId } = before
      // A stepper that asks for more than there is gets told here, and not only at the checkout.
      const [{ listings }, available] = await Promise.all([
        context.call(GetListings, { storeId, productIds: [params.productId] }),
        availability(context, storeId, [params.productId]),
      ])
      const listing = listings[0]
      if (!listing) throw carts('carts/not-sold-here')
      checkQuantity(listing, body.quantity)
      const cart = await putLine(context.db.sql, owner.key, {
        productId: params.productId,
        quantity: body.quantity,
        seenPaise: listing.price.amount,
        nowMs: context.clock.now(),
        ...(body.substitution ? { substitution: body.substitution } : {}),
      })
      if (!cart) throw carts('carts/too-many-lines', { details: { max: linesMax } })
      return show(context, owner, await changed(context, owner.key, cart), available ?? undefined)
    },
  ),
  route(
    {
      method: 'DELETE',
      path: '/v1/cart/items/:productId',
      summary: 'Take a product out',
      access: 'optional',
      headers: cartHeaders,
      params: ofProduct,
      answer: Cart,
    },
    async ({ actor, headers, params }, context) => {
      const owner = ownerOf(actor, headers['x-cart-token'])
      const cart = owner && (await dropLine(context.db.sql, owner.key, params.productId))
      return owner && cart ? show(context, owner, await changed(context, owner.key, cart)) : showCart(emptyCart, [])
    },
  ),
  route(
    {
      method: 'PUT',
      path: '/v1/cart/coupon',
      summary: 'Use a coupon',
      access: 'user',
      body: Type.Object({ code: Type.String({ minLength: 1, maxLength: 20 }) }, { additionalProperties: false }),
      answer: Cart,
      problems: ['carts/no-store', 'carts/coupon-unknown', 'carts/coupon-not-applicable'],
      rateLimit: { requests: 20, perS: 60 },
    },
    async ({ actor, body }, context) => {
      const { sql } = context.db
      const code = body.code.trim().toUpperCase()
      const cart = await getCart(sql, actor.userId)
      if (!cart?.storeId) throw carts('carts/no-store')
      const listings = await listingsOf(context, cart)
      const shown = showCart(cart, listings)
      const wished = { ...cart, coupon: code }
      const found = await couponOf(context, {
        cart: wished,
        userId: actor.userId,
        itemsPaise: shown.subtotal.amount,
        storeId: cart.storeId,
        lines: offerLines(cart, listings),
      })
      if (found?.outcome.kind !== 'applies') {
        const { message = '', code: reason, short } = found?.outcome ?? {}
        if (message === 'There is no such coupon') throw carts('carts/coupon-unknown')
        throw carts('carts/coupon-not-applicable', {
          detail: message,
          details: { reason, ...(short ? { short } : {}) },
        })
      }
      const used = (await setCoupon(sql, actor.userId, code))!
      return show(context, { key: actor.userId }, await changed(context, actor.userId, used))
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/cart/offers',
      summary: 'Coupons and what each would do for my cart, or why it does not apply; the best first',
      access: 'user',
      answer: Type.Object({ items: Type.Array(CartOffer) }),
    },
    async ({ actor }, context) => {
      const nowMs = context.clock.now()
      const [cart, offers] = await Promise.all([
        readCart(context, actor.userId),
        offersOf(context.db.sql, actor.userId, nowMs),
      ])
      if (!cart?.storeId) return { items: [] }
      const { storeId } = cart
      const listings = await listingsOf(context, cart)
      const { subtotal } = showCart(cart, listings)
      const lines = offerLines(cart, listings)
      const items = offers
        .filter(({ offer }) => !offer.storeIds || offer.storeIds.includes(storeId))
        .map(({ offer, used, orders, spentPaise }) => {
          const basket = { items: subtotal, storeId, usedByUser: used, nowMs, lines, orders, spentPaise }
          return cartOffer(offer, applyOffer(offer, basket))
        })
      return { items: items.sort(byWorth).slice(0, offersMax) }
    },
  ),
  route(
    { method: 'DELETE', path: '/v1/cart/coupon', summary: 'Use no coupon', access: 'user', answer: Cart },
    async ({ actor }, context) => {
      const cart = await changed(context, actor.userId, await setCoupon(context.db.sql, actor.userId, null))
      return cart ? show(context, { key: actor.userId }, cart) : showCart(emptyCart, [])
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/cart/merge',
      summary: "Take a guest's cart over after logging in",
      access: 'user',
      body: Type.Object({ token: Type.String({ maxLength: 100 }) }, { additionalProperties: false }),
      answer: Cart,
      problems: ['carts/guest-cart-not-found'],
    },
    async ({ actor, body }, context) => {
      const guest = knownGuest(body.token)
      const merged = await context.db.begin(async (tx) => {
        // The guest's row first, always: two tabs that log in at once take turns, and the second finds nothing to merge.
        const theirs = await lockCart(tx, guest.key)
        if (!theirs) return { cart: await getCart(tx, actor.userId) }
        await ensureCart(tx, actor.userId)
        const own = (await lockCart(tx, actor.userId)) ?? emptyCart
        const cart = await saveCart(tx, actor.userId, mergeCarts(own, theirs, context.clock.now()))
        return { cart, goneFrom: await dropCart(tx, guest.key) }
      })
      if (merged.goneFrom !== undefined) await forget(context, guest.key, merged.goneFrom)
      return show(context, { key: actor.userId }, (await changed(context, actor.userId, merged.cart)) ?? emptyCart)
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/cart/quote',
      summary: 'What the cart costs at an address, now or in a delivery window',
      access: 'user',
      body: Type.Object(
        { addressId: AddressId, slotId: Type.Optional(Type.String({ maxLength: 60 })), tip: Type.Optional(Tip) },
        { additionalProperties: false },
      ),
      answer: Quote,
      problems: ['carts/no-store', 'users/address-not-found'],
    },
    async ({ actor, body: { addressId, slotId, tip } }, context) => {
      const wish = { userId: actor.userId, addressId, ...(slotId ? { slotId } : {}), ...(tip ? { tip } : {}) }
      const { basis: _, ...shown } = await quote(context, wish)
      return shown
    },
  ),
]

const offersMax = 50

/** What shoppers read of an offer. */
const shownOffer = ({ code, title, titleHi, terms, termsHi, minimum, endsAt }: OfferInput): Offer => ({
  code,
  title,
  ...(titleHi ? { titleHi } : {}),
  ...(terms ? { terms } : {}),
  ...(termsHi ? { termsHi } : {}),
  minimum,
  endsAt,
})

function cartOffer(offer: OfferInput, outcome: OfferOutcome): CartOffer {
  const shown = shownOffer(offer)
  if (outcome.kind === 'refused')
    return {
      ...shown,
      applies: false,
      reason: outcome.message,
      refusal: outcome.code,
      ...(outcome.short ? { short: outcome.short } : {}),
    }
  const { discount, freeDelivery } = outcome
  return { ...shown, applies: true, discount, ...(freeDelivery ? { freeDelivery } : {}) }
}

/** What applies before what does not, more before less; of those that do not, the one that is nearest. */
function byWorth(a: CartOffer, b: CartOffer): number {
  if (a.applies !== b.applies) return a.applies ? -1 : 1
  if (a.applies) return (b.discount?.amount ?? 0) - (a.discount?.amount ?? 0)
  return (a.short?.amount ?? Number.MAX_SAFE_INTEGER) - (b.short?.amount ?? Number.MAX_SAFE_INTEGER)
}

const [Served, NotServed] = Serviceability.anyOf
const Later = Type.Object({ ...NotServed.properties.later.properties, fees: DeliveryTerms })

const otherRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/serviceability',
      summary: 'Which store serves a point, how soon, and for what',
      priority: 'browse',
      access: 'public',
      query: Type.Object({
        lat: Type.Number({ minimum: -90, maximum: 90 }),
        lng: Type.Number({ minimum: -180, maximum: 180 }),
        items: Type.Optional(
          Type.String({
            pattern: '^[a-z]+_[0-9a-f]{32}:[1-9][0-9]{0,2}(,[a-z]+_[0-9a-f]{32}:[1-9][0-9]{0,2}){0,59}$',
            maxLength: 3_000,
            description: 'What is wanted, `product:quantity` by commas: a store that has it is worth some minutes',
          }),
        ),
        store: Type.Optional({
          ...StoreId,
          description: 'The store that serves now: it stays unless another is clearly better',
        }),
      }),
      answer: Type.Union([
        Type.Object({ ...Served.properties, fees: DeliveryTerms }),
        Type.Object({ ...NotServed.properties, later: Type.Optional(Later) }),
      ]),
    },
    async ({ query }, { call, config }) => {
      const { items, store, ...point } = query
      const lines = items?.split(',').map((item) => {
        const [productId = '', quantity] = item.split(':')
        return { productId, quantity: Number(quantity) }
      })
      const servingId = store === undefined ? {} : { servingId: store }
      const place = await call(Locate, { point, ...servingId, ...(lines ? { lines } : {}) })
      if (place.serviceable) {
        const { basis: _, ...served } = place
        return { ...served, fees: deliveryTerms(config, place.distanceM) }
      }
      const { later, ...refused } = place
      return later ? { ...refused, later: { ...later, fees: deliveryTerms(config, later.distanceM) } } : refused
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/offers',
      summary: 'Coupons that can be used now',
      priority: 'browse',
      access: 'optional',
      query: Type.Object({ store: Type.Optional(StoreId) }),
      answer: Type.Object({ items: Type.Array(Offer) }),
    },
    async ({ query }, { db, clock }) => {
      const offers = await currentOffers(db.sql, clock.now())
      const here = offers.filter((offer) => !offer.storeIds || !query.store || offer.storeIds.includes(query.store))
      return { items: here.map(shownOffer) }
    },
  ),
]

export const routes = [...cartRoutes, ...otherRoutes, ...offerRoutes]
