import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { test } from 'node:test'
import { ConfigError } from '../../kit/config.ts'
import { openLog } from '../../kit/log.ts'
import { eventually } from '../../tests/eventually.ts'
import { type Fault, faults, openFaultProxy } from '../../tests/faults/proxy.ts'
import { testDatabase } from '../sql/testing.ts'
import { engineUrl } from '../testing.ts'
import { openMongoServer } from './mongodb.ts'
import { openOldServer } from './testing/old-server.ts'
import { openTestDocuments, type Thing } from './testing/open.ts'

const url = engineUrl('ferretdb')
const variable = 'TOKRI_DOCUMENTS_URL'
const secret = 'a-planted-secret'
const it = (title: string, run: () => Promise<void>) => test(title, { timeout: 60_000 }, run)

/** A log whose lines are kept. */
function listen() {
  const lines: string[] = []
  return {
    lines,
    log: openLog({ level: 'debug', service: 'test', destination: { write: (line) => lines.push(line) } }),
  }
}

async function refused(address: string, pattern: RegExp): Promise<void> {
  const { lines, log } = listen()
  await assert.rejects(openMongoServer({ url: address, variable, log }), (error) => {
    assert.ok(error instanceof ConfigError, String(error))
    assert.match(error.message, pattern)
    assert.ok(error.message.startsWith(variable))
    assert.equal(error.message.includes('\n'), false)
    assert.equal(`${error.stack}${error.message}${lines}`.includes(secret), false)
    return true
  })
}

it('an address of another kind, or one that makes no sense, stops the start', async () => {
  await refused(`http://tokri:${secret}@localhost`, /must begin with mongodb:/)
  await refused(`mongodb://tokri:${secret}@/tokri`, /no address of MongoDB/)
  await refused(`mongodb://tokri:${secret}@host:port/tokri`, /no address of MongoDB/)
  await refused(`mongodb://tokri:${secret}@host/tokri?writeConcern=${secret}&tls=maybe`, /no address of MongoDB/)
})

it('a wrong password stops the start, and so does none', async () => {
  const { host, search } = new URL(url)
  await refused(`mongodb://tokri:${secret}@${host}/tokri${search}`, /refuses the user name, password or rights/)
  await refused(`mongodb://${host}/tokri`, /refuses the user name, password or rights/)
})

it('a version that is too old stops the start', async () => {
  // 3.6, which the driver does not speak to any more, and 5.0, with which it would.
  for (const version of [6, 13]) {
    await using old = await openOldServer(version)
    await refused(old.url, /too old; Tokri needs version 6.0/)
  }
})

const away: Record<string, () => Promise<{ port: number } & AsyncDisposable>> = {
  'that refuses connections': async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    return { port, async [Symbol.asyncDispose]() {} }
  },
  'that takes connections and says nothing': async () => {
    const proxy = await openFaultProxy(url)
    await proxy.hang()
    return proxy
  },
}
for (const [what, open] of Object.entries(away)) {
  it(`a server ${what} is told of once and done without`, async () => {
    await using server = await open()
    const { lines, log } = listen()
    await using mongo = await openMongoServer({
      url: `mongodb://tokri:${secret}@127.0.0.1:${server.port}/tokri`,
      variable,
      log,
    })
    assert.equal(lines.filter((line) => line.includes(variable) && line.includes('MongoDB')).length, 1)
    assert.equal(lines.join().includes(secret), false)
    await assert.rejects(
      mongo.ask(1_000, () => mongo.db.command({ ping: 1 })),
      { code: 'service/unavailable' },
    )
  })
}

