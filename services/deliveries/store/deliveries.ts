import type { DeliveryState } from '../../../contracts/deliveries.ts'
import type { Point } from '../../../contracts/geo.ts'
import type { ZoneBags } from '../../../contracts/stores.ts'
import type { DropOff } from '../../../contracts/users.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'
import type { Way } from '../domain/progress.ts'
import { carryingStates, isFree } from '../domain/states.ts'

export interface Delivery {
  id: string
  orderId: string
  number: string
  userId: string
  storeId: string
  storeLat: number
  storeLng: number
  dropOff: DropOff
  doorCode: string
  instructions: string | null
  bags: number
  cashDuePaise: number
  tipPaise: number
  promisedAt: Date
  readyAt: Date
  state: DeliveryState
  riderId: string | null
  /** Of what a rider has in hand the trip with the lowest number is under way. */
  trip: number
  distanceM: number | null
  payPaise: number | null
  pickedUpAt: Date | null
  endedAt: Date | null
  cashCollectedPaise: number | null
  wrongCodes: number
  codeLockedUntil: Date | null
  leaveAtDoor: boolean
  /** Staff decided that nobody else is asked. */
  lockedTo: string | null
  /** What stands on the bags. */
  handover: string | null
  zoneBags: ZoneBags | null
  /** Until then bags, cash and `readyAt` are what is expected. */
  packed: boolean
  /** A rider has agreed to fetch it, and nobody was told, since it was not packed. */
  assignedDue: boolean
}

export const storePoint = (delivery: Delivery): Point => ({ lat: delivery.storeLat, lng: delivery.storeLng })

/** Rows that one statement forgets. */
const forgetMost = 1_000

/** When the rider was to be at the door, of an order for a window that somebody has. */
export const plannedAt = (sql: SqlOrTx) => sql`
  case when d.not_before is not null then (
    select f.eta_at from deliveries.offers f where f.delivery_id = d.id and f.state in ('open', 'accepted')) end`

export const deliveryColumns = (sql: SqlOrTx) => sql`
  d.id, d.order_id "orderId", d.number, d.user_id "userId", d.store_id "storeId", d.store_lat "storeLat",
  d.store_lng "storeLng", d.drop_off "dropOff", d.door_code "doorCode", d.instructions, d.bags,
  d.cash_due_paise "cashDuePaise", d.tip_paise "tipPaise", d.promised_at "promisedAt", d.ready_at "readyAt", d.state,
  d.rider_id "riderId", d.trip, d.distance_m "distanceM", d.pay_paise "payPaise", d.picked_up_at "pickedUpAt",
  d.ended_at "endedAt", d.cash_collected_paise "cashCollectedPaise", d.wrong_codes "wrongCodes",
  d.code_locked_until "codeLockedUntil", d.leave_at_door "leaveAtDoor",
  d.handover, d.zone_bags "zoneBags", d.locked_to "lockedTo", d.packed, d.assigned_due "assignedDue"`

export type NewDelivery = Pick<
  Delivery,
  'id' | 'orderId' | 'number' | 'userId' | 'storeId' | 'dropOff' | 'doorCode' | 'bags' | 'cashDuePaise' | 'tipPaise'
> & {
  store: Point
  instructions?: string
  promisedAt: string
  readyAt: string
  placedAt?: string
  notBefore?: string
  leaveAtDoor?: boolean
  handover?: string
  zoneBags?: ZoneBags
  /** Absent: it is packed. Else when this was heard. */
  knownAt?: string
}

/**
 * Takes orders in, with an empty live picture and the first line of their history. A known order stays as it is, but for
 * one that was being packed and is packed now (the trigger `take_packed`).
 */
