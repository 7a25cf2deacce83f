import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import { ReserveStock } from '../../contracts/stores.ts'
import { expect, injecting, type Send } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { type TestHouse, testHouse } from '../../tests/house.ts'
import { openShop, type Person, type Product, type Shop } from '../../tests/shop.ts'

let house: TestHouse
let send: Send
let shop: Shop
let picker: Person
let support: Person

before(async () => {
  house = await testHouse()
  send = injecting(house.gateway!)
  shop = await openShop({ call: house.call, send })
  picker = await shop.staff('picker')
  support = await shop.staff('support')
})
after(() => house[Symbol.asyncDispose]())

const work = async (pickId: string, action: string, body?: unknown) =>
  expect(
    await send('POST', `/v1/store/picks/${pickId}/${action}`, {
      token: picker.token,
      ...(body === undefined ? {} : { body }),
    }),
    200,
  )

/** Two lines of which nothing is there, both filled with packs of the same product. */
async function bothFilledWith(third: Product, first: Product, second: Product) {
  const who = await shop.customer()
  const order = await shop.bought(who, [[first, 2], second], { substitutions: 'allow' })
  const pickId = await eventually('it is to be picked', async () => {
    const { items } = expect(await send('GET', '/v1/store/picks', { token: picker.token }), 200)
    return (items as { id: string; orderId: string }[]).find((each) => each.orderId === order.id)?.id
  })
  await work(pickId, 'start')
  for (const [product, quantity] of [
    [first, 2],
    [second, 1],
  ] as const) {
    await work(pickId, 'line', { productId: product.id, picked: 0 })
    await work(pickId, 'substitute', { productId: product.id, byProductId: third.id, quantity })
  }
  return { who, order, pickId }
}

test('one product that fills two lines is sold, and given back, as often as it was put in', async () => {
  const products = await shop.stocked([{ price: money(9_000) }, { price: money(8_000) }, { price: money(7_000) }], 10)
  const [first, second, third] = products as [Product, Product, Product]
  const { who, order, pickId } = await bothFilledWith(third, first, second)
  assert.equal((await shop.level(third)).reserved, 3)
  await work(pickId, 'complete', { bags: 1 })
  const { onHand, reserved } = await shop.level(third)
  assert.deepEqual({ onHand, reserved }, { onHand: 7, reserved: 0 })
  await eventually('it is packed', async () => (await shop.read(who, order.id)).status === 'packed')
  const cancel = { token: support.token, body: { reason: 'No rider' } }
  expect(await send('POST', `/v1/admin/orders/${order.id}/cancel`, cancel), 200)
  await eventually('the packs are back', async () => (await shop.level(third)).onHand === 10)
})

test('an order cancelled during the picking frees all packs that were put in', async () => {
  const products = await shop.stocked([{ price: money(9_000) }, { price: money(8_000) }, { price: money(7_000) }], 10)
  const [first, second, third] = products as [Product, Product, Product]
  const { who, order } = await bothFilledWith(third, first, second)
  expect(await send('POST', `/v1/orders/${order.id}/cancel`, { token: who.token, body: {} }), 200)
  for (const each of products)
    await eventually('nothing is reserved', async () => (await shop.level(each)).reserved === 0)
  assert.equal((await shop.level(third)).onHand, 10)
})

test('an order whose placing is taken up again with another cart keeps that cart’s stock, and no other', async () => {
  const [one, other] = (await shop.stocked([{}, {}], 10)) as [Product, Product]
  const orderId = newId('order')
  const reserve = (lines: { productId: string; quantity: number }[]) =>
    house.call(ReserveStock, { orderId, storeId: shop.storeId, lines })
  assert.equal((await reserve([{ productId: one.id, quantity: 4 }])).kind, 'reserved')
  assert.equal((await reserve([{ productId: other.id, quantity: 3 }])).kind, 'reserved')
  assert.equal((await shop.level(one)).reserved, 0)
  assert.equal((await shop.level(other)).reserved, 3)
  // Nearly over when it is asked for again: it is kept for as long as a new one.
  await house.sql`update stores.reservations set expires_at = now() + interval '1 minute' where order_id = ${orderId}`
  const again = await reserve([{ productId: other.id, quantity: 3 }])
  assert.ok(again.kind === 'reserved' && Date.parse(again.expiresAt) > Date.now() + 5 * 60_000)
  assert.equal((await shop.level(other)).reserved, 3)
})

test('a reservation that PostgreSQL ends to resolve a deadlock is made after all', async () => {
  const [one, other] = (await shop.stocked([{}, {}], 10)).toSorted((a, b) => (a.id < b.id ? -1 : 1)) as [
    Product,
    Product,
  ]
  const lines = [one, other].map(({ id: productId }) => ({ productId, quantity: 2 }))
  let reserving: Promise<{ kind: string }> | undefined
  // As a cancelled order does that gives its substitutes back before its own lines.
  await house.sql.begin(async (tx) => {
    await tx`select from stores.stock where product_id = ${other.id} for update`
    reserving = house.call(ReserveStock, { orderId: newId('order'), storeId: shop.storeId, lines })
    await eventually('it waits for the second row', async () => {
      const [row] = await house.sql`
        select from pg_stat_activity where wait_event_type = 'Lock' and query like '%stores.reserve%'
          and datname = current_database()`
      return row
    })
    await tx`select from stores.stock where product_id = ${one.id} for update`
  })
  assert.equal((await reserving)?.kind, 'reserved')
  assert.equal((await shop.level(one)).reserved, 2)
})

test('the Hindi name of a product goes with it from the cart to the order, and so does that of what came instead', async () => {
  const [curd, other] = (await shop.stocked([{ nameHi: 'दही' }, { nameHi: 'छाछ' }], 10)) as [Product, Product]
  const who = await shop.customer()
  const cart = await shop.fill(who, curd)
  assert.equal(cart.lines[0]?.nameHi, 'दही')
  const order = expect(await shop.order(who, { substitutions: 'allow' }), 201)
  assert.equal(order.lines[0].nameHi, 'दही')
  await shop.pick(picker, order.id, { found: new Map([[curd.id, 0]]), instead: [[curd.id, other.id, 1]] })
  const { lines } = await shop.reaches(who, order.id, 'packed')
  assert.equal(lines[0]?.substitute?.nameHi, 'छाछ')
})
