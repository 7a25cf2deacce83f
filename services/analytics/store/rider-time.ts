import type { Sql } from '../../../kit/sql.ts'
import type { RiderTime } from '../domain.ts'
import type { Stretch } from '../store.ts'

/** Longest shift that is believed: who forgets to end one does not lower the share for days. */
const shiftMaxHours = 16
const tripMaxHours = 2
/** Who comes back from a break of so many hours is still with the same store. */
const breakMaxHours = 2

export interface RiderGroup extends RiderTime {
  readonly of: 'total' | 'series' | 'store'
  readonly at: string | null
  readonly storeId: string | null
}

/**
 * Time of riders by hour or day and by store. Riders belong to no store: what they wait counts for the store of the
 * order that they had last, before their first for that of the first, and without any for none. Orders that are carried
 * together count once.
 *
 * The trips of a sitting (shifts with no more than a break between them) are turns: each goes on until the next begins,
 * and is busy until all that began so far is over. Shifts of a day around the stretch are read, so that an hour is the
 * same whichever stretch it is asked in.
 */
export function readRiders(
  sql: Sql,
  { from, until, timeZone, storeIds }: Stretch,
  by: 'hour' | 'day',
  nowMs: number,
): Promise<RiderGroup[]> {
  const now = new Date(nowMs)
  // Hours are counted as they pass, days by the clock on the wall, so that both are right when that is changed.
  const cut =
    by === 'hour'
      ? {
          places: sql`generate_series(date_bin('1 hour', greatest(lower(piece), a), a), least(upper(piece), b), '1 hour')`,
          begins: sql`place`,
          ends: sql`place + interval '1 hour'`,
          name: sql`to_char(place at time zone ${timeZone}, 'YYYY-MM-DD"T"HH24')`,
        }
      : {
          places: sql`generate_series(date_trunc('day', greatest(lower(piece), a) at time zone ${timeZone}),
            least(upper(piece), b) at time zone ${timeZone}, '1 day')`,
          begins: sql`place at time zone ${timeZone}`,
          ends: sql`(place + interval '1 day') at time zone ${timeZone}`,
          name: sql`to_char(place, 'YYYY-MM-DD')`,
        }
  return sql<RiderGroup[]>`
  with span as (
    select (${from}::timestamp at time zone ${timeZone}) as a,
      least(${until}::timestamp at time zone ${timeZone}, ${now}) as b, ${now}::timestamptz as now),
  shifts as (
    select rider_id, tstzrange(on_at, ended) as hours from (
      select rider_id, on_at, least(coalesce(off_at, now), on_at + make_interval(hours => ${shiftMaxHours})) as ended
      from analytics.shifts, span where on_at > a - interval '1 day' and on_at < b + interval '1 day') s
    where ended > on_at),
  sittings as (
    select whole.rider_id, whole.sitting, range_agg(s.hours) as hours from (
      select rider_id, unnest(range_agg(tstzrange(lower(hours), upper(hours) + make_interval(hours => ${breakMaxHours})))) as sitting
      from shifts group by rider_id) whole
    join shifts s on s.rider_id = whole.rider_id and s.hours && whole.sitting
    group by 1, 2),
  turns as (
    select s.rider_id, s.sitting, s.hours, t.order_id, t.began, max(t.ended) over turn as free,
      coalesce(lead(t.began) over turn, upper(s.sitting)) as next, row_number() over turn = 1 as first
    from sittings s cross join span left join lateral (
      select order_id, greatest(began_at, lower(s.sitting)) as began, ended
      from (select *, least(coalesce(ended_at, span.now), began_at + make_interval(hours => ${tripMaxHours})) as ended from analytics.trips) trip
      where rider_id = s.rider_id and began_at < upper(s.sitting) and ended > lower(s.sitting)
        and began_at > lower(s.sitting) - make_interval(hours => ${tripMaxHours})) t on true
    window turn as (partition by s.rider_id, s.sitting order by t.began, t.order_id)),
  pieces as (
    select order_id, began, least(next, free) as idle,
      unnest(tstzmultirange(tstzrange(case when first then lower(sitting) else began end, next)) * hours) as piece
    from turns),
  cuts as (
    select order_id, began, idle, greatest(lower(piece), a) as since, least(upper(piece), b) as until, ${cut.places} as place
    from pieces, span where lower(piece) < b and upper(piece) > a),
  parts as (
    select order_id, ${cut.name} as bucket, extract(epoch from ends - begins) as shift,
      case when order_id is null then 0 else greatest(0, extract(epoch from least(ends, idle) - greatest(begins, began))) end as busy
    from cuts cross join lateral (select greatest(since, ${cut.begins}) as begins, least(until, ${cut.ends}) as ends) part
    where ends > begins)
  select case when grouping(bucket) = 0 then 'series' when grouping(store_id) = 0 then 'store' else 'total' end as "of",
    bucket as "at", store_id as "storeId",
    coalesce(sum(shift), 0)::float8 as "shiftS", coalesce(sum(busy), 0)::float8 as "busyS"
  from parts left join analytics.orders using (order_id)
  ${storeIds === null ? sql`` : sql`where store_id = any(${storeIds as string[]})`}
  group by grouping sets ((), (bucket), (store_id))`
}
