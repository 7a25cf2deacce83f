import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import { OrderConfirmed, OrderPacked } from '../../contracts/orders.ts'
import { CheckLedger, HoldWallet } from '../../contracts/payments.ts'
import { message, openDatabase } from '../../kit/sql.ts'
import { expect, injecting, type Send } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { type TestHouse, testHouse } from '../../tests/house.ts'
import { openShop, type Person, type Shop } from '../../tests/shop.ts'

let house: TestHouse
let send: Send
let shop: Shop
let support: Person

before(async () => {
  house = await testHouse()
  send = injecting(house.gateway!)
  shop = await openShop({ call: house.call, send })
  support = await shop.staff('support')
})
after(() => house[Symbol.asyncDispose]())

const refund = (orderId: string, amount: number) =>
  send('POST', '/v1/admin/refunds', {
    token: support.token,
    headers: { 'idempotency-key': randomUUID() },
    body: { orderId, amount: money(amount), reason: 'Bruised', to: 'wallet' },
  })
const balanceOf = async (who: { token: string }) =>
  expect(await send('GET', '/v1/wallet', who), 200).balance.amount as number

test('a refund that has failed for a day neither stops the others nor itself', async () => {
  const who = await shop.customer()
  await shop.credit(who.userId, 100_000)
  const order = await shop.bought(who, [shop.products[2]!], { method: 'wallet' })
  // As one that the provider refuses looks after a day, with another that is due behind it.
  await house.sql`
    insert into payments.refunds (id, order_id, user_id, amount_paise, destination, method, cause, reason, cause_key, state, attempts)
    values (${newId('refund')}, ${newId('order')}, ${newId('user')}, 100, 'source', 'card', 'support', 'x', ${randomUUID()}, 'due', 150)`
  await send('POST', `/v1/orders/${order.id}/cancel`, { token: who.token, body: {} })
  await eventually('the money is back', async () => (await balanceOf(who)) === 100_000)
  await eventually('the other was tried again', async () => {
    const [row] = await house.sql`select from payments.refunds where attempts > 150`
    return row
  })
  await house.sql`delete from payments.refunds where attempts > 150`
})

test('what support gave back is not given back once more for what is short', async () => {
  const userId = newId('user')
  const orderId = newId('order')
  await shop.credit(userId, 10_000)
  await house.call(HoldWallet, { orderId, userId, amount: money(10_000) })
  const about = { orderId, number: 'X', userId, storeId: shop.storeId, method: 'wallet' as const }
  const orders = openDatabase(house.sql, 'orders', () => {})
  const promisedAt = new Date().toISOString()
  await orders.begin((tx) =>
    orders.publish(
      tx,
      message(OrderConfirmed, orderId, {
        ...about,
        total: money(10_000),
        lines: [],
        substitutions: 'refund',
        promisedAt,
      }),
    ),
  )
  await eventually('it is taken', async () => {
    const [row] = await house.sql`select from payments.holds where order_id = ${orderId} and state = 'taken'`
    return row
  })
  // Decided, while the news of it has not come to the order yet.
  await house.sql`
    insert into payments.refunds (id, order_id, user_id, amount_paise, destination, method, cause, reason, cause_key, state)
    values (${newId('refund')}, ${orderId}, ${userId}, 9000, 'wallet', 'wallet', 'support', 'x', ${randomUUID()}, 'due')`
  await orders.begin((tx) =>
    orders.publish(
      tx,
      message(OrderPacked, orderId, {
        ...about,
        storePoint: { lat: 1, lng: 1 },
        dropOff: { point: { lat: 1, lng: 1 }, line1: 'x', name: 'x' } as never,
        doorCode: '0000',
        bags: 1,
        total: money(6_000),
        tip: money(0),
        refund: money(4_000),
        promisedAt,
      }),
    ),
  )
  const amounts = await eventually('both are done', async () => {
    const rows = await house.sql<{ amount_paise: number; state: string }[]>`
      select amount_paise, state from payments.refunds where order_id = ${orderId} order by amount_paise`
    return rows.length === 2 && rows.every((row) => row.state === 'done') && rows.map((row) => row.amount_paise)
  })
  assert.deepEqual(amounts, [1_000, 9_000])
})

