import type { AdminOffer, OfferInput, OfferUsage, Substitution } from '../../contracts/carts.ts'
import { money } from '../../contracts/money.ts'
import type { Sql, SqlOrTx, Tx } from '../../kit/sql.ts'
import { linesMax, type StoredCart } from './domain/lines.ts'

/**
 * By product: quantity, price seen in paise, when it was put in, when its quantity was last set (epoch ms), and what to
 * do when it is sold out.
 */
type Lines = Record<string, { q: number; p: number; t: number; u?: number; s?: Substitution }>
/** As it is in the database. `revision` grows with every change. */
export interface KeptCart extends StoredCart {
  readonly revision: number
}

interface Row {
  revision: number
  store_id: string | null
  coupon: string | null
  lines: Lines
}

const fromRow = (row: Row): KeptCart => ({
  revision: row.revision,
  storeId: row.store_id,
  coupon: row.coupon,
  lines: Object.entries(row.lines)
    .map(([productId, { q, p, t, u = t, s }]) => ({
      productId,
      quantity: q,
      seenPaise: p,
      putAtMs: t,
      setAtMs: u,
      ...(s ? { substitution: s } : {}),
    }))
    .sort((a, b) => a.putAtMs - b.putAtMs),
})

const toLines = (cart: StoredCart): Lines =>
  Object.fromEntries(
    cart.lines.map((line) => [
      line.productId,
      {
        q: line.quantity,
        p: line.seenPaise,
        t: line.putAtMs,
        u: line.setAtMs,
        ...(line.substitution ? { s: line.substitution } : {}),
      },
    ]),
  )

export async function getCart(sql: SqlOrTx, owner: string): Promise<KeptCart | null> {
  const [row] = await sql<Row[]>`select revision, store_id, coupon, lines from carts.carts where owner = ${owner}`
  return row ? fromRow(row) : null
}

export async function lockCart(tx: Tx, owner: string): Promise<KeptCart | null> {
  const [row] = await tx<Row[]>`
    select revision, store_id, coupon, lines from carts.carts where owner = ${owner} for update`
  return row ? fromRow(row) : null
}

/** Sets one line in one statement. A line that is there keeps its place, and its wish unless another is given. @returns null when the cart is full */
export async function putLine(
  sql: Sql,
  owner: string,
  line: { productId: string; quantity: number; seenPaise: number; nowMs: number; substitution?: Substitution },
): Promise<KeptCart | null> {
  const { productId, quantity: q, seenPaise: p, nowMs: t, substitution: s = null } = line
  const [row] = await sql<Row[]>`
    update carts.carts set updated_at = now(), abandoned_at = null, lines = lines || jsonb_build_object(${productId}::text,
      jsonb_strip_nulls(jsonb_build_object('q', ${q}::int, 'p', ${p}::bigint, 'u', ${t}::bigint,
        't', coalesce((lines->${productId}->>'t')::bigint, ${t}::bigint),
        's', coalesce(${s}::text, lines->${productId}->>'s'))))
    where owner = ${owner}
      and (lines ? ${productId} or (select count(*) from jsonb_object_keys(lines)) < ${linesMax})
    returning revision, store_id, coupon, lines`
  return row ? fromRow(row) : null
}

export async function dropLine(sql: Sql, owner: string, productId: string): Promise<KeptCart | null> {
  const [row] = await sql<Row[]>`
    update carts.carts set lines = lines - ${productId}::text, updated_at = now() where owner = ${owner} returning revision, store_id, coupon, lines`
  return row ? fromRow(row) : null
}

export async function setStore(sql: Sql, owner: string, storeId: string): Promise<KeptCart> {
  const [row] = await sql<Row[]>`
    insert into carts.carts (owner, store_id) values (${owner}, ${storeId})
    on conflict (owner) do update set store_id = excluded.store_id, updated_at = now() returning revision, store_id, coupon, lines`
  return fromRow(row!)
}

export async function setCoupon(sql: Sql, owner: string, coupon: string | null): Promise<KeptCart | null> {
  const [row] = await sql<Row[]>`
    update carts.carts set coupon = ${coupon}, updated_at = now() where owner = ${owner} returning revision, store_id, coupon, lines`
  return row ? fromRow(row) : null
}

