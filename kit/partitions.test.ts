import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../engines/sql/testing.ts'
import { prepareTokri } from './migrate.ts'
import { maintainPartitions, type PartitionedTable, type Period, partitionsOf } from './partitions.ts'
import { openPool, type Sql } from './sql.ts'

let database: TestDatabase
let sql: Sql
before(async () => {
  database = await testDatabase()
  sql = openPool(database.options, 5)
  await sql.begin(prepareTokri)
  await sql`create schema shop`
})
after(async () => {
  await sql.end({ timeout: 1 })
  await database.dispose()
})

const dayMs = 86_400_000
const idAt = (atMs: number, end = 'f'.repeat(20)) => `ord_${atMs.toString(16).padStart(12, '0')}${end}`

/** A partitioned table, as a migration makes one out of a plain table. */
async function made(name: string, every: Period, more: Partial<PartitionedTable> = {}): Promise<PartitionedTable> {
  await sql.unsafe(`create table shop.${name} (id text primary key, at timestamptz default now()) with (fillfactor = 70);
    select tokri.make_partitioned('shop', '${name}', 'id', tokri.id_floor('ord', tokri.end_of('${every}', now())))`)
  return { table: `shop.${name}`, key: 'id', cut: { by: 'id', prefix: 'ord', every }, ...more }
}

const count = async (table: string) =>
  (await sql<{ n: number }[]>`select count(*)::int as n from ${sql.unsafe(table)}`)[0]!.n
const add = (table: string, atMs: number) => sql`insert into ${sql.unsafe(table)} (id) values (${idAt(atMs)})`
const names = async (table: string) => (await partitionsOf(sql, table)).map((each) => each.name)

test('a table keeps its rows, indexes and settings when it becomes partitioned', async () => {
  const oldMs = Date.UTC(2020, 0, 1)
  const farMs = Date.now() + 400 * dayMs
  await sql`create table shop.kept (id text primary key, n int not null check (n > 0)) with (fillfactor = 70)`
  await sql`create index kept_n on shop.kept (n) where n > 5`
  await sql`insert into shop.kept values (${idAt(oldMs)}, 1), (${idAt(farMs)}, 2)`
  await sql`select tokri.make_partitioned('shop', 'kept', 'id', tokri.id_floor('ord', tokri.end_of('month', now())))`
  assert.equal(await count('shop.kept'), 2)
  assert.equal(await count('shop.kept_beyond'), 1)
  await assert.rejects(sql`insert into shop.kept values (${idAt(oldMs)}, 3)`, { code: '23505' })
  await assert.rejects(sql`insert into shop.kept values ('ord_x', 0)`, { code: '23514' })
  const [found] = await sql`
    select (select count(*)::int from pg_indexes where tablename = 'kept_beyond') as indexes,
      (select reloptions::text from pg_class where oid = 'shop.kept_beyond'::regclass) as options`
  assert.deepEqual({ ...found }, { indexes: 2, options: '{fillfactor=70}' })
})

test('partitions are there before they are needed, and an insert never lacks one', async () => {
  const table = await made('ahead', 'month')
  const nowMs = Date.now()
  for (let month = 0; month < 14; month += 1) {
    const atMs = nowMs + month * 31 * dayMs
    await maintainPartitions(sql, table, { nowMs: atMs })
    await add(table.table, atMs)
  }
  assert.equal(await count('shop.ahead_beyond'), 0)
  assert.equal(await count('shop.ahead'), 14)
  assert.ok((await names('shop.ahead')).length >= 14)
  // Years in which nobody looked after it.
  const laterMs = nowMs + 5 * 366 * dayMs
  await add(table.table, laterMs)
  await add(table.table, laterMs + 1_000 * dayMs)
  assert.equal(await count('shop.ahead_beyond'), 2)
  await maintainPartitions(sql, table, { nowMs: laterMs })
  assert.equal(await count('shop.ahead_beyond'), 1)
  assert.equal(await count('shop.ahead'), 16)
})

