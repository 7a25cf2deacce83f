import type { DeliveryState } from '../../../contracts/deliveries.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'
import type { CostTerms } from '../planner/types.ts'
import type { Delivery } from './deliveries.ts'
import { deliveryColumns, plannedAt } from './deliveries.ts'
import type { Vehicle } from './riders.ts'

export type OfferState = 'open' | 'accepted' | 'declined' | 'expired' | 'withdrawn' | 'released'

export interface Offer {
  id: string
  deliveryId: string
  riderId: string
  state: OfferState
  etaAt: Date
  expiresAt: Date
}

export interface NewOffer {
  id: string
  deliveryId: string
  riderId: string
  slot: number
  reason: string
  etaAt: string
  distanceM: number
  payPaise: number
  trip: number
  /** What the choice costs and who was next best; null where that is not known. */
  why: Why | null
}

/** Kept with an offer: why this rider. Bounded by the planner's words: six terms, at most three others. */
export interface Why {
  readonly planner: string
  readonly costs?: CostTerms
  readonly others: readonly { readonly riderId: string; readonly costs: CostTerms }[]
  readonly storeAtMs?: number
  /** The planner that should have planned failed, and how. */
  readonly fallback?: string
}

/** The latest that was offered of a delivery to a rider. */
export async function latestOffer(sql: SqlOrTx, deliveryId: string, riderId: string): Promise<Offer | undefined> {
  const [row] = await sql<Offer[]>`
    select id, delivery_id "deliveryId", rider_id "riderId", state, eta_at "etaAt", expires_at "expiresAt"
    from deliveries.offers where delivery_id = ${deliveryId} and rider_id = ${riderId}
    order by offered_at desc, id desc limit 1`
  return row
}

/** Ends the offer or the acceptance that a delivery stands on. */
export const closeOffer = (tx: Tx, deliveryId: string, state: OfferState, at: Date, reasonCode?: string) => tx`
  update deliveries.offers set state = ${state}, answered_at = ${at}, decline_reason = ${reasonCode ?? null}
  where delivery_id = ${deliveryId} and state in ('open', 'accepted')`

/**
 * Writes a plan: deliveries that still wait, and are locked by nobody, become offers. The rows of the riders are locked by
 * the caller. In one statement, with history and the live picture.
 * @returns the deliveries that were offered
 */
export async function writeOffers(
  tx: Tx,
  offers: readonly NewOffer[],
  at: Date,
  expiresAt: Date,
): Promise<Set<string>> {
  const rows = await tx<{ id: string }[]>`
    with planned as (
      select o->>'id' id, o->>'deliveryId' delivery_id, o->>'riderId' rider_id, (o->>'slot')::smallint slot,
        o->>'reason' reason, (o->>'etaAt')::timestamptz eta_at, (o->>'distanceM')::int distance_m,
        (o->>'payPaise')::bigint pay_paise, (o->>'trip')::int trip, case when jsonb_typeof(o->'why') = 'object' then o->'why' end why
      from jsonb_array_elements(${tx.json(offers as never)}) o),
    free as (
      select d.id from deliveries.deliveries d join planned p on p.delivery_id = d.id
      where d.state in ('packing', 'waiting') and (d.locked_to is null or d.locked_to = p.rider_id)
      order by d.id for update of d skip locked),
    taken as (
      update deliveries.deliveries d set state = 'offered', rider_id = p.rider_id, slot = p.slot,
        distance_m = p.distance_m, pay_paise = p.pay_paise, trip = p.trip
      from planned p where p.delivery_id = d.id and d.id in (select id from free)
      returning d.id, d.rider_id),
    offered as (
      insert into deliveries.offers (id, delivery_id, rider_id, reason, eta_at, offered_at, expires_at, why)
      select p.id, p.delivery_id, p.rider_id, p.reason, p.eta_at, ${at}, ${expiresAt}, p.why
      from planned p join taken on taken.id = p.delivery_id),
    pictured as (
      update deliveries.tracking t set sequence = t.sequence + 1
      where t.delivery_id in (select id from taken)),
    placed as (
      update deliveries.riders r set suggested_store_id = null, suggested_at = null
      where r.user_id in (select rider_id from taken) and r.suggested_at is not null),
    told as (
      insert into deliveries.history (delivery_id, state, rider_id, at, actor, reason)
      select p.delivery_id, 'offered', p.rider_id, ${at}, 'system:dispatch', p.reason
      from planned p join taken on taken.id = p.delivery_id)
    select id from taken`
  return new Set(rows.map((row) => row.id))
}

