import { isDeepStrictEqual } from 'node:util'
import { StaffActed } from '../../contracts/audit.ts'
import { money } from '../../contracts/money.ts'
import { GetLinesWorth, GetOrderStates, orders } from '../../contracts/orders.ts'
import { payments, type Refund, type RefundInput } from '../../contracts/payments.ts'
import { common } from '../../contracts/problem.ts'
import { message } from '../../kit/sql.ts'
import type { PaymentsContext } from './context.ts'
import { takenFor } from './store/ledger.ts'
import {
  addRefund,
  committedOf,
  lockRefundsOf,
  refundedLinesOf,
  refundOfCause,
  type StoredRefund,
  showRefund,
} from './store/refunds.ts'

/** So often it is looked again because somebody else refunded packs of the same order meanwhile. */
const looksMax = 5

/**
 * What support gives back of an order, once per person and key: a repeat gets the first answer whatever is left by then.
 * For packs it is at most what was paid for them, each pack given back once, be it by a report or by staff. Their worth is
 * asked of orders before the order's refunds are locked, and holds when nobody refunded packs in between.
 * @throws request/idempotency-key-reused, orders/not-found, payments/refund-above-lines, payments/refund-above-capture
 */
export async function refundBySupport(
  context: PaymentsContext,
  { actor, key, input }: { actor: string; key: string; input: RefundInput },
): Promise<Refund> {
  const { db, call } = context
  const causeKey = `support:${actor}:${key}`
  const known = await refundOfCause(db.sql, causeKey)
  if (known) return repeated(known, input)
  const { orders: found } = await call(GetOrderStates, { orderIds: [input.orderId] })
  const order = found[0]
  if (!order) throw orders('orders/not-found')
  // Cash cannot go back through a provider.
  const to = order.method === 'cash' || order.method === 'wallet' ? 'wallet' : (input.to ?? 'source')
  for (let look = 0; look < looksMax; look += 1) {
    const given = await refundedLinesOf(db.sql, input.orderId)
    const worthPaise = await worthOf(context, input, given)
    const refund = await db.begin(async (tx) => {
      await lockRefundsOf(tx, input.orderId)
      const first = await refundOfCause(tx, causeKey)
      if (first) return repeated(first, input)
      if (input.lines?.length && !isDeepStrictEqual(await refundedLinesOf(tx, input.orderId), given)) return null
      if (input.amount.amount > worthPaise)
        throw payments('payments/refund-above-lines', { details: { worth: money(worthPaise) } })
      const refundable = Math.max(0, (await takenFor(tx, input.orderId)) - (await committedOf(tx, input.orderId)))
      if (input.amount.amount === 0 || input.amount.amount > refundable)
        throw payments('payments/refund-above-capture', { details: { refundable: money(refundable) } })
      const added = await addRefund(tx, {
        orderId: input.orderId,
        userId: order.userId,
        amountPaise: input.amount.amount,
        to,
        method: order.method,
        cause: 'support',
        reason: input.reason,
        causeKey,
        ...(input.lines?.length ? { lines: input.lines } : {}),
      })
      const details = { amount: input.amount, to, ...(input.lines ? { lines: input.lines } : {}) }
      const acted = { actor, action: 'payments.refunded', subject: input.orderId, reason: input.reason, details }
      await db.publish(tx, message(StaffActed, input.orderId, acted))
      return showRefund(added)
    })
    if (refund) return refund
  }
  throw common('service/unavailable', { headers: { 'retry-after': '1' } })
}

/** The most that may go back for the packs that are named, paise; without any, only the order is the limit. */
async function worthOf(
  { call }: PaymentsContext,
  { orderId, lines }: RefundInput,
  given: NonNullable<RefundInput['lines']>,
): Promise<number> {
  if (!lines?.length) return Number.POSITIVE_INFINITY
  const { worth } = await call(GetLinesWorth, { orderId, lines, given })
  return worth?.amount ?? 0
}

/** @throws request/idempotency-key-reused where it is another wish under the same key */
function repeated(first: StoredRefund, { orderId, amount, lines }: RefundInput): Refund {
  const same =
    first.orderId === orderId &&
    first.amountPaise === amount.amount &&
    isDeepStrictEqual(first.lines ?? [], lines ?? [])
  if (!same) throw common('request/idempotency-key-reused')
  return showRefund(first)
}
