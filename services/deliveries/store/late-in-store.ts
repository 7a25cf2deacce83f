import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

const forgetMost = 1_000

/** Of some orders those for which there is no delivery. */
export async function withoutDelivery(sql: SqlOrTx, orderIds: readonly string[]): Promise<Set<string>> {
  if (orderIds.length === 0) return new Set()
  const rows = await sql<{ orderId: string }[]>`
    select o.id "orderId" from unnest(${[...orderIds]}::text[]) o(id)
    where not exists (select 1 from deliveries.deliveries d where d.order_id = o.id)`
  return new Set(rows.map((row) => row.orderId))
}

/** @returns whether this copy is the one that tells it, and there is no delivery of which it would be told */
export async function noteLateInStore(tx: Tx, orderId: string, at: Date): Promise<boolean> {
  const noted = await tx`
    insert into deliveries.late_in_store (order_id, told_at)
    select ${orderId}, ${at} where not exists (select 1 from deliveries.deliveries d where d.order_id = ${orderId})
    on conflict do nothing`
  return noted.count === 1
}

/** For a job: forgets what was told so long ago that the order has ended. @returns whether there may be more */
export async function forgetLateInStore(sql: SqlOrTx, toldBefore: Date): Promise<boolean> {
  const gone = await sql`
    delete from deliveries.late_in_store where order_id in (
      select order_id from deliveries.late_in_store where told_at < ${toldBefore} order by told_at limit ${forgetMost})`
  return gone.count === forgetMost
}
