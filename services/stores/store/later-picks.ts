import type { DataOf } from '../../../contracts/event.ts'
import type { OrderConfirmed } from '../../../contracts/orders.ts'
import type { Sql, Tx } from '../../../kit/sql.ts'

/** An order as it was confirmed: all that a pick is made of. */
export type LaterOrder = DataOf<typeof OrderConfirmed>

export async function addLaterPicks(
  tx: Tx,
  later: readonly { order: LaterOrder; releaseAtMs: number }[],
): Promise<void> {
  if (later.length === 0) return
  const rows = later.map(({ order, releaseAtMs }) => ({ order, at: new Date(releaseAtMs).toISOString() }))
  await tx`
    insert into stores.later_picks (order_id, store_id, release_at, data)
    select l->'order'->>'orderId', l->'order'->>'storeId', (l->>'at')::timestamptz, l->'order'
    from jsonb_array_elements(${tx.json(rows as never)}) l
    on conflict (order_id) do nothing`
}

/** Takes out what is due. Copies that do it at the same time take different rows. */
export const takeDueLaterPicks = async (tx: Tx, nowMs: number, limit: number): Promise<LaterOrder[]> =>
  (
    await tx<{ data: LaterOrder }[]>`
      delete from stores.later_picks where order_id in (
        select order_id from stores.later_picks where release_at <= ${new Date(nowMs)}
        order by release_at limit ${limit} for update skip locked)
      returning data`
  ).map((row) => row.data)

/** A cancelled order is not picked. */
export const dropLaterPick = (tx: Tx, orderId: string) => tx`delete from stores.later_picks where order_id = ${orderId}`

/** How many orders wait for their window, by store. */
export async function laterCounts(sql: Sql): Promise<Map<string, number>> {
  const rows = await sql<{ store_id: string; count: number }[]>`
    select store_id, count(*)::int as count from stores.later_picks group by store_id`
  return new Map(rows.map((row) => [row.store_id, row.count]))
}
