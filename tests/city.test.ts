import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type House, openHouse } from '../bin/house.ts'
import { type Seeded, seed } from '../bin/seed/seed.ts'
import { ensureMap } from '../bin/seed/site.ts'
import { demoAccounts } from '../city/people/accounts.ts'
import { startCity } from '../city/people/city.ts'
import { ApiClient, Origin } from '../city/people/client.ts'
import { followOrder } from '../city/people/follow.ts'
import { silentCityLog } from '../city/people/life.ts'
import { simulate } from '../city/people/simulate.ts'
import type { ProductPage } from '../contracts/catalogue.ts'
import type { Order } from '../contracts/orders.ts'
import { CheckLedger } from '../contracts/payments.ts'
import type { Address, Session } from '../contracts/users.ts'
import { testDatabase } from '../engines/sql/testing.ts'

/** City seconds in a second: an order takes some ten seconds. */
const speed = 60
const { signal } = new AbortController()
const timeout = 150_000

const stack = new AsyncDisposableStack()
let env: Record<string, string>
let house: House
let seeded: Seeded

before(async () => {
  const home = await mkdtemp(join(tmpdir(), 'tokri-city-'))
  stack.defer(() => rm(home, { recursive: true, force: true }))
  const database = stack.use(await testDatabase())
  await ensureMap(home, () => {})
  env = {
    PORT: '0',
    TOKRI_HOST: '127.0.0.1',
    TOKRI_HOME: home,
    TOKRI_ENV: 'test',
    TOKRI_LOG_LEVEL: process.env.TOKRI_LOG_LEVEL ?? 'silent',
    TOKRI_CITY: 'still',
    TOKRI_STORES_WHEN_UNSTAFFED: 'promise',
    TOKRI_RATE_LIMITS: 'off',
    TOKRI_DATABASE_URL: database.url,
  }
  house = await openHouse({ env })
  stack.defer(() => house[Symbol.asyncDispose]())
  seeded = await seed(house, { home, speed, onProgress: () => {} })
})
after(() => stack.disposeAsync())

const accounts = () => demoAccounts({ stores: seeded.stores.length })
const wakeCity = () =>
  startCity({ url: house.url!, sandboxUrl: house.sandboxUrl, speed, accounts: accounts(), stores: seeded.stores })

/** Somebody who tries the demo: registers with nothing but an email address, and orders milk for cash. */
async function visitor(origin: Origin, email: string): Promise<{ client: ApiClient; order: Order }> {
  const password = 'a visitor of the city'
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ email, password, name: 'Vera Visitor' })
  const session = JSON.parse(await origin.send('POST', '/v1/auth/register', { headers, body })) as Session
  assert.equal(session.user.phone, null)
  const client = new ApiClient(origin, { email, password })
  const store = seeded.stores[0]!
  const address = await client.post<Address>('/v1/me/addresses', {
    label: 'Home',
    line1: '1 Main Road',
    lat: store.point.lat + 0.002,
    lng: store.point.lng,
  })
  await client.put('/v1/cart/store', { storeId: store.id })
  const found = await client.get<ProductPage>('/v1/products', { store: store.id, q: 'milk' })
  const milk = found.items.find((product) => product.inStock)!
  await client.put(`/v1/cart/items/${milk.id}`, { quantity: 2 })
  const order = await client.post<Order>(
    '/v1/orders',
    { addressId: address.id, payment: { method: 'cash' } },
    { idempotencyKey: email },
  )
  return { client, order }
}

const endOf = async (client: ApiClient, order: Order): Promise<Order> => {
  const end = await followOrder({
    client,
    orderId: order.id,
    untilMs: Date.now() + 90_000,
    log: silentCityLog,
    signal,
  })
  assert.ok(end, 'the order has an end')
  return end
}

const ridersOnShift = async (origin: Origin): Promise<number> => {
  const admin = new ApiClient(origin, accounts().find((person) => person.email === 'admin@demo.tokri')!)
  return (await admin.get<{ items: unknown[] }>('/v1/admin/riders', { shift: 'on' })).items.length
}

test('a visitor with nothing but an email address is served, door code and cash, and all go home', {
  timeout,
}, async () => {
  await using origin = new Origin(house.url!)
  const city = await wakeCity()
  try {
    const { client, order } = await visitor(origin, 'vera@example.com')
    const end = await endOf(client, order)
    assert.equal(end.status, 'delivered')
    const steps = end.history.map((entry) => entry.status)
    for (const status of ['picking', 'packed', 'assigned', 'picked_up', 'delivered'])
      assert.ok(steps.includes(status as (typeof steps)[number]), `${status} in ${steps}`)
    assert.ok(end.lines.every((line) => line.picked === line.quantity))
    assert.ok((await ridersOnShift(origin)) > 0)
  } finally {
    await city[Symbol.asyncDispose]()
  }
  assert.equal(await ridersOnShift(origin), 0)
})

test('simulated customers are served to the last order, and the books agree', { timeout }, async () => {
  const report = await simulate({
    url: house.url!,
    sandboxUrl: house.sandboxUrl,
    orders: 10,
    ratePerMinute: 120,
    speed,
    seed: 4,
    accounts: accounts(),
    stores: seeded.stores,
    shopping: { declineChance: 0.3, cancelChance: 0.2, rateChance: 1 },
  })
  assert.deepEqual(report.errors, {})
  assert.deepEqual(report.refusals, {})
  assert.equal(report.placed, 10)
  assert.equal(report.lost, 0)
  assert.equal(report.failed, 0)
  assert.equal(report.delivered + report.cancelledByCustomer, 10)
  assert.ok(report.delivered > 0)
  assert.equal(report.cancelled, report.cancelledByCustomer)
  assert.ok(report.clickToDoorMinutes && report.promiseKept !== null && report.stageMinutes)
  const ledger = await house.call(CheckLedger, {})
  assert.deepEqual(ledger.faults, [])
})

test('people outlive a server that restarts: what was begun is finished', { timeout }, async () => {
  const { port } = new URL(house.url!)
  const sandboxPort = new URL(house.sandboxUrl!).port
  const city = await wakeCity()
  const origin = new Origin(house.url!)
  try {
    const { client, order } = await visitor(origin, 'vinod@example.com')
    const begun = async () => (await client.get<Order>(`/v1/orders/${order.id}`)).status
    while ((await begun()) === 'confirmed') await new Promise(setImmediate)
    await house[Symbol.asyncDispose]()
    await assert.rejects(origin.send('GET', '/healthz'), { code: 'client/unreachable' })
    house = await openHouse({ env: { ...env, PORT: port, TOKRI_SANDBOX_PORT: sandboxPort } })
    assert.equal((await endOf(client, order)).status, 'delivered')
  } finally {
    await city[Symbol.asyncDispose]()
    await origin[Symbol.asyncDispose]()
  }
})
