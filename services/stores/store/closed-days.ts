import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

export interface ClosedDay {
  readonly date: string
  readonly reason: string | null
}

/** Of a store, from a day on. */
export const closedDaysOf = async (sql: SqlOrTx, storeId: string, from: string): Promise<ClosedDay[]> => sql<
  ClosedDay[]
>`
  select to_char(date, 'YYYY-MM-DD') as date, reason from stores.slot_closed_days
  where store_id = ${storeId} and date >= ${from}::date order by date limit 400`

export const isClosed = async (sql: SqlOrTx, storeId: string, date: string): Promise<boolean> =>
  (await sql`select from stores.slot_closed_days where store_id = ${storeId} and date = ${date}::date`).length > 0

const dayKey = (storeId: string, date: string) => `windows of ${storeId} on ${date}`

/** Orders that take a place on a day go side by side; whoever closes or opens the day waits for them. */
export const lockDayShared = (tx: Tx, storeId: string, date: string) =>
  tx`select pg_advisory_xact_lock_shared(hashtextextended(${dayKey(storeId, date)}, 0))`
export const lockDay = (tx: Tx, storeId: string, date: string) =>
  tx`select pg_advisory_xact_lock(hashtextextended(${dayKey(storeId, date)}, 0))`

/** @returns whether it was open */
export const closeDay = async (
  tx: Tx,
  day: { storeId: string; date: string; reason: string | null; by: string; nowMs: number },
): Promise<boolean> =>
  (
    await tx`
      insert into stores.slot_closed_days (store_id, date, reason, closed_by, closed_at)
      values (${day.storeId}, ${day.date}::date, ${day.reason}, ${day.by}, ${new Date(day.nowMs)}) on conflict do nothing`
  ).count === 1

/** @returns whether it was closed */
export const openDay = async (tx: Tx, storeId: string, date: string): Promise<boolean> =>
  (await tx`delete from stores.slot_closed_days where store_id = ${storeId} and date = ${date}::date`).count === 1

/** Orders that have a window on each of these days. */
export async function bookedOn(
  sql: SqlOrTx,
  storeId: string,
  dates: readonly string[],
  from: Date,
): Promise<Map<string, number>> {
  const rows = await sql<{ date: string; booked: number }[]>`
    select right(id, 10) as date, sum(taken)::int as booked from stores.slots
    where store_id = ${storeId} and starts_at >= ${from} and right(id, 10) = any(${dates as string[]}) group by 1`
  return new Map(rows.map(({ date, booked }) => [date, booked]))
}
