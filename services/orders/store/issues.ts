import type { Issue, IssueResolution } from '../../../contracts/orders.ts'
import { toTimestamp } from '../../../contracts/time.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

export interface StoredIssue {
  readonly id: string
  readonly orderId: string
  readonly userId: string
  readonly kind: Issue['kind']
  readonly lines: Issue['lines']
  readonly comment: string | null
  readonly state: Issue['state']
  readonly resolution: IssueResolution
  readonly refundedPaise: number
  readonly requestHash: string | null
  readonly atMs: number
}

type Row = Omit<StoredIssue, 'atMs'> & { at: Date; productIds: string[] }

const fromRow = ({ at, productIds, ...row }: Row): StoredIssue => ({
  ...row,
  // Issues of before named products only.
  lines: row.lines.length > 0 ? row.lines : productIds.map((productId) => ({ productId, quantity: 1 })),
  atMs: at.getTime(),
})

const columns = (sql: SqlOrTx) => sql`
  id, order_id as "orderId", user_id as "userId", kind, product_ids as "productIds", lines, comment, state, resolution,
  refunded_paise as "refundedPaise", request_hash as "requestHash", at`

export const addIssue = (tx: Tx, issue: StoredIssue, key: string | null) => tx`
  insert into orders.issues (id, order_id, user_id, kind, product_ids, lines, comment, state, resolution, refunded_paise,
    idempotency_key, request_hash, at)
  values (${issue.id}, ${issue.orderId}, ${issue.userId}, ${issue.kind},
    ${tx.json(issue.lines.map((line) => line.productId))}, ${tx.json(issue.lines)}, ${issue.comment}, ${issue.state},
    ${tx.json(issue.resolution as never)}, ${issue.refundedPaise}, ${key}, ${issue.requestHash}, ${new Date(issue.atMs)})`

export async function issueOfKey(sql: SqlOrTx, orderId: string, key: string): Promise<StoredIssue | null> {
  const [row] = await sql<Row[]>`
    select ${columns(sql)} from orders.issues where order_id = ${orderId} and idempotency_key = ${key}`
  return row ? fromRow(row) : null
}

export const issuesOfOrder = async (sql: SqlOrTx, orderId: string): Promise<StoredIssue[]> =>
  (await sql<Row[]>`select ${columns(sql)} from orders.issues where order_id = ${orderId} order by at, id`).map(fromRow)

/** One decision about a customer's issues at a time: two orders at once must not both find the limits free. */
export const lockIssuesOf = (tx: Tx, userId: string) =>
  tx`select pg_advisory_xact_lock(hashtextextended(${`issues ${userId}`}, 0))`

export async function issueHistory(
  sql: SqlOrTx,
  userId: string,
  since: Date,
): Promise<{ orders: number; refundedOrders: number }> {
  const [row] = await sql<{ orders: number; refundedOrders: number }[]>`
    select
      (select count(*)::int from orders.orders
       where user_id = ${userId} and status = 'delivered' and delivered_at >= ${since}) as orders,
      (select count(distinct order_id)::int from orders.issues
       where user_id = ${userId} and refunded_paise > 0 and at >= ${since}) as "refundedOrders"`
  return row!
}

export const showIssue = (issue: StoredIssue, photoIds: string[]): Issue => ({
  id: issue.id,
  orderId: issue.orderId,
  kind: issue.kind,
  productIds: issue.lines.map((line) => line.productId),
  lines: issue.lines,
  ...(issue.comment === null ? {} : { comment: issue.comment }),
  photoIds,
  state: issue.state,
  resolution: issue.resolution,
  at: toTimestamp(issue.atMs),
})
