import type { Sql } from '../../kit/sql.ts'
import type { RiderTime } from './domain.ts'
import type { Stretch } from './store.ts'

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
export const readRiders = (
  sql: Sql,
  { from, until, timeZone, storeIds }: Stretch,
  by: 'hour' | 'day',
  nowMs: number,
) => sql<RiderGroup[]>`
  with span as (
    select (${from}::timestamp at time zone ${timeZone}) as a,
      least(${until}::timestamp at time zone ${timeZone}, ${new Date(nowMs)}) as b, ${new Date(nowMs)}::timestamptz as now),
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
    select order_id, false as busy,
      unnest(tstzmultirange(tstzrange(case when first then lower(sitting) else began end, next)) * hours) as piece from turns
    union all
    select order_id, true, unnest(tstzmultirange(tstzrange(began, greatest(began, least(next, free)))) * hours)
    from turns where order_id is not null),
  parts as (
    select order_id, busy, to_char(begins at time zone ${timeZone}, ${by === 'hour' ? 'YYYY-MM-DD"T"HH24' : 'YYYY-MM-DD'}) as bucket,
      extract(epoch from least(upper(piece), b, ends) - greatest(lower(piece), a, begins)) as seconds
    from pieces cross join span cross join lateral (${
      by === 'hour'
        ? sql`
      select begins, begins + interval '1 hour' as ends
      from generate_series(date_bin('1 hour', greatest(lower(piece), a), a), least(upper(piece), b), '1 hour') begins`
        : sql`
      select day at time zone ${timeZone} as begins, (day + interval '1 day') at time zone ${timeZone} as ends
      from generate_series(date_trunc('day', greatest(lower(piece), a) at time zone ${timeZone}),
        least(upper(piece), b) at time zone ${timeZone}, '1 day') day`
    }) bucket
    where lower(piece) < b and upper(piece) > a)
  select case when grouping(bucket) = 0 then 'series' when grouping(store_id) = 0 then 'store' else 'total' end as "of",
    bucket as "at", store_id as "storeId",
    coalesce(sum(seconds) filter (where not busy), 0)::float8 as "shiftS",
    coalesce(sum(seconds) filter (where busy), 0)::float8 as "busyS"
  from parts left join analytics.orders using (order_id)
  where seconds > 0 ${storeIds === null ? sql`` : sql`and store_id = any(${storeIds as string[]})`}
  group by grouping sets ((), (bucket), (store_id))`
