import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import Type from 'typebox'
import type { Envelope } from '../contracts/event.ts'
import { event } from '../contracts/event.ts'
import { openBus } from '../engines/bus/index.ts'
import { type TestDatabase, testDatabase } from '../engines/sql/testing.ts'
import { eventually } from '../tests/eventually.ts'
import { type Bus, RefusedEvents } from './bus.ts'
import { silentLog } from './log.ts'
import { openMetrics } from './metrics.ts'
import { prepareSchema } from './prepare.ts'
import { reactionsOf, startReactions } from './reactions.ts'
import { startRelay } from './relay.ts'
import { message, openDatabase, openPool, type Sql } from './sql.ts'

const Sent = event('kit_test.sent', 1, Type.Object({ n: Type.Integer() }))

/** A service whose data lies in a database of its own, and the log in another. */
let there: TestDatabase
let here: TestDatabase
let own: Sql
let main: Sql
let bus: Bus
before(async () => {
  ;[here, there] = await Promise.all([testDatabase(), testDatabase()])
  main = openPool(here.options, 5)
  own = openPool(there.options, 5)
  bus = await openBus({ sql: main, address: here.options, log: silentLog })
  await prepareSchema(own, 'shop', { outboxIsLog: false })
})
after(async () => {
  await bus[Symbol.asyncDispose]()
  await Promise.all([main.end({ timeout: 1 }), own.end({ timeout: 1 })])
  await Promise.all([here.dispose(), there.dispose()])
})

const send = (numbers: number[], wake: () => void = () => {}) => {
  const db = openDatabase(own, 'shop', wake)
  return db.begin((tx) => db.publish(tx, ...numbers.map((n) => message(Sent, `key-${n % 3}`, { n }))))
}
const outbox = async () => (await own<{ count: number }[]>`select count(*)::int as count from shop.outbox`)[0]!.count
const logged = async () =>
  (await main<{ n: number }[]>`select (data->>'n')::int as n from bus.events order by seq`).map((row) => row.n)

test('what a service writes into its outbox reaches the log in order, and leaves the outbox', async () => {
  const relay = startRelay({ sql: own, schema: 'shop', bus, log: silentLog })
  await send([1, 2, 3], relay.wake)
  await send([4], relay.wake)
  await eventually('four events', async () => (await logged()).length === 4)
  assert.deepEqual(await logged(), [1, 2, 3, 4])
  await eventually('an empty outbox', async () => (await outbox()) === 0)
  await relay[Symbol.asyncDispose]()
})

test('a log that is away loses nothing: it is brought up to date afterwards', async () => {
  let away = true
  const flaky: Bus = {
    ...bus,
    append: async (envelopes) => {
      if (away) throw new Error('the log is away')
      await bus.append(envelopes)
    },
  }
  const relay = startRelay({ sql: own, schema: 'shop', bus: flaky, log: silentLog })
  await send([5, 6], relay.wake)
  assert.equal(await outbox(), 2)
  away = false
  await eventually('an empty outbox', async () => (await outbox()) === 0)
  assert.deepEqual((await logged()).slice(-2), [5, 6])
  await relay[Symbol.asyncDispose]()
})

test('a crash between the log and the outbox sends events again, and they are applied once', async () => {
  const db = openDatabase(main, 'hearer', () => bus.wake())
  await prepareSchema(main, 'hearer', { outboxIsLog: true })
  await main`create table hearer.heard (seq bigint generated always as identity, n int)`
  await using _ = await startReactions(bus, {
    service: 'hearer',
    reactions: [
      reactionsOf<object>()(Sent, async ({ data }, tx) => {
        await tx`insert into hearer.heard (n) values (${data.n})`
      }),
    ],
    context: {},
    db,
    metrics: openMetrics(),
    log: silentLog,
  })
  const heard = async () => (await main<{ n: number }[]>`select n from hearer.heard order by seq`).map((row) => row.n)
  let crashes = 0
  const appended: Envelope[][] = []
  const crashing: Bus = {
    ...bus,
    append: async (envelopes) => {
      await bus.append(envelopes)
      appended.push(envelopes)
      if (crashes++ < 2) throw new Error('crashed before the outbox was emptied')
    },
  }
  const relay = startRelay({ sql: own, schema: 'shop', bus: crashing, log: silentLog })
  await send([7, 8, 9], relay.wake)
  await eventually('an empty outbox', async () => (await outbox()) === 0)
  await relay[Symbol.asyncDispose]()
  assert.equal(appended.length, 3)
  await bus.append(appended[0]!.map((each) => ({ ...each })))
  await eventually('all heard', async () => (await heard()).includes(9))
  assert.deepEqual(await heard(), [1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('two relays of one outbox take turns: every event once, each key in order', async () => {
  const before = (await logged()).length
  const relays = [1, 2].map(() => startRelay({ sql: own, schema: 'shop', bus, log: silentLog }))
  const numbers = Array.from({ length: 120 }, (_, index) => 100 + index)
  for (const n of numbers) await send([n], relays[n % 2]!.wake)
  await eventually('an empty outbox', async () => (await outbox()) === 0)
  const after = (await logged()).slice(before)
  assert.deepEqual(after, numbers)
  for (const relay of relays) await relay[Symbol.asyncDispose]()
})

test('what the log will never take is put aside with its cause, and the others go on', async () => {
  const picky: Bus = {
    ...bus,
    append: async (envelopes) => {
      const causes = new Map(
        envelopes.filter(({ data }) => (data as { n: number }).n === 301).map(({ id }) => [id, 'is too large']),
      )
      if (causes.size > 0) throw new RefusedEvents(causes)
      await bus.append(envelopes)
    },
  }
  const before = (await logged()).length
  const relay = startRelay({ sql: own, schema: 'shop', bus: picky, log: silentLog })
  await send([300, 301, 302], relay.wake)
  await eventually('an empty outbox', async () => (await outbox()) === 0)
  await relay[Symbol.asyncDispose]()
  assert.deepEqual((await logged()).slice(before), [300, 302])
  const aside = await own`select envelope->'data'->'n' as n, error, dead, refused from shop.parked`
  assert.deepEqual(
    [...aside],
    [{ n: 301, error: 'The event log refuses it: it is too large', dead: true, refused: true }],
  )
})

test('while the log is away it is asked less and less, however much is published, and one line warns of it', async () => {
  let asked = 0
  let away = true
  const gone: Bus = {
    ...bus,
    append: async (envelopes) => {
      asked += 1
      if (away) throw new Error('the log is away')
      await bus.append(envelopes)
    },
  }
  const warnings: unknown[] = []
  const log = Object.assign(Object.create(silentLog) as typeof silentLog, {
    warn: (line: unknown) => warnings.push(line),
  })
  const relay = startRelay({ sql: own, schema: 'shop', bus: gone, log })
  const numbers = Array.from({ length: 100 }, (_, index) => 400 + index)
  for (const n of numbers) await send([n], relay.wake)
  await eventually('a second try', async () => asked >= 2)
  assert.ok(asked < 20, `asked ${asked} times`)
  assert.equal(warnings.length, 1)
  away = false
  await eventually('an empty outbox', async () => (await outbox()) === 0)
  assert.deepEqual((await logged()).slice(-100), numbers)
  await relay[Symbol.asyncDispose]()
})
