import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ProductChanged } from '../../contracts/catalogue.ts'
import { newId } from '../../contracts/ids.ts'
import { message } from '../../kit/sql.ts'
import { eventually } from '../../tests/eventually.ts'
import { type FaultProxy, openFaultProxy } from '../../tests/faults/proxy.ts'
import { type TestDatabase, testDatabase } from '../sql/testing.ts'
import { engineUrl } from '../testing.ts'
import type { ChangeStep } from './mongodb.ts'
import { openTestDocuments, type TestDocuments, type Thing } from './testing/open.ts'
import { addOne } from './testing/other-process.ts'
import { openOwnServer } from './testing/own-server.ts'

const url = engineUrl('ferretdb')
const service = `crash_${randomBytes(4).toString('hex')}`
const program = fileURLToPath(new URL('./testing/other-process.ts', import.meta.url))
let database: TestDatabase
let proxy: FaultProxy
let here: TestDocuments

before(async () => {
  database = await testDatabase()
  proxy = await openFaultProxy(url)
  here = await openTestDocuments({ url: proxy.url, address: database.url, service })
})
after(async () => {
  await proxy.pass()
  for (const name of ['things', 'others']) await here.server.db.dropCollection(`${service}.${name}`)
  await here[Symbol.asyncDispose]()
  await proxy[Symbol.asyncDispose]()
  await database.dispose()
})

async function elsewhere(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH, TEST_URL: url, TEST_ADDRESS: database.url, TEST_SERVICE: service },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return signal ?? String(code)
}

const sizes = async (id: string) =>
  (await Promise.all(['things', 'others'].map((name) => here.documents.get<{ size: number }>(name, [id])))).map(
    ([found]) => found?.body.size ?? 0,
  )
const told = async (id: string) => (await here.published()).filter((key) => key === id).length
const unfinished = async () =>
  (
    await here.sql<{ count: number }[]>`select count(*)::int as count from ${here.sql(`${service}.documents_journal`)}`
  )[0]!.count

const mended = async () => {
  await here.documents.mend()
  return (await unfinished()) === 0
}

/** What can be read, and how many events were told, right after the process ended at a step. */
const left: Record<ChangeStep, { sizes: number[]; told: number }> = {
  journaled: { sizes: [1, 1], told: 1 },
  writing: { sizes: [1, 1], told: 1 },
  half: { sizes: [2, 1], told: 1 },
  applied: { sizes: [2, 2], told: 1 },
  done: { sizes: [2, 2], told: 2 },
}
for (const [step, expected] of Object.entries(left)) {
  test(`a process killed when its change is ${step}: a job makes the rest, and the event is told once`, {
    timeout: 60_000,
  }, async () => {
    const id = `job-${step}`
    await addOne(here.documents, [id], ['things', 'others'])
    assert.equal(await elsewhere('die', step, id), 'SIGKILL')
    assert.deepEqual({ sizes: await sizes(id), told: await told(id) }, expected)
    await eventually('the change is finished', mended)
    assert.deepEqual({ sizes: await sizes(id), told: await told(id) }, { sizes: [2, 2], told: 2 })
  })

  test(`a process killed when its change is ${step}: the next change of it waits for nothing and finds it whole`, {
    timeout: 60_000,
  }, async () => {
    const id = `next-${step}`
    await addOne(here.documents, [id], ['things', 'others'])
    assert.equal(await elsewhere('die', step, id), 'SIGKILL')
    await addOne(here.documents, [id], ['things', 'others'])
    assert.deepEqual({ sizes: await sizes(id), told: await told(id) }, { sizes: [3, 3], told: 3 })
    assert.equal(await unfinished(), 0)
  })
}

test('processes that change the same documents lose no change and tell each once', { timeout: 120_000 }, async () => {
  const ended = Promise.all([elsewhere('add', '25', 'p-1', 'p-2'), elsewhere('add', '25', 'p-2', 'p-1')])
  for (let count = 0; count < 25; count++) await addOne(here.documents, ['p-1', 'p-2'])
  assert.deepEqual(await ended, ['0', '0'])
  const found = await here.documents.get<{ size: number }>('things', ['p-1', 'p-2'])
  assert.deepEqual(
    found.map(({ version, body }) => [version, body.size]),
    [
      [75, 75],
      [75, 75],
    ],
  )
  assert.equal((await told('p-1')) + (await told('p-2')), 75)
})