for (const fault of faults)
  it(`${fault}, and back: reads and changes fail soon, and work again by themselves`, async () => {
    await using database = await testDatabase()
    await using proxy = await openFaultProxy(url)
    const service = `faults_${randomBytes(4).toString('hex')}`
    await using opened = await openTestDocuments({ url: proxy.url, address: database.url, service })
    const { documents } = opened
    const put = (id: string) =>
      documents.change((change) =>
        change.put<Thing>('things', [{ id, version: 0, body: { kind: 'x', note: 'spare' } }]),
      )
    await put('before')
    await proxy.apply(fault satisfies Fault)
    for (let count = 0; count < 3; count++) {
      await assert.rejects(documents.get('things', ['before']), { code: 'service/unavailable' })
      // What is kept apart can be read all the same.
      assert.deepEqual(await documents.recall('things', { limit: 10 }), [
        { id: 'before', version: 1, body: { kind: 'x' } },
      ])
    }
    if (fault !== 'slow') await assert.rejects(put('meanwhile'), { code: 'service/unavailable' })
    await documents.mend()
    await proxy.pass()
    await eventually('reads work', () => documents.get('things', ['before']).then((found) => found.length === 1))
    await eventually('changes work', () => put('after').then(() => true))
    assert.equal((await documents.find('things', { where: { kind: ['x'] }, limit: 10 })).length, 2)
    for (const name of ['things', 'others']) await opened.server.db.dropCollection(`${service}.${name}`).catch(() => {})
  })

it('a document that is not what its collection keeps, or too large, is refused before anything is written', async () => {
  await using database = await testDatabase()
  const service = `bodies_${randomBytes(4).toString('hex')}`
  await using opened = await openTestDocuments({ url, address: database.url, service })
  const put = (id: string, body: Thing) =>
    opened.documents.change((change) => change.put('things', [{ id, version: 0, body }]))
  await assert.rejects(put('a', { kind: 1 } as never), /things\/a\/kind/)
  await assert.rejects(put('b', { kind: 'x', big: 'x'.repeat(17 * 2 ** 20) }), /larger than/)
  assert.deepEqual(await opened.documents.find('things', { limit: 10 }), [])

  const odd = { kind: 'x', 'No. of packs': 1, $set: { '': 'empty', 'a.b%2E': ['c.d', { 'e.$f': null }] }, '100%': true }
  await put('odd', odd)
  assert.deepEqual(await opened.documents.get('things', ['odd']), [{ id: 'odd', version: 1, body: odd }])
  const again = await opened.documents.change((change) =>
    change.put<Thing>('things', [{ id: 'odd', version: 1, body: odd }]),
  )
  assert.deepEqual([...again.unchanged], ['odd'])
  for (const name of ['things', 'others']) await opened.server.db.dropCollection(`${service}.${name}`)
})

it('after a backup of MongoDB was restored, the copies in PostgreSQL follow it, and changes work', async () => {
  await using database = await testDatabase()
  const service = `restored_${randomBytes(4).toString('hex')}`
  const options = { url, address: database.url, service }
  {
    await using opened = await openTestDocuments(options)
    for (const id of ['kept', 'lost'])
      await opened.documents.change((change) => change.put('things', [{ id, version: 0, body: { kind: 'old' } }]))
    const raw = opened.server.collection(`${service}.things`)
    await raw.replaceOne({ _id: 'kept' }, { version: 7, body: { kind: 'restored' } })
    await raw.deleteOne({ _id: 'lost' })
    // What has just changed is believed to the copies: it was longer ago than that.
    await opened.sql`update ${opened.sql(`${service}.documents_copies`)} set changed_at = now() - interval '1 hour'`
  }
  await using opened = await openTestDocuments({ ...options, prepared: true })
  await opened.documents.mend()
  assert.deepEqual(await opened.documents.recall('things', { limit: 10 }), [
    { id: 'kept', version: 7, body: { kind: 'restored' } },
  ])
  await opened.documents.change((change) => change.put('things', [{ id: 'kept', version: 7, body: { kind: 'new' } }]))
  await opened.documents.change((change) => change.put('things', [{ id: 'lost', version: 0, body: { kind: 'new' } }]))
  const found = await opened.documents.find('things', { limit: 10 })
  assert.deepEqual(
    found.map(({ id, version }) => [id, version]),
    [
      ['kept', 8],
      ['lost', 1],
    ],
  )
  for (const name of ['things', 'others']) await opened.server.db.dropCollection(`${service}.${name}`)
})
