import type { Sql } from '../../../kit/sql.ts'

/** Who comes for orders that lie in the store, and whether they stand at its counter. */
export const ridersOf = async (
  sql: Sql,
  orderIds: readonly string[],
): Promise<{ orderId: string; name: string; here: boolean }[]> => [
  ...(await sql<{ orderId: string; name: string; here: boolean }[]>`
    select d.order_id "orderId", r.name, d.state = 'at_store' as here
    from deliveries.deliveries d join deliveries.riders r on r.user_id = d.rider_id
    where d.order_id = any(${orderIds as string[]}) and d.state in ('accepted', 'at_store')`),
]
