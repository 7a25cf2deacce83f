import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../contracts/ids.ts'
import { testDatabase } from '../engines/sql/testing.ts'
import { type Migration, migrate, readMigrations } from '../kit/migrate.ts'
import { openPool, type Sql } from '../kit/sql.ts'

const folder = (path: string) => readMigrations(new URL(`../${path}/migrations/`, import.meta.url))
const upTo = (migrations: Migration[], name: string) =>
  migrations.slice(
    0,
    migrations.findIndex((each) => each.name === name),
  )

async function withData<T>(
  schema: string,
  path: string,
  before: string,
  run: (sql: Sql, migrateOn: () => Promise<number>) => Promise<T>,
): Promise<T> {
  await using database = await testDatabase()
  const sql = openPool(database.options, 5)
  try {
    await sql.unsafe(`create schema ${schema}`)
    const all = await folder(path)
    await migrate(sql, schema, upTo(all, before))
    return await run(sql, () => migrate(sql, schema, all))
  } finally {
    await sql.end({ timeout: 1 })
  }
}

const addOrder = (sql: Sql, id: string, key: string) => sql`
  insert into orders.orders (id, number, user_id, idempotency_key, request_hash, store_id, store, status, history, lines,
    totals, total_paise, method, drop_off, substitutions, door_code, promised_at, placed_at)
  values (${id}, ${id.slice(-9)}, 'usr_1', ${key}, 'h', 'sto_1', '{}', 'confirmed', '[]', '[]', '{}', 100, 'cash', '{}',
    'refund', '1234', now(), now())`

test('orders from before become the first partition, and their keys are still taken', () =>
  withData('orders', 'services/orders', '003-partitions.sql', async (sql, migrateOn) => {
    const old = newId('order')
    await addOrder(sql, old, 'one')
    await sql`insert into orders.issues (id, order_id, user_id, kind, product_ids, at)
      values ('iss_1', ${old}, 'usr_1', 'late', '[]', now())`
    assert.ok((await migrateOn()) >= 1)
    const [row] = await sql`select tableoid::regclass::text as place, total_paise from orders.orders where id = ${old}`
    assert.deepEqual({ ...row }, { place: 'orders.orders_before', total_paise: 100 })
    await assert.rejects(addOrder(sql, newId('order'), 'one'), { code: '23505', constraint_name: 'orders_one_per_key' })
    await addOrder(sql, newId('order'), 'two')
    await assert.rejects(sql`update orders.orders set refunded_paise = 101 where id = ${old}`, {
      constraint_name: 'orders_refund_within_total',
    })
    // Years from now, when nobody has looked after the table.
    await addOrder(sql, `ord_${(Date.now() + 1e11).toString(16).padStart(12, '0')}${'0'.repeat(20)}`, 'three')
    const [counts] = await sql`
      select (select count(*)::int from orders.orders) as orders, (select count(*)::int from orders.keys) as keys,
        (select count(*)::int from orders.orders_beyond) as beyond`
    assert.deepEqual({ ...counts }, { orders: 3, keys: 3, beyond: 1 })
  }))

test('the ledger keeps its entries, its numbers and its guards, in every partition', () =>
  withData('payments', 'services/payments', '004-partitions.sql', async (sql, migrateOn) => {
    const post = (id: string, amounts: number[]) =>
      sql.begin(async (tx) => {
        await tx`insert into payments.postings (id, kind, reference) values (${id}, 'capture', ${id})`
        await tx`insert into payments.entries (posting_id, account, amount_paise)
          select ${id}, 'a', a from unnest(${amounts}::bigint[]) a`
      })
    const old = newId('posting')
    await post(old, [5, -5])
    await migrateOn()
    await post(newId('posting'), [7, -3, -4])
    const rows = await sql<
      { id: number; amount_paise: number }[]
    >`select id, amount_paise from payments.entries order by id`
    assert.deepEqual(
      rows.map((row) => [row.id, row.amount_paise]),
      [
        [1, 5],
        [2, -5],
        [3, 7],
        [4, -3],
        [5, -4],
      ],
    )
    await assert.rejects(post(newId('posting'), [1, -2]), { constraint_name: 'postings_balance' })
    await assert.rejects(
      sql`insert into payments.entries (posting_id, account, amount_paise) values ('pst_x', 'a', 1), ('pst_x', 'b', -1)`,
      { constraint_name: 'entries_posting_id_fkey' },
    )
    for (const table of ['entries', 'entries_before', 'entries_beyond', 'postings'])
      for (const edit of [`delete from payments.${table}`, `truncate payments.${table}`])
        await assert.rejects(sql.unsafe(edit), /never edited|cannot truncate/)
    await assert.rejects(sql`update payments.entries_before set amount_paise = 6`, /never edited/)
  }))

test('the event log keeps its events and goes on numbering where it was', () =>
  withData('bus', 'engines/bus', '002-partitions.sql', async (sql, migrateOn) => {
    const write = () =>
      sql<{ seq: number }[]>`
        insert into bus.events (id, name, version, key, at, data) values ('e', 'n', 1, 'k', now(), '{}') returning seq`
    await write()
    await write()
    // What everybody has read was forgotten meanwhile.
    await sql`delete from bus.events where seq = 2`
    await sql`insert into bus.groups (name, position) values ('g', 2)`
    await migrateOn()
    const [row] = await write()
    assert.equal(row!.seq, 3)
    const [found] = await sql`select count(*)::int as n, count(xid)::int as xids from bus.events`
    assert.deepEqual({ ...found }, { n: 2, xids: 2 })
  }))

test('the ways of riders go on in partitions of days', () =>
  withData('deliveries', 'services/deliveries', '002-track-partitions.sql', async (sql, migrateOn) => {
    const add = (at: Date) => sql`
      insert into deliveries.tracks (rider_id, at, lat, lng) values ('usr_1', ${at}, 1, 2) on conflict do nothing`
    const first = new Date()
    await add(first)
    await migrateOn()
    await add(first)
    await add(new Date(Date.now() + 9 * 86_400_000))
    const rows = await sql`select tableoid::regclass::text as place from deliveries.tracks order by at`
    assert.deepEqual(
      rows.map((row) => row.place),
      ['deliveries.tracks_before', 'deliveries.tracks_beyond'],
    )
  }))
