import { newId } from '../../../contracts/ids.ts'
import type { Sql, Tx } from '../../../kit/sql.ts'

export interface StoredPayment {
  readonly id: string
  readonly orderId: string
  readonly userId: string
  readonly method: 'card' | 'upi'
  readonly amountPaise: number
  readonly state: 'created' | 'captured' | 'cancelled'
  readonly providerId: string | null
  readonly clientSecret: string | null
  readonly refundedPaise: number
  readonly orderCancelled: boolean
  readonly checks: number
}

interface Row {
  id: string
  order_id: string
  user_id: string
  method: 'card' | 'upi'
  amount_paise: number
  state: StoredPayment['state']
  provider_id: string | null
  client_secret: string | null
  refunded_paise: number
  order_cancelled: boolean
  checks: number
}

const fromRow = (row: Row): StoredPayment => ({
  id: row.id,
  orderId: row.order_id,
  userId: row.user_id,
  method: row.method,
  amountPaise: row.amount_paise,
  state: row.state,
  providerId: row.provider_id,
  clientSecret: row.client_secret,
  refundedPaise: row.refunded_paise,
  orderCancelled: row.order_cancelled,
  checks: row.checks,
})

const columns = (sql: Sql | Tx) =>
  sql`id, order_id, user_id, method, amount_paise, state, provider_id, client_secret, refunded_paise, order_cancelled, checks`

/** The intent, or the one that is there. */
export async function addPayment(
  sql: Sql,
  wish: { orderId: string; userId: string; method: 'card' | 'upi'; amountPaise: number },
): Promise<StoredPayment> {
  const [row] = await sql<Row[]>`
    insert into payments.payments as p (id, order_id, user_id, method, amount_paise, state)
    values (${newId('payment')}, ${wish.orderId}, ${wish.userId}, ${wish.method}, ${wish.amountPaise}, 'created')
    on conflict (order_id) do update set method = p.method returning ${columns(sql)}`
  return fromRow(row!)
}

/** Notes that an order which nobody has begun to pay is not to be paid any more. */
export const closePayment = (
  tx: Tx,
  { orderId, userId, method, amountPaise }: { orderId: string; userId: string; method: string; amountPaise: number },
) => tx`
  insert into payments.payments (id, order_id, user_id, method, amount_paise, state, order_cancelled)
  select ${newId('payment')}, ${orderId}, ${userId}, ${method}, ${amountPaise}, 'cancelled', true
  where ${method} in ('card', 'upi') and ${amountPaise}::bigint > 0
  on conflict (order_id) do nothing`

export const noteProvider = (
  sql: Sql,
  id: string,
  given: { providerId: string; clientSecret: string; checkAtMs: number },
) => sql`
  update payments.payments set provider_id = ${given.providerId}, client_secret = ${given.clientSecret},
    check_at = case when state = 'created' then ${new Date(given.checkAtMs)}::timestamptz end
  where id = ${id} and provider_id is null`

export async function lockPayment(
  tx: Tx,
  by: { orderId: string } | { providerId: string; orderId?: string },
): Promise<StoredPayment | null> {
  const where =
    'providerId' in by
      ? tx`provider_id = ${by.providerId} or (provider_id is null and order_id = ${by.orderId ?? ''})`
      : tx`order_id = ${by.orderId}`
  const [row] = await tx<Row[]>`select ${columns(tx)} from payments.payments where ${where} for update`
  return row ? fromRow(row) : null
}

export const setCaptured = (tx: Tx, id: string, providerId: string) =>
  tx`update payments.payments set state = 'captured', provider_id = ${providerId}, client_secret = null, check_at = null where id = ${id}`

export const setCancelled = (tx: Tx, id: string) =>
  tx`update payments.payments set state = 'cancelled', client_secret = null, check_at = null where id = ${id}`

export const setFailure = (tx: Tx, id: string, failure: { code: string; message: string }) =>
  tx`update payments.payments set failure = ${tx.json(failure)} where id = ${id}`

/** The order is gone: the provider is told at once, and what comes in nevertheless goes back. */
export const setOrderCancelled = (tx: Tx, id: string, nowMs: number) => tx`
  update payments.payments set order_cancelled = true,
    check_at = case when state = 'created' then ${new Date(nowMs)}::timestamptz end where id = ${id}`

export const addRefunded = (tx: Tx, id: string, paise: number) =>
  tx`update payments.payments set refunded_paise = refunded_paise + ${paise} where id = ${id}`

/** Payments whose end has not been heard of, taken by one process at a time for the next minute. */
export const takeToCheck = async (sql: Sql, nowMs: number, limit: number): Promise<StoredPayment[]> =>
  (
    await sql<Row[]>`
      update payments.payments set checks = checks + 1, check_at = ${new Date(nowMs)}::timestamptz + least(interval '10 minutes', interval '15 seconds' * power(2, least(checks, 6)))
      where id in (select id from payments.payments where check_at <= ${new Date(nowMs)} order by check_at limit ${limit} for update skip locked)
      returning ${columns(sql)}`
  ).map(fromRow)

/** @returns whether this event is new */
export const takeWebhook = async (tx: Tx, eventId: string, kind: string): Promise<boolean> =>
  (await tx`insert into payments.webhooks (event_id, kind) values (${eventId}, ${kind}) on conflict do nothing`)
    .count === 1

/** Drops what was noted of webhooks before an instant. @returns whether there may be more */
export async function forgetHeard(sql: Sql, before: Date): Promise<boolean> {
  const limit = 10_000
  const webhooks = await sql`
    delete from payments.webhooks where event_id in (
      select event_id from payments.webhooks where at < ${before} limit ${limit})`
  const bounced = await sql`
    delete from payments.bounced where provider_refund_id in (
      select provider_refund_id from payments.bounced where at < ${before} limit ${limit})`
  return webhooks.count === limit || bounced.count === limit
}

/** What the provider should have taken: for reconciliation. */
export const capturedSince = async (sql: Sql, sinceMs: number): Promise<Map<string, number>> => {
  const rows = await sql<{ provider_id: string; amount_paise: number }[]>`
    select provider_id, amount_paise from payments.payments where state = 'captured' and created_at >= ${new Date(sinceMs)}`
  return new Map(rows.map((row) => [row.provider_id, row.amount_paise]))
}

export const firstPaymentMs = async (sql: Sql): Promise<number | null> => {
  const [row] = await sql<{ first: Date | null }[]>`select min(created_at) as first from payments.payments`
  return row?.first?.getTime() ?? null
}
