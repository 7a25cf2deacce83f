import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { HoldCoupon, type OfferInput, type OfferUsage, type OfferVerdict } from '../../contracts/carts.ts'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import { OrderPlaced } from '../../contracts/orders.ts'
import { type OfferFault, offerFaults } from '../../contracts/reasons.ts'
import { message } from '../../kit/sql.ts'
import { expect } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { type Customer, openShopHouse, type Product, type ShopHouse } from '../../tests/shop.ts'
import { applyOffer, type OfferLine, offerFault } from './domain/offer.ts'

let stage: ShopHouse
let token: string
before(async () => {
  stage = await openShopHouse({ listen: false })
  token = (await stage.shop.staff('admin')).token
})
after(() => stage?.[Symbol.asyncDispose]())

const offer = (code: string, more: Partial<OfferInput> = {}): OfferInput => ({
  code,
  title: 'An offer',
  kind: 'percent',
  value: 1_000,
  minimum: money(0),
  startsAt: new Date(Date.now() - 3_600_000).toISOString(),
  endsAt: new Date(Date.now() + 3_600_000).toISOString(),
  ...more,
})
const product = (index: number): Product => stage.shop.products[index]!
const preview = async (tried: OfferInput, lines: [Product, number][], customer?: { orders: number; used: number }) =>
  expect(
    await stage.send('POST', '/v1/admin/offers/preview', {
      token,
      body: {
        offer: tried,
        storeId: stage.shop.storeId,
        lines: lines.map(([{ id }, quantity]) => ({ productId: id, quantity })),
        ...(customer ? { customer } : {}),
      },
    }),
    200,
  ) as OfferVerdict

test('odd offers are refused with what is wrong: in English, and as a reason with its field', async () => {
  const odd: [Partial<OfferInput>, OfferFault, field: string][] = [
    [{ value: 10_001 }, 'percent-out-of-range', 'value'],
    [{ value: 0 }, 'percent-out-of-range', 'value'],
    [{ kind: 'flat', value: 0 }, 'amount-not-positive', 'value'],
    [{ kind: 'flat', value: 20_000, minimum: money(10_000) }, 'amount-above-minimum', 'value'],
    [{ kind: 'buy-x-get-y', value: 0 }, 'packs-missing', 'buy'],
    [{ kind: 'buy-x-get-y', value: 0, buy: 2 }, 'packs-missing', 'get'],
    [{ buy: 1, get: 1 }, 'packs-not-wanted', 'buy'],
    [{ get: 1 }, 'packs-not-wanted', 'get'],
    [{ endsAt: new Date(Date.now() - 7_200_000).toISOString() }, 'ends-before-start', 'endsAt'],
    [{ cap: money(0) }, 'cap-not-positive', 'cap'],
    [{ budget: money(0) }, 'budget-not-positive', 'budget'],
  ]
  for (const [more, reason, field] of odd) {
    const { status, body } = await stage.send('POST', '/v1/admin/offers', { token, body: offer('ODD', more) })
    assert.equal(status, 422)
    assert.equal(body.code, 'carts/bad-offer', JSON.stringify(more))
    assert.deepEqual(body.details, { reason, field })
    assert.ok(body.detail)
  }
  assert.deepEqual(new Set(odd.map(([, reason]) => reason)), new Set(offerFaults))
  assert.equal(offerFault(offer('FINE')), null)
})

test('a test basket shows what an offer gives, line by line, and why it does not', async () => {
  const third = await preview(offer('TRY', { kind: 'buy-x-get-y', value: 0, buy: 2, get: 1 }), [
    [product(0), 2],
    [product(2), 1],
  ])
  assert.equal(third.totals.discount.amount, product(0).price, 'the cheapest of three is free')
  assert.deepEqual(
    third.lines.map((line) => line.discount.amount),
    [product(0).price, 0],
  )
  const first = offer('TRY', { firstOrder: true })
  assert.equal((await preview(first, [[product(0), 1]])).applies, true)
  assert.equal((await preview(first, [[product(0), 1]], { orders: 3, used: 0 })).refusal?.code, 'not-first-order')
  assert.equal(
    (await preview(offer('TRY', { perUser: 1 }), [[product(0), 1]], { orders: 1, used: 1 })).refusal?.code,
    'used-up',
  )
  assert.equal(
    (await preview(offer('TRY', { minimum: money(1_000_000) }), [[product(0), 1]])).refusal?.code,
    'below-minimum',
  )
  const cap = await preview(offer('TRY', { value: 5_000, cap: money(1_000) }), [[product(2), 2]])
  assert.equal(cap.totals.discount.amount, 1_000)
})

