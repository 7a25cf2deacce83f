import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { type TestDatabase, testDatabase } from '../engines/sql/testing.ts'
import { migrate, readMigrations } from './migrate.ts'
import { prepareSchema } from './prepare.ts'
import { openPool, type Sql } from './sql.ts'

let database: TestDatabase
let sql: Sql
before(async () => {
  database = await testDatabase()
  sql = openPool(database.options, 5)
})
after(async () => {
  await sql.end({ timeout: 1 })
  await database.dispose()
})

/** Migrations out of a folder with these files. */
async function written(files: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'tokri-migrations-'))
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    return await readMigrations(pathToFileURL(`${folder}/`))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const one = { '001-one.sql': 'create schema if not exists a; create table a.one (id int)' }
const two = { ...one, '002-two.sql': 'create table a.two (id int)' }

test('migrations run once, in order, and only those that are new', async () => {
  assert.equal(await migrate(sql, 'a', await written(one)), 1)
  assert.equal(await migrate(sql, 'a', await written(two)), 1)
  assert.equal(await migrate(sql, 'a', await written(two)), 0)
  await sql`select * from a.one, a.two`
})

test('a migration whose text has changed since is refused', async () => {
  const changed = { ...two, '001-one.sql': 'create table a.other (id int)' }
  await assert.rejects(migrate(sql, 'a', await written(changed)), /a\/001-one\.sql has changed/)
})

test('a release goes on beside a newer one that only added, and not beside one that took away what it needs', async () => {
  const base = { '001-one.sql': 'create schema e; create table e.one (id int, old int)' }
  const expanded = { ...base, '002-two.sql': 'alter table e.one add column new int' }
  const contracted = { ...expanded, '003-three.sql': '-- tokri: contract\nalter table e.one drop column old' }
  await migrate(sql, 'e', await written(base))
  await migrate(sql, 'e', await written(expanded))
  // The release before starts again on what the new one has made, and writes to it.
  assert.equal(await migrate(sql, 'e', await written(base)), 0)
  await sql`insert into e.one (id, old) values (1, 1)`
  await migrate(sql, 'e', await written(contracted))
  assert.equal(await migrate(sql, 'e', await written(expanded)), 0)
  await assert.rejects(migrate(sql, 'e', await written(base)), {
    name: 'ConfigError',
    message: /003-three\.sql of e, which this version cannot live with: .* up to 1, and 2 is needed/,
  })
})

test('a migration may say from which one on it can be lived with; what it says must be understood', async () => {
  const three = { '001-a.sql': 'select 1', '002-b.sql': 'select 1', '003-c.sql': '-- tokri: contract from 1\nselect 1' }
  assert.deepEqual(
    (await written(three)).map((each) => each.compatibleFrom),
    [0, 0, 1],
  )
  await assert.rejects(written({ '001-a.sql': '-- tokri: kontract\nselect 1' }), /001-a\.sql begins with/)
  await assert.rejects(written({ '001-a.sql': '-- tokri: contract from 2\nselect 1' }), /comes after it/)
})

test('whoever only checks writes nothing, and says what to run', async () => {
  const check = { check: true }
  await assert.rejects(migrate(sql, 'checked', await written(one), check), {
    name: 'ConfigError',
    message: /lacks migration 001-one\.sql of checked: run `tokri migrate`/,
  })
  await assert.rejects(prepareSchema(sql, 'checked', { outboxIsLog: false, ...check }), /run `tokri migrate`/)
  const [found] = await sql<
    { there: boolean }[]
  >`select exists (select from pg_namespace where nspname = 'checked') as there`
  assert.equal(found!.there, false)
  assert.equal(await migrate(sql, 'a', await written(two), check), 0)
})

test('an index is made beside running transactions, outside of any', async () => {
  const base = { '001-t.sql': 'create schema i; create table i.t (id int); insert into i.t values (1), (1)' }
  await migrate(sql, 'i', await written(base))
  const more = {
    ...base,
    '002-index.sql':
      '-- tokri: no transaction\ndrop index concurrently if exists i.t_id;\n-- Twice.\ncreate index concurrently t_id on i.t (id);\n',
    '003-after.sql': 'alter table i.t add column n int',
  }
  const counts = await Promise.all([1, 2, 3].map(async () => migrate(sql, 'i', await written(more))))
  assert.deepEqual(counts.sort(), [0, 0, 2])
  const [index] = await sql<
    { valid: boolean }[]
  >`select indisvalid as valid from pg_index where indexrelid = 'i.t_id'::regclass`
  assert.equal(index!.valid, true)
})

test('a migration waits for a table in use without making others wait, and gets it in the end', async () => {
  const base = { '001-t.sql': 'create schema w; create table w.t (id int)' }
  await migrate(sql, 'w', await written(base))
  const reader = openPool(database.options, 1)
  await reader.unsafe('begin; select * from w.t')
  let over = false
  const migrating = migrate(sql, 'w', await written({ ...base, '002-n.sql': 'alter table w.t add column n int' }))
  const done = migrating.then(() => {
    over = true
  })
  for (let times = 0; times < 5; times += 1) await sql`insert into w.t (id) values (${times})`
  assert.equal(over, false)
  await reader.unsafe('commit')
  await done
  assert.equal(await migrating, 1)
  await reader.end()
})

test('a migration that fails leaves nothing behind, and says which one it was', async () => {
  const broken = { '001-good.sql': 'create table public.half (id int)', '002-bad.sql': 'create tabel x' }
  await assert.rejects(migrate(sql, 'b', await written(broken)), /b\/002-bad\.sql failed: .*syntax error/)
  const [found] = await sql<{ half: string | null }[]>`select to_regclass('public.half')::text as half`
  assert.equal(found!.half, null)
})

test('several programs that start at once migrate one after the other', async () => {
  const slow = await written({ '001-slow.sql': 'select pg_sleep(0.05); create schema c; create table c.slow (id int)' })
  const counts = await Promise.all([1, 2, 3, 4].map(() => migrate(sql, 'c', slow)))
  assert.deepEqual(counts.sort(), [0, 0, 0, 1])
})

test('several programs may prepare the same schema at once, and again', async () => {
  await sql`create schema if not exists bus`
  await sql`create table bus.events (id text, name text, version int, key text, at timestamptz, trace text, data jsonb)`
  await Promise.all([1, 2, 3, 4].map(() => prepareSchema(sql, 'd', { outboxIsLog: true })))
  const events = [
    { id: 'x', name: 'n', version: 1, key: 'k', at: new Date().toISOString(), trace: null, data: { y: 1 } },
  ]
  await sql`select d.publish(${sql.json(events)})`
  await prepareSchema(sql, 'd', { outboxIsLog: false })
  await prepareSchema(sql, 'd', { outboxIsLog: false, check: true })
  await sql`select d.publish(${sql.json(events)})`
  const [count] =
    await sql`select (select count(*)::int from bus.events) as log, (select count(*)::int from d.outbox) as outbox`
  assert.deepEqual({ ...count }, { log: 1, outbox: 1 })
})

test('a folder with a gap or a double is a mistake of ours', async () => {
  await assert.rejects(written({ '001-a.sql': '', '003-c.sql': '' }), /003-c\.sql should be number 2/)
  await assert.rejects(written({ '001-a.sql': '', '001-b.sql': '' }), /001-b\.sql should be number 2/)
})
