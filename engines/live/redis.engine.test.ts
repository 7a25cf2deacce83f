import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { silentLog } from '../../kit/log.ts'
import { openPool } from '../../kit/sql.ts'
import { eventually } from '../../tests/eventually.ts'
import { openTestRedis, ownRedis } from '../redis/testing.ts'
import { testDatabase } from '../sql/testing.ts'
import { engineUrl } from '../testing.ts'
import { changed, listen, liveSuite } from './live.suite.ts'
import { openRedisLive } from './redis.ts'

/** Two processes of an installation on one Redis and one PostgreSQL. */
async function openPair(url: string) {
  const stack = new AsyncDisposableStack()
  const database = stack.use(await testDatabase())
  const sql = openPool(database.options, 4)
  stack.defer(() => sql.end({ timeout: 1 }))
  const secret = randomUUID()
  const open = async () => {
    const redis = stack.use(await openTestRedis(url, { secret }))
    return { redis, live: stack.use(await openRedisLive({ redis, sql, address: database.options, log: silentLog })) }
  }
  const [one, two] = [await open(), await open()]
  return {
    one: one.live,
    two: two.live,
    redis: [one.redis, two.redis] as const,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

liveSuite('redis', () => openPair(engineUrl('redis')))
liveSuite('redis cluster', () => openPair(engineUrl('redis-cluster')))
// Nobody is there: all goes over PostgreSQL.
liveSuite('redis away', () => openPair('redis://127.0.0.1:1'))

test('live redis: a kill and a new start in the middle loses no message for good, and doubles none', {
  timeout: 60_000,
}, async () => {
  await using server = await ownRedis()
  await using pair = await openPair(server.url)
  const topic = 'picks:store'
  const { heard } = await listen(pair.two, topic)
  let sent = 0
  const tell = () => pair.one.publish(topic, changed(String(++sent)))
  const reaches = async (what: string) => {
    tell()
    const last = String(sent)
    await eventually(what, () => heard.includes(last))
  }
  await reaches('over Redis')
  await server.kill()
  await eventually('it is noticed', () => !pair.redis[0].ready)
  for (let round = 0; round < 20; round++) await reaches('over PostgreSQL')
  await server.start()
  // From here on both find Redis again, each at its own moment.
  const both = () => pair.redis.every((each) => each.ready)
  while (!both()) await reaches('while they find it again')
  for (let round = 0; round < 50; round++) await reaches('over Redis again')
  assert.deepEqual(
    heard,
    Array.from({ length: sent }, (_, index) => String(index + 1)),
  )
})

test('live redis: who alone cannot hear Redis is told over PostgreSQL', { timeout: 60_000 }, async () => {
  const secret = randomUUID()
  await using database = await testDatabase()
  const sql = openPool(database.options, 4)
  const parts = { sql, address: database.options, log: silentLog }
  await using near = await openTestRedis(engineUrl('redis'), { secret })
  await using cut = await openTestRedis('redis://127.0.0.1:1', { secret })
  await using sender = await openRedisLive({ redis: near, ...parts })
  await using hears = await openRedisLive({ redis: near, ...parts })
  await using deaf = await openRedisLive({ redis: cut, ...parts })
  const [good, bad] = [await listen(hears, 'city'), await listen(deaf, 'city')]
  let sent = 0
  await eventually('it is told', () => {
    sender.publish('city', changed(String(++sent)))
    return bad.heard.length > 2
  })
  await eventually('the other heard all, once', () => good.heard.length >= sent)
  assert.equal(new Set(good.heard).size, good.heard.length)
  assert.equal(new Set(bad.heard).size, bad.heard.length)
  await sql.end({ timeout: 1 })
})
