import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { House } from '../../bin/house.ts'
import { type Cluster, openCluster } from '../../engines/sql/testing/cluster.ts'
import { expect, type Send } from '../api.ts'
import { eventually } from '../eventually.ts'
import { type Customer, openShop, type Shop } from '../shop.ts'
import { houseOn } from './house.ts'

let primary: Cluster
let replica: Cluster
let house: House & { send: Send }
let shop: Shop
let who: Customer
let admin: { token: string }

before(async () => {
  primary = await openCluster()
  replica = await primary.follow()
  house = await houseOn({
    TOKRI_DATABASE_URL: primary.url,
    TOKRI_DATABASE_READ_URL: replica.url,
    TOKRI_DATABASE_READ_LAG_S: '2',
  })
  shop = await openShop(house)
  who = await shop.customer()
  admin = await shop.staff('admin')
})
after(async () => {
  await house?.[Symbol.asyncDispose]()
  await replica?.[Symbol.asyncDispose]()
  await primary?.[Symbol.asyncDispose]()
})

const stateIs = (pattern: RegExp) =>
  eventually(`the replica is ${pattern}`, async () => {
    const checks = await house.check()
    return pattern.test(checks.find((each) => each.name === 'postgres')?.detail ?? '')
  })

/** Orders that are long over, so that lists take them from the replica. Written by hand: nobody waits for them. */
async function past(count: number): Promise<void> {
  const [order] = [await shop.bought(who, [shop.products[0]!])]
  await primary.sql`
    insert into orders.orders (id, number, user_id, idempotency_key, request_hash, store_id, store, status, history, lines,
      totals, total_paise, method, drop_off, substitutions, door_code, promised_at, placed_at)
    select tokri.id_floor('ord', now() - interval '2 days') || lpad(to_hex(n), 20, '0'), number, user_id, 'past ' || n,
      request_hash, store_id, store, 'delivered', history, lines, totals, total_paise, method, drop_off, substitutions,
      door_code, promised_at, placed_at
    from orders.orders, generate_series(1, ${count}) n where id = ${order!.id}`
}

const listed = async (
  path = '/v1/orders?limit=50',
  { token }: { token: string } = who,
): Promise<{ id: string; status: string }[]> => expect(await house.send('GET', path, { token }), 200).items

/** How many statements on orders the replica has answered. */
const readsOf = async ({ sql }: Cluster): Promise<number> => {
  const [row] = await sql<{ n: number }[]>`
    select coalesce(sum(idx_scan + seq_scan), 0)::int as n from pg_stat_user_tables
    where schemaname = 'orders' and relname like 'orders_%'`
  return row!.n
}

test('a list is what was placed a moment ago, from the primary, and what is long over, from the replica', async () => {
  await past(30)
  await stateIs(/replica \d+\.\d s behind/)
  await eventually('the replica has the past', async () => {
    const [row] = await replica.sql<{ n: number }[]>`select count(*)::int as n from orders.orders`
    return row!.n === 31
  })
  const before = await readsOf(replica)
  await eventually('the replica is asked', async () => {
    await listed()
    return (await readsOf(replica)) > before
  })
  for (let turn = 0; turn < 10; turn += 1) {
    const order = await shop.bought(who, [shop.products[turn]!])
    const now = await listed()
    assert.equal(now[0]!.id, order.id)
    assert.equal(now.length, 32 + turn)
  }
  assert.equal((await listed('/v1/admin/orders?limit=50', admin))[0]!.id, (await listed())[0]!.id)
})

test('pages of a list through both hold each order once', async () => {
  const all: string[] = []
  let cursor = ''
  do {
    const page = expect(await house.send('GET', `/v1/orders?limit=7${cursor}`, { token: who.token }), 200)
    all.push(...page.items.map((each: { id: string }) => each.id))
    cursor = page.next === null ? '' : `&cursor=${page.next}`
  } while (cursor !== '')
  assert.equal(new Set(all).size, 41)
  assert.equal(all.length, 41)
  assert.deepEqual(all, all.toSorted().reverse())
})

test('a cancelled order is seen cancelled at once, while the replica stands still and is not asked any more', async () => {
  await replica.sql`select pg_wal_replay_pause()`
  const order = await shop.bought(who, [shop.products[1]!])
  expect(await house.send('POST', `/v1/orders/${order.id}/cancel`, { token: who.token, body: {} }), 200)
  assert.deepEqual([(await listed())[0]!.id, (await listed())[0]!.status], [order.id, 'cancelled'])
  await stateIs(/replica [2-9]\.\d s behind/)
  assert.equal((await listed()).length, 42)
  const before = await readsOf(replica)
  await listed()
  await listed('/v1/admin/orders?limit=50', admin)
  assert.equal(await readsOf(replica), before)
  await replica.sql`select pg_wal_replay_resume()`
  await stateIs(/replica [01]\.\d s behind/)
})

test('a replica that hangs or is killed costs nobody a list', async () => {
  replica.freeze()
  const seen = await Promise.all(Array.from({ length: 10 }, () => listed()))
  assert.ok(seen.every((each) => each.length === 42))
  replica.thaw()
  await stateIs(/replica [01]\.\d s behind/)
  await replica.kill()
  for (let turn = 0; turn < 20; turn += 1) assert.equal((await listed()).length, 42)
  await stateIs(/replica (?!\d)/)
  await replica.start()
  await stateIs(/replica [01]\.\d s behind/)
})

test('lists go on while the primary is away; what needs it says so, and goes on when it is back', async () => {
  await primary.kill()
  const refused = await house.send('POST', '/v1/orders', {
    token: who.token,
    headers: { 'idempotency-key': 'while it is away' },
    body: { addressId: who.addressId, payment: { method: 'cash' } },
  })
  assert.deepEqual([refused.status, refused.body.code], [503, 'service/unavailable'])
  assert.equal((await listed()).length, 42)
  await primary.start()
  await eventually('orders are taken again', () => shop.bought(who, [shop.products[2]!]))
  await stateIs(/replica [01]\.\d s behind/)
})

test('a promoted replica is not read from: it is no replica any more', async () => {
  const order = await shop.bought(who, [shop.products[3]!])
  await replica.promote()
  await stateIs(/it is no replica/)
  assert.equal((await listed())[0]!.id, order.id)
  const next = await shop.bought(who, [shop.products[4]!])
  assert.equal((await listed())[0]!.id, next.id)
})

test('a replica that is away when Tokri starts does not stop it; a wrong password does, and the variable is named', async () => {
  const away = 'postgres://postgres:x@127.0.0.1:1/postgres'
  await using other = await houseOn({ TOKRI_DATABASE_URL: primary.url, TOKRI_ORDERS_DATABASE_READ_URL: away })
  assert.equal(expect(await other.send('GET', '/v1/orders', { token: who.token }), 200).items.length, 20)
  const wrong = replica.url.replace(/:[^:@]*@/, ':wrong@')
  await assert.rejects(houseOn({ TOKRI_DATABASE_URL: primary.url, TOKRI_DATABASE_READ_URL: wrong }), (error: Error) => {
    assert.match(error.message, /TOKRI_DATABASE_READ_URL refused the connection: password authentication failed/)
    assert.doesNotMatch(error.message, /wrong/)
    return true
  })
})