/** Offers whose time is over, their deliveries locked; what others are working on is left for the next round. */
export const lockExpired = (tx: Tx, at: Date) => tx<Delivery[]>`
  select ${deliveryColumns(tx)} from deliveries.offers o join deliveries.deliveries d on d.id = o.delivery_id
  where o.state = 'open' and o.expires_at <= ${at} and d.state = 'offered'
  order by d.id limit 200 for update of d skip locked`

/** Packed by a program of before, which does not know that it has to tell who comes for it. */
export const lockUntold = (tx: Tx) => tx<Delivery[]>`
  select ${deliveryColumns(tx)} from deliveries.deliveries d where d.assigned_due and d.packed
  order by d.id limit 200 for update of d skip locked`

/** Accepted, not picked up, and nothing heard of the rider since an instant. */
export const lockSilent = (tx: Tx, since: Date) => tx<Delivery[]>`
  select ${deliveryColumns(tx)} from deliveries.deliveries d
  left join deliveries.positions p on p.rider_id = d.rider_id
  where d.slot is not null and d.state in ('accepted', 'at_store') and d.accepted_at <= ${since}
    and (p.at is null or p.at <= ${since})
  order by d.id limit 200 for update of d skip locked`

/** Offers that a rider has open, locked. */
export const lockOffered = (tx: Tx, riderId: string) => tx<Delivery[]>`
  select ${deliveryColumns(tx)} from deliveries.deliveries d
  where d.rider_id = ${riderId} and d.state = 'offered' order by d.id for update`

export interface WaitingRow {
  id: string
  storeId: string
  storeLat: number
  storeLng: number
  dropLat: number
  dropLng: number
  readyAt: Date
  /** Else `readyAt`, bags and cash are what is expected. */
  packed: boolean
  promisedAt: Date
  placedAt: Date | null
  notBefore: Date | null
  lockedTo: string | null
  bags: number
  frozenBags: number
  chilledBags: number
  cashDuePaise: number
  declinedBy: string[]
}

/** Since when who has declined, or has not answered, is not asked again. */
export interface Hold {
  declinedSince: Date
  expiredSince: Date
}

/**
 * What nobody has in hand and is packed, or is expected to be before an instant, each with those who are not to be asked
 * again yet: first the ones whose turn it is `again`, last those that are `behind`, what is packed before what is not, and
 * the earliest promise first among equals.
 */
export const waiting = (
  sql: SqlOrTx,
  hold: Hold & { readyBefore: Date },
  { limit, again, behind }: { limit: number; again: readonly string[]; behind: readonly string[] },
) => sql<WaitingRow[]>`
  select ${waitingColumns(sql, hold)}
  from deliveries.deliveries d
  where d.state = 'waiting' or (d.state = 'packing' and d.ready_at <= ${hold.readyBefore})
  order by ${
    behind.length === 0
      ? sql``
      : sql`case when d.id = any(${[...again]}) then 0 when d.id = any(${[...behind]}) then 2 else 1 end,`
  } d.packed desc, d.promised_at, d.id limit ${limit}`

/** One delivery as a round would see it, whoever has it in hand now. */
export async function asWaiting(sql: SqlOrTx, id: string, hold: Hold): Promise<WaitingRow | undefined> {
  const [row] = await sql<WaitingRow[]>`
    select ${waitingColumns(sql, hold)} from deliveries.deliveries d where d.id = ${id}`
  return row
}

