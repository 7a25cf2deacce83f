import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { openHouse } from '../../bin/house.ts'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import type { Order, Receipt } from '../../contracts/orders.ts'
import { ReserveStock } from '../../contracts/stores.ts'
import { expect, injecting, type Send, type Sent } from '../../tests/api.ts'
import { movableClock } from '../../tests/clock.ts'
import { eventually } from '../../tests/eventually.ts'
import { type Customer, openShopHouse, type Person, type Product, type Shop, type ShopHouse } from '../../tests/shop.ts'

let stage: ShopHouse
let send: Send
let shop: Shop
let sql: ShopHouse['sql']
let picker: Person
let rider: Person
/** Timeouts are not waited for. */
const clock = movableClock()

before(async () => {
  stage = await openShopHouse({ clock })
  ;({ send, shop, sql } = stage)
  picker = await shop.staff('picker')
  rider = await shop.rider()
  await shop.ready(rider, clock.now())
})
after(() => stage?.[Symbol.asyncDispose]())

const milk = () => shop.products[0]!
const rice = () => shop.products[2]!
const dal = () => shop.products[3]!
const some = async (quantity: number): Promise<Product> => (await shop.stocked([{}], quantity))[0]!
const ordersOf = (userId: string) => sql<{ id: string }[]>`select id from orders.orders where user_id = ${userId}`
const cancel = (who: Customer, order: Order) =>
  send('POST', `/v1/orders/${order.id}/cancel`, { token: who.token, body: { reason: 'Changed my mind' } })
const codes = (answers: Sent[]) =>
  [...new Set(answers.map((each) => `${each.status} ${each.body.code ?? ''}`.trim()))].sort()