test('the newest rows are found without looking into older partitions', async () => {
  const table = await made('pruned', 'week')
  for (let week = 0; week < 10; week += 1)
    await maintainPartitions(sql, table, { nowMs: Date.now() + week * 7 * dayMs })
  const atMs = Date.now() + 30 * dayMs
  const plan = (query: string) =>
    sql.begin(async (tx) => {
      await tx`set local enable_seqscan = off`
      return JSON.stringify(await tx.unsafe(`explain ${query}`))
    })
  const scanned = (text: string) => (text.match(/ on pruned_/g) ?? []).length
  assert.equal(scanned(await plan(`select * from shop.pruned where id = '${idAt(atMs)}'`)), 1)
  const listed = await plan('select * from shop.pruned order by id desc limit 5')
  assert.doesNotMatch(listed, /Merge Append|Sort/)
})

for (const retire of ['drop', 'archive'] as const)
  test(`what is older than its retention goes (${retire}); late rows of then are still taken`, async () => {
    const table = await made(retire, 'day', { keepDays: 10, retire })
    const nowMs = Date.now()
    for (let day = 0; day <= 30; day += 1) {
      await maintainPartitions(sql, table, { nowMs: nowMs + day * dayMs })
      await add(table.table, nowMs + day * dayMs)
    }
    const left = await sql<{ id: string }[]>`select id from ${sql.unsafe(table.table)} order by id`
    const oldestMs = Number.parseInt(left[0]!.id.slice(4, 16), 16)
    assert.ok(oldestMs > nowMs + 18 * dayMs && oldestMs <= nowMs + 20 * dayMs, `${left.length} are left`)
    assert.ok((await names(table.table)).length < 16)
    await add(table.table, nowMs)
    assert.equal(await count(`${table.table}_before`), 1)
    const [kept] = await sql<{ n: number }[]>`
      select count(*)::int as n from pg_tables where schemaname = 'archive' and tablename like ${`shop_${retire}%`}`
    assert.equal(kept!.n > 5, retire === 'archive')
  })

test('a log of numbers is cut ahead of its fastest growth, and only what all have read goes', async () => {
  await sql`create sequence shop.log_number`
  await sql`create table shop.log (seq bigint primary key default nextval('shop.log_number'), at timestamptz not null)`
  await sql`select tokri.make_partitioned('shop', 'log', 'seq', '100')`
  const table: PartitionedTable = {
    table: 'shop.log',
    key: 'seq',
    cut: { by: 'number', sequence: 'shop.log_number', atLeast: 100 },
    keepDays: 14,
  }
  const pace = new Map()
  let nowMs = Date.now() - 40 * dayMs
  let read = 0
  const look = () => maintainPartitions(sql, table, { nowMs, pace, mayGo: async (_, to) => read >= Number(to) - 1 })
  for (let turn = 0; turn < 40; turn += 1) {
    await look()
    await sql`insert into shop.log (at) select ${new Date(nowMs)} from generate_series(1, 50)`
    nowMs += dayMs
  }
  assert.equal(await count('shop.log_beyond'), 0)
  assert.equal(await count('shop.log'), 2_000)
  read = 700
  await look()
  assert.equal(await count('shop.log'), 1_301)
  read = 2_000
  await look()
  const [left] = await sql<{ oldest: Date; n: number }[]>`select min(at) as oldest, count(*)::int as n from shop.log`
  assert.ok(left!.n >= 700 && left!.n <= 850, `${left!.n} are left`)
  // A day with a hundred times as many.
  await sql`insert into shop.log (at) select now() from generate_series(1, 5000)`
  nowMs += 60_000
  await look()
  const beyond = (await partitionsOf(sql, 'shop.log')).at(-1)!
  assert.ok(Number(beyond.from) > 100_000, `numbers reach to ${beyond.from}`)
})

test('a table that is in use is left for later, and nobody waits long for it', async () => {
  const table = await made('busy', 'day')
  const reader = openPool(database.options, 1)
  await reader.unsafe('begin; select * from shop.busy')
  const laterMs = Date.now() + 5 * dayMs
  const looking = assert.rejects(maintainPartitions(sql, table, { nowMs: laterMs }), /in use all the time/)
  // Whoever inserts meanwhile waits for a moment only.
  await add(table.table, Date.now())
  await looking
  await reader.unsafe('commit')
  await maintainPartitions(sql, table, { nowMs: laterMs })
  await reader.end()
  assert.equal(await count(table.table), 1)
})
