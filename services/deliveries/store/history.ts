import type { SqlOrTx } from '../../../kit/sql.ts'

const stepsMax = 200
const pointsMax = 2_000

/** What has become of a delivery, step by step. */
export const historyOf = (sql: SqlOrTx, deliveryId: string) => sql<
  { state: string; at: Date; actor: string; riderId: string | null; reason: string | null }[]
>`
  select state, at, actor, rider_id "riderId", reason from deliveries.history
  where delivery_id = ${deliveryId} order by seq limit ${stepsMax}`

/** Where its rider was between the pick-up and the end, [lng, lat]. */
export async function trackOf(sql: SqlOrTx, deliveryId: string): Promise<[number, number][]> {
  const rows = await sql<{ lat: number; lng: number }[]>`
    select t.lat, t.lng from deliveries.deliveries d join deliveries.tracks t on t.rider_id = d.rider_id
      and t.at >= d.picked_up_at and t.at <= coalesce(d.ended_at, now())
    where d.id = ${deliveryId} and d.picked_up_at is not null order by t.at limit ${pointsMax}`
  return rows.map(({ lat, lng }) => [lng, lat])
}

/** Packed orders that are not at their doors, and riders on shift, by store. */
export const roadLoads = (sql: SqlOrTx) => sql<{ storeId: string; open: number; riders: number }[]>`
  with d as (
    select store_id, count(*)::int as open from deliveries.deliveries
    where packed and state not in ('delivered', 'returned', 'cancelled') group by store_id),
  r as (select store_id, count(*)::int as riders from deliveries.riders where on_shift group by store_id)
  select coalesce(d.store_id, r.store_id) "storeId", coalesce(d.open, 0) as open, coalesce(r.riders, 0) as riders
  from d full join r on r.store_id = d.store_id`
