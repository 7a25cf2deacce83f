import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { PutOffers } from '../../contracts/carts.ts'
import { money } from '../../contracts/money.ts'
import { injecting, type Send } from '../../tests/api.ts'
import { type TestHouse, testHouse } from '../../tests/house.ts'
import { openShop, type Shop } from '../../tests/shop.ts'

let house: TestHouse
let send: Send
let shop: Shop

before(async () => {
  house = await testHouse()
  send = injecting(house.gateway!)
  shop = await openShop({ call: house.call, send })
  await house.call(PutOffers, {
    offers: [
      {
        code: 'ONCE10',
        title: 'Ten percent, once',
        kind: 'percent',
        value: 1_000,
        minimum: money(0),
        startsAt: '2020-01-01T00:00:00Z',
        endsAt: '2099-01-01T00:00:00Z',
        perUser: 1,
      },
    ],
  })
})
after(() => house[Symbol.asyncDispose]())

test('a coupon for one order is good for one order, however many are placed at once', async () => {
  const who = await shop.customer()
  await shop.fill(who, [shop.products[0]!, 2])
  const chosen = await send('PUT', '/v1/cart/coupon', { token: who.token, body: { code: 'ONCE10' } })
  assert.equal(chosen.status, 200)
  const place = (tip: number) =>
    send('POST', '/v1/orders', {
      token: who.token,
      headers: { 'idempotency-key': randomUUID() },
      body: { addressId: who.addressId, payment: { method: 'cash' }, tip: money(tip) },
    })
  const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => place(index)))
  const withIt = answers.filter((each) => each.status === 201 && each.body.coupon === 'ONCE10')
  assert.equal(withIt.length, 1)
  // Who came too late is told so, or finds the cart empty or the coupon gone from the quote already.
  for (const each of answers) assert.ok(each.status < 500, JSON.stringify(each.body))
  const huge = await place(1_000_000)
  assert.deepEqual([huge.status, huge.body.code], [400, 'request/invalid'])
})

test('an order that would cost more than the customer has agreed to is refused', async () => {
  const agreed = await shop.customer()
  await shop.fill(agreed, [shop.products[0]!, 2])
  const seen = await send('POST', '/v1/cart/quote', { token: agreed.token, body: { addressId: agreed.addressId } })
  const dearer = await shop.order(agreed, { agreedTotal: money(seen.body.totals.total.amount - 1) })
  assert.deepEqual([dearer.status, dearer.body.code], [409, 'orders/total-changed'])
  assert.deepEqual(dearer.body.details.total, seen.body.totals.total)
  assert.equal((await shop.order(agreed, { agreedTotal: seen.body.totals.total })).status, 201)
})
