import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { openTestRedis, ownRedis } from '../../engines/redis/testing.ts'
import { engineUrl } from '../../engines/testing.ts'
import { eventually } from '../../tests/eventually.ts'
import { type Limiter, redisLimiter } from './limiter.ts'

const rule = { name: 'GET /v1/things/:id', requests: 10, perS: 60 }
const allowed = async (limiter: Limiter, key: string, times: number) => {
  const counts = []
  for (let at = 0; at < times; at++) counts.push(await limiter.take(key))
  return counts.filter((each) => each.allowed).length
}

for (const engine of ['redis', 'redis-cluster']) {
  test(`${engine}: copies of the gateway count together`, async () => {
    const secret = randomUUID()
    await using first = await openTestRedis(engineUrl(engine), { secret })
    await using second = await openTestRedis(engineUrl(engine), { secret })
    const [one, two] = [redisLimiter(first)(rule), redisLimiter(second)(rule)]
    const other = redisLimiter(first)({ ...rule, name: 'another', requests: 3 })
    assert.equal(await allowed(one, 'asha', 6), 6)
    const { remaining, limit, resetS } = await two.take('asha')
    assert.deepEqual([remaining, limit], [3, 10])
    assert.ok(resetS > 50 && resetS <= 60)
    assert.equal(await allowed(two, 'asha', 6), 3)
    assert.equal((await one.take('asha')).allowed, false)
    assert.equal((await one.take('ravi')).allowed, true)
    assert.equal(await allowed(other, 'asha', 5), 3)
  })

  test(`${engine}: many at once are counted exactly`, async () => {
    await using redis = await openTestRedis(engineUrl(engine))
    const limiter = redisLimiter(redis)({ ...rule, requests: 100 })
    const counts = await Promise.all(Array.from({ length: 180 }, () => limiter.take('asha')))
    assert.equal(counts.filter((each) => each.allowed).length, 100)
  })
}

test('while Redis is away each copy counts for itself, and then together again', { timeout: 60_000 }, async () => {
  await using server = await ownRedis()
  await using redis = await openTestRedis(server.url)
  const limiter = redisLimiter(redis)(rule)
  assert.equal(await allowed(limiter, 'asha', 4), 4)
  await server.kill()
  await eventually('it is noticed', () => !redis.ready)
  assert.equal(await allowed(limiter, 'asha', 14), 10)
  await server.start()
  await eventually('it is back', () => redis.ready)
  assert.equal((await limiter.take('ravi')).remaining, 9)
  const keys = await redis.run((client) => client.keys(`${redis.prefix}*`))
  assert.equal(keys.length, 1)
  server.pause()
  const counts = await Promise.all(Array.from({ length: 30 }, () => limiter.take('dev')))
  assert.equal(counts.filter((each) => each.allowed).length, 10)
  server.resume()
})
