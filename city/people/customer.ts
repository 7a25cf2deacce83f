import { randomUUID } from 'node:crypto'
import type { Static } from 'typebox'
import type { Cart, Quote } from '../../contracts/carts.ts'
import type { ProductCard, ProductPage } from '../../contracts/catalogue.ts'
import type { Order, PlaceOrder } from '../../contracts/orders.ts'
import type { Serviceability } from '../../contracts/stores.ts'
import type { Address } from '../../contracts/users.ts'
import type { Random } from '../map/random.ts'
import type { ApiClient, Origin } from './client.ts'
import type { CityLog } from './life.ts'
import { cards, type Instrument, payProvider, upi } from './payment.ts'
import { ApiError, isPassing, isRefusal } from './problem.ts'
import { basketLines, choose, type PaymentWay, packsOf, paymentWay, searchTerm } from './shopping.ts'
import { type Pace, pauseCity } from './time.ts'

/** How people shop. Seconds are of the city's time. */
export interface ShoppingHabits {
  /** Between two taps. */
  readonly lookS: readonly [least: number, most: number]
  /** How often somebody looks at a product before taking it. */
  readonly lookCloserChance: number
  /** How often somebody walks through a category rather than searching. */
  readonly browseChance: number
  readonly declineChance: number
  readonly tipChance: number
  readonly cancelChance: number
  readonly rateChance: number
}

export const shoppingHabits: ShoppingHabits = {
  lookS: [1, 5],
  lookCloserChance: 0.25,
  browseChance: 0.3,
  declineChance: 0.06,
  tipChance: 0.2,
  cancelChance: 0.02,
  rateChance: 0.4,
}

export interface CustomerOptions {
  readonly client: ApiClient
  /** The payment provider, as a browser reaches it. Without it, people pay in cash or from the wallet. */
  readonly provider?: Origin
  readonly pace: Pace
  readonly random: Random
  readonly log: CityLog
  readonly signal: AbortSignal
  readonly habits?: Partial<ShoppingHabits>
}

export type Shopping = CustomerOptions & { readonly ways: ShoppingHabits }

/** Somebody went home without ordering, for a reason that is nobody's fault. */
export class NoOrder extends Error {
  readonly code: string
  constructor(code: string) {
    super(`No order: ${code}`)
    this.name = 'NoOrder'
    this.code = code
  }
}

export interface Placed {
  readonly order: Order
  /** From the tap to the answer, milliseconds. */
  readonly answeredMs: number
}

const placingPatienceMs = 60_000
const quotesMost = 4
const bigOrder = 40

/**
 * From opening the app to an accepted order: address, store, basket, quote, order.
 * @throws NoOrder, ApiError
 */
export async function placeOrder(options: CustomerOptions): Promise<Placed & { way: PaymentWay }> {
  const shopping: Shopping = { ...options, ways: { ...shoppingHabits, ...options.habits } }
  const { client, random } = shopping
  const { items: addresses } = await client.get<{ items: Address[] }>('/v1/me/addresses')
  const address = addresses.length > 0 ? random.pick(addresses) : undefined
  if (!address) throw new NoOrder('no-address')
  const place = await client.get<Static<typeof Serviceability>>('/v1/serviceability', {
    lat: address.lat,
    lng: address.lng,
  })
  if (!place.serviceable) throw new NoOrder(place.reason)
  await emptyCart(client)
  await client.put('/v1/cart/store', { storeId: place.store.id })
  await fillCart(shopping, place.store.id)
  const tip = random.chance(shopping.ways.tipChance)
    ? { amount: random.pick([1_000, 2_000, 3_000]), currency: 'INR' as const }
    : undefined
  const quote = await agreeOnQuote(shopping, { addressId: address.id, ...(tip ? { tip } : {}) })
  const way = await wayToPay(shopping, quote.totals.total.amount)
  const wish: PlaceOrder = {
    addressId: address.id,
    payment: { method: way },
    substitutions: random.chance(0.5) ? 'allow' : 'refund',
    ...(tip ? { tip } : {}),
  }
  await look(shopping)
  const tappedMs = performance.now()
  const order = await client.post<Order>('/v1/orders', wish, {
    idempotencyKey: randomUUID(),
    patienceMs: placingPatienceMs,
  })
  return { order, way, answeredMs: performance.now() - tappedMs }
}

const look = ({ pace, random, ways, signal }: Shopping) => pauseCity(pace, random.between(...ways.lookS), signal)

/** What an earlier visit left behind is not wanted today. */
async function emptyCart(client: ApiClient): Promise<void> {
  const cart = await client.get<Static<typeof Cart>>('/v1/cart')
  for (const line of cart.lines) await client.delete(`/v1/cart/items/${line.productId}`)
}

