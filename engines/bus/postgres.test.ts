import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../contracts/ids.ts'
import type { Bus } from '../../kit/bus.ts'
import { silentLog } from '../../kit/log.ts'
import { openPool, type Sql } from '../../kit/sql.ts'
import { type TestDatabase, testDatabase } from '../sql/testing.ts'
import { type BusUnderTest, busSuite } from './bus.suite.ts'
import { openBus } from './index.ts'

/** Members with a pool each. Cut are the connections that have been made since a member came. */
async function openUnderTest(): Promise<BusUnderTest> {
  const database = await testDatabase()
  const foundThere = new Map<Bus, Set<number>>()
  const pools: Sql[] = []
  return {
    async join() {
      const before = new Set(await pids(database))
      const sql = openPool(database.options, 4)
      pools.push(sql)
      const bus = await openBus({ sql, address: database.options, log: silentLog })
      foundThere.set(bus, before)
      return bus
    },
    async cut(member) {
      const others = foundThere.get(member)!
      for (const pid of await pids(database))
        if (!others.has(pid)) await database.sql`select pg_terminate_backend(${pid})`
    },
    async [Symbol.asyncDispose]() {
      for (const pool of pools) await pool.end({ timeout: 1 })
      await database.dispose()
    },
  }
}

const pids = async ({ sql, name }: TestDatabase): Promise<number[]> =>
  (
    await sql<{ pid: number }[]>`
      select pid from pg_stat_activity where datname = ${name} and application_name = 'tokri' and pid <> pg_backend_pid()`
  ).map((row) => row.pid)

busSuite('postgres', openUnderTest)

let database: TestDatabase
let sql: Sql
let bus: Bus

before(async () => {
  database = await testDatabase()
  sql = openPool(database.options, 10)
  bus = await openBus({ sql, address: database.options, log: silentLog })
})
after(async () => {
  await bus[Symbol.asyncDispose]()
  await sql.end({ timeout: 1 })
  await database.dispose()
})

const write = (to: { unsafe: Sql['unsafe'] }, name: string, key: string) =>
  to.unsafe('insert into bus.events (id, name, version, key, at, data) values ($1, $2, 1, $3, now(), $4)', [
    newId('event'),
    name,
    key,
    {} as never,
  ])

/** A connection of its own, whose transaction is ended by hand. */
const openHand = () => openPool(database.options, 1)

test('an event whose transaction commits late is neither skipped nor overtaken', async () => {
  const keys: string[] = []
  const all = Promise.withResolvers<void>()
  const witness = Promise.withResolvers<void>()
  await using _ = await bus.subscribe('late', ['late.happened'], async (batch) => {
    keys.push(...batch.map((each) => each.key))
    if (keys.length === 2) all.resolve()
  })
  await using _witness = await bus.subscribe('witness', ['witness.happened'], async () => witness.resolve())
  const slow = openHand()
  await slow.unsafe('begin')
  await write(slow, 'late.happened', 'slow')
  await write(sql, 'late.happened', 'quick')
  bus.wake()
  // Whatever the log has shown by the time that these have been looked for, the quick one is not among it.
  for (let look = 0; look < 20; look += 1) await sql`select pg_sleep(0.01)`
  assert.deepEqual(keys, [])
  await slow.unsafe('commit')
  bus.wake()
  await all.promise
  assert.deepEqual(keys, ['slow', 'quick'])
  await write(sql, 'witness.happened', 'w')
  await witness.promise
  await slow.end()
})

test('a transaction that is rolled back stops nobody', async () => {
  const heard = Promise.withResolvers<string>()
  await using _ = await bus.subscribe('gap', ['gap.happened'], async (batch) => heard.resolve(batch[0]!.key))
  const failing = openHand()
  await failing.unsafe('begin')
  await write(failing, 'gap.happened', 'never')
  await failing.unsafe('rollback')
  await write(sql, 'gap.happened', 'always')
  bus.wake()
  assert.equal(await heard.promise, 'always')
  await failing.end()
})

test('what another program publishes is heard without being told', async () => {
  const heard = Promise.withResolvers<string>()
  await using _ = await bus.subscribe('untold', ['untold.happened'], async (batch) => heard.resolve(batch[0]!.key))
  await write(sql, 'untold.happened', 'x')
  assert.equal(await heard.promise, 'x')
})

test('200 transactions that publish at once, some of them failing, are each heard once if they committed', async () => {
  const heard: string[] = []
  let wanted = Number.POSITIVE_INFINITY
  const done = Promise.withResolvers<void>()
  await using _ = await bus.subscribe('crowd', ['crowd.happened'], async (batch) => {
    heard.push(...batch.map((each) => each.key))
    if (heard.length >= wanted) done.resolve()
  })
  const committed: string[] = []
  await Promise.allSettled(
    Array.from({ length: 200 }, (_, index) =>
      sql
        .begin(async (tx) => {
          if (index % 3 === 0) await tx`select pg_current_xact_id()`
          await tx`select pg_sleep(${(index % 5) / 1000})`
          await write(tx, 'crowd.happened', `key-${index}`)
          if (index % 7 === 0) throw new Error('rolled back')
        })
        .then(() => {
          committed.push(`key-${index}`)
          bus.wake()
        }),
    ),
  )
  wanted = committed.length
  if (heard.length < wanted) await done.promise
  assert.deepEqual(heard.toSorted(), committed.toSorted())
})
