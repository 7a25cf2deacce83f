import type { Sql, Tx } from '../../../kit/sql.ts'

export interface Hold {
  readonly orderId: string
  readonly code: string
  readonly userId: string
  readonly discountPaise: number
  readonly heldUntilMs: number
}

/**
 * Takes a discount out of the budget of its offer, or nothing. The row of the offer is the lock: of all orders at once those
 * that fit get it. A hold of the same order is replaced, so a repeat changes nothing.
 * @returns false when so much is not left; the caller's transaction is to be given up then
 */
export async function takeFromBudget(tx: Tx, hold: Hold): Promise<boolean> {
  const { orderId, code, userId, discountPaise } = hold
  // An order has one coupon; what it held of another goes back. Offers are locked in the order of their codes.
  await tx`
    select from carts.offers where code = ${code} or code = (select code from carts.coupon_uses where order_id = ${orderId})
    order by code for update`
  await giveCouponBack(tx, orderId)
  const taken = await tx`
    update carts.offers set uses = uses + 1, spent_paise = spent_paise + ${discountPaise}
    where code = ${code} and (offer->'budget' is null or spent_paise + ${discountPaise} <= (offer->'budget'->>'amount')::bigint)`
  if (taken.count === 0) return false
  await tx`
    insert into carts.coupon_uses (order_id, code, user_id, discount_paise, used_at, held_until)
    values (${orderId}, ${code}, ${userId}, ${discountPaise}, now(), ${new Date(hold.heldUntilMs)})`
  return true
}

export interface CouponUse {
  readonly orderId: string
  readonly code: string
  readonly userId: string
  /** Paise. */
  readonly discount: number
  /** RFC 3339. */
  readonly at: string
}

/** Notes uses of orders that stand. What was held for them is counted already; the others are added to what their offers have given away. */
export const noteCouponUses = (tx: Tx, uses: readonly CouponUse[]) => tx`
  with noted as (
    insert into carts.coupon_uses (order_id, code, user_id, discount_paise, used_at)
    select u->>'orderId', u->>'code', u->>'userId', (u->>'discount')::bigint, (u->>'at')::timestamptz
    from jsonb_array_elements(${tx.json(uses as never)}) u
    on conflict (order_id) do update set held_until = null, used_at = excluded.used_at
    returning code, discount_paise, xmax = 0 as added)
  update carts.offers o set uses = o.uses + n.uses, spent_paise = o.spent_paise + n.spent
  from (select code, count(*)::int as uses, sum(discount_paise) as spent from noted where added group by code) n where o.code = n.code`

/**
 * Gives back what orders held of another coupon than they were placed with: one that was taken up again under its key, after
 * its customer had changed the cart.
 */
export const dropOtherHolds = (tx: Tx, placed: readonly { orderId: string; coupon: string | null }[]) => tx`
  with gone as (
    delete from carts.coupon_uses u
    using unnest(${placed.map(({ orderId }) => orderId)}::text[], ${placed.map(({ coupon }) => coupon)}::text[]) p (order_id, coupon)
    where u.order_id = p.order_id and u.held_until is not null and u.code is distinct from p.coupon
    returning u.code, u.discount_paise)
  update carts.offers o set uses = greatest(0, o.uses - g.uses), spent_paise = greatest(0, o.spent_paise - g.spent)
  from (select code, count(*)::int as uses, sum(discount_paise) as spent from gone group by code) g where o.code = g.code`

/** @param only where it is still held for an order that is being placed, or was until that instant */
export const giveCouponBack = (tx: Tx, orderId: string, only?: 'held' | { heldBeforeMs: number }) => tx`
  with gone as (
    delete from carts.coupon_uses where order_id = ${orderId}
      ${only === undefined ? tx`` : only === 'held' ? tx`and held_until is not null` : tx`and held_until <= ${new Date(only.heldBeforeMs)}`}
    returning code, discount_paise)
  update carts.offers o set uses = greatest(0, o.uses - 1), spent_paise = greatest(0, o.spent_paise - g.discount_paise)
  from gone g where o.code = g.code`

/** Gives back what an order held that was not placed; a use of an order that stands stays. */
export const dropHold = (tx: Tx, orderId: string) => giveCouponBack(tx, orderId, 'held')

export const dueHolds = async (sql: Sql, nowMs: number, limit: number): Promise<string[]> =>
  (
    await sql<{ order_id: string }[]>`
      select order_id from carts.coupon_uses where held_until <= ${new Date(nowMs)} order by held_until limit ${limit}`
  ).map((row) => row.order_id)

/** Their orders stand, whenever the event of it comes. */
export const keepHolds = (sql: Sql, orderIds: readonly string[]) =>
  sql`update carts.coupon_uses set held_until = null where order_id = any(${orderIds as string[]})`
