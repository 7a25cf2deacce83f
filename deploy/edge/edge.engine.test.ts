import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect as connectHttp2 } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { openHouse } from '../../bin/house.ts'
import { type TestDatabase, testDatabase } from '../../engines/sql/testing.ts'
import { expect, fetching } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { knownByAll } from '../../tests/known-by-all.ts'
import { freePorts } from '../../tests/ports.ts'
import { openShop, type Shop } from '../../tests/shop.ts'
import { securely, steadily, watchOrder } from '../testing/clients.ts'
import { openHaproxy, openNginx, type TestEdge } from '../testing/edge.ts'
import { localFleets } from '../testing/fleets.ts'
import { thisProgram } from '../testing/program.ts'

/** The shipped configurations of both edges, with real HTTPS, in front of two copies of Tokri. */
const edges: Record<string, (ports: readonly number[]) => Promise<TestEdge>> = {
  haproxy: (ports) => openHaproxy({ blue: ports, green: [] }),
  nginx: openNginx,
}

let database: TestDatabase
let home: string
let ports: number[]
let fleets: ReturnType<typeof localFleets>
let shop: Shop
let people: Awaited<ReturnType<Shop['customers']>>

before(async () => {
  for (const edge of Object.keys(edges))
    execFileSync(fileURLToPath(new URL(`../engines/${edge}.sh`, import.meta.url)), ['install'], { stdio: 'inherit' })
  database = await testDatabase()
  home = await mkdtemp(join(tmpdir(), 'tokri-edge-'))
  ports = await freePorts(2)
  const env = {
    TOKRI_HOST: '127.0.0.1',
    TOKRI_HOME: home,
    TOKRI_ENV: 'test',
    TOKRI_LOG_LEVEL: 'silent',
    // Who is counted would be told so: see "a client cannot say that it is another".
    TOKRI_RATE_EXEMPT: '127.0.0.1/32',
    TOKRI_TRUST_PROXY: '127.0.0.1',
    TOKRI_DATABASE_URL: database.url,
    TOKRI_DATABASE_CONNECTIONS: '8',
    TOKRI_SANDBOX_PORT: '0',
  }
  fleets = localFleets({ ports: { blue: ports, green: [] }, versions: new Map([['now', thisProgram]]), env })
  await fleets.start('blue', 'now')
  for (const url of await fleets.gateways('blue'))
    await eventually(`${url} is ready`, async () => (await fetch(`${url}/readyz`).catch(() => null))?.ok, {
      withinMs: 60_000,
    })
  await using house = await openHouse({
    targets: ['stores', 'catalogue', 'users', 'deliveries', 'payments', 'carts', 'orders', 'notifications'],
    env: { ...env, PORT: '0' },
    listen: false,
  })
  shop = await openShop({ call: house.call, send: fetching(`http://127.0.0.1:${ports[0]}`) })
  people = await shop.customers(3)
  for (const port of ports) await knownByAll(fetching(`http://127.0.0.1:${port}`), shop)
})

after(async () => {
  await fleets?.[Symbol.asyncDispose]()
  await database?.dispose()
  if (home) await rm(home, { recursive: true, force: true })
})

