/**
 * What Redis brings, beside the same without it in the same run: reading a cart, passing on live messages, counting
 * requests, reading descriptions. `eval "$(deploy/engines/redis.sh start)"; npm run bench:redis`
 */
import { randomUUID } from 'node:crypto'
import { openRedisCache } from '../engines/cache/redis.ts'
import { openPostgresLive } from '../engines/live/postgres.ts'
import { openRedisLive } from '../engines/live/redis.ts'
import { openTestRedis } from '../engines/redis/testing.ts'
import { testDatabase } from '../engines/sql/testing.ts'
import { engineUrl } from '../engines/testing.ts'
import type { Live } from '../kit/live.ts'
import { silentLog } from '../kit/log.ts'
import { openPool } from '../kit/sql.ts'
import { memoryLimiter, redisLimiter } from '../services/gateway/limiter.ts'
import { expect } from '../tests/api.ts'
import { openShopHouse } from '../tests/shop.ts'

const url = engineUrl('redis')

const at = (sorted: number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
function report(what: string, times: number[], totalMs: number): void {
  const sorted = times.toSorted((a, b) => a - b)
  const show = (ms: number) => `${ms.toFixed(2)} ms`.padStart(10)
  const perS = Math.round((times.length / totalMs) * 1_000)
  console.log(`${what.padEnd(52)} p50 ${show(at(sorted, 0.5))}  p99 ${show(at(sorted, 0.99))}  ${perS}/s`)
}

/** Runs `work` so many times, so many at once. */
async function measure(what: string, count: number, atOnce: number, work: (index: number) => Promise<unknown>) {
  for (let index = 0; index < Math.min(200, count); index++) await work(index)
  const times: number[] = []
  let next = 0
  const began = performance.now()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) {
        const from = performance.now()
        await work(next++)
        times.push(performance.now() - from)
      }
    }),
  )
  report(what, times, performance.now() - began)
}

async function carts(): Promise<void> {
  for (const [name, env] of [
    ['PostgreSQL', {}],
    ['Redis', { TOKRI_REDIS_URL: url }],
  ] as const) {
    await using stage = await openShopHouse({ listen: false, env })
    const people = await stage.shop.customers(20)
    for (const who of people) await stage.shop.fill(who, ...stage.shop.products.slice(0, 6))
    const look = async (index: number) =>
      expect(await stage.send('GET', '/v1/cart', { token: people[index % people.length]!.token }), 200)
    await measure(`GET /v1/cart, ${name}, one at a time`, 1_500, 1, look)
    await measure(`GET /v1/cart, ${name}, 20 at once`, 4_000, 20, look)
  }
}

async function live(): Promise<void> {
  await using database = await testDatabase()
  const sql = openPool(database.options, 4)
  const parts = { sql, address: database.options, log: silentLog }
  const secret = randomUUID()
  await using one = await openTestRedis(url, { secret })
  await using two = await openTestRedis(url, { secret })
  const pair = async (open: (redis: typeof one) => Promise<Live>) => [await open(one), await open(two)] as const
  const ways = {
    NOTIFY: await pair(() => openPostgresLive(parts)),
    Redis: await pair((redis) => openRedisLive({ ...parts, redis })),
  }
  for (const [name, [from, to]] of Object.entries(ways)) {
    let heard = () => {}
    to.subscribe('city', () => heard())
    await to.heard('city')
    await measure(`live message to another process, ${name}`, 500, 1, (index) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      heard = resolve
      from.publish('city', { type: 'changed', data: { id: String(index) } })
      return promise
    })
    const count = 20_000
    let left = count
    const all = Promise.withResolvers<void>()
    heard = () => {
      left -= 1
      if (left === 0) all.resolve()
    }
    const began = performance.now()
    for (let index = 0; index < count; index++) {
      from.publish('city', { type: 'changed', data: { id: String(index) } })
      if (index % 200 === 199) await new Promise((resolve) => setImmediate(resolve))
    }
    await all.promise
    console.log(`live messages in a row, ${name}: ${Math.round((count / (performance.now() - began)) * 1_000)}/s`)
    await from[Symbol.asyncDispose]()
    await to[Symbol.asyncDispose]()
  }
  await sql.end({ timeout: 1 })
}

async function small(): Promise<void> {
  await using redis = await openTestRedis(url)
  await using database = await testDatabase()
  const sql = openPool(database.options, 4)
  const rule = { name: 'bench', requests: 1e9, perS: 60 }
  const [here, shared] = [memoryLimiter(rule), redisLimiter(redis)(rule)]
  await measure('counting a request, memory', 5_000, 1, () => here.take('a'))
  await measure('counting a request, Redis', 5_000, 1, () => shared.take('a'))
  await using cache = openRedisCache(redis, silentLog)
  const body = { description: 'Long grain rice. '.repeat(60), attributes: { country: 'India', weight: '1 kg' } }
  await sql`create table described (id text primary key, body jsonb)`
  await sql`insert into described values ('a', ${sql.json(body)})`
  await cache.put('a', { version: 1, value: body }, 600_000)
  await measure('a description of 1 kB, PostgreSQL', 3_000, 1, () => sql`select body from described where id = 'a'`)
  await measure('a description of 1 kB, Redis', 3_000, 1, () => cache.get(['a']))
  await sql.end({ timeout: 1 })
}

await small()
await live()
await carts()