describe('placing an order', () => {
  test('answers with the whole order, and tells the same to whoever asks', async () => {
    const who = await shop.customer()
    const order = await shop.bought(who, [[rice(), 2], milk()], {
      tip: money(1_000),
      instructions: 'Ring twice',
      substitutions: 'allow',
    })
    assert.equal(order.status, 'confirmed')
    assert.equal(order.total.amount, 2 * rice().price + milk().price + 1_000)
    assert.match(order.doorCode ?? '', /^\d{4}$/)
    assert.deepEqual(
      order.history.map((each) => [each.status, each.actor]),
      [['confirmed', who.userId]],
    )
    const read = await shop.read(who, order.id)
    assert.deepEqual({ ...read, status: 0, history: 0 }, { ...order, status: 0, history: 0 })
    const { items } = expect(await send('GET', '/v1/orders', { token: who.token }), 200)
    assert.deepEqual(
      items.map((each: { id: string }) => each.id),
      [order.id],
    )
  })

  test('the same key fifty times at once makes one order and fifty equal answers', async () => {
    const who = await shop.customer()
    await shop.fill(who, rice())
    const key = randomUUID()
    const before = await shop.level(rice())
    const answers = await Promise.all(Array.from({ length: 50 }, () => shop.order(who, { key })))
    assert.deepEqual(codes(answers), ['201'])
    for (const answer of answers) assert.deepEqual(answer.body, answers[0]!.body)
    assert.equal((await ordersOf(who.userId)).length, 1)
    assert.equal((await shop.level(rice())).reserved, before.reserved + 1)
    assert.deepEqual((await shop.order(who, { key })).body, answers[0]!.body)
  })

  test('the same key with the same card order fifty times is one payment, and the same answer later', async () => {
    const who = await shop.customer()
    await shop.fill(who, rice())
    const key = randomUUID()
    const answers = await Promise.all(Array.from({ length: 50 }, () => shop.order(who, { key, method: 'card' })))
    assert.deepEqual(codes(answers), ['201'])
    assert.equal(new Set(answers.map((each) => each.body.payment.handle.clientSecret)).size, 1)
  })

  test('another body under the key is refused, at once and later; the order of its fields does not matter', async () => {
    const who = await shop.customer()
    await shop.fill(who, rice())
    const key = randomUUID()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => shop.order(who, { key, tip: money(index % 2 ? 100 : 200) })),
    )
    const accepted = answers.filter((each) => each.status === 201)
    assert.ok(accepted.length > 0)
    assert.deepEqual(codes(answers), ['201', '409 request/idempotency-key-reused'])
    assert.equal((await ordersOf(who.userId)).length, 1)
    const amount: number = accepted[0]!.body.totals.tip.amount
    assert.equal((await shop.order(who, { key, tip: { currency: 'INR', amount } })).status, 201)
    assert.equal((await shop.order(who, { key, tip: { currency: 'INR', amount }, instructions: 'x' })).status, 409)
  })

  test('the same key of two people is two orders', async () => {
    const key = randomUUID()
    const people = [await shop.customer(), await shop.customer()]
    const ids = await Promise.all(people.map(async (who) => (await shop.bought(who, [milk()], { key })).id))
    assert.notEqual(ids[0], ids[1])
  })

  test('a refused order leaves its key free', async () => {
    const rare = await some(1)
    const who = await shop.customer()
    await shop.fill(who, [rare, 2])
    const key = randomUUID()
    assert.deepEqual(codes([await shop.order(who, { key })]), ['409 orders/out-of-stock'])
    await shop.receive([rare.id], 5)
    assert.equal((await shop.order(who, { key })).status, 201)
  })

  test('two processes that race for the same key make one order', async () => {
    const { config, databaseUrl, sandboxUrl } = stage.house
    await using other = await openHouse({
      listen: false,
      clock,
      env: {
        PORT: '0',
        TOKRI_HOME: config.home,
        TOKRI_ENV: 'test',
        TOKRI_LOG_LEVEL: 'silent',
        TOKRI_CITY: 'still',
        TOKRI_RATE_LIMITS: 'off',
        TOKRI_DATABASE_URL: databaseUrl,
        TOKRI_SANDBOX_URL: sandboxUrl,
      },
    })
    const there = injecting(other.gateway!)
    const people = await shop.customers(5)
    for (const who of people) await shop.fill(who, rice())
    const before = await shop.level(rice())
    for (const who of people) {
      const key = randomUUID()
      const ask = (through: Send) =>
        through('POST', '/v1/orders', {
          token: who.token,
          headers: { 'idempotency-key': key },
          body: { addressId: who.addressId, payment: { method: 'cash' } },
        })
      const answers = await Promise.all([ask(send), ask(there), ask(send), ask(there)])
      assert.deepEqual(codes(answers), ['201'])
      assert.equal(new Set(answers.map((each) => each.body.id)).size, 1)
      assert.equal((await ordersOf(who.userId)).length, 1)
    }
    assert.equal((await shop.level(rice())).reserved, before.reserved + people.length)
  })

  test('what was reserved for an order that never came to be returns to the shelf', async () => {
    const last = await some(3)
    const who = await shop.customer()
    await shop.fill(who, [last, 3])
    const lines = [{ productId: last.id, quantity: 3 }]
    await shop.call(ReserveStock, { orderId: newId('order'), storeId: shop.storeId, lines })
    const key = randomUUID()
    assert.deepEqual(codes([await shop.order(who, { key })]), ['409 orders/out-of-stock'])
    clock.advance(16 * 60_000)
    await eventually('the stock is back', async () => (await shop.level(last)).reserved === 0)
    assert.equal((await shop.order(who, { key })).status, 201)
  })

  test('200 buyers and 50 packs: 50 orders, and 150 are told that it is sold out', async () => {
    const rare = await some(50)
    const buyers = await shop.customers(200)
    for (let from = 0; from < buyers.length; from += 20)
      await Promise.all(buyers.slice(from, from + 20).map((who) => shop.fill(who, rare)))
    const answers = await Promise.all(buyers.map((who) => shop.order(who)))
    assert.equal(answers.filter((each) => each.status === 201).length, 50)
    assert.deepEqual(codes(answers), ['201', '409 orders/out-of-stock'])
    const { onHand, reserved } = await shop.level(rare)
    assert.deepEqual({ onHand, reserved }, { onHand: 50, reserved: 50 })
    const [count] = await sql`
      select count(*)::int as count from orders.orders where lines @> ${sql.json([{ productId: rare.id }])}`
    assert.equal(count!.count, 50)
  })

  test('an order that costs nothing waits for no payment', async () => {
    const code = `FREE${Date.now()}`.slice(0, 20)
    await shop.offers({
      code,
      title: 'Free',
      kind: 'flat',
      value: 10_000_000,
      minimum: money(0),
      startsAt: new Date(Date.now() - 3_600_000).toISOString(),
      endsAt: new Date(Date.now() + 86_400_000).toISOString(),
    })
    const who = await shop.customer()
    await shop.fill(who, [rice(), 3])
    expect(await send('PUT', '/v1/cart/coupon', { token: who.token, body: { code } }), 200)
    const order = expect(await shop.order(who, { method: 'card' }), 201)
    assert.deepEqual([order.total.amount, order.status], [0, 'confirmed'])
  })
})

