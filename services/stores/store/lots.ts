import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

export interface NewLot {
  readonly productId: string
  readonly quantity: number
  readonly batch?: string
  /** `YYYY-MM-DD` */
  readonly expiresOn?: string
}

export const addLots = async (tx: Tx, storeId: string, lots: readonly NewLot[]): Promise<void> => {
  if (lots.length === 0) return
  await tx`
    insert into stores.lots (store_id, product_id, batch, expires_on, received, remaining)
    select ${storeId}, l->>'productId', l->>'batch', (l->>'expiresOn')::date, (l->>'quantity')::int, (l->>'quantity')::int
    from jsonb_array_elements(${tx.json(lots as never)}) l`
}

/** Lots never hold more than the shelf: what left is taken from those that go off first. Wants the levels locked. */
export const settleLots = (tx: Tx, storeId: string, productIds: readonly string[]) => tx`
  update stores.lots l set remaining = l.remaining - least(l.remaining, greatest(0, o.gone - (o.upto - l.remaining)))
  from (
    select k.id, sum(k.remaining) over (partition by k.product_id order by k.expires_on nulls last, k.id) as upto,
      sum(k.remaining) over (partition by k.product_id) - s.on_hand as gone
    from stores.lots k join stores.stock s on s.store_id = k.store_id and s.product_id = k.product_id
    where k.store_id = ${storeId} and k.product_id = any(${productIds as string[]}) and k.remaining > 0) o
  where l.id = o.id and o.gone > o.upto - l.remaining`

/** Takes so many packs from the lots that go off first. */
export const takeFromLots = (tx: Tx, storeId: string, productId: string, quantity: number) => tx`
  update stores.lots l set remaining = l.remaining - least(l.remaining, greatest(0, ${quantity} - (o.upto - l.remaining))::int)
  from (
    select id, sum(remaining) over (order by expires_on nulls last, id) as upto from stores.lots
    where store_id = ${storeId} and product_id = ${productId} and remaining > 0) o
  where l.id = o.id`

export interface Overdue {
  readonly storeId: string
  readonly productId: string
  readonly quantity: number
}

/** Packs that are no longer good for as long as is promised, by the store's own calendar. */
export const overduePacks = async (sql: SqlOrTx, now: Date, limit: number): Promise<Overdue[]> => [
  ...(await sql<Overdue[]>`
    select l.store_id "storeId", l.product_id "productId", sum(l.remaining)::int quantity
    from stores.lots l
    join stores.stock s on s.store_id = l.store_id and s.product_id = l.product_id
    join stores.stores t on t.id = l.store_id
    where l.remaining > 0 and l.expires_on is not null and s.on_hand > s.reserved
      and l.expires_on - coalesce(s.min_shelf_days, 0) < (${now}::timestamptz at time zone t.time_zone)::date
    group by l.store_id, l.product_id order by 1, 2 limit ${limit}`),
]

/** The date on the pack that is to be taken first, by product. */
export const firstDates = async (
  sql: SqlOrTx,
  storeId: string,
  productIds: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const rows = await sql<{ product_id: string; on: string }[]>`
    select product_id, min(expires_on)::text "on" from stores.lots
    where store_id = ${storeId} and product_id = any(${productIds as string[]}) and remaining > 0
      and expires_on is not null
    group by product_id`
  return new Map(rows.map((row) => [row.product_id, row.on]))
}
