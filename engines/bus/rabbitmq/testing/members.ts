import { randomBytes } from 'node:crypto'
import { connect } from 'amqplib'
import type { Bus } from '../../../../kit/bus.ts'
import { type Log, silentLog } from '../../../../kit/log.ts'
import { openPool, type Sql } from '../../../../kit/sql.ts'
import { type FaultProxy, openFaultProxy } from '../../../../tests/faults/proxy.ts'
import { type TestDatabase, testDatabase } from '../../../sql/testing.ts'
import type { BusUnderTest } from '../../bus.suite.ts'
import { openBus } from '../../index.ts'

export interface RabbitmqUnderTest extends BusUnderTest {
  readonly prefix: string
  readonly database: TestDatabase
  join(log?: Log): Promise<Bus>
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
  const before = new Map<Bus, Set<number>>()
  const proxies = new Map<Bus, FaultProxy>()
  const pools: Sql[] = []
  return {
    prefix,
    database,
    async join(log = silentLog) {
      const known = new Set(await pids(database))
      const sql = openPool(database.options, 4)
      pools.push(sql)
      const proxy = await openFaultProxy(url)
      const bus = await openBus({ url: proxy.url, prefix, partitions, sql, address: database.options, log })
      before.set(bus, known)
      proxies.set(bus, proxy)
      return bus
    },
    proxyOf: (member) => proxies.get(member)!,
    async cut(member) {
      proxies.get(member)!.cut()
      const others = before.get(member)!
      for (const pid of await pids(database))
        if (!others.has(pid)) await database.sql`select pg_terminate_backend(${pid})`
    },
    async [Symbol.asyncDispose]() {
      for (const proxy of proxies.values()) await proxy[Symbol.asyncDispose]()
      for (const pool of pools) await pool.end({ timeout: 1 })
      await database.dispose()
      await deleteStreams(url, prefix)
    },
  }
}

/** Names of the streams of a test's log. */
export const streamsOf = (prefix: string): string[] =>
  Array.from({ length: partitions }, (_, partition) => `${prefix}.events-${partition}`)

export async function deleteStreams(url: string, prefix: string): Promise<void> {
  const connection = await connect(url)
  const channel = await connection.createChannel()
  for (const stream of streamsOf(prefix)) await channel.deleteQueue(stream)
  await connection.close()
}
