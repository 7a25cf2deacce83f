import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import Type from 'typebox'
import { event } from '../contracts/event.ts'
import { openBus } from '../engines/bus/index.ts'
import { type TestDatabase, testDatabase } from '../engines/sql/testing.ts'
import { eventually } from '../tests/eventually.ts'
import type { Bus } from './bus.ts'
import { currentContext, runInContext } from './context.ts'
import { silentLog } from './log.ts'
import { openMetrics } from './metrics.ts'
import { prepareSchema } from './prepare.ts'
import { type Reaction, reactionsOf, startReactions } from './reactions.ts'
import { type Database, message, openDatabase, openPool, type Sql } from './sql.ts'

const Noted = event('kit_test.noted', 1, Type.Object({ text: Type.String() }))

let database: TestDatabase
let sql: Sql
let bus: Bus
let turn = 0

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

/** A service of its own, which writes what it hears into a table, and breaks on texts that are in `poison`. */
async function notebook() {
  turn += 1
  const name = `notebook${turn}`
  await prepareSchema(sql, name, { outboxIsLog: true })
  await sql`create table ${sql(name)}.notes (seq bigint generated always as identity, key text, text text)`
  const db = openDatabase(sql, name, () => bus.wake())
  const poison = new Set<string>()
  const traces: string[] = []
  // Each test's service hears all; keys tell whose they are.
  const prefix = `${name}:`
  const on = reactionsOf<{ db: Database }>()
  const reaction = on(Noted, async ({ key, data }, tx) => {
    if (!key.startsWith(prefix)) return
    await tx`insert into ${tx(name)}.notes (key, text) values (${key.slice(prefix.length)}, ${data.text})`
    if (poison.has(data.text)) throw new Error(`cannot bear ${data.text}`)
    traces.push(currentContext()?.traceId ?? 'none')
  })
  return {
    name,
    db,
    poison,
    traces,
    start: (from: Bus = bus) =>
      startReactions(from, {
        service: name,
        reactions: [reaction as Reaction<{ db: Database }>],
        context: { db },
        db,
        metrics: openMetrics(),
        log: silentLog,
      }),
    tell: (...notes: [key: string, text: string][]) => {
      const messages = notes.map(([key, text]) => message(Noted, `${prefix}${key}`, { text }))
      return db.begin((tx) => db.publish(tx, ...messages)).then(() => messages)
    },
    notes: async (key?: string) =>
      (
        await sql<{ text: string }[]>`
          select text from ${sql(name)}.notes ${key ? sql`where key = ${key}` : sql``} order by seq`
      ).map((row) => row.text),
    parked: () =>
      sql<{ event_id: string; key: string; attempts: number; dead: boolean; error: string | null; wait: number }[]>`
        select event_id, key, attempts, dead, error, extract(epoch from next_at - now())::float as wait
        from ${sql(name)}.parked order by seq`,
  }
}

test('events that come again, whole or in part, are applied once', async () => {
  const book = await notebook()
  await using _ = await book.start()
  const sent = await book.tell(['a', '1'], ['a', '2'], ['b', '3'])
  await eventually('three notes', async () => (await book.notes()).length === 3)
  const envelopes = sent.map(({ trace: _trace, ...rest }) => rest)
  await bus.append(envelopes)
  await bus.append([envelopes[1]!, envelopes[1]!])
  await book.tell(['c', 'last'])
  await eventually('the last note', async () => (await book.notes()).includes('last'))
  assert.deepEqual(await book.notes(), ['1', '2', '3', 'last'])
})

test('an event comes only when its transaction has been committed', async () => {
  const book = await notebook()
  await using _ = await book.start()
  await assert.rejects(
    book.db.begin(async (tx) => {
      await book.db.publish(tx, message(Noted, `${book.name}:a`, { text: 'rolled back' }))
      throw new Error('no')
    }),
  )
  await book.tell(['a', 'kept'])
  await eventually('the kept note', async () => (await book.notes()).length > 0)
  assert.deepEqual(await book.notes(), ['kept'])
})

test('a poisoned event is parked with its cause; its key waits behind it in order, the others go on', async () => {
  const book = await notebook()
  book.poison.add('poison')
  await using _ = await book.start()
  await book.tell(['a', '1'], ['a', 'poison'], ['a', '2'], ['b', '3'])
  await book.tell(['a', '4'], ['b', '5'])
  await eventually('the other key', async () => (await book.notes('b')).length === 2)
  assert.deepEqual(await book.notes('a'), ['1'])
  const parked = await eventually('all of the key', async () => {
    const rows = await book.parked()
    return rows.length === 3 && rows
  })
  assert.deepEqual(
    parked.map((row) => row.dead),
    [false, false, false],
  )
  assert.match(parked[0]!.error ?? '', /cannot bear poison/)
  assert.equal(parked[1]!.error, null)
  book.poison.clear()
  await eventually('the whole key', async () => (await book.notes('a')).length === 4)
  assert.deepEqual(await book.notes('a'), ['1', 'poison', '2', '4'])
  assert.equal((await book.parked()).length, 0)
})

