import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { allTargets } from '../bin/house.ts'
import type { Cart } from '../contracts/carts.ts'
import type { Order } from '../contracts/orders.ts'
import { type OwnRedis, ownCluster, ownRedis } from '../engines/redis/testing.ts'
import { expect } from './api.ts'
import { eventually } from './eventually.ts'
import { type Answered, checkInvariants } from './invariants.ts'
import { openProcesses } from './processes.ts'
import { type Customer, openShop, openShopHouse, type Product, type ShopHouse } from './shop.ts'

const buyers = 12
const ordersEach = 6
const quantities = ({ lines }: Cart) => lines.map((line) => [line.productId, line.quantity])

/**
 * Customers who buy, again and again, look at their carts in between and find in them what they put there, while something
 * happens to Redis. Every request has to succeed.
 */
async function buyThrough(stage: ShopHouse, disturb: (over: () => boolean) => Promise<void>): Promise<void> {
  const { shop, send, sql } = stage
  const people = await shop.customers(buyers)
  const idle = await shop.customer()
  const left = await shop.fill(idle, [shop.products[3]!, 3])
  const gone = await shop.customer()
  expect(await send('POST', '/v1/auth/logout', { token: gone.token, body: {} }), 204)
  const answered: Answered[] = []
  let over = false

  const look = async ({ token }: Customer): Promise<Cart> => expect(await send('GET', '/v1/cart', { token }), 200)
  const buy = async (who: Customer, number: number) => {
    for (let turn = 0; turn < ordersEach; turn++) {
      const lines: [Product, number][] = [
        [shop.products[(number + turn) % 6]!, 1 + (turn % 3)],
        [shop.products[6 + ((number + turn) % 6)]!, 1],
      ]
      await shop.fill(who, ...lines)
      const wanted = new Map(lines.map(([product, quantity]) => [product.id, quantity]))
      const seen = await look(who)
      for (const [productId, quantity] of wanted)
        assert.equal(seen.lines.find((line) => line.productId === productId)?.quantity, quantity)
      const key = randomUUID()
      const order: Order = expect(await shop.order(who, { key }), 201)
      answered.push({ userId: who.userId, key, orderId: order.id, total: order.total.amount })
      assert.equal((expect(await shop.order(who, { key }), 201) as Order).id, order.id)
      await eventually('what was ordered has left the cart', async () => (await look(who)).lines.length === 0)
      assert.equal((await send('GET', '/v1/me', { token: gone.token })).status, 401, 'a revoked token lives')
    }
  }
  const buying = Promise.all(people.map(buy)).finally(() => {
    over = true
  })
  await Promise.all([buying, disturb(() => over)])
  assert.equal(answered.length, buyers * ordersEach)
  assert.deepEqual(quantities(await look(idle)), quantities(left))
  await eventually('all events are applied and nothing is wrong', async () => {
    await checkInvariants(sql, answered)
    return true
  })
}

test('FLUSHALL in the middle of checkouts: nothing is lost, doubled or revived', { timeout: 240_000 }, async () => {
  await using server = await ownRedis()
  await using stage = await openShopHouse({ env: { TOKRI_REDIS_URL: server.url, TOKRI_RATE_LIMITS: 'on' } })
  let flushed = 0
  await buyThrough(stage, async (over) => {
    while (!over()) {
      await server.flush()
      flushed += 1
    }
  })
  assert.ok(flushed > 10)
})

test('kill -9 and a new start, again and again, in the middle of checkouts', { timeout: 240_000 }, async () => {
  await using server = await ownRedis()
  await using stage = await openShopHouse({ env: { TOKRI_REDIS_URL: server.url } })
  let kills = 0
  await buyThrough(stage, async (over) => {
    while (!over()) {
      const before = await ordersOf(stage)
      await eventually('some are bought without it', async () => over() || (await ordersOf(stage)) > before + 3)
      await server.kill()
      kills += 1
      const without = await ordersOf(stage)
      await eventually('some are bought without it', async () => over() || (await ordersOf(stage)) > without + 3)
      await server.start()
    }
  })
  assert.ok(kills > 2, `${kills} kills`)
})

const ordersOf = async ({ sql }: ShopHouse): Promise<number> =>
  (await sql<{ count: number }[]>`select count(*)::int from orders.orders`)[0]!.count

test('a Redis that hangs in the middle of checkouts holds nobody up for good', { timeout: 240_000 }, async () => {
  await using server = await ownRedis()
  await using stage = await openShopHouse({ env: { TOKRI_REDIS_URL: server.url } })
  await buyThrough(stage, async (over) => {
    while (!over()) {
      const before = await ordersOf(stage)
      server.pause()
      await eventually('some are bought meanwhile', async () => over() || (await ordersOf(stage)) > before + 3)
      server.resume()
      const without = await ordersOf(stage)
      await eventually('and some after', async () => over() || (await ordersOf(stage)) > without + 3)
    }
    server.resume()
  })
})

