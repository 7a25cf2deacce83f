import type { Point } from '../../../contracts/geo.ts'
import type { SqlOrTx } from '../../../kit/sql.ts'

export interface DemandRow {
  storeId: string
  lat: number
  lng: number
  waiting: number
  before: number
}

/**
 * Orders without a rider, and those of the hour around this one on the days before, by store and block of about 100 m, in
 * a box around a place. `hour` is the hour of the day in the city.
 */
export const demandAround = (
  sql: SqlOrTx,
  options: { near: Point; spanDegrees: number; since: Date; now: Date; hour: number; timeZone: string },
) => {
  const { near, spanDegrees: span } = options
  return sql<DemandRow[]>`
    select store_id "storeId", round(drop_lat::numeric, 3)::float8 lat, round(drop_lng::numeric, 3)::float8 lng,
      count(*) filter (where state in ('waiting', 'offered'))::int waiting,
      count(*) filter (where ready_at < ${options.now} and ready_at >= ${options.since}
        and extract(hour from ready_at at time zone ${options.timeZone}) = ${options.hour})::int before
    from deliveries.deliveries
    where packed and (ready_at >= ${options.since} or state in ('waiting', 'offered'))
      and drop_lat between ${near.lat - span} and ${near.lat + span}
      and drop_lng between ${near.lng - span} and ${near.lng + span}
    group by 1, 2, 3
    having count(*) filter (where state in ('waiting', 'offered')) > 0
      or count(*) filter (where ready_at >= ${options.since}
        and extract(hour from ready_at at time zone ${options.timeZone}) = ${options.hour}) > 0`
}
