import { createHash, randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { carts, HoldCoupon, type Quote, QuoteCart, type QuoteForOrder, ReleaseCoupon } from '../../contracts/carts.ts'
import { newId } from '../../contracts/ids.ts'
import { topics } from '../../contracts/live.ts'
import { type Order, OrderConfirmed, OrderPlaced, orders, type PlaceOrder } from '../../contracts/orders.ts'
import { HoldWallet, StartPayment } from '../../contracts/payments.ts'
import { common, Problem } from '../../contracts/problem.ts'
import { ReleaseStock, ReserveStock } from '../../contracts/stores.ts'
import { fromTimestamp, toTimestamp } from '../../contracts/time.ts'
import { carryTrace, runWithin, timeLeftMs } from '../../kit/context.ts'
import { isSqlState, type Message, message, uniqueViolation } from '../../kit/sql.ts'
import type { OrdersContext } from './context.ts'
import { deadlineOf } from './domain/machine.ts'
import { orderNumber } from './domain/number.ts'
import { asPlaced, showOrder } from './show.ts'
import {
  addOrder,
  type Claimed,
  claim,
  giveUpClaim,
  keepClaim,
  orderOfKey,
  passClaimOn,
  type StoredOrder,
  takeCoupon,
} from './store/orders.ts'
import { tellStep } from './transitions.ts'

export interface Placing {
  readonly userId: string
  readonly key: string
  readonly wish: PlaceOrder
}

const askAgainMs = 40
const othersTurnMs = 10_000
/** So often whoever places an order says that it still does. */
const beatMs = 1_000
/** So long an order waits for the payment provider before it is answered without a way to pay, to be asked for again. */
const payMs = 4_000

/**
 * Places an order once per user and key. The same key and body give the first answer again, whoever asks and however
 * often at once; another body under the key is refused. What may go wrong between the steps:
 *
 * - a crash before the order's commit leaves a reservation (and what it took of a coupon's budget, and a wallet hold)
 *   without an order: all are given back when their time is over and this service says that the order does not exist;
 * - a crash after it loses the answer, not the order: the repeat finds it by its key;
 * - a failure of the payment provider leaves a pending order that can be paid when it is looked at again, or times out.
 */
export function placeOrder(context: OrdersContext, placing: Placing): Promise<Order> {
  const flight = `${placing.userId} ${placing.key}`
  // A repeat may have seen a newer quote; it is the same order still.
  const { agreedTotal: _, ...wish } = placing.wish
  const requestHash = hashOf(wish)
  const under = context.placing.get(flight)
  if (under)
    return under.then(
      () => existing(context, placing, requestHash),
      () => placeOnce(context, placing, requestHash),
    )
  const placed = placeOnce(context, placing, requestHash)
  context.placing.set(flight, placed)
  return placed.finally(() => context.placing.delete(flight))
}

/** The same wish gives the same hash, in whatever order its fields come. */
const hashOf = (wish: PlaceOrder): string => {
  const inOrder = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value
  return createHash('sha256').update(JSON.stringify(wish, inOrder)).digest('base64')
}

/** The first answer, for a repeat. */
async function existing(context: OrdersContext, { userId, key }: Placing, requestHash: string): Promise<Order> {
  const order = await orderOfKey(context.db.sql, userId, key)
  if (!order)
    throw common('service/unavailable', { detail: 'The order is still being placed', headers: { 'retry-after': '1' } })
  if (order.requestHash !== requestHash) throw common('request/idempotency-key-reused')
  return answer(context, asPlaced(order))
}

async function placeOnce(context: OrdersContext, placing: Placing, requestHash: string): Promise<Order> {
  const { userId, key } = placing
  const { sql } = context.db
  const giveUpAt = Date.now() + timeLeftMs(othersTurnMs)
  for (;;) {
    const fresh = newId('order')
    const claimed = await claim(sql, { userId, key, orderId: fresh, requestHash })
    if (claimed.requestHash !== requestHash) throw common('request/idempotency-key-reused')
    if (claimed.order) return answer(context, asPlaced(claimed.order))
    if (claimed.mine) {
      const mine = { userId, key, holder: claimed.holder }
      const beat = setInterval(() => void keepClaim(sql, mine).catch(() => {}), beatMs)
      try {
        return await placeClaimed(context, placing, requestHash, {
          orderId: claimed.orderId,
          again: claimed.orderId !== fresh,
          mine,
        })
      } finally {
        clearInterval(beat)
      }
    }
    // Another process is placing it.
    if (Date.now() > giveUpAt) return existing(context, placing, requestHash)
    await pause(askAgainMs)
  }
}

async function placeClaimed(
  context: OrdersContext,
  placing: Placing,
  requestHash: string,
  { orderId, again, mine }: { orderId: string; again: boolean; mine: Claimed },
): Promise<Order> {
  const { call, db, live } = context
  const { userId, key, wish } = placing
  let order: StoredOrder
  let quote: QuoteForOrder
  let begun = again
  try {
    const { addressId, slotId, tip } = wish
    quote = await call(QuoteCart, { userId, addressId, ...(slotId ? { slotId } : {}), ...(tip ? { tip } : {}) })
    refuseProblems(quote, again)
    refuseDearer(quote, wish)
    order = compose(context, placing, requestHash, orderId, quote)
    begun = true
    await reserve(context, order)
    if (quote.coupon?.budgeted) await holdCoupon(context, order, quote.coupon, mine)
    if (wish.payment.method === 'wallet') await hold(context, order, mine)
  } catch (error) {
    // Where an answer was lost, stock or money may be kept for this order id: the repeat goes on with it.
    if (begun && !isRefusal(error)) await passClaimOn(db.sql, mine)
    else await giveUpClaim(db.sql, mine)
    throw error
  }
  // A process that was asleep (a laptop shut in between) may hold what has been given back since.
  if (timeLeftMs(1) <= 0) throw common('service/deadline', { detail: 'The order was not placed in time' })
  // From here on the outcome may be unknown when it fails, so nothing is given back by hand but after a plain no.
  try {
    await add(context, order, key, quote)
  } catch (error) {
    // Its claim had run out and another process placed the very same order meanwhile.
    const sameCart = isSqlState(error, uniqueViolation, 'keys_one_per_cart')
    if (sameCart && !(await orderOfKey(db.sql, userId, key))) {
      if (await keepClaim(db.sql, mine)) await Promise.all([giveUpClaim(db.sql, mine), release(context, order)])
      throw orders('orders/cart-ordered')
    }
    if (isSqlState(error, uniqueViolation)) return existing(context, placing, requestHash)
    // Whoever has taken it over meanwhile goes on with the same stock.
    if (error instanceof Problem && (await keepClaim(db.sql, mine)))
      await Promise.all([giveUpClaim(db.sql, mine), release(context, order)])
    throw error
  }
  db.published()
  tellStep(context, order, { to: order.status, actor: userId })
  live.publish(topics.city, {
    type: 'order',
    data: { orderId, status: order.status, at: toTimestamp(order.placedAtMs) },
  })
  return answer(context, order)
}

/** A placing that is taken up again may itself keep what looks short; the reservation knows. */
function refuseProblems(quote: Quote, again: boolean): void {
  const kept: readonly string[] = again ? ['short-stock', 'slot-unavailable'] : []
  const blocking = quote.problems.filter((each) => each.blocking && !kept.includes(each.code))
  if (blocking.length === 0) return
  if (blocking.every((each) => each.code === 'short-stock')) {
    const shortages = blocking.map(({ productId, available = 0 }) => ({ productId, available }))
    throw orders('orders/out-of-stock', { details: { shortages } })
  }
  const slot = blocking.find((each) => each.code === 'slot-unavailable')
  if (slot) throw orders('orders/slot-unavailable', { detail: slot.message, details: { reason: slot.reason } })
  if (blocking.some((each) => each.code === 'store-closed')) throw orders('orders/store-closed')
  if (blocking.some((each) => each.code === 'empty')) throw carts('carts/empty')
  throw carts('carts/not-orderable', { detail: blocking[0]!.message, details: { problems: blocking } })
}

/** Prices and coupons may change between the quote that a customer saw and the order. */
function refuseDearer({ totals: { total }, problems }: Quote, { agreedTotal }: PlaceOrder): void {
  if (agreedTotal && total.amount > agreedTotal.amount)
    throw orders('orders/total-changed', { details: { total, problems } })
}

/** The order as the quote makes it. Cash and wallet orders start confirmed, as do free ones; the others wait for their payment. */
function compose(
  context: OrdersContext,
  { userId, wish }: Placing,
  requestHash: string,
  orderId: string,
  quote: Quote,
): StoredOrder {
  const nowMs = context.clock.now()
  const { method } = wish.payment
  const paidLater = (method === 'card' || method === 'upi') && quote.totals.total.amount > 0
  const status = paidLater ? 'pending_payment' : 'confirmed'
  return {
    id: orderId,
    number: orderNumber(orderId),
    userId,
    storeId: quote.store.id,
    store: { name: quote.store.name, point: quote.store.point },
    status,
    history: [{ status, at: toTimestamp(nowMs), actor: userId }],
    lines: quote.lines.map((line) => ({ ...line, picked: null })),
    coupon: quote.coupon?.code ?? null,
    totals: quote.totals,
    refundedPaise: 0,
    method,
    dropOff: quote.dropOff,
    instructions: wish.instructions ?? null,
    leaveAtDoor: wish.leaveAtDoor ?? false,
    substitutions: wish.substitutions ?? 'refund',
    unanswered: wish.unanswered ?? 'refund',
    doorCode: String(randomInt(10_000)).padStart(4, '0'),
    promisedAtMs: fromTimestamp(quote.promisedAt),
    placedAtMs: nowMs,
    deliveredAtMs: null,
    rider: null,
    rating: null,
    giftNote: wish.giftNote?.trim() || null,
    cartRevision: quote.cartRevision ?? null,
    window: quote.window ?? null,
    deadlineAtMs: deadlineOf(
      status,
      nowMs,
      context.config,
      quote.window ? fromTimestamp(quote.window.start) : undefined,
    ),
    requestHash,
    trace: carryTrace() ?? null,
  }
}

async function reserve({ call }: OrdersContext, order: StoredOrder): Promise<void> {
  const lines = order.lines.map(({ productId, quantity }) => ({ productId, quantity }))
  const reserved = await call(ReserveStock, {
    orderId: order.id,
    storeId: order.storeId,
    lines,
    ...(order.window ? { slotId: order.window.slotId } : {}),
  })
  switch (reserved.kind) {
    case 'reserved':
      return
    case 'short':
      throw orders('orders/out-of-stock', { details: { shortages: reserved.shortages } })
    case 'closed':
      throw orders('orders/store-closed', { details: { opensAt: reserved.opensAt } })
    case 'slot-unavailable':
      throw orders('orders/slot-unavailable', { details: { reason: reserved.reason } })
  }
}

/** @throws carts/coupon-not-applicable when other orders have taken what was left of its budget */
async function holdCoupon(
  context: OrdersContext,
  order: StoredOrder,
  { code, discount }: NonNullable<Quote['coupon']>,
  mine: Claimed,
): Promise<void> {
  const held = await context.call(HoldCoupon, { orderId: order.id, userId: order.userId, code, discount })
  if (held.kind === 'held') return
  if (await keepClaim(context.db.sql, mine)) await release(context, order)
  throw carts('carts/coupon-not-applicable', { detail: 'This coupon is used up', details: { reason: 'budget-spent' } })
}

async function hold(context: OrdersContext, order: StoredOrder, mine: Claimed): Promise<void> {
  const { call, db } = context
  try {
    const held = await call(HoldWallet, { orderId: order.id, userId: order.userId, amount: order.totals.total })
    if (held.kind === 'held') return
    throw orders('orders/wallet-short', { details: { balance: held.balance } })
  } catch (error) {
    if (isRefusal(error) && (await keepClaim(db.sql, mine))) await release(context, order)
    throw error
  }
}

/** A plain no, after which nothing was done; anything else leaves open what was. */
const isRefusal = (error: unknown): boolean => error instanceof Problem && error.status < 500

/** Gives back what was kept for an order that will not be. What cannot be given back now is when its time is over. */
async function release({ call, log }: OrdersContext, { id: orderId, coupon }: StoredOrder): Promise<void> {
  const later = (what: string) => (error: unknown) => log.warn({ error, orderId }, `${what} is released later`)
  await Promise.all([
    call(ReleaseStock, { orderId }).catch(later('stock')),
    coupon === null ? undefined : call(ReleaseCoupon, { orderId }).catch(later('the coupon')),
  ])
}

/**
 * Writes the order down: one statement, unless its coupon may be used so many times only.
 * @throws carts/coupon-not-applicable when other orders have used it up; nothing is written then
 */
async function add({ db }: OrdersContext, order: StoredOrder, key: string, quote: QuoteForOrder): Promise<void> {
  const { code, perUser } = quote.coupon ?? {}
  if (code === undefined || perUser === undefined) {
    await addOrder(db.sql, order, key, eventsOf(order, quote.basis))
    return
  }
  await db.begin(async (tx) => {
    if (!(await takeCoupon(tx, order.userId, { code, perUser })))
      throw carts('carts/coupon-not-applicable', {
        detail: 'You have used this coupon',
        details: { reason: 'used-up' },
      })
    await addOrder(tx, order, key, eventsOf(order, quote.basis))
  })
}

/** What is told of an order, once it is placed and once it is confirmed. */
const about = (order: StoredOrder) => ({
  orderId: order.id,
  number: order.number,
  userId: order.userId,
  storeId: order.storeId,
})

export const confirmedMessage = (order: StoredOrder): Message =>
  message(OrderConfirmed, order.id, {
    ...about(order),
    method: order.method,
    total: order.totals.total,
    lines: order.lines.map(({ productId, name, pack, image, quantity, price, substitution }) => ({
      productId,
      name,
      pack,
      image,
      quantity,
      price,
      ...(substitution ? { substitution } : {}),
    })),
    ...(order.giftNote ? { giftNote: order.giftNote } : {}),
    substitutions: order.substitutions,
    promisedAt: toTimestamp(order.promisedAtMs),
    ...(order.window ? { window: order.window } : {}),
  })

function eventsOf(order: StoredOrder, basis: QuoteForOrder['basis']): Message[] {
  const placed = message(OrderPlaced, order.id, {
    ...about(order),
    method: order.method,
    total: order.totals.total,
    itemCount: order.lines.reduce((sum, line) => sum + line.quantity, 0),
    coupon: order.coupon,
    discount: order.totals.discount,
    lines: order.lines.map(({ productId, quantity }) => ({ productId, quantity })),
    promisedAt: toTimestamp(order.promisedAtMs),
    ...(basis ? { promise: basis } : {}),
  })
  return order.status === 'confirmed' ? [placed, confirmedMessage(order)] : [placed]
}

/** The order for its customer, with what the browser needs to pay while it waits for that. */
export async function answer({ call, log }: OrdersContext, order: StoredOrder): Promise<Order> {
  const { method } = order
  if (order.status !== 'pending_payment' || (method !== 'card' && method !== 'upi')) return showOrder(order)
  try {
    const handle = await runWithin(payMs, () =>
      call(StartPayment, { orderId: order.id, userId: order.userId, amount: order.totals.total, method }),
    )
    return showOrder(order, { as: 'customer', handle })
  } catch (error) {
    // The order stands; the customer can look at it again and pay. It may also have been paid in this moment.
    if (!(error instanceof Problem && error.code === 'payments/ended'))
      log.warn({ error, orderId: order.id }, 'the payment could not be started')
    return showOrder(order)
  }
}