describe('an order is its owner’s', () => {
  test('somebody else’s is as unknown as one that does not exist', async () => {
    const [mine, other] = [await shop.customer(), await shop.customer()]
    const order = await shop.bought(mine, [milk()])
    const ask = async (id: string) => {
      const { token } = other
      const answers = await Promise.all([
        send('GET', `/v1/orders/${id}`, { token }),
        send('GET', `/v1/orders/${id}/tracking`, { token }),
        send('GET', `/v1/orders/${id}/receipt`, { token }),
        send('GET', `/v1/orders/${id}/issues`, { token }),
        send('POST', `/v1/orders/${id}/cancel`, { token, body: {} }),
        send('POST', `/v1/orders/${id}/rating`, { token, body: { stars: 1 } }),
        send('POST', `/v1/orders/${id}/issues`, { token, body: { kind: 'late' } }),
      ])
      return answers.map(({ status, body: { traceId: _, ...body } }) => ({ status, body }))
    }
    const [theirs, unknown] = [await ask(order.id), await ask(newId('order'))]
    assert.deepEqual(theirs, unknown)
    assert.ok(theirs.every((each) => each.status === 404))
    assert.equal((await shop.read(mine, order.id)).status, 'confirmed')
    assert.equal((await send('GET', `/v1/orders/${order.id}`)).status, 401)
    assert.equal((await send('GET', '/v1/admin/orders', { token: other.token })).status, 403)
  })

  test('the list is filtered by what became of them', async () => {
    const who = await shop.customer()
    const [kept, dropped] = [await shop.bought(who, [milk()]), await shop.bought(who, [rice()])]
    expect(await send('POST', `/v1/orders/${dropped.id}/cancel`, { token: who.token, body: {} }), 200)
    const ids = async (show: string) => {
      const { items } = expect(await send('GET', `/v1/orders?show=${show}`, { token: who.token }), 200)
      return (items as { id: string }[]).map((each) => each.id)
    }
    assert.deepEqual([await ids('live'), await ids('cancelled'), await ids('delivered')], [[kept.id], [dropped.id], []])
    assert.equal((await send('GET', '/v1/orders?show=mine', { token: who.token })).status, 400)
  })

  test('staff see it without the door code, and only of their stores', async () => {
    const who = await shop.customer()
    const order = await shop.bought(who, [milk()])
    const manager = await shop.staff('manager')
    const seen = expect(await send('GET', `/v1/admin/orders/${order.id}`, { token: manager.token }), 200)
    assert.equal(seen.doorCode, undefined)
    await sql`update orders.orders set store_id = ${newId('store')} where id = ${order.id}`
    assert.equal((await send('GET', `/v1/admin/orders/${order.id}`, { token: manager.token })).status, 404)
    await sql`update orders.orders set store_id = ${shop.storeId} where id = ${order.id}`
  })
})

describe('cancelling', () => {
  test('gives the stock back, and a second time changes nothing', async () => {
    const rare = await some(5)
    const who = await shop.customer()
    const order = await shop.bought(who, [[rare, 5]])
    const answers = await Promise.all([cancel(who, order), cancel(who, order), cancel(who, order)])
    assert.deepEqual(codes(answers), ['200'])
    await eventually('the stock is back', async () => (await shop.level(rare)).available === 5)
    assert.equal((await shop.read(who, order.id)).history.length, 2)
  })

  test('is the customer’s until it is packed, and the staff’s until it is on the road', async () => {
    const who = await shop.customer()
    const manager = await shop.staff('manager')
    const byStaff = (order: Order) =>
      send('POST', `/v1/admin/orders/${order.id}/cancel`, { token: manager.token, body: { reason: 'No riders' } })
    const packed = await shop.bought(who, [milk()])
    await shop.pick(picker, packed.id)
    await eventually('packed', async () => ['packed', 'assigned'].includes((await shop.read(who, packed.id)).status))
    assert.deepEqual(codes([await cancel(who, packed)]), ['409 orders/not-cancellable'])
    assert.equal((await byStaff(packed)).status, 200)
    assert.equal(
      (await send('POST', `/v1/admin/orders/${packed.id}/cancel`, { token: picker.token, body: { reason: 'x' } }))
        .status,
      403,
    )
    await eventually('no task is left', async () => {
      const { items } = expect(await send('GET', '/v1/rider/tasks', { token: rider.token }), 200)
      return items.length === 0
    })
  })
})

