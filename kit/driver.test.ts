import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../engines/sql/testing.ts'
import { eventually } from '../tests/eventually.ts'
import { openPool, type Sql, type Tx } from './sql.ts'

let database: TestDatabase
let sql: Sql
before(async () => {
  database = await testDatabase()
  sql = openPool(database.options, 4)
  await sql`create table public.written (n int)`
})
after(async () => {
  await sql.end({ timeout: 1 })
  await database.dispose()
})

const pidOf = async (on: Sql | Tx): Promise<number> =>
  (await on<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]!.pid

const breakAll = () => database.sql`
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and application_name = 'tokri'`

test('a transaction whose connection broke writes nothing any more, though the pool has a new connection', async () => {
  for (let turn = 0; turn < 5; turn += 1) {
    const later: unknown[] = []
    const rolledBack = sql.begin(async (tx) => {
      await tx`insert into public.written values (1)`
      await database.sql`select pg_terminate_backend(${await pidOf(tx)})`
      // The pool is in use meanwhile, so that the connection is made anew.
      for (let times = 0; times < 8; times += 1) await Promise.allSettled([1, 2, 3, 4].map(() => sql`select 1`))
      for (let times = 0; times < 3; times += 1)
        await tx`insert into public.written values (2)`.catch((error) => later.push(error.code))
      assert.deepEqual(later, Array(3).fill('CONNECTION_CLOSED'))
    })
    await assert.rejects(rolledBack, { code: 'CONNECTION_CLOSED' })
  }
  assert.equal((await sql`select from public.written`).count, 0)
})

test('whenever connections break, everybody hears of it, and all connections work again', async () => {
  for (let turn = 0; turn < 30; turn += 1) {
    const work = Array.from({ length: 40 }, (_, index) =>
      index % 4 === 0
        ? sql.begin(async (tx) => {
            await tx`select pg_sleep(0.002)`
            await tx`select 1`
          })
        : sql`select ${[index]}::int[] as n`,
    )
    const settled = Promise.allSettled(work)
    if (turn % 3 === 0) await Promise.race(work).catch(() => {})
    await breakAll()
    await settled
  }
  // One that broke in the last turn may not have been noticed yet.
  const pids = await eventually('four connections work at once', () =>
    Promise.all(
      Array.from({ length: 4 }, () =>
        sql.begin(async (tx) => {
          await tx`select pg_sleep(0.2)`
          return pidOf(tx)
        }),
      ),
    ),
  )
  assert.equal(new Set(pids).size, 4)
})

test('whoever takes connections and hangs up is a failure, and is not asked again without a pause', async () => {
  let taken = 0
  const server = createServer((socket) => {
    taken += 1
    socket
      .on('error', () => {})
      .resume()
      .end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const pool = openPool(`postgres://x:x@127.0.0.1:${port}/x`, 2)
  for (let turn = 0; turn < 4; turn += 1) await assert.rejects(pool`select 1`.execute(), { code: 'CONNECTION_CLOSED' })
  assert.ok(taken <= 8, `${taken} connections`)
  await pool.end({ timeout: 0 })
  await new Promise((resolve) => server.close(resolve))
})