const waitingColumns = (sql: SqlOrTx, hold: Hold) => sql`
  d.id, d.store_id "storeId", d.store_lat "storeLat", d.store_lng "storeLng", d.drop_lat "dropLat",
    d.drop_lng "dropLng", d.ready_at "readyAt", d.packed, d.promised_at "promisedAt", d.placed_at "placedAt",
    d.not_before "notBefore", d.locked_to "lockedTo", d.bags, ${zones(sql)},
    d.cash_due_paise "cashDuePaise",
    array(select distinct o.rider_id from deliveries.offers o where o.delivery_id = d.id
      and ((o.state in ('declined', 'released') and o.answered_at > ${hold.declinedSince})
        or (o.state = 'expired' and o.answered_at > ${hold.expiredSince}))) "declinedBy"`

const zones = (sql: SqlOrTx) => sql`
  coalesce((d.zone_bags->>'frozen')::int, 0) "frozenBags", coalesce((d.zone_bags->>'chilled')::int, 0) "chilledBags"`

export interface FreeRow {
  riderId: string
  lat: number
  lng: number
  idleSince: Date
  vehicle: Vehicle
  /** Litres; null where nobody has told it. */
  bagL: number | null
  coldBag: boolean
  chillBag: boolean
  shiftUntil: Date | null
  /** When the next planned break begins. */
  breakAt: Date | null
  held: HeldRow[]
}

export interface HeldRow {
  id: string
  state: DeliveryState
  trip: number
  /** As the last position says; null before the first one. */
  etaAt: string | null
  storeLat: number
  storeLng: number
  dropLat: number
  dropLng: number
  promisedAt: string
  readyAt: string
  packed: boolean
  notBefore: string | null
  /** When the rider was to be at the door, of an order for a window. */
  plannedAt: string | null
  bags: number
  cashDuePaise: number
}

const breakAt = (sql: SqlOrTx) => sql`
  (select min(b.starts_at) from deliveries.breaks b where b.rider_id = r.user_id and b.state = 'planned')`

/** Whom staff name, and where this rider is taken to be if nothing was ever heard. */
export interface Named {
  riderId: string
  lat: number
  lng: number
}

/**
 * Riders on shift who were heard of since an instant, with what they have in hand; of more than `limit` those with the
 * least. Who is named is among them, heard of or not.
 */
export const ridersAtWork = (sql: SqlOrTx, heardSince: Date, limit: number, named?: Named) => sql<FreeRow[]>`
  with chosen as (
    select r.user_id from deliveries.riders r left join deliveries.positions p on p.rider_id = r.user_id
    where r.on_shift and (p.at > ${heardSince} or r.user_id = ${named?.riderId ?? null})
    order by r.user_id is distinct from ${named?.riderId ?? null}, (select count(*) from deliveries.deliveries d where d.rider_id = r.user_id and d.slot is not null), r.user_id
    limit ${limit})
  select r.user_id "riderId", coalesce(p.lat, ${named?.lat ?? null}) lat, coalesce(p.lng, ${named?.lng ?? null}) lng,
    greatest(coalesce(r.shift_changed_at, r.created_at),
      (select max(d.ended_at) from deliveries.deliveries d where d.rider_id = r.user_id and d.ended_at is not null))
      "idleSince", r.vehicle, r.bag_l "bagL", r.cold_bag "coldBag", r.chill_bag "chillBag", r.shift_until "shiftUntil",
    ${breakAt(sql)} "breakAt",
    coalesce((select json_agg(json_build_object('id', d.id, 'state', d.state, 'trip', d.trip,
        'etaAt', t.eta_at, 'storeLat', d.store_lat, 'storeLng',
        d.store_lng, 'dropLat', d.drop_lat, 'dropLng', d.drop_lng, 'promisedAt', d.promised_at,
        'readyAt', d.ready_at, 'packed', d.packed, 'notBefore', d.not_before, 'plannedAt', ${plannedAt(sql)}, 'bags', d.bags,
        'cashDuePaise', d.cash_due_paise) order by d.id)
      from deliveries.deliveries d join deliveries.tracking t on t.delivery_id = d.id
      where d.rider_id = r.user_id and d.slot is not null), '[]'::json) held
  from chosen join deliveries.riders r using (user_id) left join deliveries.positions p on p.rider_id = r.user_id
  order by r.user_id`

