import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

export interface KnownOrder {
  readonly orderId: string
  readonly userId: string
  readonly number: string
  readonly riderName: string | null
  readonly doorCode: string | null
}

export const addOrders = (
  tx: Tx,
  orders: readonly { orderId: string; userId: string; number: string; placedAt: string }[],
) => tx`
  insert into notifications.orders (order_id, user_id, number, placed_at)
  select o->>'orderId', o->>'userId', o->>'number', (o->>'placedAt')::timestamptz
  from jsonb_array_elements(${tx.json(orders as never)}) o
  on conflict (order_id) do nothing`

/** @throws when one is not known yet: the event then waits for it */
export async function findOrders(tx: Tx, orderIds: readonly string[]): Promise<Map<string, KnownOrder>> {
  const rows = await tx<KnownOrder[]>`
    select order_id as "orderId", user_id as "userId", number, rider_name as "riderName", door_code as "doorCode"
    from notifications.orders
    where order_id = any(${orderIds as string[]})`
  const found = new Map(rows.map((row) => [row.orderId, row]))
  const missing = orderIds.find((id) => !found.has(id))
  if (missing) throw new Error(`order ${missing} has not been heard of yet`)
  return found
}

export const nameRiders = (tx: Tx, riders: readonly { orderId: string; riderName: string }[]) => tx`
  update notifications.orders o set rider_name = r->>'riderName'
  from jsonb_array_elements(${tx.json(riders as never)}) r where o.order_id = r->>'orderId'`

export const keepDoorCodes = (tx: Tx, orders: readonly { orderId: string; doorCode: string }[]) => tx`
  update notifications.orders o set door_code = p->>'doorCode'
  from jsonb_array_elements(${tx.json(orders as never)}) p where o.order_id = p->>'orderId'`

export const dropOldOrders = (sql: SqlOrTx, before: number) =>
  sql`delete from notifications.orders where placed_at < ${new Date(before)}`
