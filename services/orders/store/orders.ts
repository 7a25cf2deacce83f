import { randomUUID } from 'node:crypto'
import type {
  HistoryEntry,
  Order,
  OrderLine,
  OrderRating,
  OrderStatus,
  PaymentMethod,
} from '../../../contracts/orders.ts'
import type { OrderWindow } from '../../../contracts/slots.ts'
import type { Message, Sql, SqlOrTx, Tx } from '../../../kit/sql.ts'
import type { Range } from '../lists.ts'

/** An order as it is kept. Instants are epoch ms, money is in the contract's form. */
export interface StoredOrder {
  readonly id: string
  readonly number: string
  readonly userId: string
  readonly storeId: string
  readonly store: { name: string; point: { lat: number; lng: number } }
  readonly status: OrderStatus
  readonly history: HistoryEntry[]
  readonly lines: OrderLine[]
  readonly coupon: string | null
  readonly totals: Order['totals']
  readonly refundedPaise: number
  readonly method: PaymentMethod
  readonly dropOff: Order['dropOff']
  readonly instructions: string | null
  readonly leaveAtDoor: boolean
  readonly substitutions: Order['substitutions']
  readonly unanswered: Order['unanswered']
  readonly doorCode: string
  readonly promisedAtMs: number
  /** When it is for later. */
  readonly window: OrderWindow | null
  readonly placedAtMs: number
  readonly deliveredAtMs: number | null
  readonly rider: { userId: string; name: string } | null
  readonly rating: OrderRating | null
  readonly giftNote: string | null
  /** The version of the cart that it was made of: no other order may be made of that. */
  readonly cartRevision: number | null
  readonly deadlineAtMs: number | null
  readonly requestHash: string
  /** The trace in which it was placed, as events carry it: what becomes of it is told under that. */
  readonly trace: string | null
}

interface Row {
  id: string
  number: string
  user_id: string
  store_id: string
  store: StoredOrder['store']
  status: OrderStatus
  history: HistoryEntry[]
  lines: OrderLine[]
  coupon: string | null
  totals: Order['totals']
  refunded_paise: number
  method: PaymentMethod
  drop_off: Order['dropOff']
  instructions: string | null
  leave_at_door: boolean
  substitutions: Order['substitutions']
  unanswered: Order['unanswered']
  door_code: string
  promised_at: Date
  slot: OrderWindow | null
  placed_at: Date
  delivered_at: Date | null
  rider: StoredOrder['rider']
  rating: StoredOrder['rating']
  gift_note: string | null
  cart_revision: number | null
  deadline_at: Date | null
  request_hash: string
  trace: string | null
}

const fromRow = (row: Row): StoredOrder => ({
  id: row.id,
  number: row.number,
  userId: row.user_id,
  storeId: row.store_id,
  store: row.store,
  status: row.status,
  history: row.history,
  lines: row.lines,
  coupon: row.coupon,
  totals: row.totals,
  refundedPaise: row.refunded_paise,
  method: row.method,
  dropOff: row.drop_off,
  instructions: row.instructions,
  leaveAtDoor: row.leave_at_door,
  substitutions: row.substitutions,
  unanswered: row.unanswered,
  doorCode: row.door_code,
  promisedAtMs: row.promised_at.getTime(),
  window: row.slot,
  placedAtMs: row.placed_at.getTime(),
  deliveredAtMs: row.delivered_at?.getTime() ?? null,
  rider: row.rider,
  rating: row.rating,
  giftNote: row.gift_note,
  cartRevision: row.cart_revision,
  deadlineAtMs: row.deadline_at?.getTime() ?? null,
  requestHash: row.request_hash,
  trace: row.trace,
})

const columns = (sql: SqlOrTx) => sql`
  id, number, user_id, store_id, store, status, history, lines, coupon, totals, refunded_paise, method, drop_off,
  instructions, substitutions, door_code, promised_at, slot, placed_at, delivered_at, rider, rating, deadline_at, request_hash, trace,
  gift_note, cart_revision, unanswered, leave_at_door`

