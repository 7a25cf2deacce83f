import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chownSync, closeSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { CheckLedger } from '../../contracts/payments.ts'
import { type Cluster, openCluster } from '../../engines/sql/testing/cluster.ts'
import { expect } from '../api.ts'
import { eventually } from '../eventually.ts'
import { openShop } from '../shop.ts'
import { houseOn } from './house.ts'

let cluster: Cluster
let databases = 0
before(async () => {
  cluster = await openCluster({
    tls: true,
    hba: 'hostssl all sealed 127.0.0.1/32 scram-sha-256\nhost all sealed 127.0.0.1/32 reject',
  })
})
after(() => cluster?.[Symbol.asyncDispose]())

async function fresh(): Promise<string> {
  databases += 1
  await cluster.sql`create database ${cluster.sql(`d${databases}`)}`
  return cluster.url.replace(/\/postgres$/, `/d${databases}`)
}
const refusal = (url: string, more: Record<string, string> = {}) =>
  houseOn({ TOKRI_DATABASE_URL: url, TOKRI_DATABASE_WAIT_S: '0', ...more }).then(
    async (house) => {
      await house[Symbol.asyncDispose]()
      return assert.fail('it was opened')
    },
    (error: Error & { code?: string }) => {
      assert.doesNotMatch(error.message, /sesame|wrong/)
      return error
    },
  )

describe('a PostgreSQL that cannot be used is told in a sentence', () => {
  test('an unknown database', async () => {
    const { message } = await refusal(cluster.url.replace(/\/postgres$/, '/nowhere'))
    assert.match(message, /TOKRI_DATABASE_URL refused the connection: database "nowhere" does not exist/)
  })

  test('of one service', async () => {
    const own = cluster.url.replace(/:[^:@]*@/, ':wrong@')
    const { message } = await refusal(await fresh(), { TOKRI_ORDERS_DATABASE_URL: own })
    assert.match(message, /TOKRI_ORDERS_DATABASE_URL refused the connection: password authentication failed/)
  })

  test('an account that may make nothing', async () => {
    await cluster.sql`create role guest login password 'sesame'`
    const url = (await fresh()).replace(/\/\/[^@]*@/, '//guest:sesame@')
    const { name, message } = await refusal(url)
    assert.equal(name, 'ConfigError')
    assert.match(message, /account of TOKRI_DATABASE_URL may not change the schema .*grant it CREATE/)
  })

  test('a database that is not migrated, where a start only checks', async () => {
    const url = await fresh()
    const { message } = await refusal(url, { TOKRI_MIGRATE: 'check' })
    assert.match(message, /run `tokri migrate` first/)
    const house = await houseOn({ TOKRI_DATABASE_URL: url })
    await house[Symbol.asyncDispose]()
    await using _again = await houseOn({ TOKRI_DATABASE_URL: url, TOKRI_MIGRATE: 'check' })
  })

  test('one whose account may only use what is there runs, once it has been migrated by the owner', async () => {
    const url = await fresh()
    const owner = await houseOn({ TOKRI_DATABASE_URL: url })
    const schemas = [
      'bus',
      'tokri',
      'users',
      'catalogue',
      'stores',
      'carts',
      'orders',
      'payments',
      'deliveries',
      'notifications',
      'analytics',
    ]
    await owner.sql`create role worker login password 'sesame'`
    for (const each of schemas)
      await owner.sql.unsafe(`grant usage on schema ${each} to worker;
        grant all on all tables in schema ${each} to worker; grant all on all sequences in schema ${each} to worker`)
    await owner[Symbol.asyncDispose]()
    const worker = url.replace(/\/\/[^@]*@/, '//worker:sesame@')
    await using house = await houseOn({ TOKRI_DATABASE_URL: worker, TOKRI_MIGRATE: 'check' })
    const shop = await openShop(house)
    await shop.bought(await shop.customer(), [shop.products[0]!])
  })
})

