import type { SqlOrTx } from '../../../kit/sql.ts'

const stepsMax = 200
const pointsMax = 2_000

/** What has become of a delivery, step by step. */
export const historyOf = (sql: SqlOrTx, deliveryId: string) => sql<
  { state: string; at: Date; actor: string; riderId: string | null; reason: string | null }[]
>`
  select state, at, actor, rider_id "riderId", reason from deliveries.history
  where delivery_id = ${deliveryId} order by seq limit ${stepsMax}`

/** Whether what was said of the goods last is that they are lost; a part of a statement about `d`. */
export const isLost = (sql: SqlOrTx) => sql`
  coalesce((select h.state = 'lost' from deliveries.history h
    where h.delivery_id = d.id and h.state in ('lost', 'returned') order by h.seq desc limit 1), false)`

/** Whether a delivery ended without its goods coming back. */
export async function areGoodsLost(sql: SqlOrTx, deliveryId: string): Promise<boolean> {
  const [row] = await sql<{ lost: boolean }[]>`
    select ${isLost(sql)} lost from deliveries.deliveries d where d.id = ${deliveryId}`
  return row?.lost ?? false
}

/** Where its rider was between the pick-up and the end, [lng, lat]. */
export async function trackOf(sql: SqlOrTx, deliveryId: string): Promise<[number, number][]> {
  const rows = await sql<{ lat: number; lng: number }[]>`
    select t.lat, t.lng from deliveries.deliveries d join deliveries.tracks t on t.rider_id = d.rider_id
      and t.at >= d.picked_up_at and t.at <= coalesce(d.ended_at, now())
    where d.id = ${deliveryId} and d.picked_up_at is not null order by t.at limit ${pointsMax}`
  return rows.map(({ lat, lng }) => [lng, lat])
}

/** A break that is over so soon keeps nobody from the next order. */
const dueWithinMinutes = 15

export interface RoadLoad {
  storeId: string
  /** Packed orders that are not at their doors. */
  open: number
  riders: number
  due: number
  staffed: boolean
}

/**
 * What is on the road, and who is at work, by store. Whose phone is silent since an instant, or whose shift is over, can be
 * asked for nothing and does not count; who has just begun counts before the first position.
 */
export const roadLoads = (sql: SqlOrTx, { now, heardSince }: { now: Date; heardSince: Date }) => sql<RoadLoad[]>`
  with d as (
    select store_id, count(*)::int as open from deliveries.deliveries
    where packed and state not in ('delivered', 'returned', 'cancelled') group by store_id),
  r as (
    select r.store_id,
      count(*) filter (where r.on_shift and (r.shift_until is null or r.shift_until > ${now})
        and greatest(p.at, r.shift_changed_at) > ${heardSince})::int as riders,
      count(*) filter (where r.on_break and exists (select 1 from deliveries.breaks b
        where b.rider_id = r.user_id and b.state = 'running'
          and b.starts_at + make_interval(mins => b.minutes) <= ${now}::timestamptz + make_interval(mins => ${dueWithinMinutes})))::int as due,
      bool_or(r.shift_changed_at is not null) as staffed
    from deliveries.riders r left join deliveries.positions p on p.rider_id = r.user_id group by r.store_id)
  select coalesce(d.store_id, r.store_id) "storeId", coalesce(d.open, 0) as open, coalesce(r.riders, 0) as riders,
    coalesce(r.due, 0) as due, coalesce(r.staffed, false) as staffed
  from d full join r on r.store_id = d.store_id`
