import { setTimeout as pause } from 'node:timers/promises'
import type { Envelope } from '../../contracts/event.ts'
import { type Bus, RefusedEvents } from '../../kit/bus.ts'
import type { Log } from '../../kit/log.ts'
import { TransientError } from '../../kit/resilience.ts'
import type { Sql } from '../../kit/sql.ts'
import { LogTail } from './postgres-tail.ts'

const batchSize = 500
const retryMs = 1_000
/** How long whoever appends waits for older events to go first. */
const patienceMs = 8_000
/** Transactions that began before the address changed may still write into the old log. */
const stragglersMs = 60_000
const stragglersEveryMs = 5_000

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

/**
 * A broker on an installation that kept its events in PostgreSQL before: what not every group has read there goes into the
 * broker first, and only then what is published now. Who has applied some of it knows them by the inbox.
 * @returns the bus to use; the same one where there never was a log in PostgreSQL
 */
export async function drainInto(bus: Bus, options: { sql: Sql; log: Log }): Promise<Bus> {
  const { sql, log } = options
  const [found] = await sql<{ there: boolean }[]>`select to_regclass('bus.groups') is not null as there`
  if (!found!.there) return bus
  const tail = new LogTail(sql)
  const stopping = new AbortController()
  const drained = Promise.withResolvers<void>()
  let isDrained = false

  /** @returns whether nothing is left */
  const carry = async (): Promise<boolean> => {
    const to = await tail.final()
    return sql.begin(async (tx) => {
      const [got] = await tx<{ taken: boolean }[]>`
        select pg_try_advisory_xact_lock(hashtext('tokri.drain')) as taken`
      if (!got!.taken) return false
      const rows = await tx<Row[]>`
        select seq, id, name, version, key, at, trace, data from bus.events
        where seq > (select coalesce(min(position), 0) from bus.groups) and seq <= ${to} order by seq limit ${batchSize}`
      await appendTaken(rows.map(toEnvelope))
      const reached = rows.length === batchSize ? rows.at(-1)!.seq : to
      await tx`update bus.groups set position = ${reached}, updated_at = now() where position < ${reached}`
      if (rows.length > 0) log.info({ count: rows.length }, 'events of the log in PostgreSQL went to the broker')
      return rows.length < batchSize
    })
  }

  const appendTaken = async (envelopes: Envelope[]): Promise<void> => {
    if (envelopes.length === 0) return
    try {
      await bus.append(envelopes)
    } catch (error) {
      if (!(error instanceof RefusedEvents)) throw error
      log.error(
        { error, ids: [...error.causes.keys()].join(' ') },
        'the broker refuses events of the log in PostgreSQL',
      )
      await appendTaken(envelopes.filter((each) => !error.causes.has(each.id)))
    }
  }

  const work = async () => {
    let told = false
    let drainedAt = Number.POSITIVE_INFINITY
    while (!stopping.signal.aborted && Date.now() - drainedAt < stragglersMs) {
      let waitMs = 0
      try {
        if (await carry()) {
          isDrained = true
          drained.resolve()
          drainedAt = Math.min(drainedAt, Date.now())
          waitMs = stragglersEveryMs
        }
      } catch (error) {
        if (!told) log.warn({ error }, 'events of the log in PostgreSQL cannot go to the broker yet; trying again')
        told = true
        waitMs = retryMs
      }
      await pause(waitMs || 50, undefined, { signal: stopping.signal, ref: waitMs !== stragglersEveryMs }).catch(
        () => {},
      )
    }
  }
  const done = work()

  return {
    kind: bus.kind,
    async append(envelopes) {
      if (!isDrained) await inTime(drained.promise)
      await bus.append(envelopes)
    },
    subscribe: (group, names, handle) => bus.subscribe(group, names, handle),
    follow: (names, handle) => bus.follow(names, handle),
    wake: () => bus.wake(),
    read: (range) => bus.read(range),
    deadLetters: () => bus.deadLetters(),
    redeliver: (ids) => bus.redeliver(ids),
    check: () => bus.check(),
    ...(bus.lag ? { lag: (group: string, names: string[]) => bus.lag!(group, names) } : {}),
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await done
      await bus[Symbol.asyncDispose]()
    },
  }
}

async function inTime(ready: Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(new TransientError('older events, of the log in PostgreSQL, have not gone to the broker yet')),
    patienceMs,
  )
  try {
    await Promise.race([ready, late])
  } finally {
    clearTimeout(timer)
  }
}
