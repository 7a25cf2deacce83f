import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

/** Notes how the rider tried to reach the customer. The same attempt again changes nothing. */
export const addContact = (tx: Tx, deliveryId: string, way: string, at: Date) => tx`
  insert into deliveries.contacts (delivery_id, way, at) values (${deliveryId}, ${way}, ${at}) on conflict do nothing`

/** Attempts since the bags were taken: what an earlier rider did is no proof for the next. */
export async function countContacts(sql: SqlOrTx, deliveryId: string, since: Date | null): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int count from deliveries.contacts
    where delivery_id = ${deliveryId} and at >= ${since}`
  return row?.count ?? 0
}

/** When the rider came to the door since the bags were taken, epoch milliseconds. */
export async function arrivedAtMs(sql: SqlOrTx, deliveryId: string, since: Date | null): Promise<number | undefined> {
  const [row] = await sql<{ at: Date | null }[]>`
    select max(at) at from deliveries.history
    where delivery_id = ${deliveryId} and state = 'arriving' and at >= ${since}`
  return row?.at?.getTime()
}
