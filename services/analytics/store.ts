import type { Sql, Tx } from '../../kit/sql.ts'
import type { Sums } from './domain.ts'

/** What an event tells of an order; what it does not tell stays. */
export interface OrderNote {
  readonly order_id: string
  readonly store_id?: string
  readonly user_id?: string
  readonly placed_at?: string
  readonly promised_at?: string
  readonly total_paise?: number
  readonly pick_started_at?: string
  readonly picked_at?: string
  readonly ordered_units?: number
  readonly picked_units?: number
  readonly delivered_at?: string
  readonly cancelled_at?: string
  readonly failed_at?: string
}

/** One statement for a batch of one kind of event: the last of an order counts. */
export async function noteOrders(tx: Tx, notes: readonly OrderNote[]): Promise<void> {
  const last = [...new Map(notes.map((note) => [note.order_id, note])).values()]
  await tx`
    insert into analytics.orders as o select * from jsonb_populate_recordset(null::analytics.orders,
      (select jsonb_agg('{"total_paise": 0}'::jsonb || n) from jsonb_array_elements(${tx.json(last as never)}) n))
    on conflict (order_id) do update set
      store_id = coalesce(excluded.store_id, o.store_id), user_id = coalesce(excluded.user_id, o.user_id),
      placed_at = coalesce(excluded.placed_at, o.placed_at), promised_at = coalesce(excluded.promised_at, o.promised_at),
      total_paise = case when ${last.some((note) => note.total_paise !== undefined)} then excluded.total_paise else o.total_paise end,
      pick_started_at = coalesce(o.pick_started_at, excluded.pick_started_at), picked_at = coalesce(excluded.picked_at, o.picked_at),
      ordered_units = coalesce(excluded.ordered_units, o.ordered_units), picked_units = coalesce(excluded.picked_units, o.picked_units),
      delivered_at = coalesce(excluded.delivered_at, o.delivered_at), cancelled_at = coalesce(excluded.cancelled_at, o.cancelled_at),
      failed_at = coalesce(excluded.failed_at, o.failed_at)`
}

/** The earliest order of each customer stays. */
export const noteCustomers = (tx: Tx, orders: readonly { userId: string; orderId: string; at: string }[]) => tx`
  insert into analytics.customers as c (user_id, order_id, first_at)
  select distinct on (1) n->>'userId', n->>'orderId', (n->>'at')::timestamptz
  from jsonb_array_elements(${tx.json(orders as never)}) n order by 1, 3
  on conflict (user_id) do update set order_id = excluded.order_id, first_at = excluded.first_at
  where excluded.first_at < c.first_at`

/** An order that is given to another rider begins anew for that one. */
export const beginTrip = (tx: Tx, { orderId, riderId, at }: { orderId: string; riderId: string; at: string }) => tx`
  insert into analytics.trips as t (order_id, rider_id, began_at) values (${orderId}, ${riderId}, ${at})
  on conflict (order_id) do update set rider_id = excluded.rider_id, began_at = excluded.began_at
  where t.ended_at is null and excluded.began_at > t.began_at`

export const endTrip = (tx: Tx, orderId: string, at: string) => tx`
  update analytics.trips set ended_at = ${at} where order_id = ${orderId} and ended_at is null`

export async function changeShift(
  tx: Tx,
  { riderId, state, at }: { riderId: string; state: 'on' | 'off'; at: string },
): Promise<void> {
  if (state === 'on')
    await tx`insert into analytics.shifts (rider_id, on_at) values (${riderId}, ${at}) on conflict do nothing`
  else
    await tx`
      update analytics.shifts set off_at = ${at} where rider_id = ${riderId} and off_at is null and on_at <= ${at}`
}

/** The figures stay; whose they were does not. */
export async function forgetUsers(tx: Tx, userIds: readonly string[]): Promise<void> {
  await tx`update analytics.orders set user_id = null where user_id = any(${userIds as string[]})`
  await tx`update analytics.customers set user_id = 'forgotten:' || order_id where user_id = any(${userIds as string[]})`
}

/** A stretch of days, local to the time zone. */
export interface Stretch {
  readonly from: string
  /** The day after the last. */
  readonly until: string
  readonly timeZone: string
  /** Null: all. */
  readonly storeIds: readonly string[] | null
}

export interface Group extends Sums {
  /** What it is grouped by: `total`, `series`, `store` or `heat`. */
  readonly of: 'total' | 'series' | 'store' | 'heat'
  readonly at: string | null
  readonly storeId: string | null
  readonly weekday: number | null
  readonly hour: number | null
}

/** All groups of a stretch in one reading of its orders. */
export const readGroups = (sql: Sql, { from, until, timeZone, storeIds }: Stretch, by: 'hour' | 'day') => sql<Group[]>`
  with placed as (
    select o.*, o.placed_at at time zone ${timeZone} as local, c.order_id is not null as first_order
    from analytics.orders o left join analytics.customers c on c.order_id = o.order_id
    where o.placed_at >= (${from}::timestamp at time zone ${timeZone}) and o.placed_at < (${until}::timestamp at time zone ${timeZone})
      ${storeIds === null ? sql`` : sql`and o.store_id = any(${storeIds as string[]})`}),
  marked as (
    select *, to_char(local, ${by === 'hour' ? 'YYYY-MM-DD"T"HH24' : 'YYYY-MM-DD'}) as bucket,
      extract(dow from local)::int as weekday, extract(hour from local)::int as hour_of_day,
      cancelled_at is null and failed_at is null as stands from placed)
  select case when grouping(bucket) = 0 then 'series' when grouping(store_id) = 0 then 'store'
      when grouping(weekday) = 0 then 'heat' else 'total' end as "of",
    bucket as "at", store_id as "storeId", weekday, hour_of_day as hour,
    count(*)::int as orders, count(*) filter (where stands)::int as standing,
    coalesce(sum(total_paise) filter (where stands), 0)::bigint as "revenuePaise",
    count(delivered_at)::int as delivered,
    count(*) filter (where delivered_at <= promised_at)::int as "onTime",
    avg(extract(epoch from picked_at - pick_started_at)) filter (where picked_at >= pick_started_at)::float8 as "pickS",
    avg(extract(epoch from delivered_at - placed_at)) filter (where delivered_at >= placed_at)::float8 as "deliveryS",
    coalesce(sum(ordered_units) filter (where picked_at is not null), 0)::int as "orderedUnits",
    coalesce(sum(picked_units) filter (where picked_at is not null), 0)::int as "pickedUnits",
    count(cancelled_at)::int as cancelled, count(*) filter (where first_order)::int as "newCustomers"
  from marked group by grouping sets ((), (bucket), (store_id), (weekday, hour_of_day))`

/** When the last event was applied here. */
export async function readAsOf(sql: Sql): Promise<Date | null> {
  const [row] = await sql<{ at: Date | null }[]>`
    select greatest(max(placed_at), max(delivered_at)) as at from (
      select placed_at, delivered_at from analytics.orders where placed_at is not null order by placed_at desc limit 200) o`
  return row?.at ?? null
}