async function fillCart(shopping: Shopping, storeId: string): Promise<void> {
  const { client, random, ways } = shopping
  const wanted = basketLines(random)
  const { items: categories } = await client.get<{ items: { id: string; productCount: number }[] }>('/v1/categories', {
    store: storeId,
  })
  const stocked = categories.filter((category) => category.productCount > 0)
  const taken = new Set<string>()
  // Not every search finds something that is there.
  for (let tries = 0; taken.size < wanted && tries < wanted * 2 + 3; tries++) {
    await look(shopping)
    const through = stocked.length > 0 && random.chance(ways.browseChance)
    const query = through ? { category: random.pick(stocked).id } : { q: searchTerm(random) }
    const page = await client.get<ProductPage>('/v1/products', { store: storeId, ...query, limit: 20 })
    const found = page.items.filter((product) => product.inStock && !taken.has(product.id))
    const product = choose(random, found)
    if (!product) continue
    if (random.chance(ways.lookCloserChance)) {
      await client.get(`/v1/products/${product.id}`, { store: storeId })
      await look(shopping)
    }
    if (await take(shopping, product)) taken.add(product.id)
  }
  if (taken.size === 0) throw new NoOrder('nothing-found')
}

async function take({ client, random }: Shopping, product: ProductCard): Promise<boolean> {
  const most = Math.min(product.maxPerOrder, product.left ?? bigOrder)
  try {
    await client.put(`/v1/cart/items/${product.id}`, { quantity: packsOf(random, most) })
    return true
  } catch (error) {
    if (!isRefusal(error, 'carts/not-sold-here', 'carts/over-limit', 'carts/too-many-lines')) throw error
    return false
  }
}

/** Looks at the quote, and gives way where something stands against it. */
async function agreeOnQuote(
  { client }: Shopping,
  wish: { addressId: string; tip?: PlaceOrder['tip'] },
): Promise<Quote> {
  for (let tries = 0; tries < quotesMost; tries++) {
    const quote = await client.post<Quote>('/v1/cart/quote', wish)
    const blocking = quote.problems.filter((problem) => problem.blocking)
    if (blocking.length === 0) return quote
    for (const problem of blocking) {
      if (!problem.productId) throw new NoOrder(problem.code)
      const path = `/v1/cart/items/${problem.productId}`
      if (problem.available && problem.available > 0) await client.put(path, { quantity: problem.available })
      else await client.delete(path)
    }
  }
  throw new NoOrder('no-agreement')
}

async function wayToPay({ client, provider, random }: Shopping, totalPaise: number): Promise<PaymentWay> {
  const wished = paymentWay(random)
  const way = provider || wished === 'wallet' ? wished : 'cash'
  if (way !== 'wallet') return way
  const { balance } = await client.get<{ balance: { amount: number } }>('/v1/wallet')
  return balance.amount >= totalPaise ? 'wallet' : provider ? 'card' : 'cash'
}

/**
 * Pays an order that waits for it: now and then with a card that is declined first, then with one that works.
 * @returns how often the bank declined
 */
export async function pay(options: CustomerOptions, order: Order): Promise<number> {
  const { client, provider, random, log, signal, pace } = options
  const ways = { ...shoppingHabits, ...options.habits }
  if (order.status !== 'pending_payment' || !provider) return 0
  // Where the provider was away for a moment, the order itself can be paid when it is looked at again.
  const handle = order.payment.handle ?? (await client.get<Order>(`/v1/orders/${order.id}`)).payment.handle
  if (!handle) return 0
  const kinds = order.payment.method === 'upi' ? upi : cards
  const instruments: Instrument[] = random.chance(ways.declineChance) ? [kinds.declined, kinds.good] : [kinds.good]
  let declined = 0
  for (const instrument of instruments) {
    await pauseCity(pace, random.between(4, 12), signal)
    try {
      if (await payProvider(provider, handle, instrument, signal)) return declined
      declined += 1
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      log.warn({ who: client.email, order: order.number, code: error.code }, 'the provider did not take a payment')
    }
  }
  return declined
}

/** Takes an order back, as long as that is possible. */
export async function cancelOrder(client: ApiClient, orderId: string): Promise<boolean> {
  try {
    await client.post(`/v1/orders/${orderId}/cancel`, { reason: 'I changed my mind' })
    return true
  } catch (error) {
    if (!isRefusal(error, 'orders/not-cancellable', 'orders/illegal-transition')) throw error
    return false
  }
}

export async function rateOrder({ client, random }: CustomerOptions, orderId: string, late: boolean): Promise<void> {
  const stars = late ? random.whole(1, 4) : random.whole(4, 5)
  try {
    await client.post(`/v1/orders/${orderId}/rating`, { stars })
  } catch (error) {
    if (!isRefusal(error, 'orders/already-rated') && !isPassing(error)) throw error
  }
}
