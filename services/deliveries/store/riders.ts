import type { DeliveryState } from '../../../contracts/deliveries.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

export type Vehicle = 'bicycle' | 'scooter' | 'motorbike'

export interface Rider {
  userId: string
  name: string
  phone: string | null
  vehicle: Vehicle
  storeId: string
  onShift: boolean
  /** Off shift for a while. */
  onBreak: boolean
  shiftChangedAt: Date | null
  shiftUntil: Date | null
  /** When staff ended a shift of this rider for the last time. */
  shiftEndedByStaffAt: Date | null
  suggestedStoreId: string | null
  suggestedAt: Date | null
}

const columns = (sql: SqlOrTx) => sql`
  r.user_id "userId", r.name, r.phone, r.vehicle, r.store_id "storeId", r.on_shift "onShift", r.on_break "onBreak",
  r.shift_changed_at "shiftChangedAt", r.shift_until "shiftUntil",
  r.shift_ended_by_staff_at "shiftEndedByStaffAt", r.suggested_store_id "suggestedStoreId", r.suggested_at "suggestedAt"`

export type NewRider = Pick<Rider, 'userId' | 'name' | 'vehicle' | 'storeId'> & {
  phone?: string
  bagL?: number
  coldBag?: boolean
  chillBag?: boolean
}

/** Makes riders or brings them up to date, in one statement; shifts stay as they are. The last of a repeated id counts. */
export const putRiders = (sql: SqlOrTx, riders: readonly NewRider[]) => sql`
  insert into deliveries.riders (user_id, name, phone, vehicle, store_id, bag_l, cold_bag, chill_bag)
  select distinct on (r.value->>'userId') r.value->>'userId', r.value->>'name', r.value->>'phone',
    r.value->>'vehicle', r.value->>'storeId', (r.value->>'bagL')::int, coalesce((r.value->>'coldBag')::boolean, true),
    coalesce((r.value->>'chillBag')::boolean, true)
  from jsonb_array_elements(${sql.json(riders as never)}) with ordinality r(value, place)
  order by r.value->>'userId', r.place desc
  on conflict (user_id) do update set name = excluded.name, phone = excluded.phone, vehicle = excluded.vehicle,
    store_id = excluded.store_id, bag_l = excluded.bag_l, cold_bag = excluded.cold_bag,
    chill_bag = excluded.chill_bag`

export async function getRider(sql: SqlOrTx, riderId: string): Promise<Rider | undefined> {
  const [row] = await sql<Rider[]>`select ${columns(sql)} from deliveries.riders r where r.user_id = ${riderId}`
  return row
}

/** Shifts and offers of a rider are changed under this lock, so that nobody is offered work while going home. */
export async function lockRider(tx: Tx, riderId: string): Promise<Rider | undefined> {
  const [row] = await tx<Rider[]>`
    select ${columns(tx)} from deliveries.riders r where r.user_id = ${riderId} for update`
  return row
}

export const setShift = (
  tx: Tx,
  riderId: string,
  to: { onShift: boolean; onBreak: boolean; until: Date | null },
  at: Date,
) => tx`
  update deliveries.riders set on_shift = ${to.onShift}, on_break = ${to.onBreak}, shift_changed_at = ${at},
    shift_until = ${to.until}, suggested_store_id = null, suggested_at = null
  where user_id = ${riderId}`

/** Noted of the shift that has just ended. */
export const noteEndByStaff = (tx: Tx, riderId: string, at: Date) => tx`
  update deliveries.riders set shift_ended_by_staff_at = ${at} where user_id = ${riderId}`

/** The rider works until another hour than was told; the shift goes on. */
export const setShiftUntil = (tx: Tx, riderId: string, until: Date | null) => tx`
  update deliveries.riders set shift_until = ${until} where user_id = ${riderId}`

export interface RiderRow extends Rider {
  states: DeliveryState[]
  lat: number | null
  lng: number | null
  heading: number | null
  at: Date | null
}

/** Riders by name with what they have in hand and where they are. */
export const listRiders = (
  sql: SqlOrTx,
  filter: { storeIds?: readonly string[]; onShift?: boolean; q?: string; after?: [string, string]; limit: number },
) => sql<RiderRow[]>`
  select ${columns(sql)}, p.lat, p.lng, p.heading, p.at,
    array(select d.state from deliveries.deliveries d where d.rider_id = r.user_id and d.slot is not null) states
  from deliveries.riders r left join deliveries.positions p on p.rider_id = r.user_id
  where true
    ${filter.storeIds ? sql`and r.store_id = any(${[...filter.storeIds]})` : sql``}
    ${filter.onShift === undefined ? sql`` : sql`and r.on_shift = ${filter.onShift}`}
    ${filter.q ? matching(sql, filter.q) : sql``}
    ${filter.after ? sql`and (r.name, r.user_id) > (${filter.after[0]}, ${filter.after[1]})` : sql``}
  order by r.name, r.user_id limit ${filter.limit}`

/** By a part of the name, or of the phone number from four digits on. */
function matching(sql: SqlOrTx, q: string) {
  const digits = q.replace(/\D/g, '')
  return sql`and (r.name ilike ${pattern(q)} ${digits.length >= 4 ? sql`or r.phone like ${pattern(digits)}` : sql``})`
}

const pattern = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`

/** Where a rider is, as in the list. */
export async function riderRow(
  sql: SqlOrTx,
  riderId: string,
): Promise<Pick<RiderRow, 'lat' | 'lng' | 'heading' | 'at'> | undefined> {
  const [row] = await sql<Pick<RiderRow, 'lat' | 'lng' | 'heading' | 'at'>[]>`
    select lat, lng, heading, at from deliveries.positions where rider_id = ${riderId}`
  return row
}
