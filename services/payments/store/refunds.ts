import { newId } from '../../../contracts/ids.ts'
import { money } from '../../../contracts/money.ts'
import type { PaymentMethod } from '../../../contracts/orders.ts'
import type { Refund, RefundInput } from '../../../contracts/payments.ts'
import { toTimestamp } from '../../../contracts/time.ts'
import type { Sql, SqlOrTx, Tx } from '../../../kit/sql.ts'

export interface StoredRefund {
  readonly id: string
  readonly orderId: string
  readonly userId: string
  readonly amountPaise: number
  readonly to: 'source' | 'wallet'
  readonly method: PaymentMethod
  readonly cause: Refund['cause']
  readonly reason: string
  readonly state: Refund['state']
  readonly attempts: number
  readonly atMs: number
  /** The packs that it was for, where it was for some. */
  readonly lines?: Lines
}

type Lines = NonNullable<RefundInput['lines']>

interface Row {
  id: string
  order_id: string
  user_id: string
  amount_paise: number
  destination: 'source' | 'wallet'
  method: PaymentMethod
  cause: Refund['cause']
  reason: string
  state: Refund['state']
  attempts: number
  at: Date
  lines: Lines | null
}

const fromRow = (row: Row): StoredRefund => ({
  id: row.id,
  orderId: row.order_id,
  userId: row.user_id,
  amountPaise: row.amount_paise,
  to: row.destination,
  method: row.method,
  cause: row.cause,
  reason: row.reason,
  state: row.state,
  attempts: row.attempts,
  atMs: row.at.getTime(),
  ...(row.lines ? { lines: row.lines } : {}),
})

const columns = (sql: SqlOrTx) =>
  sql`id, order_id, user_id, amount_paise, destination, method, cause, reason, state, attempts, at, lines`

export interface NewRefund
  extends Pick<StoredRefund, 'orderId' | 'userId' | 'amountPaise' | 'to' | 'method' | 'cause' | 'reason' | 'lines'> {
  readonly causeKey: string
}

/**
 * Writes down that money is to go back. Once per cause; a repeat gives the first. That one is read and not locked: whoever
 * carries it out has its row, and waits for the order's lock that the caller holds.
 */
export async function addRefund(tx: Tx, wish: NewRefund): Promise<StoredRefund> {
  const [added] = await tx<Row[]>`
    insert into payments.refunds (id, order_id, user_id, amount_paise, destination, method, cause, reason, cause_key, state, lines)
    values (${newId('refund')}, ${wish.orderId}, ${wish.userId}, ${wish.amountPaise}, ${wish.to}, ${wish.method}, ${wish.cause},
      ${wish.reason}, ${wish.causeKey}, 'due', ${wish.lines ? tx.json(wish.lines as never) : null})
    on conflict (cause_key) do nothing returning ${columns(tx)}`
  if (added) return fromRow(added)
  const [known] = await tx<Row[]>`select ${columns(tx)} from payments.refunds where cause_key = ${wish.causeKey}`
  return fromRow(known!)
}

/** Refunds that are due, kept from other processes for the next minute. */
export const takeDueRefunds = async (sql: Sql, nowMs: number, limit: number): Promise<StoredRefund[]> =>
  (
    await sql<Row[]>`
      update payments.refunds set attempts = attempts + 1, next_at = ${new Date(nowMs)}::timestamptz + least(interval '10 minutes', interval '20 seconds' * power(2, least(attempts, 5)))
      where id in (select id from payments.refunds where state = 'due' and next_at <= ${new Date(nowMs)} order by next_at limit ${limit} for update skip locked)
      returning ${columns(sql)}`
  ).map(fromRow)

export async function lockRefund(
  tx: Tx,
  by: { id: string } | { providerRefundId: string },
): Promise<StoredRefund | null> {
  const where = 'id' in by ? tx`id = ${by.id}` : tx`provider_refund_id = ${by.providerRefundId}`
  const [row] = await tx<Row[]>`select ${columns(tx)} from payments.refunds where ${where} for update`
  return row ? fromRow(row) : null
}

