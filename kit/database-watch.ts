import type { Bus } from './bus.ts'
import type { Metrics } from './metrics.ts'
import type { Database, Sql, Tx } from './sql.ts'

/** A database whose transactions are counted: how many are under way, and how long they waited for a connection. */
export function countTransactions(db: Database, service: string, metrics: Metrics): Database {
  const under = metrics.databaseTransactions.labels(service)
  const wait = metrics.databaseWait.labels(service)
  under.set(0)
  metrics.databaseConnections.set({ service }, db.sql.options.max)
  const begin = async <T>(run: (tx: Tx) => Promise<T>): Promise<T> => {
    const askedAt = performance.now()
    under.inc()
    try {
      return await db.begin((tx) => {
        wait.observe((performance.now() - askedAt) / 1000)
        return run(tx)
      })
    } finally {
      under.dec()
    }
  }
  return Object.assign(Object.create(db) as Database, { begin })
}

const outboxMax = 10_000

/** What waits in a service's own tables: events that the relay has not carried on, and those that failed. */
export function probeEvents(sql: Sql, service: string, metrics: Metrics): () => void {
  const { outboxEvents, outboxAge, eventsParked } = metrics
  const look = async () => {
    const [row] = await sql<{ waiting: number; age: number; parked: number; dead: number }[]>`
      select (select count(*)::int from (select from ${sql(service)}.outbox limit ${outboxMax}) o) as waiting,
        coalesce((select extract(epoch from clock_timestamp() - at)::float8
          from ${sql(service)}.outbox order by seq limit 1), 0) as age,
        (select count(*)::int from ${sql(service)}.parked where not dead) as parked,
        (select count(*)::int from ${sql(service)}.parked where dead) as dead`
    outboxEvents.set({ service }, row!.waiting)
    outboxAge.set({ service }, Math.max(0, row!.age))
    eventsParked.set({ service, state: 'parked' }, row!.parked)
    eventsParked.set({ service, state: 'dead' }, row!.dead)
  }
  return metrics.probe(`${service}.events`, look, () => {
    outboxEvents.remove({ service })
    outboxAge.remove({ service })
    eventsParked.remove({ service, state: 'parked' })
    eventsParked.remove({ service, state: 'dead' })
  })
}

/** How far a service is behind the log, as the broker tells: what a HorizontalPodAutoscaler goes by. */
export function probeQueue(bus: Bus, service: string, names: string[], metrics: Metrics): () => void {
  const { eventBacklog, eventBacklogAge } = metrics
  let behindSinceMs: number | undefined
  /**
   * Of a broker that counts only: what waits is newer than what was handled last, and has not waited longer than since
   * it was seen that something waits.
   */
  const estimateMs = (nowMs: number): number | undefined => {
    const handledMs = metrics.handledUpTo.get(service)
    behindSinceMs ??= nowMs
    return handledMs === undefined ? undefined : Math.max(handledMs, behindSinceMs)
  }
  const look = async () => {
    if (!bus.lag) {
      const oldestMs = Math.min(Date.now(), ...(metrics.inHand.get(service)?.values() ?? []))
      eventBacklogAge.set({ service }, (Date.now() - oldestMs) / 1000)
      return
    }
    const lag = await bus.lag(service, names)
    eventBacklog.set({ service }, lag.events)
    const nowMs = Date.now()
    if (lag.events === 0) behindSinceMs = undefined
    const oldestMs = lag.events === 0 ? nowMs : (lag.oldestAt?.getTime() ?? estimateMs(nowMs))
    if (oldestMs === undefined) eventBacklogAge.remove({ service })
    else eventBacklogAge.set({ service }, Math.max(0, nowMs - oldestMs) / 1000)
  }
  return metrics.probe(`${service}.queue`, look, () => {
    eventBacklog.remove({ service })
    eventBacklogAge.remove({ service })
  })
}
