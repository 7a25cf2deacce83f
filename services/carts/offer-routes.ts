import Type from 'typebox'
import { StaffActed } from '../../contracts/audit.ts'
import { AdminOffer, carts, OfferInput, OfferTrial, OfferUsage, OfferVerdict } from '../../contracts/carts.ts'
import { GetListings } from '../../contracts/catalogue.ts'
import type { Actor } from '../../contracts/identity.ts'
import { decodeCursor, encodeCursor, Page, Paging } from '../../contracts/list.ts'
import { money, zero } from '../../contracts/money.ts'
import { GetStore } from '../../contracts/stores.ts'
import { fromTimestamp } from '../../contracts/time.ts'
import { routesOf } from '../../kit/routes.ts'
import { type Message, message } from '../../kit/sql.ts'
import type { CartsContext } from './context.ts'
import type { StoredCart } from './domain/lines.ts'
import { applyOffer, offerFault } from './domain/offer.ts'
import { priceBasket } from './domain/quote.ts'
import { offerLines } from './quoting.ts'
import { adminOffer, allOffers, offerUsage, putOffers, setOfferActive } from './store.ts'

const route = routesOf<CartsContext>()
const marketing = ['admin'] as const
const one = Type.Object({ code: Type.String({ maxLength: 20 }) })

const acted = (actor: Actor, action: string, code: string, details: unknown): Message =>
  message(StaffActed, code, { actor: actor.userId, action: `carts.${action}`, subject: code, details })

/** @throws carts/bad-offer saying what is wrong, with its reason and field */
function checkOffer(offer: OfferInput): void {
  const fault = offerFault(offer)
  if (!fault) return
  const { message, ...details } = fault
  throw carts('carts/bad-offer', { detail: message, details })
}

/** @throws carts/offer-not-found */
async function found({ db }: CartsContext, code: string): Promise<AdminOffer> {
  const offer = await adminOffer(db.sql, code)
  if (!offer) throw carts('carts/offer-not-found')
  return offer
}

/** What an offer would do for a basket that nobody has: the same rules as for carts, from today's prices. */
async function tryOffer(context: CartsContext, trial: OfferTrial): Promise<OfferVerdict> {
  const { call, clock, config, db } = context
  const { offer, storeId, customer = { orders: 0, used: 0 } } = trial
  const productIds = trial.lines.map((line) => line.productId)
  const [{ listings }, kept] = await Promise.all([
    call(GetListings, { storeId, productIds }),
    adminOffer(db.sql, offer.code),
    call(GetStore, { storeId }),
  ])
  const prices = new Map(listings.map((listing) => [listing.productId, listing.price.amount]))
  const cart: StoredCart = {
    storeId,
    coupon: offer.code,
    lines: trial.lines.map(({ productId, quantity }) => {
      const seenPaise = prices.get(productId) ?? 0
      return { productId, quantity, seenPaise, putAtMs: 0, setAtMs: 0 }
    }),
  }
  const lines = offerLines(cart, listings)
  const outcome = applyOffer(offer, {
    items: money(lines.reduce((sum, line) => sum + line.price.amount * line.quantity, 0)),
    storeId,
    usedByUser: customer.used,
    orders: customer.orders,
    nowMs: trial.at === undefined ? clock.now() : fromTimestamp(trial.at),
    lines,
    spentPaise: kept?.spent.amount ?? 0,
  })
  const priced = priceBasket(config, {
    cart,
    listings,
    available: null,
    distanceM: 0,
    tip: zero,
    offer: { code: offer.code, outcome },
  })
  return {
    applies: outcome.kind === 'applies',
    ...(outcome.kind === 'refused' ? { refusal: { code: outcome.code, message: outcome.message } } : {}),
    freeDelivery: outcome.kind === 'applies' && outcome.freeDelivery,
    lines: priced.lines,
    totals: priced.totals,
  }
}

/** What marketing does with offers. */
export const offerRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/admin/offers',
      summary: 'All coupons, with what became of them',
      access: marketing,
      query: Type.Object(Paging),
      answer: Page(AdminOffer),
      problems: ['request/bad-cursor'],
    },
    async ({ query: { limit = 20, cursor } }, { db }) => {
      const after = cursor ? String(decodeCursor(cursor, ['text'])[0]) : ''
      const offers = await allOffers(db.sql, { after, limit: limit + 1 })
      const items = offers.slice(0, limit)
      return { items, next: offers.length > limit ? encodeCursor([items.at(-1)!.code]) : null }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/offers',
      summary: 'Add a coupon, or change the one with this code',
      access: marketing,
      body: OfferInput,
      answer: AdminOffer,
      problems: ['carts/bad-offer'],
    },
    async ({ body, actor }, context) => {
      checkOffer(body)
      await context.db.begin(async (tx) => {
        await putOffers(tx, [body])
        await context.db.publish(tx, acted(actor, 'offer_put', body.code, body))
      })
      return found(context, body.code)
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/offers/preview',
      summary: 'Try an offer, kept or not, on a basket: what it gives, or why not',
      access: marketing,
      body: OfferTrial,
      answer: OfferVerdict,
      problems: ['carts/bad-offer', 'stores/not-found'],
    },
    ({ body }, context) => {
      checkOffer(body.offer)
      return tryOffer(context, body)
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/offers/:code',
      summary: 'One coupon',
      access: marketing,
      params: one,
      answer: AdminOffer,
      problems: ['carts/offer-not-found'],
    },
    ({ params }, context) => found(context, params.code),
  ),
  route(
    {
      method: 'PATCH',
      path: '/v1/admin/offers/:code',
      summary: 'Pause a coupon, or let it go on',
      access: marketing,
      params: one,
      body: Type.Object({ active: Type.Boolean() }, { additionalProperties: false }),
      answer: AdminOffer,
      problems: ['carts/offer-not-found'],
    },
    async ({ params, body, actor }, context) => {
      await found(context, params.code)
      await context.db.begin(async (tx) => {
        await setOfferActive(tx, params.code, body.active)
        await context.db.publish(tx, acted(actor, body.active ? 'offer_resumed' : 'offer_paused', params.code, body))
      })
      return found(context, params.code)
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/offers/:code/usage',
      summary: 'How often a coupon was used, and what it gave',
      access: marketing,
      params: one,
      answer: OfferUsage,
      problems: ['carts/offer-not-found'],
    },
    async ({ params }, context) => {
      await found(context, params.code)
      return offerUsage(context.db.sql, params.code, 'Asia/Kolkata')
    },
  ),
]