export async function addDeliveries(tx: Tx, deliveries: readonly NewDelivery[]): Promise<void> {
  if (deliveries.length === 0) return
  await tx`
    with added as (
      insert into deliveries.deliveries (id, order_id, number, user_id, store_id, store_lat, store_lng, drop_off, drop_lat,
        drop_lng, door_code, instructions, bags, cash_due_paise, tip_paise, promised_at, ready_at, leave_at_door,
        handover, zone_bags, placed_at, not_before, state, packed, known_at)
      select d->>'id', d->>'orderId', d->>'number', d->>'userId', d->>'storeId', (d->'store'->>'lat')::float8,
        (d->'store'->>'lng')::float8, d->'dropOff', (d->'dropOff'->'point'->>'lat')::float8,
        (d->'dropOff'->'point'->>'lng')::float8, d->>'doorCode', d->>'instructions', (d->>'bags')::int,
        (d->>'cashDuePaise')::bigint, (d->>'tipPaise')::bigint, (d->>'promisedAt')::timestamptz,
        (d->>'readyAt')::timestamptz, coalesce((d->>'leaveAtDoor')::boolean, false),
        d->>'handover', d->'zoneBags', (d->>'placedAt')::timestamptz, (d->>'notBefore')::timestamptz,
        case when d ? 'knownAt' then 'packing' else 'waiting' end, not d ? 'knownAt', (d->>'knownAt')::timestamptz
      from jsonb_array_elements(${tx.json(deliveries as never)}) d
      on conflict (order_id) do nothing returning id, order_id, state, coalesce(known_at, ready_at) at),
    pictured as (
      insert into deliveries.tracking (delivery_id, late_told_at)
      select a.id, l.told_at from added a left join deliveries.late_in_store l using (order_id))
    insert into deliveries.history (delivery_id, state, at, actor)
    select id, state, at, 'system:orders' from added`
  // A second statement sees what was told while the first one waited for an order's turn.
  const unpacked = deliveries.filter((each) => each.knownAt !== undefined)
  if (unpacked.length === 0) return
  await expectAsTold(
    tx,
    unpacked.map((each) => each.orderId),
  )
}

/**
 * Of packed orders, those that were known while they were being packed: what was expected becomes what is true, and what
 * nobody has in hand waits.
 * @returns them as they are now, locked
 */
export async function packKnown(tx: Tx, deliveries: readonly NewDelivery[], at: Date): Promise<Delivery[]> {
  if (deliveries.length === 0) return []
  const orderIds = deliveries.map((each) => each.orderId)
  const known = await tx<{ id: string }[]>`
    select id from deliveries.deliveries where order_id = any(${orderIds}) and not packed and state <> 'cancelled'
    order by id for update`
  if (known.length === 0) return []
  return tx<Delivery[]>`
    with d as (
      update deliveries.deliveries d set packed = true,
        state = case d.state when 'packing' then 'waiting' else d.state end, drop_off = n->'dropOff',
        drop_lat = (n->'dropOff'->'point'->>'lat')::float8, drop_lng = (n->'dropOff'->'point'->>'lng')::float8,
        door_code = n->>'doorCode', instructions = n->>'instructions', bags = (n->>'bags')::int,
        cash_due_paise = (n->>'cashDuePaise')::bigint, tip_paise = (n->>'tipPaise')::bigint,
        promised_at = (n->>'promisedAt')::timestamptz, ready_at = (n->>'readyAt')::timestamptz,
        leave_at_door = coalesce((n->>'leaveAtDoor')::boolean, false), handover = n->>'handover',
        zone_bags = n->'zoneBags', placed_at = (n->>'placedAt')::timestamptz, not_before = (n->>'notBefore')::timestamptz
      from jsonb_array_elements(${tx.json(deliveries as never)}) n
      where d.order_id = n->>'orderId' and d.id = any(${known.map((each) => each.id)}) returning d.*),
    pictured as (
      update deliveries.tracking t set sequence = t.sequence + 1 where t.delivery_id in (select id from d)),
    forgotten as (delete from deliveries.waits w where w.delivery_id in (select id from d)),
    noted as (
      insert into deliveries.history (delivery_id, state, rider_id, at, actor)
      select d.id, d.state, d.rider_id, ${at}, 'system:orders' from d where d.state = 'waiting')
    select ${deliveryColumns(tx)} from d`
}

/**
 * The picking goes faster or slower. That is kept also of an order that is not known here yet; what was told before what is
 * known changes nothing. @returns the riders who have what it concerns in hand
 */
export async function setExpected(
  tx: Tx,
  { orderId, readyAt, toldAt }: { orderId: string; readyAt: string; toldAt: string },
): Promise<{ id: string; riderId: string | null }[]> {
  // As the trigger `take_packed`: an order that is being added meanwhile sees this, or is seen.
  await tx`select pg_advisory_xact_lock(hashtextextended(${`deliveries ${orderId}`}, 0))`
  const kept = await tx`
    insert into deliveries.expectations (order_id, ready_at, told_at) values (${orderId}, ${readyAt}, ${toldAt})
    on conflict (order_id) do update set ready_at = excluded.ready_at, told_at = excluded.told_at
    where expectations.told_at <= excluded.told_at`
  return kept.count === 0 ? [] : expectAsTold(tx, [orderId])
}

/** Deliveries that are not packed yet are expected as was told last of their orders. @returns those that were not */
const expectAsTold = (tx: Tx, orderIds: readonly string[]) => tx<{ id: string; riderId: string | null }[]>`
  update deliveries.deliveries d set ready_at = e.ready_at from deliveries.expectations e
  where e.order_id = d.order_id and d.order_id = any(${[...orderIds]}) and not d.packed and d.state <> 'cancelled'
    and d.ready_at <> e.ready_at
  returning d.id, d.rider_id "riderId"`