test('an offer on a category takes nothing off the rest', async () => {
  const [sweet] = await stage.shop.stocked([{ categoryPath: ['Sweets'], price: money(10_000) }], 10)
  const { items } = expect(await stage.send('GET', '/v1/admin/categories', { token }), 200)
  const { id } = items.find((each: { name: string }) => each.name === 'Sweets')
  const half = offer('SWEETS', { value: 5_000, categoryIds: [id] })
  const verdict = await preview(half, [
    [sweet!, 1],
    [product(2), 1],
  ])
  assert.deepEqual(
    verdict.lines.map((line) => line.discount.amount),
    [5_000, 0],
  )
  assert.equal((await preview(half, [[product(2), 1]])).refusal?.code, 'nothing-eligible')
})

test('what was given is counted, ends with the budget, comes back with a cancellation, and stops when paused', async () => {
  const { send, shop } = stage
  const price = product(2).price
  const kept = offer('BUDGET', { value: 10_000, budget: money(price + 100) })
  expect(await send('POST', '/v1/admin/offers', { token, body: kept }), 200)
  const use = async () => {
    const who = await shop.customer()
    await shop.fill(who, [product(2), 1])
    return { who, answer: await send('PUT', '/v1/cart/coupon', { token: who.token, body: { code: 'BUDGET' } }) }
  }
  const { who, answer } = await use()
  expect(answer, 200)
  const order = expect(await shop.order(who, { method: 'cash' }), 201)
  const usage = async (): Promise<OfferUsage> =>
    expect(await send('GET', '/v1/admin/offers/BUDGET/usage', { token }), 200)
  await eventually('the offer is counted', async () => (await usage()).discount.amount === price)
  assert.equal((await usage()).days.length, 1)

  // What is left of the budget is all that the next one gets.
  const next = await use()
  expect(next.answer, 200)
  const quote = expect(
    await send('POST', '/v1/cart/quote', { token: next.who.token, body: { addressId: next.who.addressId } }),
    200,
  )
  assert.equal(quote.totals.discount.amount, 100)

  expect(
    await send('POST', `/v1/orders/${order.id}/cancel`, { token: who.token, body: { reason: 'changed my mind' } }),
    200,
  )
  await eventually('the offer is counted', async () => {
    const { uses, discount } = await usage()
    return uses === 0 && discount.amount === 0
  })

  const paused = await send('PATCH', '/v1/admin/offers/BUDGET', { token, body: { active: false } })
  assert.equal(expect(paused, 200).active, false)
  assert.equal((await use()).answer.body.code, 'carts/coupon-not-applicable')
  const customer = await shop.customer()
  assert.equal(
    (await send('PATCH', '/v1/admin/offers/BUDGET', { token: customer.token, body: { active: true } })).status,
    403,
  )
})

test('of many orders at once only so many get a coupon as its budget allows, and what they gave up comes back', async () => {
  const { send, shop } = stage
  const off = 10_000
  await shop.offers(offer('RUSH', { kind: 'flat', value: off, budget: money(3 * off) }))
  const people = await shop.customers(12)
  for (const who of people) {
    await shop.fill(who, [product(2), 2])
    expect(await send('PUT', '/v1/cart/coupon', { token: who.token, body: { code: 'RUSH' } }), 200)
  }
  const answers = await Promise.all(people.map((who) => shop.order(who)))
  const placed = answers.filter(({ status }) => status === 201)
  assert.equal(placed.length, 3)
  for (const { status, body } of answers)
    if (status !== 201) assert.equal(body.code, 'carts/coupon-not-applicable', JSON.stringify(body))
  const spent = async () => {
    const [row] = await stage.sql<{ uses: number; spent: number }[]>`
      select uses, spent_paise::int as spent from carts.offers where code = 'RUSH'`
    return [row!.uses, row!.spent]
  }
  assert.deepEqual(await spent(), [3, 3 * off])
  await eventually('the orders are heard of', async () => {
    const rows = await stage.sql`select from carts.coupon_uses where code = 'RUSH' and held_until is null`
    return rows.length === 3
  })
  assert.deepEqual(await spent(), [3, 3 * off], 'each is counted once')
  const { id, total } = placed[0]!.body
  assert.ok(total.amount < 2 * product(2).price)
  const buyer = people[answers.indexOf(placed[0]!)]!
  expect(await send('POST', `/v1/orders/${id}/cancel`, { token: buyer.token, body: {} }), 200)
  await eventually('it is given back', async () => (await spent())[1] === 2 * off)
  const late = people[answers.findIndex(({ status }) => status !== 201)]!
  assert.equal(expect(await shop.order(late), 201).coupon, 'RUSH')
})

