import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { silentLog } from '../../kit/log.ts'
import { openPool } from '../../kit/sql.ts'
import { eventually } from '../../tests/eventually.ts'
import { openTestRedis, ownCluster, ownRedis } from '../redis/testing.ts'
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

// Read at once: without engines the file is to fail, not to wait.
const [single, cluster] = [engineUrl('redis'), engineUrl('redis-cluster')]

liveSuite('redis', () => openPair(single))
liveSuite('redis cluster', () => openPair(cluster))
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
  await using near = await openTestRedis(single, { secret })
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

test('live redis cluster: a master that is killed and comes back, and a slot that moves', {
  timeout: 120_000,
}, async () => {
  await using own = await ownCluster()
  await using pair = await openPair(own.url)
  const topics = Array.from({ length: 60 }, (_, index) => `picks:${index}`)
  const listeners = await Promise.all(topics.map((topic) => listen(pair.two, topic)))
  let sent = 0
  /** Something to every topic: all of it comes, once. */
  const reaches = async (what: string) => {
    const id = String(++sent)
    for (const topic of topics) pair.one.publish(topic, changed(id))
    await eventually(what, () => listeners.every(({ heard }) => heard.includes(id)))
    for (const { heard } of listeners) assert.equal(heard.filter((each) => each === id).length, 1)
  }
  await reaches('over the cluster')
  const [first, , third] = own.nodes
  await third!.kill()
  for (let round = 0; round < 10; round++) await reaches('while a master is away')
  await third!.start()
  await eventually('both have found it again', () => pair.redis.every((each) => each.ready))
  for (let round = 0; round < 10; round++) await reaches('when it is back')

  // Its slots move to the other two, and it keeps none.
  const cli = (...args: string[]) => promisify(execFile)('redis-cli', args)
  const { stdout: id } = await cli('-p', String(third!.port), 'cluster', 'myid')
  await cli('--cluster', 'rebalance', `127.0.0.1:${first!.port}`, '--cluster-weight', `${id.trim()}=0`)
  // Messages of the moment in which a slot moves may be missed; all is heard again soon.
  await eventually(
    'all is heard where the slots are now',
    async () => {
      const id = String(++sent)
      for (const topic of topics) pair.one.publish(topic, changed(id))
      await eventually('this one', () => listeners.every(({ heard }) => heard.includes(id)), { withinMs: 1_000 })
      return true
    },
    { withinMs: 60_000 },
  )
  for (let round = 0; round < 5; round++) await reaches('after that')
})
