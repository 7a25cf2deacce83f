import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openHouse } from '../../bin/house.ts'
import type { OrderStatus } from '../../contracts/orders.ts'
import { testDatabase } from '../../engines/sql/testing.ts'
import { serviceNames } from '../../services/index.ts'
import { expect } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { freePorts } from '../../tests/ports.ts'
import { type Customer, openShop, type Shop } from '../../tests/shop.ts'
import { securely, steadily, type Watcher, watchOrder } from '../testing/clients.ts'
import { openHaproxy } from '../testing/edge.ts'
import { localFleets } from '../testing/fleets.ts'
import { changedProgram, type Program, thisProgram } from '../testing/program.ts'
import { haproxyEdge } from './haproxy.ts'
import { type Outcome, release } from './release.ts'

/**
 * Releases in a row under traffic, with real HTTPS, real processes and real other versions of the program: RELEASES (10),
 * REQUESTS_PER_S (100) and SOCKETS (500) may be set. One has a migration; one is broken in a way that the gate sees; and a last
 * one breaks only what the gate does not ask for.
 */
const releases = Number(process.env.RELEASES ?? 10)
const requestsPerS = Number(process.env.REQUESTS_PER_S ?? 100)
const sockets = Number(process.env.SOCKETS ?? 500)
const customersCount = 50

/** The next version has one more migration, as new code of it would. */
async function withMigration(): Promise<Program> {
  const folder = 'services/orders/migrations'
  const files = await readdir(fileURLToPath(new URL(`../../${folder}`, import.meta.url)))
  const number = String(files.filter((name) => name.endsWith('.sql')).length + 1).padStart(3, '0')
  return changedProgram({
    add: {
      [`${folder}/${number}-gift-wrap.sql`]:
        'alter table orders.orders add column gift_wrap boolean not null default false;\n',
    },
  })
}

const broken = (next: Program, file: string, old: string, by: string) =>
  changedProgram({ of: next, replace: [{ file, old, by }] })

/** What somebody who buys does, again and again. */
function shopping(shop: Shop, people: readonly Customer[]) {
  const { send, storeId, products } = shop
  const asks: ((who: Customer, turn: number) => Promise<{ status: number }>)[] = [
    () => send('GET', `/v1/products?store=${storeId}&limit=20`),
    () => send('GET', `/v1/products?store=${storeId}&q=milk`),
    () => send('GET', `/v1/categories?store=${storeId}`),
    ({ token }) => send('GET', '/v1/cart', { token }),
    () => send('GET', `/v1/products/${products[1]!.id}?store=${storeId}`),
    ({ token }, turn) =>
      send('PUT', `/v1/cart/items/${products[turn % products.length]!.id}`, { token, body: { quantity: 1 } }),
    () => send('GET', `/v1/suggest?store=${storeId}&q=ri`),
    ({ token }) => send('GET', '/v1/orders?limit=5', { token }),
    ({ token }) => send('GET', '/v1/me', { token }),
    async (who) => {
      const put = await send('PUT', `/v1/cart/items/${products[0]!.id}`, { token: who.token, body: { quantity: 1 } })
      return put.status === 200 ? shop.order(who) : put
    },
  ]
  return steadily(requestsPerS, (turn) =>
    asks[turn % asks.length]!(people[Math.floor(turn / asks.length) % people.length]!, turn),
  )
}

