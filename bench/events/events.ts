import Type from 'typebox'
import { event } from '../../contracts/event.ts'
import { openBus } from '../../engines/bus/index.ts'
import { silentLog } from '../../kit/log.ts'
import { openMetrics } from '../../kit/metrics.ts'
import { prepareSchema } from '../../kit/prepare.ts'
import { batchReactionsOf, startReactions } from '../../kit/reactions.ts'
import { startRelay } from '../../kit/relay.ts'
import { message, openDatabase, type Sql, type SqlAddress } from '../../kit/sql.ts'

const Happened = event('bench.happened', 1, Type.Object({ n: Type.Integer(), text: Type.String() }))
const publisher = 'bench_publisher'
const hearers = ['bench_a', 'bench_b', 'bench_c', 'bench_d']
/** About what an event of an order weighs, in characters. */
const text = 'x'.repeat(500)

export interface Events extends AsyncDisposable {
  /** Publishes so many in one commit; resolves after it. */
  publish(count: number): Promise<void>
  /** Waits until every hearer has applied what was published. @returns the lags since it was last asked, ms */
  drained(): Promise<number[]>
}

/** A service that publishes and four that hear, on a fresh log. */
export async function openEvents(options: {
  url: string | undefined
  sql: Sql
  address: SqlAddress
  prefix: string
}): Promise<Events> {
  const { url, sql, address, prefix } = options
  const stack = new AsyncDisposableStack()
  for (const schema of [publisher, ...hearers]) await sql`drop schema if exists ${sql(schema)} cascade`
  const bus = stack.use(await openBus({ ...(url ? { url } : {}), prefix, sql, address, log: silentLog }))
  const outboxIsLog = bus.kind === 'log'
  for (const schema of [publisher, ...hearers]) await prepareSchema(sql, schema, { outboxIsLog })

  const committedAt = new Map<number, number>()
  const appliedAt = new Map<number, number[]>()
  let lags: number[] = []
  let open = 0
  let changed = Promise.withResolvers<void>()
  const settle = (n: number) => {
    const committed = committedAt.get(n)
    const applied = appliedAt.get(n) ?? []
    if (committed === undefined || applied.length < hearers.length) return
    for (const each of applied) lags.push(Math.max(0, each - committed))
    committedAt.delete(n)
    appliedAt.delete(n)
    open -= 1
    if (open === 0) changed.resolve()
  }
  const metrics = openMetrics()
  for (const service of hearers) {
    await sql`create table ${sql(service)}.effects (n int not null)`
    const db = openDatabase(sql, service, () => bus.wake())
    const react = batchReactionsOf<object>()(Happened, async (events, tx) => {
      const numbers = events.map(({ data }) => data.n)
      await tx`insert into ${tx(service)}.effects select unnest(${numbers}::int[])`
      db.afterCommit(tx, () => {
        const now = performance.now()
        for (const n of numbers) {
          appliedAt.set(n, [...(appliedAt.get(n) ?? []), now])
          settle(n)
        }
      })
    })
    stack.use(await startReactions(bus, { service, reactions: [react], context: {}, db, metrics, log: silentLog }))
  }
  let wake = () => bus.wake()
  if (!outboxIsLog) {
    const relay = stack.use(startRelay({ sql, schema: publisher, bus, log: silentLog }))
    wake = relay.wake
  }
  const db = openDatabase(sql, publisher, wake)
  let next = 0

  return {
    async publish(count) {
      const numbers = Array.from({ length: count }, () => next++)
      open += count
      await db.begin((tx) => db.publish(tx, ...numbers.map((n) => message(Happened, `order-${n % 200}`, { n, text }))))
      const now = performance.now()
      for (const n of numbers) {
        committedAt.set(n, now)
        settle(n)
      }
    },
    async drained() {
      while (open > 0) {
        await changed.promise
        changed = Promise.withResolvers()
      }
      const all = lags
      lags = []
      return all
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
