import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { silentLog } from '../../kit/log.ts'
import { eventually } from '../../tests/eventually.ts'
import { openTestRedis, ownRedis } from '../redis/testing.ts'
import { engineUrl } from '../testing.ts'
import { cacheSuite } from './cache.suite.ts'
import { openRedisCache } from './redis.ts'

/** A process's own view of the cache. */
async function openView(url: string, secret: string = randomUUID()) {
  const redis = await openTestRedis(url, { secret })
  const cache = openRedisCache(redis, silentLog)
  return {
    redis,
    cache,
    read: async (key: string) => (await cache.get([key])).get(key)?.value,
    async [Symbol.asyncDispose]() {
      await cache[Symbol.asyncDispose]()
      await redis[Symbol.asyncDispose]()
    },
  }
}

// Read at once: without engines the file is to fail, not to wait.
const [single, cluster] = [engineUrl('redis'), engineUrl('redis-cluster')]

cacheSuite('redis', () => openView(single))
cacheSuite('redis cluster', () => openView(cluster))

for (const [engine, url] of Object.entries({ redis: single, cluster })) {
  test(`cache ${engine}: is shared by the processes of an installation, and by no other`, async () => {
    const secret = randomUUID()
    await using one = await openView(url, secret)
    await using two = await openView(url, secret)
    await using stranger = await openView(url)
    await one.cache.put('key', { version: 1, value: 'shared' }, 60_000)
    assert.equal(await two.read('key'), 'shared')
    assert.equal(await stranger.read('key'), undefined)
  })
}

test('cache redis: away, everything is absent and nobody waits; back, it goes on', { timeout: 60_000 }, async () => {
  await using server = await ownRedis()
  await using view = await openView(server.url)
  await view.cache.put('key', { version: 1, value: 'kept' }, 60_000)
  await server.kill()
  await eventually('it is noticed', () => !view.redis.ready)
  assert.equal(await view.read('key'), undefined)
  await view.cache.put('key', { version: 2, value: 'lost' }, 60_000)
  await server.start()
  await eventually('it is back', () => view.redis.ready)
  assert.equal(await view.read('key'), undefined)
  await view.cache.put('key', { version: 3, value: 'again' }, 60_000)
  assert.equal(await view.read('key'), 'again')
})

test('cache redis: a change that was not delivered hides what is older until it is', { timeout: 60_000 }, async () => {
  const secret = randomUUID()
  await using server = await ownRedis()
  await using writer = await openView(server.url, secret)
  await using reader = await openView(server.url, secret)
  for (const key of ['renewed', 'dropped', 'untouched'])
    await writer.cache.put(key, { version: 1, value: 'old' }, 600_000)
  // It hangs: connections stay, nothing is answered, and nothing in it is lost.
  server.pause()
  await writer.cache.renew('renewed', { version: 2, value: 'new' }, 600_000)
  await writer.cache.drop('dropped', 2)
  server.resume()
  await eventually('Redis answers', async () => (await writer.read('untouched')) === 'old')
  assert.notEqual(await writer.read('renewed'), 'old')
  assert.notEqual(await writer.read('dropped'), 'old')
  await eventually('the others hear of it', async () => {
    const [renewed, gone] = [await reader.read('renewed'), await reader.read('dropped')]
    return renewed !== 'old' && gone === undefined
  })
  assert.equal(await reader.read('untouched'), 'old')
})

test('cache redis: the writer hides what is older also when its connection was cut', { timeout: 60_000 }, async () => {
  const secret = randomUUID()
  await using server = await ownRedis()
  await using writer = await openView(server.url, secret)
  await using reader = await openView(server.url, secret)
  await writer.cache.put('key', { version: 1, value: 'old' }, 600_000)
  writer.redis.client!.disconnect(true)
  await writer.cache.renew('key', { version: 2, value: 'new' }, 600_000)
  assert.notEqual(await writer.read('key'), 'old')
  await eventually('the others hear of it', async () => (await reader.read('key')) !== 'old')
  assert.notEqual(await writer.read('key'), 'old')
})

test('cache redis: what somebody else has written there is absent', async () => {
  await using view = await openView(single)
  const name = `${view.redis.prefix}cache:key`
  for (const odd of ['', '1', 'x'.repeat(40), '0000000000000001z\x00\x01', '0000000000000001j{"broken'])
    await view.redis.run(async (client) => {
      await client.set(name, odd)
      assert.equal(await view.read('key'), undefined)
    })
  await view.redis.run((client) => client.del(name))
  await view.redis.run((client) => client.lpush(name, 'a list'))
  assert.equal(await view.read('key'), undefined)
  await view.cache.put('key', { version: 1, value: 1 }, 1_000)
  assert.equal(await view.read('key'), undefined)
})