export const endRefund = (tx: Tx, id: string, state: 'done' | 'failed', providerRefundId: string | null) =>
  tx`update payments.refunds set state = ${state}, provider_refund_id = coalesce(${providerRefundId}, provider_refund_id) where id = ${id}`

/** What is told of one refund at the provider is taken in one at a time, be it known here already or not. */
export const lockProviderRefund = (tx: Tx, providerRefundId: string) =>
  tx`select pg_advisory_xact_lock(hashtextextended(${providerRefundId}, 0))`

/** The bank has turned down a refund that has not been noted as made yet. */
export const noteBounced = (tx: Tx, providerRefundId: string) =>
  tx`insert into payments.bounced (provider_refund_id) values (${providerRefundId}) on conflict do nothing`

export const hasBounced = async (tx: Tx, providerRefundId: string): Promise<boolean> =>
  (await tx`select from payments.bounced where provider_refund_id = ${providerRefundId}`).length > 0

/** One decision about an order's refunds at a time, so that two do not both find room. Taken after the payment or the hold. */
export const lockRefundsOf = (tx: Tx, orderId: string) =>
  tx`select pg_advisory_xact_lock(hashtextextended(${orderId}, 0))`

/**
 * Decided and not given up: what may not be refunded again. Look under `lockRefundsOf`.
 * @param by only of what was paid so: an order that was paid another way may also have got its card's money back
 */
export const committedOf = async (tx: SqlOrTx, orderId: string, by?: 'card' | 'wallet'): Promise<number> => {
  const paidBy = by === 'card' ? tx`and method in ('card', 'upi')` : by === 'wallet' ? tx`and method = 'wallet'` : tx``
  const [row] = await tx<{ sum: number }[]>`
    select coalesce(sum(amount_paise), 0)::bigint as sum from payments.refunds where order_id = ${orderId} ${paidBy}`
  return row!.sum
}

export const refundsOf = async (
  sql: Sql,
  { orderId, after, limit }: { orderId?: string; after?: string; limit: number },
): Promise<StoredRefund[]> =>
  (
    await sql<Row[]>`
      select ${columns(sql)} from payments.refunds where true ${orderId ? sql`and order_id = ${orderId}` : sql``} ${after ? sql`and id < ${after}` : sql``}
      order by id desc limit ${limit}`
  ).map(fromRow)

export const refundedAtProvider = async (sql: Sql, sinceMs: number): Promise<Map<string, number>> => {
  const rows = await sql<{ provider_refund_id: string; amount_paise: number }[]>`
    select provider_refund_id, amount_paise from payments.refunds
    where state = 'done' and provider_refund_id is not null and at >= ${new Date(sinceMs)}`
  return new Map(rows.map((row) => [row.provider_refund_id, row.amount_paise]))
}

export const showRefund = (refund: StoredRefund): Refund => ({
  id: refund.id,
  orderId: refund.orderId,
  amount: money(refund.amountPaise),
  to: refund.to,
  cause: refund.cause,
  reason: refund.reason,
  state: refund.state,
  at: toTimestamp(refund.atMs),
})

/** The refund that was asked for under this cause before. */
export async function refundOfCause(sql: SqlOrTx, causeKey: string): Promise<StoredRefund | undefined> {
  const [row] = await sql<Row[]>`select ${columns(sql)} from payments.refunds where cause_key = ${causeKey}`
  return row && fromRow(row)
}

/** The packs of an order that staff have given back, oldest refund first. */
export async function refundedLinesOf(sql: SqlOrTx, orderId: string): Promise<Lines> {
  const rows = await sql<{ lines: Lines }[]>`
    select lines from payments.refunds where order_id = ${orderId} and lines is not null order by at, id`
  return rows.flatMap((row) => row.lines)
}
