import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { OrderCase } from '../contracts/care.ts'
import { money } from '../contracts/money.ts'
import { CheckLedger } from '../contracts/payments.ts'
import { expect, type Send } from './api.ts'
import { eventually } from './eventually.ts'
import { openShopHouse, type Person, type Shop, type ShopHouse } from './shop.ts'

let stage: ShopHouse
let send: Send
let shop: Shop
let support: Person
let admin: Person

before(async () => {
  stage = await openShopHouse({ listen: false })
  ;({ send, shop } = stage)
  support = await shop.staff('support')
  admin = await shop.staff('admin')
})
after(() => stage?.[Symbol.asyncDispose]())

const credit = (who: Person, body: object, key: string = randomUUID()) =>
  send('POST', '/v1/admin/credits', { token: who.token, headers: { 'idempotency-key': key }, body })
const balanceOf = async (who: { token: string }): Promise<number> =>
  expect(await send('GET', '/v1/wallet', { token: who.token }), 200).balance.amount
const audited = (subject: string, action: string) =>
  eventually(`${action} is in the audit log`, async () => {
    const { items } = expect(await send('GET', '/v1/admin/audit?limit=100', { token: admin.token }), 200)
    return items.find((each: { subject: string; action: string }) => each.subject === subject && each.action === action)
  })
const moneyOf = async (orderId: string) =>
  expect(await send('GET', `/v1/admin/orders/${orderId}/money`, { token: support.token }), 200)

describe('a credit', () => {
  test('asked for twenty times at once with one key is given once, and the books balance', async () => {
    const who = await shop.customer()
    const order = await shop.bought(who, [shop.products[0]!])
    const body = { userId: who.userId, orderId: order.id, amount: money(10_000), reason: 'Came late' }
    const key = randomUUID()
    const answers = await Promise.all(Array.from({ length: 20 }, () => credit(support, body, key)))
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]))
    assert.equal(new Set(answers.map((each) => each.body.id)).size, 1)
    assert.equal(await balanceOf(who), 10_000)
    const other = await credit(support, { ...body, amount: money(1) }, key)
    assert.equal(other.body.code, 'request/idempotency-key-reused')
    const books = await moneyOf(order.id)
    assert.equal(books.credits.length, 1)
    const posting = books.postings.find((each: { kind: string }) => each.kind === 'wallet-credit')
    assert.equal(
      posting.entries.reduce((sum: number, entry: { amount: { amount: number } }) => sum + entry.amount.amount, 0),
      0,
    )
    assert.equal((await stage.house.call(CheckLedger, {})).ok, true)
    const entry = await audited(order.id, 'payments.credited')
    assert.equal(entry.reason, 'Came late')
  })

  test('stays within what the role may give, each and in a day, also when many ask at once', async () => {
    const giver = await shop.staff('support')
    const who = await shop.customer()
    const body = { userId: who.userId, amount: money(50_000), reason: 'Goodwill' }
    const tooMuch = await credit(giver, { ...body, amount: money(50_001) })
    assert.deepEqual([tooMuch.status, tooMuch.body.code], [422, 'payments/credit-above-limit'])
    const answers = await Promise.all(Array.from({ length: 15 }, () => credit(giver, body)))
    assert.equal(answers.filter(({ status }) => status === 201).length, 10)
    assert.equal(await balanceOf(who), 500_000)
    assert.equal((await credit(await shop.staff('manager'), body)).status, 403)
    expect(await credit(admin, { ...body, amount: money(200_000) }), 201)
  })

  test('goes to the customer of the order and to nobody who is not there', async () => {
    const [who, other] = await shop.customers(2)
    const order = await shop.bought(who!, [shop.products[0]!])
    const body = { orderId: order.id, amount: money(100), reason: 'Sorry' }
    assert.equal((await credit(support, { ...body, userId: other!.userId })).body.code, 'orders/not-found')
    const nobody = {
      userId: order.userId.replace(/.$/, (c) => (c === '0' ? '1' : '0')),
      amount: money(100),
      reason: 'Sorry',
    }
    assert.equal((await credit(support, nobody)).body.code, 'users/not-found')
    assert.equal((await send('POST', '/v1/admin/credits', { token: support.token, body })).status, 400)
  })
})

test('a line is refunded once, however often it is asked for, and never more than was paid', async () => {
  const who = await shop.customer()
  await shop.credit(who.userId, 100_000)
  const order = await shop.bought(who, [[shop.products[2]!, 2]], { method: 'wallet' })
  const left = await balanceOf(who)
  await eventually('the money is taken', async () => (await moneyOf(order.id)).taken.amount === order.total.amount)
  const lines = [{ productId: shop.products[2]!.id, quantity: 1 }]
  const body = { orderId: order.id, amount: money(shop.products[2]!.price), reason: 'Torn bag', lines }
  const key = randomUUID()
  const ask = (more: object = {}, with_ = key) =>
    send('POST', '/v1/admin/refunds', {
      token: support.token,
      headers: { 'idempotency-key': with_ },
      body: { ...body, ...more },
    })
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask()))
  assert.equal(new Set(answers.map((each) => expect(each, 201).id)).size, 1)
  // Everything at once, by ten people: one finds room.
  const rest = money(order.total.amount - shop.products[2]!.price)
  const all = await Promise.all(Array.from({ length: 10 }, () => ask({ amount: rest, lines: undefined }, randomUUID())))
  assert.equal(all.filter(({ status }) => status === 201).length, 1)
  assert.ok(
    all.filter(({ status }) => status !== 201).every((each) => each.body.code === 'payments/refund-above-capture'),
  )
  await eventually('it is back', async () => (await balanceOf(who)) === left + order.total.amount)
  const entry = await audited(order.id, 'payments.refunded')
  assert.ok(entry)
  assert.equal((await moneyOf(order.id)).refundable.amount, 0)
})