describe('time', () => {
  after(() => clock.reset())
  const until = (who: Customer, order: Order) => shop.reaches(who, order.id, 'cancelled')

  test('an order whose payment does not come is cancelled after five minutes, not before', async () => {
    const who = await shop.customer()
    const rare = await some(2)
    const order = await shop.bought(who, [[rare, 2]], { method: 'card' })
    clock.advance(4 * 60_000)
    const marker = await shop.bought(await shop.customer(), [milk()], { method: 'card' })
    assert.equal((await shop.read(who, order.id)).status, 'pending_payment')
    clock.advance(61_000)
    const cancelled = await until(who, order)
    assert.match(cancelled.history.at(-1)!.reason ?? '', /payment did not arrive/)
    assert.equal(cancelled.history.at(-1)!.reasonCode, 'not-paid')
    await eventually('the stock is back', async () => (await shop.level(rare)).available === 2)
    const [row] = await sql`select status from orders.orders where id = ${marker.id}`
    assert.equal(row!.status, 'pending_payment')
  })

  test('an order that nobody picks is cancelled after its hour', async () => {
    const who = await shop.customer()
    const order = await shop.bought(who, [milk()])
    clock.advance(61 * 60_000)
    const cancelled = await until(who, order)
    assert.match(cancelled.history.at(-1)!.reason ?? '', /could not pack/)
    assert.equal(cancelled.history.at(-1)!.actor, 'system:orders')
    assert.equal(cancelled.history.at(-1)!.reasonCode, 'not-packed')
  })
})

test('bags may be left at the door where the customer wishes it and has paid: so the rider is told', async () => {
  for (const [method, told] of [
    ['wallet', true],
    ['cash', false],
  ] as const) {
    const who = await shop.customer()
    await shop.credit(who.userId, 100_000)
    const order = await shop.bought(who, [milk()], { method, leaveAtDoor: true })
    assert.equal((await shop.read(who, order.id)).leaveAtDoor, true)
    await shop.pick(picker, order.id)
    await shop.ready(rider, clock.now())
    const task = await shop.ride(rider, order)
    assert.equal(task.leaveAtDoor, told, method)
    expect(await shop.handOver(rider, task, order), 200)
  }
})

describe('what was packed is what is paid', () => {
  const settled = async (who: Customer, order: Order) => {
    await shop.reaches(who, order.id, 'delivered')
    return expect(await send('GET', `/v1/orders/${order.id}/receipt`, { token: who.token }), 200) as Receipt
  }
  const deliver = async (who: Customer, order: Order) => {
    await shop.ready(rider, clock.now())
    const task = await shop.ride(rider, order)
    expect(await shop.handOver(rider, task, order), 200)
    return settled(who, order)
  }

  test('short lines are given back by themselves, to the wallet that paid', async () => {
    const who = await shop.customer()
    await shop.credit(who.userId, 100_000)
    const order = await shop.bought(who, [[rice(), 3], milk()], { method: 'wallet' })
    await shop.pick(picker, order.id, { found: new Map([[rice().id, 1]]) })
    const packed = await eventually('packed', async () => {
      const now = await shop.read(who, order.id)
      return now.refunded.amount > 0 ? now : null
    })
    assert.equal(packed.refunded.amount, 2 * rice().price)
    assert.equal(packed.lines.find((line) => line.productId === rice().id)!.picked, 1)
    await eventually('the money is back', async () => {
      const { balance } = expect(await send('GET', '/v1/wallet', { token: who.token }), 200)
      return balance.amount === 100_000 - order.total.amount + 2 * rice().price
    })
    const receipt = await deliver(who, order)
    assert.equal(receipt.paid.amount, order.total.amount - 2 * rice().price)
    assert.equal(
      receipt.lines.reduce((sum, line) => sum + line.total.amount - line.discount.amount, 0),
      rice().price + milk().price,
    )
  })

  test('a cheaper substitute lowers what is due at the door, and stands on the receipt', async () => {
    const who = await shop.customer()
    const order = await shop.bought(who, [[dal(), 2]], { substitutions: 'allow' })
    await shop.pick(picker, order.id, { found: new Map([[dal().id, 1]]), instead: [[dal().id, rice().id, 1]] })
    const receipt = await deliver(who, order)
    const less = dal().price - rice().price
    assert.equal(receipt.refunded.amount, less)
    assert.equal(receipt.paid.amount, order.total.amount - less)
    assert.deepEqual(
      receipt.lines.map((line) => [line.name, line.quantity]),
      [
        [dal().name, 1],
        [rice().name, 1],
      ],
    )
  })

  test('an order of which nothing was found is cancelled', async () => {
    const who = await shop.customer()
    const rare = await some(2)
    const order = await shop.bought(who, [[rare, 2]])
    await shop.pick(picker, order.id, { found: new Map([[rare.id, 0]]) })
    const cancelled = await shop.reaches(who, order.id, 'cancelled')
    assert.match(cancelled.history.at(-1)!.reason ?? '', /Nothing that was ordered/)
    assert.equal(cancelled.history.at(-1)!.reasonCode, 'nothing-found')
    const { onHand, reserved } = await shop.level(rare)
    assert.deepEqual({ onHand, reserved }, { onHand: 0, reserved: 0 })
  })

  test('a delivered order is rated once, and its history is the whole way', async () => {
    const who = await shop.customer()
    const order = await shop.bought(who, [milk()])
    const rate = (stars: number) => send('POST', `/v1/orders/${order.id}/rating`, { token: who.token, body: { stars } })
    assert.deepEqual(codes([await rate(5)]), ['409 orders/not-delivered'])
    assert.deepEqual(codes([await send('GET', `/v1/orders/${order.id}/receipt`, { token: who.token })]), [
      '409 orders/receipt-not-ready',
    ])
    await shop.pick(picker, order.id)
    await deliver(who, order)
    const answers = await Promise.all([rate(5), rate(4), rate(3)])
    assert.deepEqual(codes(answers), ['200', '409 orders/already-rated'])
    assert.equal(answers.filter((each) => each.status === 200).length, 1)
    const now = await shop.read(who, order.id)
    assert.deepEqual(
      now.history.map((each) => each.status),
      ['confirmed', 'picking', 'packed', 'assigned', 'picked_up', 'arriving', 'delivered'],
    )
    assert.deepEqual(codes([await cancel(who, order)]), ['409 orders/not-cancellable'])
  })
})