export async function saveCart(tx: Tx, owner: string, cart: StoredCart): Promise<KeptCart> {
  const [row] = await tx<Row[]>`
  insert into carts.carts (owner, store_id, coupon, lines) values (${owner}, ${cart.storeId}, ${cart.coupon}, ${tx.json(toLines(cart))})
  on conflict (owner) do update set store_id = excluded.store_id, coupon = excluded.coupon, lines = excluded.lines, updated_at = now()
  returning revision, store_id, coupon, lines`
  return fromRow(row!)
}

/** So that there is a row to lock: two that find none would both write theirs. */
export const ensureCart = (tx: Tx, owner: string) =>
  tx`insert into carts.carts (owner) values (${owner}) on conflict do nothing`

/** @returns the revision from which on it is gone */
export async function dropCart(tx: Tx, owner: string): Promise<number | undefined> {
  const [row] = await tx<{ revision: number }[]>`
    delete from carts.carts where owner = ${owner} returning nextval('carts.revision') as revision`
  return row?.revision
}

export interface Ordered {
  readonly owner: string
  readonly placedAtMs: number
  readonly coupon: string | null
  /** Packs by product; null in orders that did not tell. */
  readonly taken: Readonly<Record<string, number>> | null
}

/**
 * Takes what was ordered out of the carts: so many packs of each product. What was put in or changed while the
 * order was being placed, or since, stays.
 * @returns the carts that were changed
 */
export const takeOrdered = (tx: Tx, ordered: readonly Ordered[]) => tx<{ owner: string; revision: number }[]>`
  update carts.carts c set updated_at = now(), coupon = case when c.coupon = p.coupon then null else c.coupon end,
    lines = coalesce((
      select jsonb_object_agg(l.key, case when l.gone then jsonb_set(l.value, '{q}', to_jsonb(l.rest)) else l.value end)
      from (
        select e.key, e.value, coalesce((e.value->>'u')::bigint, (e.value->>'t')::bigint) <= p.placed_at and (p.taken is null or p.taken ? e.key) as gone,
          (e.value->>'q')::int - coalesce((p.taken->>e.key)::int, (e.value->>'q')::int) as rest
        from jsonb_each(c.lines) e) l
      where not (l.gone and l.rest <= 0)), '{}'::jsonb)
  from jsonb_to_recordset(${tx.json(
    ordered.map((each) => ({
      owner: each.owner,
      placed_at: each.placedAtMs,
      coupon: each.coupon,
      taken: each.taken,
    })),
  )}) as p(owner text, placed_at bigint, coupon text, taken jsonb)
  where c.owner = p.owner returning c.owner, c.revision`

/** Orders of customers that stand, for offers on first orders. */
export const countOrders = (tx: Tx, userIds: readonly string[], by: 1 | -1) => tx`
  insert into carts.customers as c (user_id, orders)
  select user_id, greatest(0, count(*)::int * ${by}::int) from unnest(${userIds as string[]}::text[]) user_id group by user_id
  on conflict (user_id) do update set orders = greatest(0, c.orders + ${by}::int * (
    select count(*)::int from unnest(${userIds as string[]}::text[]) u where u = c.user_id))`

export interface StoredOffer {
  readonly offer: OfferInput
  /** By the user asked for, in orders that were not cancelled. */
  readonly used: number
  /** Orders of that user. */
  readonly orders: number
  readonly spentPaise: number
}

/** What the user's own order holds while it is being placed is not counted: it is quoted again when it is taken up again. */
export async function getOffer(sql: Sql, code: string, userId: string): Promise<StoredOffer | null> {
  const [row] = await sql<(StoredOffer & { active: boolean })[]>`
    select offer, active, spent_paise - coalesce((
        select sum(discount_paise) from carts.coupon_uses where user_id = ${userId} and code = ${code} and held_until is not null), 0)::bigint as "spentPaise",
      (select count(*)::int from carts.coupon_uses where user_id = ${userId} and code = ${code} and held_until is null) as used,
      coalesce((select orders from carts.customers where user_id = ${userId}), 0) as orders
    from carts.offers where code = ${code}`
  if (!row) return null
  const { active, ...stored } = row
  return { ...stored, offer: { ...row.offer, active } }
}

export const putOffers = (tx: Tx, offers: readonly OfferInput[]) => tx`
  insert into carts.offers (code, offer, active, starts_at, ends_at)
  select o->>'code', o, coalesce((o->>'active')::boolean, true), (o->>'startsAt')::timestamptz, (o->>'endsAt')::timestamptz
  from jsonb_array_elements(${tx.json(offers as never)}) o
  on conflict (code) do update set offer = excluded.offer, active = excluded.active, starts_at = excluded.starts_at, ends_at = excluded.ends_at`

