import type { Static } from 'typebox'
import type { DeliveryState, EtaReason } from '../../../contracts/deliveries.ts'
import type { WaitReason } from '../../../contracts/dispatch.ts'
import type { SqlOrTx } from '../../../kit/sql.ts'
import type { Fix } from '../domain/positions.ts'
import type { Way } from '../domain/progress.ts'
import type { ShownEta } from '../eta/steady.ts'
import { plannedAt } from './deliveries.ts'
import { isLost } from './history.ts'
import type { Vehicle } from './riders.ts'
import { heardAt } from './silence.ts'

/** A delivery with its rider and its live picture: what the customer's map is drawn from. */
export interface Picture {
  id: string
  orderId: string
  number: string
  state: DeliveryState
  /** It ended without its goods coming back. */
  lost: boolean
  trip: number
  storeId: string
  storeLat: number
  storeLng: number
  dropLat: number
  dropLng: number
  promisedAt: Date
  readyAt: Date
  packed: boolean
  plannedAt: Date | null
  sequence: number
  etaAt: Date | null
  route: Way | null
  alongM: number
  routedAt: Date | null
  /** The arrival that was told last, when, why, whose it was, and how many doors came before. */
  toldAt: Date | null
  toldChangedAt: Date | null
  toldReason: EtaReason | null
  toldRiderId: string | null
  toldDoors: number
  riderId: string | null
  riderName: string | null
  vehicle: Vehicle | null
  lat: number | null
  lng: number | null
  heading: number | null
  at: Date | null
}

const pictureColumns = (sql: SqlOrTx) => sql`
  d.id, d.order_id "orderId", d.number, d.state, d.trip,
  case when d.state = 'returned' then ${isLost(sql)} else false end lost,
  d.store_id "storeId", d.store_lat "storeLat", d.store_lng "storeLng",
  d.drop_lat "dropLat", d.drop_lng "dropLng", d.promised_at "promisedAt", d.ready_at "readyAt", d.packed,
  ${plannedAt(sql)} "plannedAt", t.sequence, t.eta_at "etaAt", t.route,
  t.along_m "alongM", t.routed_at "routedAt", t.told_at "toldAt", t.told_changed_at "toldChangedAt",
  t.told_reason "toldReason", t.told_rider_id "toldRiderId", t.told_doors "toldDoors", r.user_id "riderId", r.name "riderName", r.vehicle,
  p.lat, p.lng, p.heading, p.at`

export async function pictureOf(sql: SqlOrTx, by: { id: string } | { orderId: string }): Promise<Picture | undefined> {
  const [row] = await sql<Picture[]>`
    select ${pictureColumns(sql)} from deliveries.deliveries d
    join deliveries.tracking t on t.delivery_id = d.id
    left join deliveries.riders r on r.user_id = d.rider_id
    left join deliveries.positions p on p.rider_id = d.rider_id
    where ${'id' in by ? sql`d.id = ${by.id}` : sql`d.order_id = ${by.orderId}`}`
  return row
}

/** Somebody has it, and closed streets leave no way to its door: told like what waits. */
export const isCutOff = (sql: SqlOrTx) => sql`
  (d.state in ('accepted', 'at_store', 'picked_up', 'arriving') and t.route ? 'noWaySince')`

/** Deliveries that have not ended, the earliest promise first, without their ways. */
export const openPictures = (sql: SqlOrTx, storeIds: readonly string[] | undefined, limit: number) => sql<
  (Omit<Picture, 'route'> & {
    heardAt: Date | null
    wait: Static<typeof WaitReason> | null
    lockedTo: string | null
  })[]
>`
  select d.id, d.order_id "orderId", d.number, d.state, d.trip, d.store_id "storeId", d.store_lat "storeLat",
    d.store_lng "storeLng", d.drop_lat "dropLat", d.drop_lng "dropLng", d.promised_at "promisedAt", d.ready_at "readyAt", d.packed,
    ${plannedAt(sql)} "plannedAt", t.sequence,
    coalesce(t.eta_at, o.eta_at) "etaAt", t.along_m "alongM", t.routed_at "routedAt", t.told_at "toldAt",
    t.told_changed_at "toldChangedAt", t.told_reason "toldReason", t.told_rider_id "toldRiderId",
    t.told_doors "toldDoors", r.user_id "riderId", r.name "riderName", r.vehicle,
    p.lat, p.lng, p.heading, p.at,
    case when d.state <> 'offered' then ${heardAt(sql)} end "heardAt",
    coalesce(w.reason, case when d.state = 'packing' then 'not-packed' when ${isCutOff(sql)} then 'no-way' end) as wait,
    d.locked_to "lockedTo"
  from deliveries.deliveries d
  join deliveries.tracking t on t.delivery_id = d.id
  left join deliveries.riders r on r.user_id = d.rider_id
  left join deliveries.positions p on p.rider_id = d.rider_id
  left join deliveries.offers o on o.delivery_id = d.id and o.state = 'open'
  left join deliveries.waits w on w.delivery_id = d.id and d.state in ('packing', 'waiting')
  where d.state not in ('delivered', 'returned', 'cancelled')
    ${storeIds ? sql`and d.store_id = any(${[...storeIds]})` : sql``}
  order by d.promised_at, d.id limit ${limit}`

