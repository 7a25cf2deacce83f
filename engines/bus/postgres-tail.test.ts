import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { migrate, readMigrations } from '../../kit/migrate.ts'
import { openPool, type Sql } from '../../kit/sql.ts'
import { type TestDatabase, testDatabase } from '../sql/testing.ts'
import { LogTail } from './postgres-tail.ts'

let database: TestDatabase
let sql: Sql

before(async () => {
  database = await testDatabase()
  sql = openPool(database.options, 4)
  await migrate(sql, 'bus', await readMigrations(new URL('./migrations/', import.meta.url)))
})
after(async () => {
  await sql.end({ timeout: 1 })
  await database.dispose()
})

/** One connection on which transactions are opened and ended by hand, as many services do at once. */
class Writer {
  readonly #sql = openPool(database.options, 1)
  open = false
  written: number[] = []

  /** @param early whether its transaction id is drawn before anything is published: it has changed other rows first */
  async begin(early: boolean): Promise<void> {
    await this.#sql.unsafe('begin')
    if (early) await this.#sql`select pg_current_xact_id()`
    this.open = true
  }
  async publish(): Promise<number> {
    const [row] = await this.#sql<{ seq: number }[]>`
      insert into bus.events (id, name, version, key, at, data)
      values ('e', 'test.happened', 1, 'k', now(), '{}') returning seq`
    this.written.push(row!.seq)
    return row!.seq
  }
  async end(deed: 'commit' | 'rollback'): Promise<void> {
    await this.#sql.unsafe(deed)
    this.open = false
    this.written = []
  }
  close = () => this.#sql.end({ timeout: 1 })
}

const published = async (): Promise<number> =>
  (await sql<{ last: number }[]>`select coalesce(max(seq), 0) as last from bus.events`)[0]!.last

test('a number that was drawn earlier and appears later is waited for, though the later writer is the older transaction', async () => {
  const tail = new LogTail(sql)
  const [older, younger] = [new Writer(), new Writer()]
  try {
    await older.begin(true)
    await younger.begin(true)
    const low = await younger.publish()
    const high = await older.publish()
    await older.end('commit')
    assert.ok(high > low)
    assert.ok((await tail.final()) < low, 'passed a number whose transaction is still running')
    assert.ok((await tail.final()) < low, 'passed it at the second look')
    await younger.end('commit')
    await reaches(tail, high)
  } finally {
    await Promise.all([older.close(), younger.close()])
  }
})

test('a program that starts while the first row of all is being written waits for it', async () => {
  await sql`truncate bus.events`
  const [first, second] = [new Writer(), new Writer()]
  try {
    await first.begin(true)
    const low = await first.publish()
    await second.begin(true)
    const high = await second.publish()
    await second.end('commit')
    const tail = new LogTail(sql)
    assert.ok((await tail.final()) < low)
    await first.end('commit')
    await reaches(tail, high)
  } finally {
    await Promise.all([first.close(), second.close()])
  }
})

test('numbers of a transaction that was rolled back stop nobody', async () => {
  const tail = new LogTail(sql)
  const writer = new Writer()
  try {
    await writer.begin(true)
    await writer.publish()
    await writer.end('rollback')
    await writer.begin(false)
    const last = await writer.publish()
    await writer.end('commit')
    await reaches(tail, last)
  } finally {
    await writer.close()
  }
})

/** Transactions of other tests on the same server hold the tail back for a moment. */
async function reaches(tail: LogTail, wanted: number): Promise<void> {
  while ((await tail.final()) < wanted) await setImmediate()
  assert.equal(await tail.final(), wanted)
}

const writers = 4
const commands = fc.array(
  fc.tuple(
    fc.nat(writers - 1),
    fc.constantFrom('begin', 'begin-early', 'publish', 'publish', 'commit', 'commit', 'rollback', 'look', 'look'),
  ),
  { minLength: 10, maxLength: 40 },
)

test('whatever transactions do in whatever order, the tail passes no number that can still appear, and ends at the last', async () => {
  const each = Array.from({ length: writers }, () => new Writer())
  try {
    await fc.assert(
      fc.asyncProperty(commands, async (steps) => {
        const tail = new LogTail(sql)
        let reached = 0
        const look = async () => {
          const final = await tail.final()
          assert.ok(final >= reached, 'the tail went back')
          reached = final
          const running = each.flatMap((writer) => writer.written)
          assert.ok(final < Math.min(Number.POSITIVE_INFINITY, ...running), `${final} passed one of ${running}`)
        }
        for (const [index, deed] of steps) {
          const writer = each[index]!
          if (deed === 'look') await look()
          else if (deed === 'begin' || deed === 'begin-early') {
            if (!writer.open) await writer.begin(deed === 'begin-early')
          } else if (writer.open) {
            if (deed === 'publish') await writer.publish()
            else await writer.end(deed as 'commit' | 'rollback')
          }
        }
        for (const writer of each) if (writer.open) await writer.end('commit')
        await reaches(tail, await published())
      }),
      { numRuns: 60 },
    )
  } finally {
    for (const writer of each) if (writer.open) await writer.end('rollback')
    await Promise.all(each.map((writer) => writer.close()))
  }
})