test('waits grow with each failure; after eight the event is dead, and its key goes on without it', async () => {
  const book = await notebook()
  book.poison.add('poison')
  await using _ = await book.start()
  await book.tell(['a', 'poison'], ['a', 'after'])
  const waits: number[] = []
  for (let attempts = 1; attempts < 8; attempts += 1) {
    const [first] = await eventually(`attempt ${attempts}`, async () => {
      const rows = await book.parked()
      return rows[0]?.attempts === attempts ? rows : null
    })
    waits.push(first!.wait)
    await sql`update ${sql(book.name)}.parked set next_at = now() where event_id = ${first!.event_id}`
  }
  await eventually('the event behind it', async () => (await book.notes('a')).includes('after'))
  const [dead, ...others] = await book.parked()
  assert.equal(dead!.dead, true)
  assert.equal(dead!.attempts, 8)
  assert.equal(others.length, 0)
  // Between half and the whole of 0.5 s, doubled each time; a little of it is over when we look.
  for (const [index, wait] of waits.entries()) assert.ok(wait <= 0.5 * 2 ** index + 0.01, `${wait} at ${index}`)
  assert.ok(waits[6]! > 0.5 * 2 ** 5 - 5, `the seventh wait is only ${waits[6]} s`)

  book.poison.clear()
  await sql`update ${sql(book.name)}.parked set dead = false, next_at = now() where event_id = ${dead!.event_id}`
  await eventually('the replay', async () => (await book.notes('a')).includes('poison'))
  assert.deepEqual(await book.notes('a'), ['after', 'poison'])
  assert.equal((await book.parked()).length, 0)
})

test('a batch with one bad event in the middle applies all others once', async () => {
  const book = await notebook()
  book.poison.add('bad')
  await book.tell(
    ...Array.from({ length: 60 }, (_, index): [string, string] => [`k${index}`, index === 30 ? 'bad' : `${index}`]),
  )
  await using _ = await book.start()
  await eventually('59 notes', async () => (await book.notes()).length === 59)
  assert.equal(new Set(await book.notes()).size, 59)
})

test('two copies of a service share the work, and nothing is applied twice', async () => {
  const book = await notebook()
  await using other = await openBus({ sql, address: database.options, log: silentLog })
  await using _a = await book.start()
  await using _b = await book.start(other)
  for (let round = 0; round < 10; round += 1) await book.tell(['a', `${round}`], [`k${round}`, `x${round}`])
  await eventually('all notes', async () => (await book.notes()).length >= 20)
  assert.deepEqual(await book.notes('a'), ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
  assert.equal((await book.notes()).length, 20)
})

test('an effect carries the trace of the request that caused the event', async () => {
  const book = await notebook()
  await using _ = await book.start()
  const traceId = '0123456789abcdef0123456789abcdef'
  await runInContext({ traceId }, () => book.tell(['a', 'traced']))
  await eventually('the note', async () => (await book.notes()).length === 1)
  assert.deepEqual(book.traces, [traceId])
})

test('the same key keeps its order while some of its events fail now and then', async () => {
  const book = await notebook()
  await using _ = await book.start()
  const texts = Array.from({ length: 30 }, (_, index) => `${index}`)
  for (const text of texts) {
    if (Number(text) % 7 === 3) book.poison.add(text)
    await book.tell(['a', text])
  }
  await eventually('the first failure', async () => (await book.parked()).length > 0)
  book.poison.clear()
  await eventually('all notes', async () => (await book.notes('a')).length === texts.length)
  assert.deepEqual(await book.notes('a'), texts)
})

test('a service with two reactions to one event does not start, instead of losing one of them', async () => {
  const on = reactionsOf<undefined>()
  const twice = [on(Noted, async () => {}), on(Noted, async () => {})]
  const db = openDatabase(sql, 'doubled', () => bus.wake())
  const options = {
    service: 'doubled',
    reactions: twice,
    context: undefined,
    db,
    metrics: openMetrics(),
    log: silentLog,
  }
  await assert.rejects(startReactions(bus, options), /doubled has two reactions to kit_test\.noted/)
})