export interface Work {
  onShift: boolean
  known: Fix | undefined
  /** What the rider has in hand. */
  pictures: Picture[]
}

/** All that a position can change, in one read: the rider, where last seen, and what is in hand. */
export async function workOf(sql: SqlOrTx, riderId: string): Promise<Work | undefined> {
  const rows = await sql<(Omit<Picture, 'id'> & { id: string | null; onShift: boolean })[]>`
    select r.on_shift "onShift", ${pictureColumns(sql)} from deliveries.riders r
    left join deliveries.positions p on p.rider_id = r.user_id
    left join deliveries.deliveries d on d.rider_id = r.user_id and d.slot is not null
    left join deliveries.tracking t on t.delivery_id = d.id
    where r.user_id = ${riderId} order by d.id`
  const first = rows[0]
  if (!first) return undefined
  const { lat, lng, at, heading } = first
  return {
    onShift: first.onShift,
    known:
      lat === null || lng === null || at === null
        ? undefined
        : { lat, lng, atMs: at.getTime(), ...(heading === null ? {} : { heading }) },
    pictures: rows.filter((row): row is (typeof rows)[number] & { id: string } => row.id !== null),
  }
}

/** What a position says of one delivery. `route` is there when the way was looked for anew. */
export interface Estimate {
  id: string
  etaAtMs: number
  alongM: number
  route?: Way
  /** What the customer is told, to whom the ride belongs, and how many doors come before. */
  told?: ShownEta & { readonly riderId: string; readonly doors: number }
}

/**
 * Takes a rider's positions in: the latest, if it is later than what is known by now, the way behind it while carrying,
 * and the estimates of what is in hand. One statement.
 * @returns the new sequence of each estimated delivery; undefined when a later position was there first
 */
export async function writePositions(
  sql: SqlOrTx,
  riderId: string,
  fixes: readonly Fix[],
  options: { nowMs: number; heading: number | undefined; carrying: boolean; estimates: readonly Estimate[] },
): Promise<Map<string, number> | undefined> {
  const last = fixes.at(-1)!
  const now = new Date(options.nowMs)
  const estimates = options.estimates.map((each) => ({ ...each, route: each.route ?? null }))
  const track = options.carrying ? fixes : []
  const [row] = await sql<{ moved: boolean; sequences: { id: string; sequence: number }[] }[]>`
    with moved as (
      insert into deliveries.positions (rider_id, lat, lng, heading, at, received_at)
      values (${riderId}, ${last.lat}, ${last.lng}, ${options.heading ?? null}, ${new Date(last.atMs)}, ${now})
      on conflict (rider_id) do update set lat = excluded.lat, lng = excluded.lng,
        heading = coalesce(excluded.heading, positions.heading), at = excluded.at, received_at = excluded.received_at
      where positions.at < excluded.at returning 1),
    kept as (
      insert into deliveries.tracks (rider_id, at, lat, lng)
      select ${riderId}, to_timestamp(f.at_ms / 1000.0), f.lat, f.lng
      from unnest(${track.map((fix) => fix.atMs)}::float8[], ${track.map((fix) => fix.lat)}::float8[],
        ${track.map((fix) => fix.lng)}::float8[]) f(at_ms, lat, lng)
      where exists (select 1 from moved) on conflict do nothing),
    estimated as (
      update deliveries.tracking t set sequence = t.sequence + 1, along_m = (e->>'alongM')::float8,
        eta_at = to_timestamp((e->>'etaAtMs')::float8 / 1000),
        route = case when jsonb_typeof(e->'route') = 'object' then e->'route' else t.route end,
        routed_at = case when jsonb_typeof(e->'route') = 'object' then ${now} else t.routed_at end,
        told_at = coalesce(to_timestamp((e->'told'->>'etaAtMs')::float8 / 1000), t.told_at),
        told_changed_at = coalesce(to_timestamp((e->'told'->>'changedAtMs')::float8 / 1000), t.told_changed_at),
        told_reason = case when e ? 'told' then e->'told'->>'reason' else t.told_reason end,
        told_rider_id = coalesce(e->'told'->>'riderId', t.told_rider_id),
        told_doors = coalesce((e->'told'->>'doors')::smallint, t.told_doors)
      from jsonb_array_elements(${sql.json(estimates as never)}) e
      where t.delivery_id = e->>'id' and exists (select 1 from moved)
      returning t.delivery_id, t.sequence)
    select exists (select 1 from moved) moved,
      coalesce((select json_agg(json_build_object('id', delivery_id, 'sequence', sequence)) from estimated), '[]'::json) sequences`
  return row?.moved ? new Map(row.sequences.map((each) => [each.id, each.sequence])) : undefined
}

