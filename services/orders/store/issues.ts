import { newId } from '../../../contracts/ids.ts'
import type { Issue } from '../../../contracts/orders.ts'
import { toTimestamp } from '../../../contracts/time.ts'
import type { Sql } from '../../../kit/sql.ts'

interface Row {
  id: string
  order_id: string
  kind: Issue['kind']
  product_ids: string[]
  comment: string | null
  state: Issue['state']
  at: Date
}

const fromRow = (row: Row): Issue => ({
  id: row.id,
  orderId: row.order_id,
  kind: row.kind,
  productIds: row.product_ids,
  ...(row.comment === null ? {} : { comment: row.comment }),
  state: row.state,
  at: toTimestamp(row.at.getTime()),
})

export async function addIssue(
  sql: Sql,
  issue: {
    orderId: string
    userId: string
    kind: Issue['kind']
    productIds: string[]
    comment: string | null
    atMs: number
  },
): Promise<Issue> {
  const [row] = await sql<Row[]>`
    insert into orders.issues (id, order_id, user_id, kind, product_ids, comment, at)
    values (${newId('notification').replace('ntf', 'iss')}, ${issue.orderId}, ${issue.userId}, ${issue.kind},
      ${sql.json(issue.productIds)}, ${issue.comment}, ${new Date(issue.atMs)})
    returning id, order_id, kind, product_ids, comment, state, at`
  return fromRow(row!)
}

export const issuesOfOrder = async (sql: Sql, orderId: string): Promise<Issue[]> =>
  (
    await sql<Row[]>`
      select id, order_id, kind, product_ids, comment, state, at from orders.issues where order_id = ${orderId} order by at`
  ).map(fromRow)
