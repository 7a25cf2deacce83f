import type { Envelope } from '../../contracts/event.ts'
import type { Bus, Subscription } from '../../kit/bus.ts'
import type { Log } from '../../kit/log.ts'
import { migrate, readMigrations } from '../../kit/migrate.ts'
import { openPinned, type Sql, type SqlAddress } from '../../kit/sql.ts'
import { LogTail } from './postgres-tail.ts'

const channel = 'tokri_events'
const batchSize = 500
const pollMs = 250
const notifyEveryMs = 5
const retryMs = 1_000
const retentionDays = 14
const lockSpace = 7_305_002

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

/**
 * The event log in PostgreSQL. Services in the same database write their outbox rows straight into it, so that an event
 * leaves with its commit and is copied nowhere.
 *
 * Readers never skip a row that commits late: `LogTail` finds the number up to which the log is final. Each group is
 * read by one process at a time (a session-level advisory lock, given up by the server itself when the process dies);
 * the others stand by. Readers are woken by NOTIFY, sent after the commit and at most every 5 ms: inside the
 * transaction it would make all commits queue for one lock. A slow poll stands behind it.
 */
export async function openPostgresBus(options: { sql: Sql; address: SqlAddress; log: Log }): Promise<Bus> {
  const { sql, log } = options
  await migrate(sql, 'bus', await readMigrations(new URL('./migrations/', import.meta.url)))
  const tail = new LogTail(sql)
  const readers = new Set<Reader>()
  let notifyTimer: NodeJS.Timeout | undefined
  let closed = false

  const wakeReaders = () => {
    for (const reader of readers) reader.wake()
  }
  const pinned = openPinned(options.address, () => {
    // The locks went with the connection: whoever takes them first reads on.
    for (const reader of readers) reader.giveUp()
  })
  const listening = await pinned.listen(channel, wakeReaders, wakeReaders)
  const poll = setInterval(wakeReaders, pollMs)
  const retention = setInterval(
    () => void forget(sql).catch((error) => log.warn({ error }, 'event retention failed')),
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
      return start(new Reader({ sql, tail, names, handle, log, group, lock: pinned }))
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
    async check() {
      await sql`select 1`
    },
    async [Symbol.asyncDispose]() {
      closed = true
      clearInterval(poll)
      clearInterval(retention)
      clearTimeout(notifyTimer)
      await Promise.all([...readers].map((reader) => reader.stop()))
      await listening.unlisten().catch(() => {})
      await pinned.end({ timeout: 2 })
    },
  }
}

/** Drops what is older than the retention and has been handled by every group. */
async function forget(sql: Sql): Promise<void> {
  for (;;) {
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
  /** A group's position is kept in the database, and its lock on this single connection. */
  readonly group?: string
  readonly lock?: Sql
  /** A follower begins here and keeps its position itself. */
  readonly position?: number
}

/** One loop that hands over batches in the order of the log, and sleeps until it is woken. */
class Reader {
  readonly #options: ReaderOptions
  #position: number | undefined
  #woken = Promise.withResolvers<void>()
  #stopped = false
  #done: Promise<void> = Promise.resolve()

  constructor(options: ReaderOptions) {
    this.#options = options
    this.#position = options.position
  }

  wake(): void {
    this.#woken.resolve()
  }

  /** The group's lock may be another's now. */
  giveUp(): void {
    if (this.#options.group) this.#position = undefined
  }

  run(): void {
    this.#done = this.#loop()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.wake()
    await this.#done
  }

  async #loop(): Promise<void> {
    while (!this.#stopped) {
      try {
        const more = await this.#step()
        if (!more && !this.#stopped) await this.#woken.promise
        this.#woken = Promise.withResolvers()
      } catch (error) {
        if (this.#stopped) return
        this.#options.log.error({ error, group: this.#options.group }, 'reading events failed; trying again')
        if (this.#options.group) this.#position = undefined
        await pause(retryMs)
      }
    }
  }

  /** @returns whether there may be more at once */
  async #step(): Promise<boolean> {
    const { sql, tail, names, group } = this.#options
    if (this.#position === undefined && !(await this.#take())) return false
    const from = this.#position!
    const to = await tail.final()
    if (to <= from) return false
    const rows = await sql<Row[]>`
      select seq, id, name, version, key, at, trace, data from bus.events
      where seq > ${from} and seq <= ${to} and name = any(${names}) order by seq limit ${batchSize}`
    if (rows.length > 0) await this.#options.handle(rows.map(toEnvelope))
    const position = rows.length === batchSize ? rows.at(-1)!.seq : to
    if (group && rows.length > 0)
      await sql`update bus.groups set position = ${position}, updated_at = now() where name = ${group} and position < ${position}`
    // Unless the group was given up meanwhile.
    if (this.#position === from) this.#position = position
    return rows.length === batchSize
  }

  /** Becomes the group's reader, if nobody else is. */
  async #take(): Promise<boolean> {
    const { sql, group, lock } = this.#options
    const [got] = await lock!<{ taken: boolean }[]>`
      select pg_try_advisory_lock(${lockSpace}, hashtext(${group!})) as taken`
    if (!got?.taken) return false
    const [row] = await sql<{ position: number }[]>`select position from bus.groups where name = ${group!}`
    this.#position = row?.position ?? 0
    return true
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
