import type { Movement } from '../../../contracts/stores.ts'
import { toTimestamp } from '../../../contracts/time.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'
import type { Level } from './types.ts'

export const stockFilters = ['all', 'low', 'out', 'expiring', 'unplaced'] as const
export type StockFilter = (typeof stockFilters)[number]

/** Where nothing else is said, so few that can be sold are low. */
const lowAtDefault = 5
const expiringDays = 3

export type ShelfLevel = Level & { bin: string | null; lowAt?: number; minShelfDays?: number; expiresOn?: string }

/** A page of what a store has, by product id: all of it, or what needs somebody; of everything or of given products. */
export async function shelf(
  sql: SqlOrTx,
  wish: {
    storeId: string
    show: StockFilter
    productIds?: readonly string[]
    after?: string
    limit: number
    now: Date
  },
): Promise<ShelfLevel[]> {
  const { storeId, show, productIds, after, limit, now } = wish
  const filters = {
    all: sql`true`,
    low: sql`s.on_hand - s.reserved between 1 and coalesce(s.low_at, ${lowAtDefault})`,
    out: sql`s.on_hand <= s.reserved`,
    expiring: sql`l.on - coalesce(s.min_shelf_days, 0) <= (${now}::timestamptz at time zone t.time_zone)::date + ${expiringDays}::int`,
    unplaced: sql`s.bin is null and s.on_hand > 0`,
  }
  const rows = await sql<
    {
      product_id: string
      on_hand: number
      reserved: number
      bin: string | null
      low_at: number | null
      min_shelf_days: number | null
      on: string | null
    }[]
  >`
    select s.product_id, s.on_hand, s.reserved, s.bin, s.low_at, s.min_shelf_days, l.on::text "on"
    from stores.stock s
    join stores.stores t on t.id = s.store_id
    left join lateral (
      select min(expires_on) "on" from stores.lots
      where store_id = s.store_id and product_id = s.product_id and remaining > 0) l on true
    where s.store_id = ${storeId} and s.product_id > ${after ?? ''}
      ${productIds ? sql`and s.product_id = any(${productIds as string[]})` : sql``} and ${filters[show]}
    order by s.product_id limit ${limit}`
  return rows.map((row) => ({
    productId: row.product_id,
    onHand: row.on_hand,
    reserved: row.reserved,
    available: row.on_hand - row.reserved,
    bin: row.bin,
    ...(row.low_at === null ? {} : { lowAt: row.low_at }),
    ...(row.min_shelf_days === null ? {} : { minShelfDays: row.min_shelf_days }),
    ...(row.on === null ? {} : { expiresOn: row.on }),
  }))
}

export interface PlaceChange {
  readonly bin?: string | null
  readonly lowAt?: number | null
  readonly minShelfDays?: number | null
}

/** Where a product stands in a store and when it is low. @returns whether the store has it */
export async function changePlace(tx: Tx, storeId: string, productId: string, change: PlaceChange): Promise<boolean> {
  const { bin, lowAt, minShelfDays } = change
  const rows = await tx`
    update stores.stock set product_id = product_id
      ${bin === undefined ? tx`` : tx`, bin = ${bin}`} ${lowAt === undefined ? tx`` : tx`, low_at = ${lowAt}`}
      ${minShelfDays === undefined ? tx`` : tx`, min_shelf_days = ${minShelfDays}`}
    where store_id = ${storeId} and product_id = ${productId}`
  return rows.count === 1
}

/** The ledger of a product in a store, newest first. */
export async function movements(
  sql: SqlOrTx,
  wish: { storeId: string; productId: string; before?: number; limit: number },
): Promise<Movement[]> {
  const rows = await sql<
    {
      id: string
      kind: Movement['kind']
      delta: number
      on_hand: number | null
      reason: string | null
      actor: string
      order_id: string | null
      details: Movement['details'] | null
      at: Date
    }[]
  >`
    select id, kind, delta, on_hand, reason, actor, order_id, details, at from stores.moves
    where store_id = ${wish.storeId} and product_id = ${wish.productId} and id < ${wish.before ?? Number.MAX_SAFE_INTEGER}
    order by id desc limit ${wish.limit}`
  return rows.map((row) => ({
    id: Number(row.id),
    kind: row.kind,
    delta: row.delta,
    at: toTimestamp(row.at.getTime()),
    actor: row.actor,
    ...(row.on_hand === null ? {} : { onHand: row.on_hand }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.order_id === null ? {} : { orderId: row.order_id }),
    ...(row.details === null ? {} : { details: row.details }),
  }))
}
