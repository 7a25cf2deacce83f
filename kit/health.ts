import { type EngineHealth, type Health, healthOf, replayOf } from '../contracts/health.ts'
import type { Bus } from './bus.ts'
import { type Handler, handle } from './calls.ts'
import { listDead, replayDead } from './dead-events.ts'
import type { Sql } from './sql.ts'

export interface HealthParts {
  readonly service: string
  readonly sql: Sql
  readonly bus: Bus
  /** Names of the events that it hears. */
  readonly heard: readonly string[]
  readonly checks: () => Promise<EngineHealth[]>
}

const outboxMax = 10_000

/** What every service offers for the page of the system's health. */
export const healthOperations = (service: string): Handler<HealthParts>[] => [
  handle<HealthParts>()(healthOf(service), (_, parts) => healthHere(parts)),
  handle<HealthParts>()(replayOf(service), async ({ eventId }, { sql }) => ({
    replayed: await replayDead(sql, service, eventId),
  })),
]

async function healthHere({ service, sql, bus, heard, checks }: HealthParts): Promise<Health> {
  const [[row], dead, lag, engines] = await Promise.all([
    sql<{ waiting: number; age: number; parked: number; dead: number }[]>`
      select (select count(*)::int from (select from ${sql(service)}.outbox limit ${outboxMax}) o) as waiting,
        coalesce((select extract(epoch from clock_timestamp() - at)::float8
          from ${sql(service)}.outbox order by seq limit 1), 0) as age,
        (select count(*)::int from ${sql(service)}.parked where not dead) as parked,
        (select count(*)::int from ${sql(service)}.parked where dead) as dead`,
    listDead(sql, service, { limit: 50 }),
    lagOf(bus, service, heard),
    checks(),
  ])
  const { waiting, age, parked, dead: deadCount } = row!
  return { lag, outbox: { events: waiting, ageS: Math.max(0, age) }, parked, dead, deadCount, engines }
}

async function lagOf(bus: Bus, service: string, heard: readonly string[]): Promise<Health['lag']> {
  if (heard.length === 0 || !bus.lag) return null
  const { events, oldestAt } = await bus.lag(service, [...heard])
  return { events, ageS: oldestAt ? Math.max(0, Date.now() - oldestAt.getTime()) / 1_000 : 0 }
}