/** Keeps an estimate that was made with a change of state. The sequence has grown with that change. */
export const writeEstimate = (sql: SqlOrTx, estimate: Estimate, now: Date) => sql`
  update deliveries.tracking set eta_at = ${new Date(estimate.etaAtMs)}, along_m = ${estimate.alongM},
    route = ${estimate.route ? sql.json(estimate.route as never) : sql`route`},
    routed_at = ${estimate.route ? now : sql`routed_at`}
    ${
      estimate.told
        ? sql`, told_at = ${new Date(estimate.told.etaAtMs)}, told_changed_at = ${new Date(estimate.told.changedAtMs)},
            told_reason = ${estimate.told.reason}, told_rider_id = ${estimate.told.riderId},
            told_doors = ${estimate.told.doors}`
        : sql``
    }
  where delivery_id = ${estimate.id}`

/** Deliveries that have not ended, of which some is to be told: what is needed to say when they will be at their doors. */
export const dueForAlarm = (sql: SqlOrTx, promisedBefore: Date, limit: number) => sql<
  (Pick<
    Picture,
    | 'id'
    | 'orderId'
    | 'state'
    | 'storeLat'
    | 'storeLng'
    | 'dropLat'
    | 'dropLng'
    | 'promisedAt'
    | 'etaAt'
    | 'readyAt'
    | 'packed'
    | 'toldAt'
    | 'toldChangedAt'
    | 'toldReason'
  > & { heardAt: Date | null; lateToldAt: Date | null })[]
>`
  select d.id, d.order_id "orderId", d.state, d.store_lat "storeLat", d.store_lng "storeLng", d.drop_lat "dropLat",
    d.drop_lng "dropLng", d.promised_at "promisedAt", d.ready_at "readyAt", d.packed, coalesce(t.eta_at, o.eta_at) "etaAt",
    t.late_told_at "lateToldAt", t.told_at "toldAt", t.told_changed_at "toldChangedAt", t.told_reason "toldReason",
    case when d.state in ('accepted', 'at_store', 'picked_up', 'arriving') then ${heardAt(sql)} end "heardAt"
  from deliveries.deliveries d join deliveries.tracking t on t.delivery_id = d.id
  left join deliveries.positions p on p.rider_id = d.rider_id
  left join deliveries.offers o on o.delivery_id = d.id and o.state = 'open'
  where d.state not in ('delivered', 'returned', 'cancelled', 'failed') and d.promised_at < ${promisedBefore}
  order by d.promised_at limit ${limit}`

/**
 * Another arrival is told than the last one, though the estimate stands: its rider is silent.
 * @returns whether this copy is the one that tells it, and what was told last still stood
 */
export async function tellLater(sql: SqlOrTx, id: string, before: Date | null, told: ShownEta): Promise<boolean> {
  const noted = await sql`
    update deliveries.tracking set sequence = sequence + 1, told_at = ${new Date(told.etaAtMs)},
      told_changed_at = ${new Date(told.changedAtMs)}, told_reason = ${told.reason}
    where delivery_id = ${id} and told_at is not distinct from ${before}`
  return noted.count === 1
}

/** @returns whether this copy is the one that tells it */
export async function noteLate(sql: SqlOrTx, id: string, at: Date | null): Promise<boolean> {
  const noted = await sql`
    update deliveries.tracking set late_told_at = ${at}
    where delivery_id = ${id} and late_told_at is ${at ? sql`null` : sql`not null`}`
  return noted.count === 1
}