export interface LockedRider {
  riderId: string
  onShift: boolean
  shiftUntil: Date | null
  breakAt: Date | null
  vehicle: Vehicle
  bagL: number | null
  coldBag: boolean
  chillBag: boolean
  slots: number[]
  held: { id: string; state: DeliveryState; trip: number; bags: number; cashDuePaise: number }[]
}

/** Locks riders in the order of their ids and tells what they have in hand and in which places, as of now. */
export async function lockRiders(tx: Tx, riderIds: readonly string[]): Promise<Map<string, LockedRider>> {
  const ids = [...new Set(riderIds)]
  await tx`select 1 from deliveries.riders where user_id = any(${ids}) order by user_id for update`
  // A second statement sees what was committed while the first one waited for its locks.
  const rows = await tx<LockedRider[]>`
    select r.user_id "riderId", r.on_shift "onShift", r.shift_until "shiftUntil", ${breakAt(tx)} "breakAt",
      r.vehicle, r.bag_l "bagL", r.cold_bag "coldBag", r.chill_bag "chillBag",
      array(select d.slot::int from deliveries.deliveries d where d.rider_id = r.user_id and d.slot is not null) slots,
      coalesce((select json_agg(json_build_object('id', d.id, 'state', d.state, 'trip', d.trip, 'bags', d.bags,
          'cashDuePaise', d.cash_due_paise) order by d.id)
        from deliveries.deliveries d where d.rider_id = r.user_id and d.slot is not null), '[]'::json) held
    from deliveries.riders r where r.user_id = any(${ids})`
  return new Map(rows.map((row) => [row.riderId, row]))
}

export type OpenRow = Pick<WaitingRow, 'id' | 'bags' | 'frozenBags' | 'chilledBags' | 'cashDuePaise'>

/** Locks those of some deliveries that nobody has in hand, and tells what they are now; what others are working on is left out. */
export async function lockOpen(tx: Tx, ids: readonly string[]): Promise<Map<string, OpenRow>> {
  const rows = await tx<OpenRow[]>`
    select d.id, d.bags, ${zones(tx)}, d.cash_due_paise "cashDuePaise"
    from deliveries.deliveries d where d.id = any(${[...ids]}) and d.state in ('packing', 'waiting')
    order by d.id for update skip locked`
  return new Map(rows.map((row) => [row.id, row]))
}

/** The rider has taken what was offered. */
export const acceptOffer = (tx: Tx, deliveryId: string, at: Date) => tx`
  update deliveries.offers set state = 'accepted', answered_at = ${at}
  where delivery_id = ${deliveryId} and state = 'open'`

/** Whether an offer has run out, something was accepted before `silentSince` and not picked up, or somebody is untold. */
export async function isAnyOverdue(sql: SqlOrTx, now: Date, silentSince: Date): Promise<boolean> {
  const [due] = await sql<{ any: boolean }[]>`
    select exists (select 1 from deliveries.offers where state = 'open' and expires_at <= ${now})
      or exists (select 1 from deliveries.deliveries
        where slot is not null and state in ('accepted', 'at_store') and accepted_at <= ${silentSince})
      or exists (select 1 from deliveries.deliveries where assigned_due and packed) as any`
  return due?.any === true
}

/** How much waits for a rider and since when, and how many riders are at work who were heard of since an instant. */
export async function countWaiting(
  sql: SqlOrTx,
  heardSince: Date,
): Promise<{ waiting: number; oldestAt: Date | null; riders: number; busy: number }> {
  const [row] = await sql<{ waiting: number; oldestAt: Date | null; riders: number; busy: number }[]>`
    select (select count(*)::int from deliveries.deliveries where state = 'waiting') as waiting,
      (select min(ready_at) from deliveries.deliveries
        where state in ('waiting', 'offered') and packed) "oldestAt",
      count(*)::int as riders,
      count(*) filter (where exists (select 1 from deliveries.deliveries d
        where d.rider_id = r.user_id and d.slot is not null))::int as busy
    from deliveries.riders r join deliveries.positions p on p.rider_id = r.user_id
    where r.on_shift and p.at > ${heardSince}`
  return row!
}
