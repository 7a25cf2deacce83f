import type { Money } from '../../contracts/money.ts'
import {
  OrderCancelled,
  OrderConfirmed,
  OrderDelivered,
  OrderFailed,
  OrderIssueRefunded,
  OrderPacked,
  type PaymentMethod,
} from '../../contracts/orders.ts'
import { CashDeposited } from '../../contracts/rider.ts'
import { batchReactionsOf, reactionsOf } from '../../kit/reactions.ts'
import type { Tx } from '../../kit/sql.ts'
import { refundAll } from './apply.ts'
import type { PaymentsContext } from './context.ts'
import { cashDeposited, settled, walletTaken } from './domain/books.ts'
import { creditLateness } from './late-credits.ts'
import { earnedBy, post, takenFor } from './store/ledger.ts'
import { closePayment, lockPayment, setOrderCancelled } from './store/payments.ts'
import { addRefund, committedOf, lockRefundsOf } from './store/refunds.ts'
import { endHold, lockHeld, lockHold } from './store/wallets.ts'

const on = reactionsOf<PaymentsContext>()

/** Held wallet money is taken when the order stands; what was held before another way was chosen is free again. */
const takeHeld = batchReactionsOf<PaymentsContext>()(OrderConfirmed, async (events, tx) => {
  const others = events.filter(({ data }) => data.method !== 'wallet').map(({ data }) => data.orderId)
  for (const hold of await lockHeld(tx, others)) await endHold(tx, hold, 'released')
  for (const { data } of events) {
    if (data.method !== 'wallet') continue
    const hold = await lockHold(tx, data.orderId)
    if (hold?.state !== 'held') continue
    await endHold(tx, hold, 'taken')
    await post(tx, walletTaken(data.orderId, hold.userId, hold.amountPaise))
  }
})

interface Ended {
  readonly orderId: string
  readonly userId: string
  readonly method: PaymentMethod
  readonly total: Money
}

/** All that was paid for an order that is not delivered goes back to where it came from. */
async function giveBack(
  context: PaymentsContext,
  tx: Tx,
  { orderId, userId, method, total }: Ended,
  why: { cause: 'cancelled' | 'failed'; reason: string },
): Promise<void> {
  if (method === 'cash') return
  if (method === 'wallet') {
    const hold = await lockHold(tx, orderId)
    if (hold?.state === 'held') await endHold(tx, hold, 'released')
    if (hold?.state !== 'taken') return
    await lockRefundsOf(tx, orderId)
    const left = hold.amountPaise - (await committedOf(tx, orderId, 'wallet'))
    if (left > 0)
      await addRefund(tx, {
        orderId,
        userId: hold.userId,
        amountPaise: left,
        to: 'wallet',
        method,
        ...why,
        causeKey: `${why.cause}:${orderId}`,
      })
    return
  }
  const payment = await lockPayment(tx, { orderId })
  if (!payment) {
    // A payment that is asked for at this moment must not be begun after all.
    await closePayment(tx, { orderId, userId, method, amountPaise: total.amount })
    return
  }
  await setOrderCancelled(tx, payment.id, context.clock.now())
  if (payment.state === 'captured') await refundAll(tx, payment, why)
}

const cancelled = on(OrderCancelled, ({ data }, tx, context) =>
  giveBack(context, tx, data, { cause: 'cancelled', reason: data.reason }),
)
const failed = on(OrderFailed, ({ data }, tx, context) =>
  giveBack(context, tx, data, { cause: 'failed', reason: data.reason }),
)

/** What was short in the bags is given back at once, without anybody asking; never more than is left of what was paid. */
const short = on(OrderPacked, async ({ data: { orderId, userId, method, refund } }, tx) => {
  if (refund.amount === 0 || method === 'cash') return
  const paid = method === 'wallet' ? await lockHold(tx, orderId) : await lockPayment(tx, { orderId })
  await lockRefundsOf(tx, orderId)
  const committed = await committedOf(tx, orderId, method === 'wallet' ? 'wallet' : 'card')
  const amountPaise = Math.min(refund.amount, (paid?.amountPaise ?? 0) - committed)
  if (amountPaise <= 0) return
  const to = method === 'wallet' ? 'wallet' : 'source'
  const reason = 'Some products were not available'
  await addRefund(tx, {
    orderId,
    userId,
    amountPaise,
    to,
    method,
    cause: 'packed',
    reason,
    causeKey: `packed:${orderId}`,
  })
})

/**
 * Handed over: what was paid is earned. How much that is the books say, since a refund may have been carried out that the
 * order had not heard of when it was delivered; of cash, what was due at the door.
 */
const delivered = on(OrderDelivered, async ({ data }, tx, context) => {
  const { orderId, riderId, method, total, tip } = data
  const cash = method === 'cash'
  if (!cash) await lockRefundsOf(tx, orderId)
  const earned = cash ? total.amount : await earnedBy(tx, orderId)
  await post(tx, settled({ orderId, riderId, cash, total: earned, tip: tip.amount }))
  await creditLateness(context, tx, data)
})

/** Cash that a store has counted leaves the rider's hands for the till. */
const deposited = on(CashDeposited, async ({ data: { depositId, riderId, storeId, amount } }, tx) => {
  await post(tx, cashDeposited({ depositId, riderId, storeId, amount: amount.amount }))
})

/** The shop's rules gave something back, within what was paid for the lines; never more than is left of the whole. */
const issueRefunded = on(OrderIssueRefunded, async ({ data }, tx, { log }) => {
  const { orderId, userId, issueId, method, amount, to } = data
  await lockRefundsOf(tx, orderId)
  const amountPaise = Math.min(amount.amount, (await takenFor(tx, orderId)) - (await committedOf(tx, orderId)))
  if (amountPaise < amount.amount) log.warn({ orderId, issueId }, 'less was left to refund than the issue gave back')
  if (amountPaise <= 0) return
  const reason = 'Something in the order was not right'
  const causeKey = `issue:${issueId}`
  await addRefund(tx, { orderId, userId, amountPaise, to, method, cause: 'issue', reason, causeKey })
})

export const reactions = [issueRefunded, takeHeld, cancelled, failed, short, delivered, deposited]