test('a cluster that is emptied, loses a master and finds it again in the middle of checkouts', {
  timeout: 240_000,
}, async () => {
  await using cluster = await ownCluster()
  await using stage = await openShopHouse({ env: { TOKRI_REDIS_URL: cluster.url } })
  const redis = (await stage.house.check()).find((each) => each.name === 'redis')
  assert.match(redis?.detail ?? '', /cluster of 3 masters/)
  const [, second] = cluster.nodes
  await buyThrough(stage, async (over) => {
    while (!over()) {
      await Promise.all(cluster.nodes.map((node) => node.flush()))
      const before = await ordersOf(stage)
      await second!.kill()
      await eventually('some are bought without it', async () => over() || (await ordersOf(stage)) > before + 3)
      await second!.start()
      const without = await ordersOf(stage)
      await eventually('and some after', async () => over() || (await ordersOf(stage)) > without + 3)
    }
  })
})

test('processes: a session that has ended stays so, whatever becomes of Redis', { timeout: 240_000 }, async () => {
  await using server: OwnRedis = await ownRedis()
  const others = allTargets.filter((each) => each !== 'gateway' && each !== 'carts')
  await using tokri = await openProcesses({
    groups: [['gateway'], ['carts'], others],
    env: { TOKRI_REDIS_URL: server.url },
  })
  const { send } = tokri
  const shop = await openShop({ call: tokri.call, send })
  const stays = await shop.customer()

  /** Somebody logs out: their token is refused, and their live connection closed. */
  const logOut = async () => {
    const who = await shop.customer()
    const socket = new WebSocket(`${tokri.url.replace('http', 'ws')}/v1/live?token=${who.token}`)
    await once(socket, 'open')
    const closed = once(socket, 'close')
    expect(await send('POST', '/v1/auth/logout', { token: who.token, body: {} }), 204)
    assert.equal((await closed)[0], 4401)
    return who.token
  }
  const check = async () => {
    for (const token of ended) {
      assert.equal((await send('GET', '/v1/me', { token })).status, 401)
      assert.equal((await send('GET', '/v1/cart', { token })).status, 401)
    }
    expect(await send('GET', '/v1/me', { token: stays.token }), 200)
    expect(await send('GET', '/v1/cart', { token: stays.token }), 200)
  }
  const ended = [await logOut()]
  await check()
  await server.flush()
  await check()
  await server.kill()
  ended.push(await logOut())
  await check()
  await tokri.kill('gateway')
  await tokri.kill('carts')
  await Promise.all([tokri.start('gateway'), tokri.start('carts')])
  await check()
  await server.start()
  ended.push(await logOut())
  await check()
  await shop.bought(stays, [[shop.products[0]!, 2]])
})

test('a cart is shown from the cache, and an order is priced from the database', { timeout: 240_000 }, async () => {
  await using server = await ownRedis()
  await using stage = await openShopHouse({ env: { TOKRI_REDIS_URL: server.url } })
  const { shop, send, sql } = stage
  const who = await shop.customer()
  const mine = await shop.fill(who, [shop.products[0]!, 2])
  const look = async (): Promise<Cart> => expect(await send('GET', '/v1/cart', { token: who.token }), 200)
  assert.deepEqual(quantities(await look()), quantities(mine))
  // As a copy would that cannot reach Redis: the row changes, and nobody is told. An order is priced by the row.
  await sql`update carts.carts set lines = jsonb_set(lines, ${`{${shop.products[0]!.id},q}`}::text[], '5') where owner = ${who.userId}`
  assert.equal((await look()).itemCount, 2, 'carts are not read through the cache')
  const order: Order = expect(await shop.order(who), 201)
  assert.equal(order.lines[0]!.quantity, 5)
  await eventually('the cart is empty', async () => (await look()).lines.length === 0)
})

test('a product’s page shows a changed description at once, and goes on without Redis', {
  timeout: 240_000,
}, async () => {
  await using server = await ownRedis()
  await using stage = await openShopHouse({ env: { TOKRI_REDIS_URL: server.url } })
  const { shop, send } = stage
  const admin = await shop.staff('admin')
  const rice = shop.products[2]!
  const look = async (): Promise<string | undefined> =>
    expect(await send('GET', `/v1/products/${rice.id}?store=${shop.storeId}`), 200).description
  for (const description of ['Long grains', 'Longer grains', 'The longest grains']) {
    const path = `/v1/admin/products/${rice.id}`
    expect(await send('PATCH', path, { token: admin.token, body: { description } }), 200)
    assert.equal(await look(), description)
  }
  await server.kill()
  expect(
    await send('PATCH', `/v1/admin/products/${rice.id}`, { token: admin.token, body: { description: 'Short' } }),
    200,
  )
  assert.equal(await look(), 'Short')
})