const date = (ms: number | null) => (ms === null ? null : new Date(ms))

/**
 * Writes an order and its events in one statement, so in one commit.
 * @throws unique violation `orders_one_per_key` when the key has an order already, `keys_one_per_cart` when this version
 * of the cart has
 */
export const addOrder = (sql: SqlOrTx, order: StoredOrder, key: string, messages: readonly Message[]) => sql`
  with added as (
    insert into orders.orders (id, number, user_id, idempotency_key, request_hash, store_id, store, status, history, lines,
      coupon, totals, total_paise, method, drop_off, instructions, substitutions, door_code, promised_at, slot, placed_at, deadline_at, trace, gift_note, cart_revision, unanswered, leave_at_door)
    values (${order.id}, ${order.number}, ${order.userId}, ${key}, ${order.requestHash}, ${order.storeId},
      ${sql.json(order.store)}, ${order.status}, ${sql.json(order.history)}, ${sql.json(order.lines as never)}, ${order.coupon},
      ${sql.json(order.totals)}, ${order.totals.total.amount}, ${order.method}, ${sql.json(order.dropOff)}, ${order.instructions},
      ${order.substitutions}, ${order.doorCode}, ${date(order.promisedAtMs)},
      ${order.window === null ? null : sql.json(order.window)}, ${date(order.placedAtMs)}, ${date(order.deadlineAtMs)}, ${order.trace},
      ${order.giftNote}, ${order.cartRevision}, ${order.unanswered}, ${order.leaveAtDoor})
    returning id)
  select orders.publish(${sql.json(messages as never)}) from added`

/**
 * Whether this user may still order with this coupon. Keeps other orders of theirs with it waiting until the transaction
 * ends: carts counts uses by event, a moment later.
 */
