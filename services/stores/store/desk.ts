import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

/** Somebody comes to work or goes; at work in one store at a time. Told again, nothing changes. */
export async function setDuty(tx: Tx, userId: string, storeId: string, on: boolean): Promise<void> {
  await tx`
    update stores.duties set until = now()
    where user_id = ${userId} and until is null ${on ? tx`and store_id <> ${storeId}` : tx``}`
  if (on)
    await tx`
      insert into stores.duties (user_id, store_id) values (${userId}, ${storeId})
      on conflict (user_id) where until is null do nothing`
}

export const onDuty = async (sql: SqlOrTx, storeId: string): Promise<ReadonlyMap<string, Date>> => {
  const rows = await sql<{ user_id: string; since: Date }[]>`
    select user_id, since from stores.duties where store_id = ${storeId} and until is null`
  return new Map(rows.map((row) => [row.user_id, row.since]))
}

export interface Today {
  readonly orders: number
  readonly waiting: number
  readonly picking: number
  readonly packed: number
  readonly cancelled: number
  readonly late: number
  readonly pickSecondsP50: number | null
  readonly pickSecondsP90: number | null
  /** Packs found of packs ordered, substitutes not counted; null before the first. */
  readonly fillRate: number | null
}

/** A store's day since an instant, from its picks. Late is what was packed after its promise, or is not packed yet. */
export async function today(sql: SqlOrTx, storeId: string, since: Date, now: Date): Promise<Today> {
  const [row] = await sql<Today[]>`
    with p as (
      select state, promised_at, started_at, completed_at, lines,
        extract(epoch from completed_at - started_at)::float8 seconds
      from stores.picks
      where store_id = ${storeId} and (queued_at >= ${since} or state in ('queued', 'picking'))),
    packs as (
      select sum((l->>'ordered')::int) ordered, sum((l->>'picked')::int) picked
      from p, jsonb_array_elements(p.lines) l where p.state = 'completed')
    select count(*)::int orders, count(*) filter (where state = 'queued')::int waiting,
      count(*) filter (where state = 'picking')::int picking, count(*) filter (where state = 'completed')::int packed,
      count(*) filter (where state = 'cancelled')::int cancelled,
      count(*) filter (where state <> 'cancelled' and coalesce(completed_at, ${now}) > promised_at)::int late,
      percentile_cont(0.5) within group (order by seconds) filter (where state = 'completed') "pickSecondsP50",
      percentile_cont(0.9) within group (order by seconds) filter (where state = 'completed') "pickSecondsP90",
      (select picked::float8 / nullif(ordered, 0) from packs) "fillRate"
    from p`
  return row!
}

export interface PickerDay {
  readonly userId: string
  readonly packed: number
  readonly pickSecondsP50: number
}

export const pickersToday = async (sql: SqlOrTx, storeId: string, since: Date): Promise<PickerDay[]> => [
  ...(await sql<PickerDay[]>`
    select picker_id "userId", count(*)::int packed,
      percentile_cont(0.5) within group (order by extract(epoch from completed_at - started_at)::float8) "pickSecondsP50"
    from stores.picks
    where store_id = ${storeId} and completed_at >= ${since} and state = 'completed' and picker_id is not null
    group by 1 order by 2 desc, 1 limit 50`),
]

/** Stores whose pause is over, opened again. */
export const resumeStores = async (tx: Tx, now: Date): Promise<string[]> =>
  (
    await tx<{ id: string }[]>`
      update stores.stores set paused = false, paused_reason = null, paused_until = null, updated_at = now()
      where paused and paused_until <= ${now} returning id`
  ).map((row) => row.id)
