import type { Envelope } from '../contracts/event.ts'
import { type Bus, RefusedEvents } from './bus.ts'
import type { Log } from './log.ts'
import type { Sql, Tx } from './sql.ts'

const batchSize = 500
const pollMs = 250
const retryMinMs = 250
const retryMaxMs = 5_000

interface Row extends Omit<Envelope, 'at' | 'trace'> {
  seq: number
  at: Date
  trace: string | null
}

const toEnvelope = ({ seq: _, at, trace, ...rest }: Row): Envelope => ({
  ...rest,
  at: at.toISOString(),
  ...(trace === null ? {} : { trace }),
})

/** Doubling, and somewhere between half and all of it, so that relays do not come back in one instant. */
const backoffMs = (failures: number): number =>
  Math.min(retryMaxMs, retryMinMs * 2 ** Math.min(failures, 10)) * (0.5 + Math.random() / 2)

/** Out of the outbox, to the dead ones; `events replay` puts them back. */
async function putAside(
  tx: Tx,
  schema: string,
  envelopes: readonly Envelope[],
  causes: ReadonlyMap<string, string>,
): Promise<void> {
  const refused = envelopes.filter((each) => causes.has(each.id))
  for (const each of refused)
    await tx`
      insert into ${tx(schema)}.parked (event_id, key, envelope, error, dead, refused)
      values (${each.id}, ${each.key}, ${tx.json(each as never)}, ${`The event log refuses it: it ${causes.get(each.id)!}`},
        true, true) on conflict do nothing`
  await tx`delete from ${tx(schema)}.outbox where id = any(${refused.map((each) => each.id)})`
}

/**
 * Carries a service's outbox to the event log where that lies elsewhere. One process at a time per outbox (a lock within
 * the transaction), in the order of the outbox; rows leave it once the log has them, so a crash in between sends them
 * again and the inbox sorts that out. Rows of a key are in the order of their commits, since whoever changes an order
 * holds its row; a late commit of another key is simply taken later. What the log will never take is put aside as dead,
 * with the cause, and the others go on.
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
  let resting = false
  let woken = Promise.withResolvers<void>()

  /** @returns how many rows were carried on; undefined while another process does it */
  const move = () =>
    sql.begin(async (tx) => {
      const [got] = await tx<{ taken: boolean }[]>`
        select pg_try_advisory_xact_lock(hashtext(${`tokri.relay.${schema}`})) as taken`
      if (!got?.taken) return undefined
      const rows = await tx<Row[]>`
        select seq, id, name, version, key, at, trace, data from ${tx(schema)}.outbox order by seq limit ${batchSize}`
      if (rows.length === 0) return 0
      const envelopes = rows.map(toEnvelope)
      try {
        await bus.append(envelopes)
      } catch (error) {
        if (!(error instanceof RefusedEvents)) throw error
        await putAside(tx, schema, envelopes, error.causes)
        log.error(
          { error, service: schema, count: error.causes.size },
          'the event log refuses events; see tokri events dead',
        )
        return batchSize
      }
      await tx`delete from ${tx(schema)}.outbox where seq = any(${rows.map((row) => row.seq)})`
      return rows.length
    })

  const loop = async () => {
    let failures = 0
    while (!stopped) {
      let pauseMs = everyMs
      try {
        const moved = await move()
        if (moved !== undefined) {
          if (failures > 0 && moved > 0) log.info({ service: schema, failures }, 'events leave the outbox again')
          failures = 0
        }
        if (moved === batchSize) continue
      } catch (error) {
        if (stopped) return
        const line = { error, service: schema }
        if (failures === 0) log.warn(line, 'events cannot leave the outbox; they wait there')
        else log.debug(line, 'events still cannot leave the outbox')
        pauseMs = backoffMs(failures)
        failures += 1
      }
      // After a failure everybody who publishes would wake it, and the log has enough to do.
      resting = failures > 0
      if (resting && !stopped) woken = Promise.withResolvers()
      const timer = setTimeout(() => woken.resolve(), pauseMs)
      await woken.promise
      clearTimeout(timer)
      resting = false
      woken = Promise.withResolvers()
    }
  }
  const done = loop()

  return {
    wake: () => {
      if (!resting) woken.resolve()
    },
    async [Symbol.asyncDispose]() {
      stopped = true
      woken.resolve()
      await done
    },
  }
}
