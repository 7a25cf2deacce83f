import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { CheckLedger } from '../contracts/payments.ts'
import { openBus } from '../engines/bus/index.ts'
import { dropTopics, newPrefix, putRaw } from '../engines/bus/kafka/testing/topics.ts'
import { engineUrl } from '../engines/testing.ts'
import type { Call } from '../kit/calls.ts'
import { silentLog } from '../kit/log.ts'
import type { Sql } from '../kit/sql.ts'
import { expect, type Send } from './api.ts'
import { eventually } from './eventually.ts'
import { knownByAll } from './known-by-all.ts'
import { openProcesses } from './processes.ts'
import { openShop, openShopHouse } from './shop.ts'

const url = engineUrl('kafka')
const program = fileURLToPath(new URL('../bin/tokri.ts', import.meta.url))
const run = promisify(execFile)

let prefix: string
before(() => {
  prefix = newPrefix()
})
after(() => dropTopics(url, prefix))

const onKafka = (name: string) => ({
  TOKRI_BROKER_URL: url,
  TOKRI_BROKER_PREFIX: `${prefix}.${name}`,
  TOKRI_BROKER_PARTITIONS: '4',
})

/** Places an order, and takes it to the door. @returns its id */
async function walk({ call, send }: { call: Call; send: Send }): Promise<string> {
  const shop = await openShop({ call, send })
  await knownByAll(send, shop)
  const [milk, , rice] = shop.products
  const [asha, picker, ravi] = [await shop.customer(), await shop.staff('picker'), await shop.rider()]
  await shop.ready(ravi)
  const order = await shop.bought(asha, [[milk!, 2], rice!])
  await shop.pick(picker, order.id)
  await shop.reaches(asha, order.id, 'packed')
  const task = await shop.ride(ravi, order)
  assert.equal((await shop.handOver(ravi, task, order)).status, 200)
  const delivered = await shop.reaches(asha, order.id, 'delivered')
  assert.equal(delivered.history.at(-1)?.status, 'delivered')
  await eventually('the rider has earned', async () => {
    const { items } = expect(await send('GET', '/v1/rider/earnings', { token: ravi.token }), 200)
    return items.length === 1
  })
  assert.deepEqual((await call(CheckLedger, {})).faults, [])
  const { onHand, reserved } = await shop.level(milk!)
  assert.deepEqual({ onHand, reserved }, { onHand: 998, reserved: 0 })
  return order.id
}

/** What the log holds of an order, in its order. */
async function told(sql: Sql, databaseUrl: string, name: string, key: string): Promise<string[]> {
  await using bus = await openBus({
    url,
    prefix: `${prefix}.${name}`,
    sql,
    address: databaseUrl,
    log: silentLog,
  })
  const names: string[] = []
  for await (const batch of bus.read({ since: new Date(Date.now() - 600_000), key }))
    names.push(...batch.map((each) => each.name))
  return names
}

const emptyOutboxes = async (sql: Sql): Promise<boolean> => {
  const [row] = await sql<{ waiting: number }[]>`
    select (select count(*) from orders.outbox)::int + (select count(*) from stores.outbox)::int
      + (select count(*) from deliveries.outbox)::int + (select count(*) from payments.outbox)::int as waiting`
  return row!.waiting === 0
}

test('from placing to the door, all services in one process', { timeout: 180_000 }, async () => {
  await using stage = await openShopHouse({ env: onKafka('one') })
  const orderId = await walk({ call: stage.house.call, send: stage.send })
  await eventually('the outboxes are empty', () => emptyOutboxes(stage.sql))
  const names = await told(stage.sql, stage.house.databaseUrl, 'one', orderId)
  for (const name of ['order.placed', 'order.packed', 'order.delivered']) assert.ok(names.includes(name), name)
  assert.ok(names.indexOf('order.placed') < names.indexOf('order.delivered'))
  const [inPostgres] = await stage.sql<{ count: number }[]>`
    select count(*)::int as count from pg_class where oid = to_regclass('bus.events')`
  if (inPostgres!.count > 0) assert.equal((await stage.sql`select 1 from bus.events where key = ${orderId}`).length, 0)
})

test('from placing to the door, every service in two copies', { timeout: 300_000 }, async () => {
  await using place = await openProcesses({
    groups: [
      ['gateway', 'users', 'catalogue', 'carts'],
      ['stores', 'orders', 'payments'],
      ['deliveries', 'notifications'],
    ],
    copies: 2,
    env: onKafka('two'),
  })
  await walk(place)
  await eventually('the outboxes are empty', () => emptyOutboxes(place.sql))
})

test('what is no event, and what Kafka refuses, is listed and replayed by the command', {
  timeout: 180_000,
}, async () => {
  await using stage = await openShopHouse({ env: onKafka('dead') })
  const { sql, house } = stage
  const tokri = async (...args: string[]) => {
    const env = {
      ...process.env,
      ...onKafka('dead'),
      TOKRI_DATABASE_URL: house.databaseUrl,
      TOKRI_HOME: house.config.home,
    }
    return JSON.parse((await run(process.execPath, [program, 'events', ...args, '--json'], { env })).stdout)
  }
  await putRaw(url, `${prefix}.dead`, 'key', 'not an event at all')
  const huge = JSON.stringify([
    {
      id: 'evt_01a2031485d07657a1c03b48caf2949c',
      name: 'order.huge',
      version: 1,
      key: 'k',
      at: new Date(),
      data: 'x'.repeat(2_000_000),
    },
  ])
  await sql`select orders.publish(${huge}::text::jsonb)`
  const [letter, refused] = await eventually('both are dead', async () => {
    const found: { id?: string; event_id?: string; refused?: boolean; error?: string; cause?: string }[] =
      await tokri('dead')
    const pair = [found.find((each) => each.cause), found.find((each) => each.refused)] as const
    return pair[0] && pair[1] ? ([pair[0], pair[1]] as const) : null
  })
  assert.match(letter.cause!, /not JSON/)
  assert.match(refused.error!, /2\d{6} bytes; .* takes 1048588/)
  // Everything else went on past them.
  await walk({ call: house.call, send: stage.send })
  assert.deepEqual(await tokri('replay', '--id', letter.id!), { replayed: 1 })
  assert.deepEqual(await tokri('replay', '--id', refused.event_id!), { replayed: 1 })
  await eventually('both are back', async () => {
    const found: { id?: string; event_id?: string; cause?: string }[] = await tokri('dead')
    return (
      found.some((each) => each.cause && each.id !== letter.id) &&
      found.some((each) => each.event_id === refused.event_id)
    )
  })
})

test('without a broker orders are placed, and their events wait', { timeout: 180_000 }, async () => {
  await using stage = await openShopHouse({
    env: { ...onKafka('away'), TOKRI_BROKER_URL: 'kafka://127.0.0.1:9' },
  })
  const { shop, sql, house } = stage
  const asha = await shop.customer()
  for (let count = 0; count < 5; count += 1) await shop.bought(asha, [shop.products[0]!])
  assert.equal((await house.gateway!.inject({ url: '/readyz' })).statusCode, 200)
  const [row] = await sql<
    { placed: number }[]
  >`select count(*)::int as placed from orders.outbox where name = 'order.placed'`
  assert.equal(row!.placed, 5)
  const broker = (await house.check()).find((each) => each.name === 'events')
  assert.equal(broker?.ok, false)
})
