import type { SqlOrTx, Tx } from '../../../kit/sql.ts'
import type { Break } from '../domain/breaks.ts'

/** The breaks of a rider's shift, the earliest first. */
export const breaksOf = (sql: SqlOrTx, riderId: string) => sql<Break[]>`
  select id, starts_at "startsAt", minutes, state from deliveries.breaks where rider_id = ${riderId}
  order by starts_at, id`

/** Of each of some riders the break that has begun, or else the next one. */
export async function nextBreaks(sql: SqlOrTx, riderIds: readonly string[]): Promise<Map<string, Break>> {
  const rows = await sql<(Break & { riderId: string })[]>`
    select distinct on (rider_id) rider_id "riderId", id, starts_at "startsAt", minutes, state from deliveries.breaks
    where rider_id = any(${[...riderIds]}) and state <> 'over'
    order by rider_id, state = 'running' desc, starts_at, id`
  return new Map(rows.map(({ riderId, ...each }) => [riderId, each]))
}

export const addBreak = (tx: Tx, riderId: string, { id, startsAt, minutes }: Omit<Break, 'state'>) => tx`
  insert into deliveries.breaks (id, rider_id, starts_at, minutes) values (${id}, ${riderId}, ${startsAt}, ${minutes})`

export const removeBreak = (tx: Tx, id: string) => tx`delete from deliveries.breaks where id = ${id}`

export const beginBreak = (tx: Tx, id: string, at: Date) => tx`
  update deliveries.breaks set state = 'running', starts_at = ${at} where id = ${id}`

/** A break that is under way ends, whoever ends it. */
export const endBreak = (tx: Tx, riderId: string) => tx`
  update deliveries.breaks set state = 'over' where rider_id = ${riderId} and state = 'running'`

/** The shift is over, and its breaks with it. */
export const forgetBreaks = (tx: Tx, riderId: string) => tx`delete from deliveries.breaks where rider_id = ${riderId}`

/** What is planned beyond the shift's end is not planned any more. */
export const dropBreaksAfter = (tx: Tx, riderId: string, until: Date) => tx`
  delete from deliveries.breaks where rider_id = ${riderId} and state = 'planned'
    and starts_at + minutes * interval '1 minute' > ${until}`

/**
 * What is to begin or to end now: planned breaks whose time has come, of riders with nothing but open offers in hand, or
 * with some beside what they carry; and breaks that have lasted as long as they were to.
 */
export const dueBreaks = (sql: SqlOrTx, now: Date) => sql<{ id: string; riderId: string }[]>`
  select b.id, b.rider_id "riderId" from deliveries.breaks b
  where b.state <> 'over' and b.starts_at <= ${now} and case b.state
    when 'running' then b.starts_at + b.minutes * interval '1 minute' <= ${now}
    else not exists (select 1 from deliveries.breaks r where r.rider_id = b.rider_id and r.state = 'running'
        and r.starts_at + r.minutes * interval '1 minute' > ${now})
      and (exists (select 1 from deliveries.deliveries d where d.rider_id = b.rider_id and d.state = 'offered')
        or not exists (select 1 from deliveries.deliveries d where d.rider_id = b.rider_id and d.slot is not null)) end
  order by b.starts_at, b.id limit 200`