/** Forgets what was told of orders before an instant. */
export async function forgetExpectations(sql: SqlOrTx, toldBefore: Date): Promise<boolean> {
  const gone = await sql`
    delete from deliveries.expectations where order_id in (
      select order_id from deliveries.expectations where told_at < ${toldBefore} order by told_at limit ${forgetMost})`
  return gone.count === forgetMost
}

/** That a rider comes for it is told from now on. */
export const setAssignedTold = (tx: Tx, id: string) => tx`
  update deliveries.deliveries set assigned_due = false where id = ${id}`

/** An order among those that should have been packed, in the order in which they should have been. */
export interface Overdue {
  orderId: string
  /** As the database writes it: to the microsecond, so that none is passed over. */
  readyAt: string
}

/** Of what is being packed, what should have been packed since an instant: somebody has to ask what became of it. */
export const overduePacking = (sql: SqlOrTx, expectedBefore: Date, limit: number, after?: Overdue) => sql<Overdue[]>`
  select order_id "orderId", ready_at::text "readyAt" from deliveries.deliveries
  where state in ('packing', 'offered', 'accepted', 'at_store') and not packed and ready_at < ${expectedBefore}
    ${after ? sql`and (ready_at, order_id) > (${after.readyAt}::text::timestamptz, ${after.orderId})` : sql``}
  order by ready_at, order_id limit ${limit}`

export async function lockDelivery(tx: Tx, by: { id: string } | { orderId: string }): Promise<Delivery | undefined> {
  const [row] = await tx<Delivery[]>`
    select ${deliveryColumns(tx)} from deliveries.deliveries d
    where ${'id' in by ? tx`d.id = ${by.id}` : tx`d.order_id = ${by.orderId}`} for update`
  return row
}

/** What changes with a transition, beside the state. */
export interface Change {
  to: DeliveryState
  atMs: number
  actor: string
  reason?: string
  /** Of the table of reasons. */
  reasonCode?: string | undefined
  /** Paise. */
  cashCollected?: number
  leftAtDoor?: boolean
  /** How the history calls it, where that is not the state. */
  as?: string | undefined
}

/**
 * Writes a transition that the state machine has allowed, on a row that the caller has locked: the delivery, its history
 * and the live picture, whose sequence grows. What has ended and is corrected keeps its end. A way to the store no longer serves once the bags have left it.
 */
export async function writeChange(tx: Tx, delivery: Delivery, change: Change): Promise<void> {
  const to = change.to === 'waiting' && !delivery.packed ? 'packing' : change.to
  const at = new Date(change.atMs)
  const leaves = isFree(to) || to === 'cancelled'
  const ends = to === 'delivered' || to === 'returned' || to === 'cancelled'
  const forgetsWay = leaves || to === 'picked_up' || to === 'failed'
  await tx`
    with changed as (
      update deliveries.deliveries set state = ${to},
        rider_id = ${leaves ? tx`null` : tx`rider_id`}, slot = ${leaves || ends ? tx`null` : tx`slot`},
        assigned_due = ${to === 'accepted' ? !delivery.packed : to === 'at_store' ? tx`assigned_due` : false},
        trip = ${leaves ? 0 : tx`trip`},
        accepted_at = ${to === 'accepted' ? at : leaves ? null : tx`accepted_at`},
        picked_up_at = ${to === 'picked_up' ? at : tx`picked_up_at`},
        ended_at = ${ends ? tx`case when state = ${to} then ended_at else ${at} end` : tx`ended_at`},
        fail_reason = ${to === 'failed' ? (change.reason ?? '') : tx`fail_reason`},
        fail_code = ${to === 'failed' ? (change.reasonCode ?? null) : tx`fail_code`},
        left_at_door = ${change.leftAtDoor ?? tx`left_at_door`},
        cash_collected_paise = ${change.cashCollected ?? tx`cash_collected_paise`}
      where id = ${delivery.id}),
    pictured as (
      update deliveries.tracking set sequence = sequence + 1
        ${forgetsWay ? tx`, route = null, routed_at = null, along_m = 0` : tx``}
        ${leaves ? tx`, eta_at = null` : tx``}
      where delivery_id = ${delivery.id})
    insert into deliveries.history (delivery_id, state, rider_id, at, actor, reason)
    values (${delivery.id}, ${change.as ?? to}, ${delivery.riderId}, ${at}, ${change.actor}, ${change.reason ?? null})`
}