describe('bad input', () => {
  const wrong: [name: string, change: object, status: number, code: string][] = [
    ['no address', { addressId: undefined }, 400, 'request/invalid'],
    ['an address of nobody', { addressId: newId('address') }, 404, 'users/address-not-found'],
    ['an id of something else', { addressId: newId('order') }, 400, 'request/invalid'],
    ['an unknown way to pay', { payment: { method: 'barter' } }, 400, 'request/invalid'],
    ['a card number', { payment: { method: 'card', number: '4242424242424242' } }, 400, 'request/invalid'],
    ['a price of one’s own', { total: { amount: 1, currency: 'INR' } }, 400, 'request/invalid'],
    ['a negative tip', { tip: money(-1) }, 400, 'request/invalid'],
    ['half a paisa', { tip: money(0.5) }, 400, 'request/invalid'],
    ['a slot that there is not', { slotId: 'tomorrow' }, 409, 'orders/slot-unavailable'],
    ['an essay', { instructions: 'x'.repeat(501) }, 400, 'request/invalid'],
    ['a NUL', { instructions: 'a\u0000b' }, 400, 'request/invalid'],
    ['half a character', { instructions: 'a\ud800b' }, 400, 'request/invalid'],
  ]
  for (const [name, change, status, code] of wrong)
    test(`${name} is refused, and nothing is ordered`, async () => {
      const who = await shop.customer()
      await shop.fill(who, milk())
      const answer = await send('POST', '/v1/orders', {
        token: who.token,
        headers: { 'idempotency-key': randomUUID() },
        body: { addressId: who.addressId, payment: { method: 'cash' }, ...change },
      })
      assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body))
      assert.equal((await ordersOf(who.userId)).length, 0)
    })

  test('a key that is missing or too long, and an empty cart', async () => {
    const who = await shop.customer()
    const body = { addressId: who.addressId, payment: { method: 'cash' } }
    assert.equal(
      (await send('POST', '/v1/orders', { token: who.token, body })).body.code,
      'request/idempotency-key-missing',
    )
    assert.equal((await shop.order(who, { key: 'x'.repeat(256) })).body.code, 'request/invalid')
    assert.equal((await shop.order(who)).body.code, 'carts/no-store')
    await shop.fill(who)
    assert.equal((await shop.order(who)).body.code, 'carts/empty')
  })

  test('a cancellation needs no body', async () => {
    const who = await shop.customer()
    const order = await shop.bought(who, [milk()])
    assert.equal((await send('POST', `/v1/orders/${order.id}/cancel`, { token: who.token })).status, 200)
  })
})