export async function takeCoupon(tx: Tx, userId: string, coupon: { code: string; perUser: number }): Promise<boolean> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`coupon ${coupon.code} ${userId}`}, 0))`
  const [row] = await tx<{ used: number }[]>`
    select count(*)::int as used from orders.orders
    where user_id = ${userId} and coupon = ${coupon.code} and status <> 'cancelled'`
  return row!.used < coupon.perUser
}

export interface Claim {
  /** The order id under which this key is being, or was, placed. */
  readonly orderId: string
  /** Whether this request is to place it. */
  readonly mine: boolean
  /** Who places it: this request, if it is `mine`. */
  readonly holder: string
  readonly requestHash: string
  readonly order: StoredOrder | null
}

/** What names a claim of this request. */
export interface Claimed {
  readonly userId: string
  readonly key: string
  readonly holder: string
}

/** Whoever places an order says each second that it still does, see `keepClaim`. */
const claimHoldsS = 5

/**
 * Says who places an order under a key: whoever is first, or, when that one has not been heard of for five seconds,
 * whoever comes next, under the same order id, so that what was reserved for it is found again.
 */
export async function claim(
  sql: Sql,
  wish: { userId: string; key: string; orderId: string; requestHash: string },
): Promise<Claim> {
  const holder = randomUUID()
  const [row] = await sql<{ order_id: string; request_hash: string; holder: string; exists: boolean }[]>`
    with c as (
      insert into orders.claims as c (user_id, key, order_id, request_hash, holder, claimed_at)
      values (${wish.userId}, ${wish.key}, ${wish.orderId}, ${wish.requestHash}, ${holder}, clock_timestamp())
      on conflict (user_id, key) do update set
        holder = case when c.claimed_at < clock_timestamp() - make_interval(secs => ${claimHoldsS}) then excluded.holder else c.holder end,
        claimed_at = case when c.claimed_at < clock_timestamp() - make_interval(secs => ${claimHoldsS}) then excluded.claimed_at else c.claimed_at end
      returning c.order_id, c.request_hash, c.holder)
    select c.order_id, c.request_hash, c.holder,
      exists (select from orders.keys where user_id = ${wish.userId} and idempotency_key = ${wish.key}) as exists
    from c`
  const { order_id, request_hash, exists } = row!
  const order = exists ? await orderOfKey(sql, wish.userId, wish.key) : null
  if (order) return { orderId: order.id, mine: false, holder, requestHash: order.requestHash, order }
  return { orderId: order_id, mine: row!.holder === holder, holder, requestHash: request_hash, order: null }
}

/** After a refusal: the next request under this key begins anew. */
export const giveUpClaim = (sql: Sql, { userId, key, holder }: Claimed) =>
  sql`delete from orders.claims where user_id = ${userId} and key = ${key} and holder = ${holder}`

/** After a lost answer: the next request under this key goes on at once, under the same order id. */
export const passClaimOn = (sql: Sql, { userId, key, holder }: Claimed) => sql`
  update orders.claims set claimed_at = clock_timestamp() - make_interval(secs => ${claimHoldsS + 1})
  where user_id = ${userId} and key = ${key} and holder = ${holder}`

/** @returns false when it was not heard of for too long, and somebody else goes on */
export async function keepClaim(sql: Sql, { userId, key, holder }: Claimed): Promise<boolean> {
  const { count } = await sql`
    update orders.claims set claimed_at = clock_timestamp()
    where user_id = ${userId} and key = ${key} and holder = ${holder}`
  return count === 1
}

export const forgetClaims = (sql: Sql) => sql`delete from orders.claims where claimed_at < now() - interval '1 hour'`

/** After this a request under the same key is a new one. @returns whether there may be more */
export async function forgetKeys(sql: Sql, before: Date): Promise<boolean> {
  const limit = 10_000
  const gone = await sql`
    delete from orders.keys where (user_id, idempotency_key) in (
      select user_id, idempotency_key from orders.keys where at < ${before} limit ${limit})`
  return gone.count === limit
}

export async function orderOfKey(sql: Sql, userId: string, key: string): Promise<StoredOrder | null> {
  const [row] = await sql<Row[]>`
    select ${columns(sql)} from orders.orders
    where id = (select order_id from orders.keys where user_id = ${userId} and idempotency_key = ${key})`
  return row ? fromRow(row) : null
}

export async function getOrder(sql: SqlOrTx, id: string): Promise<StoredOrder | null> {
  const [row] = await sql<Row[]>`select ${columns(sql)} from orders.orders where id = ${id}`
  return row ? fromRow(row) : null
}

export async function lockOrder(tx: Tx, id: string): Promise<StoredOrder | null> {
  const [row] = await tx<Row[]>`select ${columns(tx)} from orders.orders where id = ${id} for update`
  return row ? fromRow(row) : null
}

/** Writes what may change in an order's life. Call it with the row locked. */
export const saveOrder = (tx: Tx, order: StoredOrder) => tx`
  update orders.orders set status = ${order.status}, method = ${order.method}, history = ${tx.json(order.history)}, lines = ${tx.json(order.lines as never)},
    refunded_paise = ${order.refundedPaise}, delivered_at = ${date(order.deliveredAtMs)},
    rider = ${order.rider === null ? null : tx.json(order.rider)}, rating = ${order.rating === null ? null : tx.json(order.rating)},
    deadline_at = ${date(order.deadlineAtMs)}
  where id = ${order.id}`

const within = (sql: Sql, { below, from }: Range) => sql`
  ${below === undefined ? sql`` : sql`and id < ${below}`} ${from === undefined ? sql`` : sql`and id >= ${from}`}`

/** A user's orders, newest first. */
export const ordersOfUser = async (
  sql: Sql,
  userId: string,
  range: Range,
  statuses?: readonly OrderStatus[],
): Promise<StoredOrder[]> =>
  (
    await sql<Row[]>`
      select ${columns(sql)} from orders.orders where user_id = ${userId} ${within(sql, range)}
        ${statuses ? sql`and status = any(${[...statuses]})` : sql``}
      order by id desc limit ${range.limit}`
  ).map(fromRow)

const ended = ['delivered', 'cancelled', 'failed', 'returned']

export interface OrderSearch {
  /** Null is everywhere. */
  readonly storeIds: readonly string[] | null
  readonly live: boolean
  readonly number?: string
  /** A number, or a part of the customer's name, phone or rider's name. */
  readonly q?: string
  readonly statuses?: readonly OrderStatus[]
  readonly methods?: readonly PaymentMethod[]
  readonly userId?: string
  readonly riderId?: string
  /** Delivered after the promise, or not yet and the promise is over at this instant. */
  readonly lateAtMs?: number
  readonly range: Range
}

/** Without the signs that a pattern gives a meaning to. */
const pattern = (part: string) => `%${part.replaceAll(/[\\%_]/g, '\\$&')}%`

function matching(sql: Sql, q: string) {
  const digits = q.replaceAll(/\D/g, '')
  return sql`and (number = ${q.toUpperCase()} or drop_off->>'name' ilike ${pattern(q)} or rider->>'name' ilike ${pattern(q)}
    ${digits.length >= 4 ? sql`or drop_off->>'phone' like ${pattern(digits)}` : sql``})`
}

/** For staff: of some stores or of all, newest first. */
export const searchOrders = async (
  sql: Sql,
  { storeIds, live, number, q, statuses, methods, userId, riderId, lateAtMs, range }: OrderSearch,
): Promise<StoredOrder[]> =>
  (
    await sql<Row[]>`
      select ${columns(sql)} from orders.orders
      where true
        ${storeIds === null ? sql`` : sql`and store_id = any(${storeIds as string[]})`}
        ${live ? sql`and status not in ${sql(ended)}` : sql``}
        ${number ? sql`and number = ${number}` : sql``}
        ${q ? matching(sql, q) : sql``}
        ${statuses ? sql`and status = any(${statuses as string[]})` : sql``}
        ${methods ? sql`and method = any(${methods as string[]})` : sql``}
        ${userId ? sql`and user_id = ${userId}` : sql``}
        ${riderId ? sql`and rider->>'userId' = ${riderId}` : sql``}
        ${
          lateAtMs === undefined
            ? sql``
            : sql`and status not in ('cancelled', 'failed', 'returned') and promised_at < coalesce(delivered_at, ${new Date(lateAtMs)})`
        }
        ${within(sql, range)}
      order by id desc limit ${range.limit}`
  ).map(fromRow)

export interface OrderState {
  readonly id: string
  readonly user_id: string
  readonly store_id: string
  readonly status: OrderStatus
  readonly total_paise: number
  readonly refunded_paise: number
  readonly method: PaymentMethod
}

export const statesOf = (sql: Sql, ids: readonly string[]) => sql<OrderState[]>`
  select id, user_id, store_id, status, total_paise, refunded_paise, method from orders.orders where id = any(${ids as string[]})`

export const scanStates = (sql: Sql, { after, limit }: { after?: string; limit: number }) => sql<OrderState[]>`
  select id, user_id, store_id, status, total_paise, refunded_paise, method from orders.orders
  where id > ${after ?? ''} order by id limit ${limit}`

/** Orders whose time in their status is over. */
export const dueOrders = async (sql: Sql, nowMs: number, limit: number): Promise<string[]> =>
  (
    await sql<{ id: string }[]>`
      select id from orders.orders where deadline_at <= ${new Date(nowMs)} order by deadline_at limit ${limit}`
  ).map((row) => row.id)

/** Orders that have not ended, by status. */
export const countLive = (sql: Sql) => sql<{ status: OrderStatus; count: number }[]>`
  select status, count(*)::int as count from orders.orders
  where status not in ('delivered', 'cancelled', 'failed', 'returned') group by status`

const stuckS = 120
const lateS = 600

/** Live orders whose time in their status is long over, and those whose promise is. */
export async function countOverdue(sql: Sql): Promise<{ status: number; promise: number }> {
  const [row] = await sql<{ status: number; promise: number }[]>`
    select (select count(*)::int from orders.orders where deadline_at < now() - make_interval(secs => ${stuckS})) as status,
      (select count(*)::int from orders.orders
       where status not in ('delivered', 'cancelled', 'failed', 'returned')
         and promised_at < now() - make_interval(secs => ${lateS})) as promise`
  return row!
}
