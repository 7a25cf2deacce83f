import type { DeadEvent } from '../contracts/health.ts'
import type { Sql } from './sql.ts'

/** Events that a service could not apply, or that the log refused, the oldest first. */
export async function listDead(
  sql: Sql,
  service: string,
  { id, limit }: { id?: string | undefined; limit: number },
): Promise<DeadEvent[]> {
  const mine = id ? sql`and event_id = ${id}` : sql``
  const rows = await sql<(Omit<DeadEvent, 'at' | 'cause'> & { error: string | null; at: Date })[]>`
    select event_id as id, envelope->>'name' as name, key, attempts, error, parked_at as at, refused
    from ${sql(service)}.parked where dead ${mine} order by seq limit ${limit}`
  return rows.map(({ error, at, ...row }) => ({
    ...row,
    cause: (error ?? '').split('\n')[0]!.slice(0, 500),
    at: at.toISOString(),
  }))
}

/** Events that were not applied are to be applied; those that the log refused are to be sent. @returns how many */
export async function replayDead(sql: Sql, service: string, id: string | undefined): Promise<number> {
  const mine = id ? sql`and event_id = ${id}` : sql``
  const again = await sql`
    update ${sql(service)}.parked set dead = false, attempts = 0, next_at = now() where dead and not refused ${mine}`
  const sent = await sql`
    with gone as (delete from ${sql(service)}.parked where dead and refused ${mine} returning envelope, seq)
    insert into ${sql(service)}.outbox (id, name, version, key, at, trace, data)
    select envelope->>'id', envelope->>'name', (envelope->>'version')::int, envelope->>'key',
      (envelope->>'at')::timestamptz, envelope->>'trace', envelope->'data' from gone order by seq`
  return again.count + sent.count
}
