import { setTimeout as pause } from 'node:timers/promises'
import type { Envelope } from '../../contracts/event.ts'
import type { Bus, Subscription } from '../../kit/bus.ts'
import type { Log } from '../../kit/log.ts'
import { migrate, readMigrations } from '../../kit/migrate.ts'
import { maintainAll, type Pace, type PartitionedTable } from '../../kit/partitions.ts'
import { explainRights } from '../../kit/prepare.ts'
import type { Sql, SqlAddress, Tx } from '../../kit/sql.ts'
import { GroupLocks } from './group-locks.ts'
import { LogTail } from './postgres-tail.ts'

const channel = 'tokri_events'
const batchSize = 500
/** Beyond so many the exact number is of no use. */
const lagMax = 20_000
const pollMs = 250
const notifyEveryMs = 5
const retryMs = 1_000
const defaultRetentionDays = 14
const partitionsEveryMs = 30_000
/** Above so many rows a day the oldest events go by whole partitions only; below, they go row by row in between. */
const forgetMax = 50_000
/** After a batch a reader lets the next one grow for a moment: under load that is one commit for many events. */
const lingerMs = 20
const saveEveryMs = 250

interface Row extends Omit<Envelope, 'at' | 'trace'> {
  seq: number
  at: Date
  trace: string | null
}

const toEnvelope = ({ id, name, version, key, at, trace, data }: Row): Envelope => ({
  id,
  name,
  version,
  key,
  at: at.toISOString(),
  ...(trace === null ? {} : { trace }),
  data,
})

export interface PostgresBusOptions {
  readonly sql: Sql
  /** Past any pooler: for LISTEN and locks. */
  readonly address: SqlAddress
  readonly log: Log
  readonly retentionDays?: number | undefined
  readonly migrate?: 'auto' | 'check' | undefined
}

/** Brings the schema of the log up to date, or only looks whether it is. */
export async function migrateLog(sql: Sql, options: { check: boolean }): Promise<void> {
  try {
    await migrate(sql, 'bus', await readMigrations(new URL('./migrations/', import.meta.url)), options)
  } catch (error) {
    throw explainRights(error)
  }
}

/**
 * The event log in PostgreSQL. Services in the same database write their outbox rows straight into it, so that an event
 * leaves with its commit and is copied nowhere.
 *
 * Readers never skip a row that commits late: `LogTail` finds the number up to which the log is final. Each group is
 * read by one process at a time (a session-level advisory lock, given up by the server itself when the process dies);
 * the others stand by. Readers are woken by NOTIFY, sent after the commit and at most every 5 ms: inside the
 * transaction it would make all commits queue for one lock. A slow poll stands behind it.
 */
export async function openPostgresBus(options: PostgresBusOptions): Promise<Bus> {
  const { sql, log, retentionDays: keepDays = defaultRetentionDays } = options
  await migrateLog(sql, { check: options.migrate === 'check' })
  const pace: Pace = new Map()
  let looking = Promise.resolve()
  const lookAfter = () => {
    looking = maintainAll(sql, [partitioned(keepDays)], { nowMs: Date.now(), pace, mayGo: isHandled, log })
    return looking
  }
  await lookAfter()
  const partitions = setInterval(() => void lookAfter(), partitionsEveryMs)
  const tail = new LogTail(sql)
  const readers = new Set<Reader>()
  let notifyTimer: NodeJS.Timeout | undefined
  let closed = false

  const wakeReaders = () => {
    for (const reader of readers) reader.wake()
  }
  const locks = new GroupLocks(options.address)
  const listening = await locks.listen(channel, wakeReaders)
  const poll = setInterval(wakeReaders, pollMs)
  const retention = setInterval(
    () => void forget(sql, keepDays).catch((error) => log.warn({ error }, 'event retention failed')),
    3_600_000,
  )
  retention.unref()

  const start = async (reader: Reader): Promise<Subscription> => {
    readers.add(reader)
    reader.run()
    const stop = async () => {
      readers.delete(reader)
      await reader.stop()
    }
    return { stop, [Symbol.asyncDispose]: stop }
  }

  const wake = () => {
    if (notifyTimer || closed) return
    notifyTimer = setTimeout(() => {
      notifyTimer = undefined
      wakeReaders()
      void sql`select pg_notify(${channel}, '')`.catch(() => {})
    }, notifyEveryMs)
  }

  return {
    kind: 'log',
    wake,
    async append(envelopes) {
      await sql`
        insert into bus.events (id, name, version, key, at, trace, data)
        select e->>'id', e->>'name', (e->>'version')::int, e->>'key', (e->>'at')::timestamptz, e->>'trace', e->'data'
        from jsonb_array_elements(${sql.json(envelopes as never)}) with ordinality as x(e, place) order by place`
      wake()
    },
    async subscribe(group, names, handle) {
      await sql`insert into bus.groups (name) values (${group}) on conflict do nothing`
      return start(new Reader({ sql, tail, names, handle, log, of: { group, locks } }))
    },
    async follow(names, handle) {
      const position = await tail.final()
      return start(new Reader({ sql, tail, names, handle, log, position }))
    },
    async *read({ since, names, key }) {
      let after = 0
      for (;;) {
        const rows = await sql<Row[]>`
          select seq, id, name, version, key, at, trace, data from bus.events
          where seq > ${after} and at >= ${since}
            ${names ? sql`and name = any(${names})` : sql``} ${key ? sql`and key = ${key}` : sql``}
          order by seq limit ${batchSize}`
        if (rows.length === 0) return
        after = rows.at(-1)!.seq
        yield rows.map(toEnvelope)
      }
    },
    // Its rows have types: whatever is in the log is an event.
    deadLetters: async () => [],
    redeliver: async () => 0,
    async check() {
      await sql`select 1`
    },
    async lag(group, names) {
      const [row] = await sql<{ events: number; oldest: Date | null }[]>`
        select count(*)::int as events, min(at) as oldest from (
          select at from bus.events
          where seq > (select coalesce(max(position), 0) from bus.groups where name = ${group}) and name = any(${names})
          order by seq limit ${lagMax}) behind`
      return { events: row!.events, ...(row!.oldest ? { oldestAt: row!.oldest } : {}) }
    },
    async [Symbol.asyncDispose]() {
      closed = true
      clearInterval(poll)
      clearInterval(retention)
      clearInterval(partitions)
      await looking
      clearTimeout(notifyTimer)
      await Promise.all([...readers].map((reader) => reader.stop()))
      await listening.unlisten().catch(() => {})
      await locks[Symbol.asyncDispose]()
    },
  }
}