test('what was taken from a budget for an order that never came is given back, for one that stands it stays', async () => {
  const { house, send, shop } = stage
  await shop.offers(offer('LOST', { kind: 'flat', value: 5_000, budget: money(5_000) }))
  const [who, other] = (await shop.customers(2)) as [Customer, Customer]
  const never = newId('order')
  const wish = { userId: other.userId, code: 'LOST', discount: money(5_000) }
  assert.equal((await house.call(HoldCoupon, { ...wish, orderId: never })).kind, 'held')
  assert.equal((await house.call(HoldCoupon, { ...wish, orderId: never })).kind, 'held', 'a repeat changes nothing')
  await shop.fill(who, [product(2), 1])
  const coupon = () => send('PUT', '/v1/cart/coupon', { token: who.token, body: { code: 'LOST' } })
  assert.equal((await coupon()).status, 422)
  await stage.sql`update carts.coupon_uses set held_until = now() - interval '1 minute' where order_id = ${never}`
  await eventually('it is free again', async () => (await coupon()).status === 200)
  const order = expect(await shop.order(who), 201)
  // As if the event of the order had not come for a long time.
  await stage.sql`update carts.coupon_uses set held_until = now() - interval '1 minute' where order_id = ${order.id}`
  await eventually('orders was asked', async () => {
    const [row] = await stage.sql`select from carts.coupon_uses where order_id = ${order.id} and held_until is null`
    return row
  })
})

test('an order that is placed without the coupon that it held gives it back', async () => {
  const { house, shop, sql } = stage
  await shop.offers(offer('LEFT', { kind: 'flat', value: 5_000, budget: money(5_000) }))
  const who = await shop.customer()
  const orderId = newId('order')
  const hold = { orderId, userId: who.userId, code: 'LEFT', discount: money(5_000) }
  assert.equal((await house.call(HoldCoupon, hold)).kind, 'held')
  // Its first try broke off, and the customer took the coupon out of the cart before the second.
  const about = { orderId, number: 'T-1', userId: who.userId, storeId: shop.storeId, method: 'cash', coupon: null }
  const placed = { ...about, total: money(100), itemCount: 1, lines: [], promisedAt: new Date().toISOString() }
  await sql`select users.publish(${sql.json([message(OrderPlaced, orderId, placed as never)] as never)})`
  await eventually('it is free again', async () => {
    const [row] = await sql`select uses, spent_paise::int as spent from carts.offers where code = 'LEFT'`
    return row!.uses === 0 && row!.spent === 0
  })
})

test('an order that fails after its coupon was taken gives it back at once', async () => {
  const { send, shop } = stage
  await shop.offers(offer('POOR', { kind: 'flat', value: 5_000, budget: money(5_000) }))
  const who = await shop.customer()
  await shop.fill(who, [product(2), 1])
  expect(await send('PUT', '/v1/cart/coupon', { token: who.token, body: { code: 'POOR' } }), 200)
  assert.equal((await shop.order(who, { method: 'wallet' })).body.code, 'orders/wallet-short')
  const [row] = await stage.sql`select uses, spent_paise::int as spent from carts.offers where code = 'POOR'`
  assert.deepEqual([row!.uses, row!.spent], [0, 0])
  assert.equal(expect(await shop.order(who), 201).coupon, 'POOR')
})

test('free packs are the cheapest ones, in whole groups only', () => {
  const line = (productId: string, price: number, quantity: number): OfferLine => ({
    productId,
    price: money(price),
    quantity,
  })
  const give = (lines: OfferLine[]) =>
    applyOffer(offer('B', { kind: 'buy-x-get-y', value: 0, buy: 2, get: 1 }), {
      items: money(1_000_000),
      storeId: 's',
      usedByUser: 0,
      nowMs: Date.now(),
      lines,
    })
  const seven = give([line('a', 300, 4), line('b', 100, 3)])
  assert.deepEqual(seven.kind === 'applies' && seven.discount.amount, 200)
  assert.equal(give([line('a', 300, 2)]).kind, 'refused')
})