for (const step of ['journaled', 'writing'] as const)
  test(`a writer that stands still when its change is ${step}, and wakes up too late, changes nothing`, {
    timeout: 60_000,
  }, async () => {
    const id = `late-${step}`
    await addOne(here.documents, [id])
    const hold = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<void>()
    await using frozen = await openTestDocuments({
      url,
      address: database.url,
      service,
      prepared: true,
      onStep: async (at) => {
        if (at === 'applied' || at === 'done') ended.resolve()
        if (at !== step) return
        reached.resolve()
        await hold.promise
      },
    })
    const slow = addOne(frozen.documents, [id]).catch((error) => error)
    await reached.promise
    // What PostgreSQL does, after a while, to who stands still in a transaction.
    await here.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and state = 'idle in transaction'`
    await addOne(here.documents, [id])
    await addOne(here.documents, [id])
    hold.resolve()
    await ended.promise
    assert.ok((await slow) instanceof Error)
    const [found] = await here.documents.get<{ size: number }>('things', [id])
    assert.deepEqual([found!.version, found!.body.size], [4, 4])
    assert.equal(await told(id), 4)
  })

test('MongoDB that goes away after the commit: the caller is told, and the change is made when it is back', {
  timeout: 60_000,
}, async () => {
  await using other = await openTestDocuments({
    url: proxy.url,
    address: database.url,
    service,
    prepared: true,
    onStep: (step) => (step === 'journaled' ? proxy.refuse() : undefined),
  })
  await assert.rejects(addOne(other.documents, ['away']), (error: { code?: string; detail?: string }) => {
    assert.equal(error.code, 'service/unavailable')
    assert.match(error.detail!, /the change is kept/)
    return true
  })
  assert.equal(await told('away'), 0)
  await assert.rejects(
    here.documents.check(),
    /TOKRI_DOCUMENTS_URL: MongoDB does not answer; 1 changes are not finished/,
  )
  await assert.rejects(addOne(here.documents, ['away too']), { code: 'service/unavailable' })
  await assert.rejects(here.documents.get('things', ['away']), { code: 'service/unavailable' })
  await here.documents.mend()
  await proxy.pass()
  await eventually('the change is finished', mended)
  assert.equal((await here.documents.get<{ size: number }>('things', ['away']))[0]!.body.size, 1)
  assert.equal(await told('away'), 1)
})

test('MongoDB killed in the middle of changes, twice: none is lost, none is made twice, each is told once', {
  timeout: 120_000,
}, async () => {
  await using server = await openOwnServer()
  await using own = await testDatabase()
  await using opened = await openTestDocuments({ url: server.url, address: own.url, service })
  const { documents } = opened
  const ids = Array.from({ length: 8 }, (_, index) => `killed-${index}`)
  const total = 60
  let done = 0
  /** Until it has been acknowledged. What a refused one has become is seen by the next. */
  const untilDone = async (count: number) => {
    const id = ids[count % ids.length]!
    const size = Math.floor(count / ids.length) + 1
    await eventually(`change ${count}`, async () => {
      try {
        await documents.change(async (change) => {
          const [known] = await change.get<Thing>('things', [id])
          if (known?.body.size === size) return
          await change.put('things', [{ id, version: known?.version ?? 0, body: { kind: 'sum', size } }])
          change.publish(message(ProductChanged, id, { productIds: [newId('product')] }))
        })
        return true
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'service/unavailable')
        return false
      }
    })
    done++
  }
  for (let count = 0; count < total; count++) {
    if (count === 20 || count === 40) {
      await Promise.all([server.kill(), untilDone(count), pause(200).then(server.start)])
    } else await untilDone(count)
  }
  assert.equal(done, total)
  const found = await documents.get<{ size: number }>('things', ids)
  assert.equal(
    found.reduce((sum, { body }) => sum + body.size, 0),
    total,
  )
  assert.ok(found.every(({ version, body }) => version === body.size))
  assert.equal((await opened.published()).length, total)
})