describe('TLS', () => {
  test('is used where the address asks for it, and the certificate is checked', async () => {
    await cluster.sql`create role sealed login superuser password 'sesame'`
    const url = (await fresh()).replace(/\/\/[^@]*@127.0.0.1/, '//sealed:sesame@localhost')
    const certificate = encodeURIComponent(join(cluster.dir, 'server.crt'))
    assert.match((await refusal(url)).message, /TOKRI_DATABASE_URL refused the connection: .*pg_hba\.conf rejects/)
    assert.match((await refusal(`${url}?sslmode=verify-full`)).message, /gives no TLS that its sslmode allows/)
    assert.match(
      (await refusal(`${url}?sslmode=verify-full&sslrootcert=/nowhere.crt`)).message,
      /TOKRI_DATABASE_URL: the file that sslrootcert names cannot be read \(ENOENT\)/,
    )
    // Its certificate is of localhost.
    const byNumber = url.replace('@localhost', '@127.0.0.1')
    assert.equal((await refusal(`${byNumber}?sslmode=verify-full&sslrootcert=${certificate}`)).code, 'sql/no-tls')
    for (const mode of ['require', `verify-full&sslrootcert=${certificate}`, `verify-ca&sslrootcert=${certificate}`]) {
      await using house = await houseOn({ TOKRI_DATABASE_URL: `${url}?sslmode=${mode}` }, { targets: ['stores'] })
      const [row] = await house.sql<{ ssl: boolean }[]>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`
      assert.equal(row!.ssl, true)
    }
  })

  test('is missing: the sentence says so', async () => {
    await using plain = await openCluster()
    const error = await refusal(`${plain.url}?sslmode=require`)
    assert.equal(error.code, 'sql/no-tls')
  })
})

test('a start waits for a PostgreSQL that starts, and says so', async () => {
  const url = await fresh()
  await cluster.kill()
  const told: string[] = []
  const starting = houseOn({ TOKRI_DATABASE_URL: url }, { onProgress: (text) => told.push(text), targets: ['stores'] })
  await eventually('it says that it waits', () =>
    told.some((text) => /^Waiting for the PostgreSQL at TOKRI_DATABASE_URL/.test(text)),
  )
  await cluster.start()
  await (await starting)[Symbol.asyncDispose]()
})

/** What a customer gets while the database takes no writes, and what is there afterwards. */
async function ordersThrough(url: string, takeAway: () => Promise<void>, giveBack: () => Promise<void>) {
  await using house = await houseOn({ TOKRI_DATABASE_URL: url })
  const shop = await openShop(house)
  const who = await shop.customer()
  await shop.fill(who, [shop.products[0]!, 2])
  const key = randomUUID()
  await takeAway()
  const refused = await eventually('an order is refused', async () => {
    const answer = await shop.order(who, { key: randomUUID() })
    return answer.status === 503 ? answer : null
  })
  assert.equal(refused.body.code, 'service/unavailable')
  assert.ok(refused.headers['retry-after'])
  const during = await eventually('the order is refused as well', async () => {
    const answer = await shop.order(who, { key })
    return answer.status === 503 ? answer : answer.status === 201 ? answer : null
  })
  assert.ok([201, 503].includes(during.status))
  await giveBack()
  const order = await eventually('orders are taken again', async () => expect(await shop.order(who, { key }), 201))
  const again = expect(await shop.order(who, { key }), 201)
  assert.equal(again.id, order.id)
  await eventually('nothing is half done', async () => {
    const [counts] = await house.sql<{ orders: number; reserved: number; wanted: number }[]>`
      select (select count(*)::int from orders.orders) as orders,
        (select coalesce(sum(reserved), 0)::int from stores.stock) as reserved,
        (select coalesce(sum((l->>'quantity')::int), 0)::int from orders.orders o, jsonb_array_elements(o.lines) l
          where o.status not in ('cancelled')) as wanted`
    assert.ok(counts!.reserved >= counts!.wanted)
    return true
  })
  assert.deepEqual((await house.call(CheckLedger, {})).faults, [])
}

test('a database that has become read-only answers writes with 503, and goes on when it is not any more', {
  timeout: 120_000,
}, async () => {
  const url = await fresh()
  const name = url.slice(url.lastIndexOf('/') + 1)
  const set = async (to: string) => {
    await cluster.sql.unsafe(`alter database ${name} set default_transaction_read_only = ${to}`)
    // Sessions that are open go on as they began.
    await cluster.sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`
  }
  await ordersThrough(
    url,
    () => set('on'),
    () => set('off'),
  )
})

test('a disk that is full answers writes with 503, and goes on when there is room again', {
  timeout: 180_000,
}, async (t) => {
  const small = join(cluster.dir, '..', 'small')
  mkdirSync(small)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m,mode=777', 'tmpfs', small], { stdio: 'ignore' })
  } catch {
    rmSync(small, { recursive: true })
    return t.skip('this machine mounts no small disk for us')
  }
  const filler = join(small, 'filler')
  try {
    const space = join(small, 'space')
    mkdirSync(space)
    const { uid, gid } = statSync(cluster.dir)
    chownSync(space, uid, gid)
    await cluster.sql.unsafe(`create tablespace small location '${space}'`)
    await cluster.sql`create database small tablespace small`
    const fill = async () => {
      const file = openSync(filler, 'w')
      try {
        for (;;) writeSync(file, Buffer.alloc(16_384))
      } catch (error) {
        assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC')
      } finally {
        closeSync(file)
      }
    }
    await ordersThrough(cluster.url.replace(/\/postgres$/, '/small'), fill, async () => rmSync(filler))
  } finally {
    rmSync(filler, { force: true })
    await cluster.sql`drop database if exists small with (force)`
    await cluster.sql`drop tablespace if exists small`
    execFileSync('umount', ['-l', small])
  }
})

test('100 connections at once are no more at the server than the pool has', async () => {
  const url = await fresh()
  const name = url.slice(url.lastIndexOf('/') + 1)
  await using house = await houseOn({ TOKRI_DATABASE_URL: url, TOKRI_DATABASE_CONNECTIONS: '8' })
  const count = async () => {
    const [row] = await cluster.sql<{ n: number }[]>`
      select count(*)::int as n from pg_stat_activity where datname = ${name}`
    return row!.n
  }
  let most = 0
  for (let turn = 0; turn < 3; turn += 1) {
    await cluster.sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`
    const asked = Array.from({ length: 100 }, () => house.send('GET', '/readyz'))
    most = Math.max(most, await count())
    await Promise.all(asked)
    most = Math.max(most, await count())
  }
  // Eight of the pool; a lock and a LISTEN each for the log and for live messages.
  assert.ok(most <= 8 + 6, `${most} connections`)
})
