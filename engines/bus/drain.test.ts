import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Envelope } from '../../contracts/event.ts'
import { newId } from '../../contracts/ids.ts'
import { type Bus, RefusedEvents } from '../../kit/bus.ts'
import { silentLog } from '../../kit/log.ts'
import { openPool } from '../../kit/sql.ts'
import { eventually } from '../../tests/eventually.ts'
import { testDatabase } from '../sql/testing.ts'
import { drainInto } from './drain.ts'
import { openBus } from './index.ts'

const event = (data: number): Envelope => ({
  id: newId('event'),
  name: 'test.happened',
  version: 1,
  key: 'key',
  at: new Date().toISOString(),
  data,
})

/** The old log, and another one in a database of its own that stands for a broker. */
async function openStage() {
  const stack = new AsyncDisposableStack()
  const place = async () => {
    const database = stack.use(await testDatabase())
    const sql = openPool(database.options, 5)
    stack.defer(() => sql.end({ timeout: 1 }))
    return { sql, address: database.options }
  }
  const [before, after] = [await place(), await place()]
  const old = await openBus({ ...before, log: silentLog })
  const broker = await openBus({ ...after, log: silentLog })
  const told = async () =>
    (await after.sql<{ data: number }[]>`select data from bus.events order by seq`).map(({ data }) => data)
  return { sql: before.sql, old, broker, told, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

test('what a group had not read goes to the broker first, in order, and is not read again in the old place', async () => {
  await using stage = await openStage()
  const { sql, old, told } = stage
  const heard: number[] = []
  const reader = await old.subscribe('group', ['test.happened'], async (batch) => {
    heard.push(...batch.map((each) => each.data as number))
  })
  await old.append([event(1), event(2)])
  await eventually('two are read', () => heard.length === 2)
  await reader.stop()
  await old.append(Array.from({ length: 1_200 }, (_, index) => event(3 + index)))
  await old[Symbol.asyncDispose]()

  const bus = await drainInto(stage.broker, { sql, log: silentLog })
  await bus.append([event(9_999)])
  assert.deepEqual(await told(), [...Array.from({ length: 1_200 }, (_, index) => 3 + index), 9_999])
  await bus[Symbol.asyncDispose]()
  const [group] = await sql<{ behind: number }[]>`
    select count(*)::int as behind from bus.events where seq > (select position from bus.groups where name = 'group')`
  assert.equal(group!.behind, 0)
})

test('while the broker is away nothing newer goes before; what it refuses stops nothing', async () => {
  await using stage = await openStage()
  const { sql, old, told } = stage
  await (await old.subscribe('group', ['test.happened'], async () => {})).stop()
  await old.append([event(1), event(2), event(3)])
  await old[Symbol.asyncDispose]()
  let away = true
  const picky: Bus = {
    ...stage.broker,
    append: async (envelopes) => {
      if (away) throw new Error('away')
      const causes = new Map(envelopes.filter(({ data }) => data === 2).map(({ id }) => [id, 'is too large']))
      if (causes.size > 0) throw new RefusedEvents(causes)
      await stage.broker.append(envelopes)
    },
  }
  const bus = await drainInto(picky, { sql, log: silentLog })
  const newer = bus.append([event(4)])
  assert.deepEqual(await told(), [])
  away = false
  await newer
  assert.deepEqual(await told(), [1, 3, 4])
  await bus[Symbol.asyncDispose]()
})