/** Cuts the log ahead and drops what is over: for who migrates, where services may not. */
export const maintainLog = (sql: Sql, log: Log, keepDays: number): Promise<void> =>
  maintainAll(sql, [partitioned(keepDays)], { nowMs: Date.now(), mayGo: isHandled, log })

const partitioned = (keepDays: number): PartitionedTable => ({
  table: 'bus.events',
  key: 'seq',
  cut: { by: 'number', sequence: 'bus.events_number', atLeast: 500_000 },
  keepDays,
})

/** Whether all numbers below have been handled by every group. */
async function isHandled(tx: Tx, to: string): Promise<boolean> {
  const [row] = await tx<{ reached: number }[]>`select coalesce(min(position), 0) as reached from bus.groups`
  return row!.reached >= Number(to) - 1
}

/** Drops what is older than the retention and has been handled by every group, out of partitions that are not over yet. */
async function forget(sql: Sql, retentionDays: number): Promise<void> {
  for (let forgotten = 0; forgotten < forgetMax; forgotten += 5_000) {
    const gone = await sql`
      delete from bus.events where seq in (
        select seq from bus.events
        where at < now() - make_interval(days => ${retentionDays})
          and seq <= (select coalesce(min(position), 0) from bus.groups)
        order by seq limit 5000)`
    if (gone.count < 5000) return
  }
}

interface ReaderOptions {
  readonly sql: Sql
  readonly tail: LogTail
  readonly names: string[]
  readonly log: Log
  handle(batch: Envelope[]): Promise<void>
  /** A group's position is kept in the database; only who holds its lock reads. */
  readonly of?: { group: string; locks: GroupLocks }
  /** A follower begins here and keeps its position itself. */
  readonly position?: number
}

/** One loop that hands over batches in the order of the log, and sleeps until it is woken. */
class Reader {
  readonly #options: ReaderOptions
  #position: number | undefined
  #saved = 0
  #savedAtMs = 0
  #woken = Promise.withResolvers<void>()
  readonly #stopping = new AbortController()
  #done: Promise<void> = Promise.resolve()

  constructor(options: ReaderOptions) {
    this.#options = options
    this.#position = options.position
  }

  wake(): void {
    this.#woken.resolve()
  }

  run(): void {
    this.#done = this.#loop()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.wake()
    await this.#done
    const { of } = this.#options
    if (!of) return
    await this.#save().catch(() => {})
    // Another member may read on at once.
    await of.locks.release(of.group, this).catch(() => {})
  }

  async #loop(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        const found = await this.#step()
        if (found === 'some') await pause(lingerMs, undefined, { signal: this.#stopping.signal }).catch(() => {})
        else if (found === 'none' && !this.#stopping.signal.aborted) await this.#woken.promise
        this.#woken = Promise.withResolvers()
      } catch (error) {
        if (this.#stopping.signal.aborted) return
        this.#options.log.error({ error, group: this.#options.of?.group }, 'reading events failed; trying again')
        // What the database says is right; a follower has only its own memory.
        if (this.#options.of) this.#position = undefined
        await pause(retryMs, undefined, { signal: this.#stopping.signal }).catch(() => {})
      }
    }
  }

  async #step(): Promise<'none' | 'some' | 'many'> {
    const { sql, tail, names, of } = this.#options
    if (of && !(await this.#take(of))) return 'none'
    const from = this.#position!
    const to = await tail.final()
    if (to <= from) {
      await this.#save()
      return 'none'
    }
    const rows = await sql<Row[]>`
      select seq, id, name, version, key, at, trace, data from bus.events
      where seq > ${from} and seq <= ${to} and name = any(${names}) order by seq limit ${batchSize}`
    if (rows.length > 0) await this.#options.handle(rows.map(toEnvelope))
    this.#position = rows.length === batchSize ? rows.at(-1)!.seq : to
    if (Date.now() - this.#savedAtMs >= saveEveryMs) await this.#save()
    return rows.length === batchSize ? 'many' : 'some'
  }

  /** Notes how far the group is: now and then, since after a crash the inbox knows what has been applied. */
  async #save(): Promise<void> {
    const position = this.#position
    const group = this.#options.of?.group
    if (group === undefined || position === undefined || position <= this.#saved) return
    await this.#options.sql`
      update bus.groups set position = ${position}, updated_at = now() where name = ${group} and position < ${position}`
    this.#saved = position
    this.#savedAtMs = Date.now()
  }

  /** Is the group's reader, or becomes it if nobody else is. Whoever was away in between asks how far the other came. */
  async #take({ group, locks }: { group: string; locks: GroupLocks }): Promise<boolean> {
    if (locks.holds(group, this)) {
      if (this.#position !== undefined) return true
    } else if (!(await locks.take(group, this))) return false
    const [row] = await this.#options.sql<{ position: number }[]>`
      select position from bus.groups where name = ${group}`
    this.#position = row?.position ?? 0
    this.#saved = this.#position
    return true
  }
}