describe('orders are found', () => {
  const find = async (query: string, who: Person = support) => {
    const { items } = expect(await send('GET', `/v1/admin/orders?${query}`, { token: who.token }), 200)
    return (items as { id: string }[]).map(({ id }) => id)
  }

  test('by number, a part of the name, phone, status, time, payment, lateness and customer', async () => {
    const name = `Zubeda ${randomUUID().slice(0, 6)}`
    const who = await shop.customer({ name })
    const order = await shop.bought(who, [shop.products[0]!])
    assert.deepEqual(await find(`q=${order.number.toLowerCase()}`), [order.id])
    assert.deepEqual(await find(`q=${encodeURIComponent(name.slice(2))}`), [order.id])
    assert.deepEqual(await find('q=%25'), [])
    assert.deepEqual(await find(`user=${who.userId}&statuses=confirmed,picking&method=cash`), [order.id])
    assert.deepEqual(await find(`user=${who.userId}&statuses=delivered`), [])
    assert.deepEqual(await find(`user=${who.userId}&method=card`), [])
    assert.deepEqual(await find(`user=${who.userId}&late=true`), [])
    await stage.sql`update orders.orders set promised_at = now() - interval '5 minutes' where id = ${order.id}`
    assert.deepEqual(await find(`user=${who.userId}&late=true`), [order.id])
    const soon = new Date(Date.now() + 60_000).toISOString()
    const ago = new Date(Date.now() - 60_000).toISOString()
    assert.deepEqual(await find(`user=${who.userId}&from=${ago}&to=${soon}`), [order.id])
    assert.deepEqual(await find(`user=${who.userId}&from=${soon}`), [])
    assert.equal((await send('GET', '/v1/admin/orders', { token: who.token })).status, 403)
  })

  test('with who acted by name, and what their customer reported', async () => {
    const who = await shop.customer({ name: 'Meera Sen' })
    const order = await shop.bought(who, [shop.products[0]!])
    const path = `/v1/admin/orders/${order.id}`
    expect(await send('POST', `/v1/orders/${order.id}/issues`, { token: who.token, body: { kind: 'late' } }), 201)
    const looked: OrderCase = expect(await send('GET', `${path}/case`, { token: admin.token }), 200)
    assert.equal(looked.issues[0]!.kind, 'late')
    assert.equal(looked.people.find(({ userId }) => userId === who.userId)?.name, 'Meera Sen')
    assert.deepEqual(looked.missing, [])
    assert.equal((await send('GET', `${path}/case`, { token: who.token })).status, 403)
  })
})

test('a rider’s shift is ended: what waits in the store goes to others, what is on the road stays', async () => {
  const picker = await shop.staff('picker')
  const rider = await shop.rider()
  const who = await shop.customer()
  const order = await shop.bought(who, [shop.products[0]!])
  await shop.pick(picker, order.id)
  await shop.ready(rider)
  const path = `/v1/admin/riders/${rider.userId}`
  const task = await eventually('an offer', async () => {
    const { items } = expect(await send('GET', '/v1/rider/tasks', { token: rider.token }), 200)
    return items[0] as { id: string } | undefined
  })
  expect(await send('POST', `/v1/rider/tasks/${task.id}/accept`, { token: rider.token }), 200)
  const seen = expect(await send('GET', path, { token: support.token }), 200)
  assert.equal(seen.tasks[0].orderId, order.id)
  assert.deepEqual(
    expect(await send('POST', `${path}/end-shift`, { token: support.token, body: { reason: 'Puncture' } }), 200),
    { released: 1, kept: 0 },
  )
  assert.equal(expect(await send('GET', path, { token: support.token }), 200).rider.state, 'off')
  const shift = async () => expect(await send('GET', '/v1/rider/shift', { token: rider.token }), 200)
  assert.equal((await shift()).endedBy, 'staff')
  await audited(rider.userId, 'deliveries.shift_ended')
  // Both at once: the bags leave the store, or the rider's hands; never both.
  const second = await shop.rider()
  await shop.ready(second)
  const again = await eventually('the other rider is offered it', async () => {
    const { items } = expect(await send('GET', '/v1/rider/tasks', { token: second.token }), 200)
    return items[0] as { id: string } | undefined
  })
  for (const deed of ['accept', 'arrive'])
    expect(await send('POST', `/v1/rider/tasks/${again.id}/${deed}`, { token: second.token }), 200)
  const [picked, taken] = await Promise.all([
    send('POST', `/v1/rider/tasks/${again.id}/pickup`, { token: second.token }),
    send('POST', `/v1/admin/deliveries/${again.id}/reassign`, { token: support.token, body: { reason: 'Too far' } }),
  ])
  assert.equal([picked, taken].filter(({ status }) => status === 200).length, 1)
  // The next shift is the rider's own again, and so is its end.
  for (const state of ['on', 'off']) {
    expect(await send('POST', '/v1/rider/shift', { token: rider.token, body: { state } }), 200)
    assert.equal('endedBy' in (await shift()), false)
  }
})
