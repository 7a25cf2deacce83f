import { money } from '../../contracts/money.ts'
import { PaymentCaptured, PaymentFailed, PaymentRefunded } from '../../contracts/payments.ts'
import type { PspEvent, PspPayment } from '../../engines/psp/port.ts'
import { message, type Tx } from '../../kit/sql.ts'
import type { PaymentsContext } from './context.ts'
import { captured, refundBounced, refunded } from './domain/books.ts'
import { isSettled, post } from './store/ledger.ts'
import {
  addRefunded,
  lockPayment,
  type StoredPayment,
  setCancelled,
  setCaptured,
  setFailure,
} from './store/payments.ts'
import {
  addRefund,
  committedOf,
  endRefund,
  hasBounced,
  lockProviderRefund,
  lockRefund,
  lockRefundsOf,
  noteBounced,
  type StoredRefund,
} from './store/refunds.ts'

type Happening = Exclude<PspEvent, { kind: 'ignored' }>

/**
 * What the provider tells, by webhook or when it is asked, in any order and any number of times: a payment that was
 * captured stays so whatever else arrives late.
 */
export async function applyHappening(context: PaymentsContext, tx: Tx, told: Happening): Promise<void> {
  if (told.kind === 'refund.updated') return applyRefund(context, tx, told)
  const payment = await lockPayment(tx, told)
  if (!payment) {
    context.log.warn({ providerId: told.providerId }, 'heard of a payment that is not known')
    return
  }
  switch (told.kind) {
    case 'payment.succeeded':
      return applyCapture(context, tx, payment, { providerId: told.providerId, paise: told.amount.amount })
    case 'payment.canceled':
      return applyCancel(context, tx, payment)
    case 'payment.failed':
      return applyFailure(context, tx, payment, told.failure)
    case 'payment.requires_action':
      return
  }
}

/** The same, out of what the provider answers when it is asked about a payment. */
export async function applyAnswer(
  context: PaymentsContext,
  tx: Tx,
  orderId: string,
  answer: PspPayment,
): Promise<void> {
  const payment = await lockPayment(tx, { orderId })
  if (!payment) return
  if (answer.status === 'succeeded')
    await applyCapture(context, tx, payment, { providerId: answer.providerId, paise: answer.received.amount })
  if (answer.status === 'canceled') await applyCancel(context, tx, payment)
}

async function applyCapture(
  { db, log }: PaymentsContext,
  tx: Tx,
  payment: StoredPayment,
  taken: { providerId: string; paise: number },
): Promise<void> {
  if (payment.state === 'captured') return
  if (taken.paise !== payment.amountPaise) {
    log.error(
      { orderId: payment.orderId, taken: taken.paise, asked: payment.amountPaise },
      'the provider took another amount than was asked',
    )
    throw new Error('the provider took another amount than was asked')
  }
  await setCaptured(tx, payment.id, taken.providerId)
  await post(tx, captured(payment.orderId, payment.amountPaise))
  const { orderId, userId, method } = payment
  // The order had been cancelled, or paid another way, while the customer was paying: the money goes straight back.
  if (payment.orderCancelled)
    return refundAll(
      tx,
      payment,
      { cause: 'cancelled', reason: 'The order was cancelled or paid another way' },
      `late:${orderId}`,
    )
  await db.publish(
    tx,
    message(PaymentCaptured, orderId, {
      orderId,
      paymentId: payment.id,
      userId,
      amount: money(payment.amountPaise),
      method,
    }),
  )
}

async function applyCancel({ db }: PaymentsContext, tx: Tx, payment: StoredPayment): Promise<void> {
  if (payment.state !== 'created') return
  await setCancelled(tx, payment.id)
  // Whoever gave it up knows: an order that is paid another way now must not end for it.
  if (payment.orderCancelled) return
  const { orderId, userId } = payment
  await db.publish(
    tx,
    message(PaymentFailed, orderId, {
      orderId,
      paymentId: payment.id,
      userId,
      code: 'canceled',
      message: 'The payment was cancelled',
      final: true,
    }),
  )
}

async function applyFailure(
  { db }: PaymentsContext,
  tx: Tx,
  payment: StoredPayment,
  failure: { code: string; message: string },
): Promise<void> {
  if (payment.state !== 'created') return
  await setFailure(tx, payment.id, failure)
  const { orderId, userId } = payment
  await db.publish(
    tx,
    message(PaymentFailed, orderId, { orderId, paymentId: payment.id, userId, ...failure, final: false }),
  )
}

/**
 * Everything that was taken by card or UPI and is not on its way back yet.
 * @param causeKey another one than that of an order's end, which the wallet's refund has when it was paid another way
 */
export async function refundAll(
  tx: Tx,
  payment: StoredPayment,
  why: { cause: 'cancelled' | 'failed'; reason: string },
  causeKey = `${why.cause}:${payment.orderId}`,
): Promise<void> {
  await lockRefundsOf(tx, payment.orderId)
  const left = payment.amountPaise - (await committedOf(tx, payment.orderId, 'card'))
  if (left <= 0) return
  const { orderId, userId, method } = payment
  await addRefund(tx, {
    orderId,
    userId,
    amountPaise: left,
    to: 'source',
    method,
    ...why,
    causeKey,
  })
}

/** Notes a refund as carried out: books, event, and the payment's own count. */
export async function refundDone(
  context: PaymentsContext,
  tx: Tx,
  refund: StoredRefund,
  providerRefundId: string | null,
): Promise<void> {
  const { id, orderId, userId, amountPaise: amount, to, method, cause, reason } = refund
  const payment = to === 'source' ? await lockPayment(tx, { orderId }) : null
  // Neither while the order is being settled: where the money comes from depends on it.
  await lockRefundsOf(tx, orderId)
  if (providerRefundId !== null) await lockProviderRefund(tx, providerRefundId)
  await endRefund(tx, id, 'done', providerRefundId)
  const settled = await isSettled(tx, orderId)
  await post(tx, refunded({ id, orderId, userId, amount, to, cause, reason, settled }))
  if (payment) await addRefunded(tx, payment.id, amount)
  await context.db.publish(
    tx,
    message(PaymentRefunded, orderId, {
      orderId,
      refundId: id,
      userId,
      amount: money(amount),
      method,
      to,
      cause,
      reason,
    }),
  )
  if (providerRefundId !== null && (await hasBounced(tx, providerRefundId))) await bounce(context, tx, refund)
}

/** A refund that the card's bank turned down after all goes to the wallet. */
async function applyRefund(
  context: PaymentsContext,
  tx: Tx,
  told: Extract<PspEvent, { kind: 'refund.updated' }>,
): Promise<void> {
  if (told.status !== 'failed') return
  await lockProviderRefund(tx, told.refundId)
  const refund = await lockRefund(tx, { providerRefundId: told.refundId })
  if (!refund) await noteBounced(tx, told.refundId)
  else if (refund.state === 'done') await bounce(context, tx, refund)
}

async function bounce({ log }: PaymentsContext, tx: Tx, refund: StoredRefund): Promise<void> {
  const { id, orderId, userId, amountPaise: amount } = refund
  log.warn({ orderId, refundId: id }, 'a refund bounced and goes to the wallet')
  await post(tx, refundBounced({ id, orderId, userId, amount }))
  await endRefund(tx, id, 'failed', null)
}