test('a cash order is refundable once its cash has been taken, not before', async () => {
  const who = await shop.customer()
  const order = await shop.bought(who, [shop.products[2]!])
  const refused = await refund(order.id, 100)
  assert.equal(refused.body.code, 'payments/refund-above-capture')
  assert.equal(await balanceOf(who), 0)
  const report = await house.call(CheckLedger, {})
  assert.deepEqual(
    report.faults.filter((each) => each.subject === order.id),
    [],
  )
})

test('a refund for lines is at most what was paid for these packs', async () => {
  const who = await shop.customer()
  await shop.credit(who.userId, 500_000)
  const order = await shop.bought(who, [shop.products[2]!], { method: 'wallet' })
  const [line] = order.lines as { productId: string; quantity: number; total: { amount: number } }[]
  assert.ok(line)
  const ask = (amount: number, quantity: number) =>
    send('POST', '/v1/admin/refunds', {
      token: support.token,
      headers: { 'idempotency-key': randomUUID() },
      body: {
        orderId: order.id,
        amount: money(amount),
        reason: 'Bruised',
        to: 'wallet',
        lines: [{ productId: line.productId, quantity }],
      },
    })
  const paid = line.total.amount
  const over = await ask(paid + 1, line.quantity)
  assert.deepEqual([over.status, over.body.code], [422, 'payments/refund-above-lines'])
  assert.deepEqual(over.body.details, { worth: money(paid) })
  assert.equal((await ask(1, line.quantity + 1)).body.code, 'payments/refund-above-lines')
  // What was paid is known to the ledger a moment after the order stands.
  await eventually('the lines are refunded', async () => {
    const answer = await ask(paid, line.quantity)
    return answer.body.code === 'payments/refund-above-capture' ? false : expect(answer, 201)
  })
})

/** A paid order of two packs, and refunds for its lines. */
async function twoPacks() {
  const who = await shop.customer()
  await shop.credit(who.userId, 500_000)
  const order = await shop.bought(who, [[shop.products[2]!, 2], shop.products[4]!], { method: 'wallet' })
  const ask = (amount: number, quantity: number, key: string = randomUUID(), productId = shop.products[2]!.id) =>
    send('POST', '/v1/admin/refunds', {
      token: support.token,
      headers: { 'idempotency-key': key },
      body: {
        orderId: order.id,
        amount: money(amount),
        reason: 'Bruised',
        to: 'wallet',
        lines: [{ productId, quantity }],
      },
    })
  await eventually('it is paid', async () => {
    const path = `/v1/admin/orders/${order.id}/money`
    return expect(await send('GET', path, { token: support.token }), 200).taken.amount === order.total.amount
  })
  return { ask, price: shop.products[2]!.price }
}

test('a pack that staff gave back is not given back once more', async () => {
  const { ask, price } = await twoPacks()
  expect(await ask(price, 1), 201)
  const both = await ask(2 * price, 2)
  assert.deepEqual([both.status, both.body.code], [422, 'payments/refund-above-lines'])
  expect(await ask(price, 1), 201)
  const third = await ask(1, 1)
  assert.deepEqual([third.body.code, third.body.details], ['payments/refund-above-lines', { worth: money(0) }])
  // The other line is as it was.
  expect(await ask(shop.products[4]!.price, 1, undefined, shop.products[4]!.id), 201)
})

test('of many who give the same pack back at once, one does', async () => {
  const { ask, price } = await twoPacks()
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask(2 * price, 2)))
  assert.equal(answers.filter(({ status }) => status === 201).length, 1)
  for (const { status, body } of answers) if (status !== 201) assert.equal(body.code, 'payments/refund-above-lines')
})

test('a repeat gets the first answer, also when nothing is left, and another wish under its key is refused', async () => {
  const { ask, price } = await twoPacks()
  const key = randomUUID()
  const first = expect(await ask(2 * price, 2, key), 201)
  assert.equal(expect(await ask(2 * price, 2, key), 201).id, first.id)
  assert.equal((await ask(price, 1, key)).body.code, 'request/idempotency-key-reused')
  assert.equal((await ask(2 * price, 1, key)).body.code, 'request/idempotency-key-reused')
})
