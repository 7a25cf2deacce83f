import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cart } from '../../contracts/carts.ts'
import { expect } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { openShopHouse } from '../../tests/shop.ts'

const behindTheBack = (productId: string) => `{${productId},q}`

test('in a process that is alone carts are read from memory, and follow every change', {
  timeout: 120_000,
}, async () => {
  // Without an address Tokri starts a PostgreSQL of its own, and is its only user.
  await using stage = await openShopHouse({ env: { TOKRI_DATABASE_URL: '' } })
  const { shop, send, sql } = stage
  const [milk, bread] = [shop.products[0]!, shop.products[1]!]
  const who = await shop.customer()
  const look = async (): Promise<Cart> => expect(await send('GET', '/v1/cart', { token: who.token }), 200)
  const count = async () => (await look()).itemCount
  await shop.fill(who, [milk, 2])
  await sql`update carts.carts set lines = jsonb_set(lines, ${behindTheBack(milk.id)}::text[], '9') where owner = ${who.userId}`
  assert.equal(await count(), 2, 'it was read from the database')
  await shop.fill(who, [bread, 1])
  assert.equal(await count(), 10)
  expect(await send('DELETE', `/v1/cart/items/${bread.id}`, { token: who.token }), 200)
  assert.equal(await count(), 9)

  const guest = expect(await send('PUT', '/v1/cart/store', { body: { storeId: shop.storeId } }), 200)
  const headers = { 'x-cart-token': guest.token as string }
  expect(await send('PUT', `/v1/cart/items/${bread.id}`, { headers, body: { quantity: 4 } }), 200)
  assert.equal(expect(await send('GET', '/v1/cart', { headers }), 200).itemCount, 4)
  expect(await send('POST', '/v1/cart/merge', { token: who.token, body: { token: guest.token } }), 200)
  assert.equal(await count(), 13)
  assert.equal(expect(await send('GET', '/v1/cart', { headers }), 200).itemCount, 0)
  expect(await send('PUT', '/v1/cart/store', { headers, body: { storeId: shop.storeId } }), 200)
  expect(await send('PUT', `/v1/cart/items/${milk.id}`, { headers, body: { quantity: 1 } }), 200)
  assert.equal(expect(await send('GET', '/v1/cart', { headers }), 200).itemCount, 1, 'a cart that was made anew')

  expect(await shop.order(who), 201)
  await eventually('what was ordered has left the cart', async () => (await count()) === 0)
})
