import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { type TestDatabase, testDatabase } from '../engines/sql/testing.ts'
import { migrate, prepareSchema, readMigrations } from './migrate.ts'
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

test('a database that a newer version has migrated is refused', async () => {
  await assert.rejects(migrate(sql, 'a', await written(one)), /002-two\.sql of a, which this version does not know/)
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
  await sql`select d.publish(${sql.json(events)})`
  const [count] =
    await sql`select (select count(*)::int from bus.events) as log, (select count(*)::int from d.outbox) as outbox`
  assert.deepEqual({ ...count }, { log: 1, outbox: 1 })
})

test('a folder with a gap or a double is a mistake of ours', async () => {
  await assert.rejects(written({ '001-a.sql': '', '003-c.sql': '' }), /003-c\.sql should be number 2/)
  await assert.rejects(written({ '001-a.sql': '', '001-b.sql': '' }), /001-b\.sql should be number 2/)
})