/** Bags that had left the store are in it again from an instant on. */
export const setRecovered = (tx: Tx, id: string, at: Date) => tx`
  update deliveries.deliveries set picked_up_at = null, ready_at = ${at} where id = ${id}`

export const setPay = (tx: Tx, id: string, paise: number) => tx`
  update deliveries.deliveries set pay_paise = ${paise} where id = ${id}`

export const setWrongCodes = (tx: Tx, id: string, wrongCodes: number, lockedUntil: Date | null) => tx`
  update deliveries.deliveries set wrong_codes = ${wrongCodes}, code_locked_until = ${lockedUntil} where id = ${id}`

export interface TaskRow extends Delivery {
  plannedAt: Date | null
  offerExpiresAt: Date | null
  route: Way | null
  atDoorSince: Date | null
  photos: number
  /** It begins after the last drop of what is in hand before it. */
  followUp: boolean
}

/**
 * Whether a delivery is in hand behind an earlier trip's goods, which were fetched before it was taken: what programs that
 * know nothing of trips have put beside it is not before it.
 */
const isBehind = (sql: SqlOrTx, states: readonly DeliveryState[]) => sql`
  d.slot is not null and exists (select 1 from deliveries.deliveries e
    where e.rider_id = d.rider_id and e.slot is not null and e.trip < d.trip and e.state = any(${[...states]})
      and e.picked_up_at < coalesce(d.accepted_at, 'infinity'))`

const taskColumns = (sql: SqlOrTx) => sql`
  ${deliveryColumns(sql)}, o.expires_at "offerExpiresAt", t.route, ${plannedAt(sql)} "plannedAt",
  case when d.state = 'arriving' then (
    select max(h.at) from deliveries.history h where h.delivery_id = d.id and h.state = 'arriving') end "atDoorSince",
  (select count(*)::int from deliveries.photos p
    where p.owner = d.id and (d.picked_up_at is null or p.created_at >= d.picked_up_at)) photos,
  ${isBehind(sql, [...carryingStates, 'failed'])} "followUp"`

/** What a rider has in hand, offers included. */
export const tasksOf = (sql: SqlOrTx, riderId: string) => sql<TaskRow[]>`
  select ${taskColumns(sql)}
  from deliveries.deliveries d
  join deliveries.tracking t on t.delivery_id = d.id
  left join deliveries.offers o on o.delivery_id = d.id and o.state = 'open'
  where d.rider_id = ${riderId} and d.slot is not null order by d.promised_at, d.id`

/** One delivery as its rider sees it, whether in hand or ended. */
export async function taskOf(sql: SqlOrTx, riderId: string, id: string): Promise<TaskRow | undefined> {
  const [row] = await sql<TaskRow[]>`
    select ${taskColumns(sql)}
    from deliveries.deliveries d
    join deliveries.tracking t on t.delivery_id = d.id
    left join deliveries.offers o on o.delivery_id = d.id and o.state = 'open'
    where d.id = ${id} and d.rider_id = ${riderId}`
  return row
}

/** Whether goods of an earlier trip are still on their way to a door. The rider's other rows are read, not locked. */
export async function isBeforeLastDrop(tx: Tx, { id }: Delivery): Promise<boolean> {
  const [row] = await tx<{ is: boolean }[]>`
    select ${isBehind(tx, carryingStates)} as is from deliveries.deliveries d where d.id = ${id}`
  return row?.is === true
}

export async function countHeld(tx: Tx, riderId: string): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int count from deliveries.deliveries where rider_id = ${riderId} and slot is not null`
  return row?.count ?? 0
}

export async function getDelivery(sql: SqlOrTx, id: string): Promise<Delivery | undefined> {
  const [row] = await sql<Delivery[]>`select ${deliveryColumns(sql)} from deliveries.deliveries d where d.id = ${id}`
  return row
}

export async function getDeliveryOfOrder(sql: SqlOrTx, orderId: string): Promise<Delivery | undefined> {
  const [row] = await sql<Delivery[]>`
    select ${deliveryColumns(sql)} from deliveries.deliveries d where d.order_id = ${orderId}`
  return row
}

/** Keeps a delivery for one rider, or with null for whoever is best. The caller has locked its row. */
export const setLock = (
  tx: Tx,
  id: string,
  lock: { riderId: string; by: string; reason: string; at: Date } | null,
) => tx`
  update deliveries.deliveries set locked_to = ${lock?.riderId ?? null}, locked_by = ${lock?.by ?? null},
    locked_reason = ${lock?.reason ?? null}, locked_at = ${lock?.at ?? null} where id = ${id}`
