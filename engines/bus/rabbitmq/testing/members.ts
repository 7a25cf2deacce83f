import { randomBytes } from 'node:crypto'
import { connect } from 'amqplib'
import type { Bus } from '../../../../kit/bus.ts'
import { type Log, silentLog } from '../../../../kit/log.ts'
import { openPool, type Sql } from '../../../../kit/sql.ts'
import { type FaultProxy, openFaultProxy } from '../../../../tests/faults/proxy.ts'
import { type TestDatabase, testDatabase } from '../../../sql/testing.ts'
import type { BusUnderTest } from '../../bus.suite.ts'
import { openBus } from '../../index.ts'
import { partitionOf, streamOf } from '../streams.ts'

export interface RabbitmqUnderTest extends BusUnderTest {
  readonly prefix: string
  readonly database: TestDatabase
  /** A pool in it. */
  readonly sql: Sql
  join(log?: Log): Promise<Bus>
  proxyTo(): Promise<FaultProxy>
  joinThrough(proxy: FaultProxy, log?: Log): Promise<Bus>
  proxyOf(member: Bus): FaultProxy
}

const partitions = 5

/** Connections of Tokri to this database. */
const pids = async ({ sql, name }: TestDatabase): Promise<number[]> =>
  (
    await sql<{ pid: number }[]>`
      select pid from pg_stat_activity where datname = ${name} and application_name = 'tokri' and pid <> pg_backend_pid()`
  ).map((row) => row.pid)

/** A log of its own in a RabbitMQ that others use as well, and members that reach it through a proxy each. */
export async function openRabbitmqUnderTest(url: string): Promise<RabbitmqUnderTest> {
  const database = await testDatabase()
  const prefix = `test-${randomBytes(6).toString('hex')}`
  /** With the connections to PostgreSQL that were there before it: those are not its own. */
  const members = new Map<Bus, { proxy: FaultProxy; known: Set<number> }>()
  const sql = openPool(database.options, 10)
  const pools: Sql[] = [sql]
  const proxies = new Set<FaultProxy>()
  const proxyTo = async () => {
    const proxy = await openFaultProxy(url)
    proxies.add(proxy)
    return proxy
  }
  const joinThrough = async (proxy: FaultProxy, log: Log = silentLog) => {
    const known = new Set(await pids(database))
    const pool = openPool(database.options, 4)
    pools.push(pool)
    const bus = await openBus({ url: proxy.url, prefix, partitions, sql: pool, address: database.options, log })
    members.set(bus, { proxy, known })
    return bus
  }
  return {
    prefix,
    database,
    sql,
    proxyTo,
    joinThrough,
    join: async (log) => joinThrough(await proxyTo(), log),
    proxyOf: (member) => members.get(member)!.proxy,
    async cut(member) {
      const { proxy, known } = members.get(member)!
      proxy.cut()
      for (const pid of await pids(database))
        if (!known.has(pid)) await database.sql`select pg_terminate_backend(${pid})`
    },
    async put(key, body) {
      const connection = await connect(url)
      const channel = await connection.createConfirmChannel()
      const streams = { prefix, count: partitions }
      channel.sendToQueue(streamOf(streams, partitionOf(streams, key)), Buffer.from(body), { persistent: true })
      await channel.waitForConfirms()
      await connection.close()
    },
    async [Symbol.asyncDispose]() {
      for (const proxy of proxies) await proxy[Symbol.asyncDispose]()
      for (const pool of pools) await pool.end({ timeout: 1 })
      await database.dispose()
      await deleteStreams(url, prefix)
    },
  }
}

/** Names of the streams of a test's log. */
export const streamsOf = (prefix: string, count = partitions): string[] =>
  Array.from({ length: count }, (_, partition) => `${prefix}.events-${partition}`)

export async function deleteStreams(url: string, prefix: string, count = partitions): Promise<void> {
  const connection = await connect(url)
  const channel = await connection.createChannel()
  for (const stream of streamsOf(prefix, count)) await channel.deleteQueue(stream)
  await connection.close()
}