for (const [name, open] of Object.entries(edges))
  describe(`the edge with ${name}`, () => {
    let edge: TestEdge
    let client: ReturnType<typeof securely>
    before(async () => {
      edge = await open(ports)
      client = securely(edge)
    })
    after(async () => {
      await client?.[Symbol.asyncDispose]()
      await edge?.[Symbol.asyncDispose]()
    })

    test('sends plain HTTP to HTTPS, with the method kept', async () => {
      const answer = await fetch(`${edge.plainUrl}/v1/cart`, { redirect: 'manual' })
      assert.equal(answer.status, 308)
      assert.match(answer.headers.get('location')!, /^https:\/\/localhost.*\/v1\/cart$/)
    })

    test('speaks TLS 1.2 and 1.3, and nothing older', async () => {
      const hello = async (version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') => {
        const socket = connectTls({
          port: edge.port,
          host: '127.0.0.1',
          servername: 'localhost',
          ca: edge.authority,
          minVersion: version,
          maxVersion: version,
          // OpenSSL would not even offer 1.1 otherwise.
          ciphers: 'DEFAULT:@SECLEVEL=0',
        })
        try {
          await once(socket, 'secureConnect')
          return socket.getProtocol()
        } finally {
          socket.destroy()
        }
      }
      assert.equal(await hello('TLSv1.3'), 'TLSv1.3')
      assert.equal(await hello('TLSv1.2'), 'TLSv1.2')
      await assert.rejects(hello('TLSv1.1'))
    })

    test('speaks HTTP/2 to browsers', async () => {
      const session = connectHttp2(edge.url, { ca: edge.authority })
      const stream = session.request({ ':path': `/v1/categories?store=${shop.storeId}` })
      const [headers] = (await once(stream, 'response')) as [Record<string, unknown>]
      assert.equal(headers[':status'], 200)
      assert.match(String(headers['strict-transport-security']), /max-age=\d{7,}/)
      stream.resume()
      await once(stream, 'end')
      session.close()
    })

    test('keeps what is ours from the world', async () => {
      for (const path of ['/metrics', '/_call/orders.place'])
        assert.equal((await client.send('GET', path)).status, 404, path)
    })

    test('an order is placed over HTTPS, and its steps arrive over a WebSocket', async () => {
      const [customer] = people
      const secure = await openShopThrough(client.send)
      await secure.fill(customer!, shop.products[0]!)
      const order = expect(await secure.order(customer!), 201)
      using watcher = watchOrder(edge, { token: customer!.token, orderId: order.id, send: client.send })
      await eventually('the socket is open', () => watcher.seen.length > 0)
      expect(await client.send('POST', `/v1/orders/${order.id}/cancel`, { token: customer!.token, body: {} }), 200)
      await eventually('it hears the end', () => watcher.seen.includes('cancelled'))
      assert.equal(watcher.connections, 1)
    })

    test('a client cannot say that it is another', async () => {
      const headers = { 'x-forwarded-for': '9.9.9.9', forwarded: 'for=9.9.9.9' }
      const straight = await fetch(`http://127.0.0.1:${ports[0]}/v1/categories?store=${shop.storeId}`, { headers })
      assert.ok(straight.headers.has('ratelimit-limit'), 'past the edge it would be believed')
      const answer = await client.send('GET', `/v1/categories?store=${shop.storeId}`, { headers })
      assert.equal(answer.status, 200)
      assert.equal(answer.headers['ratelimit-limit'], undefined)
    })

    test('a copy is killed and comes back under traffic: no reader notices', { timeout: 120_000 }, async () => {
      await using reading = steadily(100, (turn) =>
        client.send(
          'GET',
          turn % 2 ? `/v1/products?store=${shop.storeId}&limit=10` : `/v1/categories?store=${shop.storeId}`,
        ),
      )
      await eventually('traffic flows', () => reading.tally.asked > 100)
      await fleets.kill('blue', 0)
      await eventually('traffic goes on', () => reading.tally.asked > 500)
      await fleets.revive('blue', 0)
      await eventually('and on', () => reading.tally.asked > 1_000)
      await isReady(0)
      await reading.stop()
      assert.deepEqual([...reading.tally.faults], [])
    })
  })

const isReady = (copy: number) =>
  eventually(`copy ${copy} is ready`, async () => (await fetch(`http://127.0.0.1:${ports[copy]}/readyz`)).ok, {
    withinMs: 60_000,
  })

/** The shop as somebody sees it who comes by another way. */
async function openShopThrough(send: Shop['send']): Promise<Pick<Shop, 'fill' | 'order'>> {
  return {
    async fill({ token }, ...lines) {
      let cart = expect(await send('PUT', '/v1/cart/store', { token, body: { storeId: shop.storeId } }), 200)
      for (const line of lines) {
        const [product, quantity] = Array.isArray(line) ? line : ([line, 1] as const)
        cart = expect(await send('PUT', `/v1/cart/items/${product.id}`, { token, body: { quantity } }), 200)
      }
      return cart
    },
    order: ({ token, addressId }) =>
      send('POST', '/v1/orders', {
        token,
        headers: { 'idempotency-key': crypto.randomUUID() },
        body: { addressId, payment: { method: 'cash' } },
      }),
  }
}
