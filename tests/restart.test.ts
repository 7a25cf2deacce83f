import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse } from '../bin/house.ts'
import { sqlOptions } from '../engines/sql/index.ts'
import { testDatabase } from '../engines/sql/testing.ts'
import { openPool } from '../kit/sql.ts'
import { expect, injecting } from './api.ts'
import { movableClock } from './clock.ts'
import { eventually } from './eventually.ts'
import { openShopHouse } from './shop.ts'

test('orders with a database of their own work as they do beside the log', { timeout: 60_000 }, async () => {
  await using own = await testDatabase()
  await using stage = await openShopHouse({
    env: { TOKRI_ORDERS_DATABASE_URL: own.url, TOKRI_CARTS_DATABASE_URL: own.url },
  })
  const { shop, send, sql } = stage
  const [milk] = shop.products
  const who = await shop.customer()
  const picker = await shop.staff('picker')
  const order = await shop.bought(who, [[milk!, 2]])
  await shop.pick(picker, order.id)
  await eventually('packed', async () =>
    (await shop.read(who, order.id)).history.some((each) => each.status === 'packed'),
  )
  await eventually('the cart is empty', async () => {
    const { lines } = expect(await send('GET', '/v1/cart', { token: who.token }), 200)
    return lines.length === 0
  })
  await eventually('the outboxes are empty', async () => {
    const [left] = await own.sql`
      select (select count(*)::int from orders.outbox) + (select count(*)::int from carts.outbox) as count`
    return left!.count === 0
  })
  const told = await sql<{ name: string }[]>`
    select name from bus.events where key = ${order.id} and name like 'order.%' order by seq`
  assert.deepEqual(
    told.map((row) => row.name),
    ['order.placed', 'order.confirmed', 'order.picking', 'order.packed'],
  )
  const [elsewhere] = await sql<{ orders: string | null }[]>`select to_regclass('orders.orders')::text as orders`
  assert.equal(elsewhere!.orders, null, 'orders lie in the main database as well')
})

test('an order whose time runs out while nothing runs is cancelled at the next start', {
  timeout: 60_000,
}, async () => {
  const clock = movableClock()
  await using stage = await openShopHouse({ clock })
  const { shop, house } = stage
  const who = await shop.customer()
  const rice = shop.products[2]!
  const order = await shop.bought(who, [[rice, 3]], { method: 'card' })
  const env = {
    PORT: '0',
    TOKRI_HOME: house.config.home,
    TOKRI_ENV: 'test',
    TOKRI_LOG_LEVEL: 'silent',
    TOKRI_CITY: 'still',
    TOKRI_RATE_LIMITS: 'off',
    TOKRI_DATABASE_URL: house.databaseUrl,
  }
  await house.stop()
  clock.advance(5 * 60_000)
  await using again = await openHouse({ listen: false, clock, env })
  const send = injecting(again.gateway!)
  const cancelled = await eventually('it is cancelled', async () => {
    const now = expect(await send('GET', `/v1/orders/${order.id}`, { token: who.token }), 200)
    return now.status === 'cancelled' ? now : null
  })
  assert.match(cancelled.history.at(-1).reason, /payment did not arrive/)
  const sql = openPool(sqlOptions(house.databaseUrl, 'the test database'), 1)
  await eventually('the stock is back', async () => {
    const [row] = await sql`select reserved from stores.stock where product_id = ${rice.id}`
    return row!.reserved === 0
  })
  await sql.end({ timeout: 1 })
})
