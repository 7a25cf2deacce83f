import type { Audience } from '../../../contracts/campaigns.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

export interface Purchase {
  readonly orderId: string
  readonly userId: string
  readonly storeId: string
  readonly placedAt: string
  readonly coupon: string | null
  readonly productIds: readonly string[]
}

/** Whatever comes first: an order that was cancelled stays so. */
export const addPurchases = (tx: Tx, purchases: readonly Purchase[]) => tx`
  insert into notifications.purchases (order_id, user_id, store_id, placed_at, coupon, product_ids)
  select p->>'orderId', p->>'userId', p->>'storeId', (p->>'placedAt')::timestamptz, p->>'coupon',
    array(select jsonb_array_elements_text(p->'productIds'))
  from jsonb_array_elements(${tx.json(purchases as never)}) p
  on conflict (order_id) do update set store_id = excluded.store_id, placed_at = excluded.placed_at,
    coupon = excluded.coupon, product_ids = excluded.product_ids`

/** Orders that came to nothing. */
export const cancelPurchases = (tx: Tx, orders: readonly { orderId: string; userId: string; at: string }[]) => tx`
  insert into notifications.purchases (order_id, user_id, placed_at, cancelled)
  select o->>'orderId', o->>'userId', (o->>'at')::timestamptz, true
  from jsonb_array_elements(${tx.json(orders as never)}) o
  on conflict (order_id) do update set cancelled = true`

export const forgetPurchases = (tx: Tx, userIds: readonly string[]) =>
  tx`delete from notifications.purchases where user_id = any(${userIds as string[]})`

export const dropOldPurchases = (sql: SqlOrTx, before: number) => sql`
  delete from notifications.purchases where order_id in (
    select order_id from notifications.purchases where placed_at < ${new Date(before)} limit 2000)`

/** An audience with its category spelt out as products. */
export interface Rules extends Audience {
  readonly productIds?: readonly string[]
  /** Ordered from one of these. */
  readonly stores?: readonly string[]
}

const dayMs = 86_400_000

/** People whom the rules fit, as a query of `user_id`. The language of those who chose none is asked later. */
const peopleOf = (sql: SqlOrTx, rules: Rules, now: number) => {
  const { orderedWithinDays, notOrderedForDays, storeId, productIds, stores, language } = rules
  const ago = (days: number) => new Date(now - days * dayMs)
  return sql`
    select user_id from notifications.purchases p where not cancelled
    ${language === undefined ? sql`` : sql`and not exists (select from notifications.preferences c where c.user_id = p.user_id and c.language <> ${language})`}
    group by user_id having true
    ${orderedWithinDays === undefined ? sql`` : sql`and max(placed_at) >= ${ago(orderedWithinDays)}`}
    ${notOrderedForDays === undefined ? sql`` : sql`and max(placed_at) < ${ago(notOrderedForDays)}`}
    ${storeId === undefined ? sql`` : sql`and bool_or(store_id = ${storeId})`}
    ${stores === undefined ? sql`` : sql`and bool_or(store_id = any(${[...stores]}))`}
    ${productIds === undefined ? sql`` : sql`and bool_or(product_ids && ${productIds as string[]})`}`
}

/** How many people the rules fit, and a fair sample of them. */
export async function samplePeople(
  sql: SqlOrTx,
  rules: Rules,
  now: number,
  limit: number,
): Promise<{ people: number; userIds: string[] }> {
  const rows = await sql<{ user_id: string; people: number }[]>`
    select user_id, count(*) over () as people from (${peopleOf(sql, rules, now)}) fitting
    order by md5(user_id) limit ${limit}`
  return { people: Number(rows[0]?.people ?? 0), userIds: rows.map((row) => row.user_id) }
}

/** Writes down who is in a campaign. */
export const gatherRecipients = (tx: Tx, campaignId: string, rules: Rules, now: number) => tx`
  insert into notifications.campaign_recipients (campaign_id, user_id, state)
  select ${campaignId}, user_id, 'waiting' from (${peopleOf(tx, rules, now)}) fitting
  on conflict do nothing`