test(`${releases} releases in a row under ${requestsPerS} requests/s and ${sockets} sockets`, {
  timeout: 1_500_000,
}, async () => {
  execFileSync(fileURLToPath(new URL('../engines/haproxy.sh', import.meta.url)), ['install'], { stdio: 'inherit' })
  await using database = await testDatabase()
  const home = await mkdtemp(join(tmpdir(), 'tokri-releases-'))
  await using _home = { [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }) }
  const ports = await freePorts(4)
  const colors = { blue: ports.slice(0, 2), green: ports.slice(2) }
  await using migrated = await withMigration()
  await using bad = await broken(
    migrated,
    'services/catalogue/routes/shop.ts',
    "path: '/v1/categories',",
    "path: '/v1/categories-that-moved',",
  )
  await using sly = await broken(
    migrated,
    'services/carts/store.ts',
    'from carts.carts where owner = ',
    'from carts.carts where 1 / (length(owner) - length(owner)) = 1 and owner = ',
  )
  const versions = new Map([
    ['now', thisProgram],
    ['migrated', migrated],
    ['bad', bad],
    ['sly', sly],
  ])
  const env = {
    TOKRI_HOST: '127.0.0.1',
    TOKRI_HOME: home,
    TOKRI_ENV: 'test',
    TOKRI_LOG_LEVEL: 'error',
    TOKRI_RATE_LIMITS: 'off',
    // Both fleets, PostgreSQL and all clients share a machine here: that a start of others makes a process late is no overload.
    TOKRI_SHED_LAG_MS: '0',
    TOKRI_TRUST_PROXY: '127.0.0.1',
    TOKRI_DATABASE_URL: database.url,
    TOKRI_DATABASE_CONNECTIONS: '8',
    TOKRI_SANDBOX_PORT: '0',
    TOKRI_DRAIN_S: '1',
  }
  await using fleets = localFleets({ ports: colors, versions, env })
  await fleets.migrate('now')
  await fleets.start('blue', 'now')
  await using haproxy = await openHaproxy(colors)
  const edge = haproxyEdge(haproxy)
  await using client = securely(haproxy)
  await eventually('blue serves', async () => (await client.send('GET', '/readyz')).status === 200, {
    withinMs: 90_000,
  })

  const house = await openHouse({
    targets: serviceNames,
    env: { ...env, PORT: '0', TOKRI_SANDBOX_URL: 'http://127.0.0.1:9' },
    listen: false,
  })
  const shop = await openShop({ call: house.call, send: client.send }, { stock: 1_000_000 })
  const people = await shop.customers(customersCount)
  const picker = await shop.staff('picker')
  for (const who of people) await shop.fill(who, shop.products[0]!)
  const watched = await Promise.all(
    people.map(async (who) => ({ who, order: expect(await shop.order(who), 201) as { id: string } })),
  )
  await house[Symbol.asyncDispose]()

  using stack = new DisposableStack()
  const watchers: { watcher: Watcher; orderId: string; who: Customer }[] = []
  for (let index = 0; index < sockets; index += 1) {
    const { who, order } = watched[index % watched.length]!
    watchers.push({
      watcher: stack.use(watchOrder(haproxy, { token: who.token, orderId: order.id, send: client.send })),
      orderId: order.id,
      who,
    })
  }
  await eventually('all sockets are open', () => watchers.every(({ watcher }) => watcher.seen.length > 0), {
    withinMs: 60_000,
  })

  const run = async (version: string): Promise<Outcome> => {
    const smoke = [`/v1/categories?store=${shop.storeId}`, `/v1/products?store=${shop.storeId}&limit=5`]
    return release({
      say: (text) => console.log(`${new Date().toISOString()} ${text}`),
      version,
      edge,
      fleets,
      settings: { smoke, healthyChecks: 2, healthyWithinS: version === 'bad' ? 20 : 90, watchS: 4, judgeFrom: 30 },
    })
  }
  await using traffic = shopping(shop, people)
  await eventually('traffic flows', () => traffic.tally.asked > requestsPerS)
  const took: number[] = []
  for (let turn = 0; turn < releases; turn += 1) {
    const began = performance.now()
    const version = turn < 2 ? 'now' : turn === Math.floor(releases / 2) + 1 ? 'bad' : 'migrated'
    // Orders move on while the fleets change.
    const moving = Promise.all(watched.slice(turn * 5, turn * 5 + 3).map(({ order }) => shop.pick(picker, order.id)))
    const outcome = await run(version)
    assert.equal(
      outcome.kind,
      version === 'bad' ? 'refused' : 'released',
      `${version}: ${JSON.stringify(outcome)} ${fleets.said('blue')} ${fleets.said('green')}`,
    )
    await moving
    took.push((performance.now() - began) / 1000)
  }
  await traffic.stop()
  const failedInReleases = traffic.tally.failed
  assert.deepEqual([...traffic.tally.faults], [])

  // Broken where the gate does not look: it is found out by its answers, and goes back by itself.
  const before = await edge.active()
  await using after = shopping(shop, people)
  await eventually('traffic flows', () => after.tally.asked > requestsPerS)
  const outcome = await run('sly')
  await eventually('it flows on', () => after.tally.asked > 20 * requestsPerS || after.tally.asked > 2_000, {
    withinMs: 60_000,
  })
  await after.stop()
  assert.equal(outcome.kind, 'rolled-back', JSON.stringify(outcome))
  assert.equal(await edge.active(), before)

  // Every socket has come back after each turn, and knows every step of its order.
  await eventually('sockets are back', () => watchers.every(({ watcher }) => watcher.connections >= releases - 1))
  for (const { watcher, orderId, who } of watchers) {
    const { history } = await shop.read(who, orderId)
    await eventually('the last step is known', () => watcher.seen.length === history.length)
    // Messages of several processes may overtake each other by milliseconds; each carries its time.
    assert.deepEqual(new Set(watcher.seen), new Set(history.map((step) => step.status as OrderStatus)))
  }
  const away = watchers.flatMap(({ watcher }) => watcher.awayMs).sort((a, b) => a - b)
  const latencies = traffic.tally.latencies.sort((a, b) => a - b)
  const at = (of: number[], share: number) =>
    Math.round(of[Math.min(of.length - 1, Math.floor(of.length * share))] ?? 0)
  console.log(
    JSON.stringify({
      releases,
      requests: traffic.tally.asked,
      failed: failedInReleases,
      p50Ms: at(latencies, 0.5),
      p99Ms: at(latencies, 0.99),
      secondsPerRelease: took.map(Math.round),
      socketsLostAndBack: away.length,
      socketAwayP50Ms: at(away, 0.5),
      socketAwayMaxMs: at(away, 1),
      slyFailed: after.tally.failed,
      slyRequests: after.tally.asked,
    }),
  )
})
