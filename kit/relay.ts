import type { Envelope } from '../contracts/event.ts'
import type { Bus } from './bus.ts'
import type { Log } from './log.ts'
import type { Sql } from './sql.ts'

const batchSize = 500
const pollMs = 250

interface Row extends Omit<Envelope, 'at' | 'trace'> {
  seq: number
  at: Date
  trace: string | null
}

/**
 * Carries a service's outbox to the event log where that lies elsewhere. One process at a time per outbox (a lock within
 * the transaction), in the order of the outbox; rows leave it once the log has them, so a crash in between sends them
 * again and the inbox sorts that out. Rows of a key are in the order of their commits, since whoever changes an order
 * holds its row; a late commit of another key is simply taken later.
 */
export function startRelay(options: {
  sql: Sql
  schema: string
  bus: Bus
  log: Log
  /** How often it looks without being woken. */
  everyMs?: number
}): AsyncDisposable & { wake(): void } {
  const { sql, schema, bus, log, everyMs = pollMs } = options
  let stopped = false
  let woken = Promise.withResolvers<void>()

  const move = () =>
    sql.begin(async (tx) => {
      const [got] = await tx<{ taken: boolean }[]>`
        select pg_try_advisory_xact_lock(hashtext(${`tokri.relay.${schema}`})) as taken`
      if (!got?.taken) return 0
      const rows = await tx<Row[]>`
        select seq, id, name, version, key, at, trace, data from ${tx(schema)}.outbox order by seq limit ${batchSize}`
      if (rows.length === 0) return 0
      await bus.append(
        rows.map(({ seq: _, at, trace, ...rest }) => ({
          ...rest,
          at: at.toISOString(),
          ...(trace === null ? {} : { trace }),
        })),
      )
      await tx`delete from ${tx(schema)}.outbox where seq = any(${rows.map((row) => row.seq)})`
      return rows.length
    })

  const loop = async () => {
    while (!stopped) {
      try {
        if ((await move()) === batchSize) continue
      } catch (error) {
        if (!stopped) log.error({ error, service: schema }, 'relaying events failed; trying again')
      }
      const timer = setTimeout(() => woken.resolve(), everyMs)
      await woken.promise
      clearTimeout(timer)
      woken = Promise.withResolvers()
    }
  }
  const done = loop()

  return {
    wake: () => woken.resolve(),
    async [Symbol.asyncDispose]() {
      stopped = true
      woken.resolve()
      await done
    },
  }
}