export const currentOffers = async (sql: Sql, nowMs: number): Promise<OfferInput[]> => {
  const now = new Date(nowMs)
  const rows = await sql<{ offer: OfferInput }[]>`
    select offer from carts.offers where active and starts_at <= ${now} and ends_at > ${now} order by ends_at, code limit 200`
  return rows.map((row) => row.offer)
}

/** Offers of now, each with how often the user has used it in orders that were not cancelled. */
export const offersOf = async (sql: Sql, userId: string, nowMs: number): Promise<StoredOffer[]> => {
  const now = new Date(nowMs)
  return sql<StoredOffer[]>`
    select o.offer, count(u.order_id)::int as used, o.spent_paise as "spentPaise",
      coalesce((select orders from carts.customers where user_id = ${userId}), 0) as orders
    from carts.offers o left join carts.coupon_uses u on u.code = o.code and u.user_id = ${userId}
    where o.active and o.starts_at <= ${now} and o.ends_at > ${now}
    group by o.code, o.offer, o.ends_at, o.spent_paise order by o.ends_at, o.code limit 200`
}

export const allOffers = async (sql: Sql, { after, limit }: { after: string; limit: number }): Promise<AdminOffer[]> =>
  (
    await sql<OfferRow[]>`
  select offer, active, uses, spent_paise as spent from carts.offers where code > ${after} order by code limit ${limit}`
  ).map(toAdminOffer)

interface OfferRow {
  offer: OfferInput
  active: boolean
  uses: number
  spent: number
}
const toAdminOffer = ({ offer, active, uses, spent }: OfferRow): AdminOffer => ({
  ...offer,
  active,
  uses,
  spent: money(spent),
})

export async function adminOffer(sql: SqlOrTx, code: string): Promise<AdminOffer | null> {
  const [row] = await sql<OfferRow[]>`
    select offer, active, uses, spent_paise as spent from carts.offers where code = ${code}`
  return row ? toAdminOffer(row) : null
}

export const setOfferActive = (tx: Tx, code: string, active: boolean) => tx`
  update carts.offers set active = ${active}, offer = offer || jsonb_build_object('active', ${active}::boolean) where code = ${code}`

/** Uses in orders that were not cancelled. Days are those of the time zone. */
export async function offerUsage(sql: Sql, code: string, timeZone: string): Promise<OfferUsage> {
  const [[sum], days] = await Promise.all([
    sql<{ uses: number; customers: number; discount: number }[]>`
      select count(*)::int as uses, count(distinct user_id)::int as customers, coalesce(sum(discount_paise), 0)::bigint as discount
      from carts.coupon_uses where code = ${code}`,
    sql<{ day: string; uses: number; discount: number }[]>`
      select to_char(used_at at time zone ${timeZone}, 'YYYY-MM-DD') as day, count(*)::int as uses, sum(discount_paise)::bigint as discount
      from carts.coupon_uses where code = ${code} and used_at > now() - interval '30 days' group by 1 order by 1`,
  ])
  return {
    code,
    uses: sum!.uses,
    customers: sum!.customers,
    discount: money(sum!.discount),
    days: days.map(({ day, uses, discount }) => ({ day, uses, discount: money(discount) })),
  }
}

/** Carts of users that nobody has touched for a while, marked so that each is told of once. */
export const takeAbandoned = async (
  tx: Tx,
  beforeMs: number,
  limit: number,
): Promise<(KeptCart & { owner: string })[]> => {
  const rows = await tx<(Row & { owner: string })[]>`
    update carts.carts set abandoned_at = now() where owner in (
      select owner from carts.carts
      where abandoned_at is null and lines <> '{}'::jsonb and updated_at < ${new Date(beforeMs)} and owner like 'usr\\_%'
      order by updated_at limit ${limit} for update skip locked)
    returning owner, revision, store_id, coupon, lines`
  return rows.map((row) => ({ owner: row.owner, ...fromRow(row) }))
}

export const dropOldGuests = (sql: Sql, beforeMs: number) =>
  sql`delete from carts.carts where owner like 'guest:%' and updated_at < ${new Date(beforeMs)}`
