import { GetOrderStates, type OrderStatus } from '../../contracts/orders.ts'
import { PspError } from '../../engines/psp/port.ts'
import type { Job } from '../../kit/jobs.ts'
import { applyAnswer, refundDone } from './apply.ts'
import type { PaymentsContext } from './context.ts'
import { askProvider } from './provider.ts'
import { forgetHeard, lockPayment, type StoredPayment, takeToCheck } from './store/payments.ts'
import { lockRefund, type StoredRefund, takeDueRefunds } from './store/refunds.ts'
import { dueHolds, endHold, extendHolds, lockHold } from './store/wallets.ts'

const batchMax = 50
const gone: readonly OrderStatus[] = ['cancelled', 'failed', 'returned']

/** Carries refunds out. The refund's id is the provider's idempotency key: a repeat after a lost answer gives nothing twice. */
const payRefunds: Job<PaymentsContext> = {
  name: 'pay-refunds',
  everyMs: 500,
  async run(context) {
    const due = await takeDueRefunds(context.db.sql, context.clock.now(), batchMax)
    const paid = await Promise.allSettled(due.map((refund) => payRefund(context, refund)))
    for (const each of paid)
      if (each.status === 'rejected') context.log.warn({ error: each.reason }, 'a refund is tried again later')
    return due.length === batchMax
  },
}

async function payRefund(context: PaymentsContext, refund: StoredRefund): Promise<void> {
  const providerRefundId = refund.to === 'wallet' ? null : await refundAtProvider(context, refund)
  await context.db.begin(async (tx) => {
    const locked = await lockRefund(tx, { id: refund.id })
    if (locked?.state === 'due') await refundDone(context, tx, locked, providerRefundId)
  })
}

async function refundAtProvider(context: PaymentsContext, refund: StoredRefund): Promise<string> {
  const payment = await context.db.begin((tx) => lockPayment(tx, { orderId: refund.orderId }))
  if (!payment?.providerId) throw new Error(`refund ${refund.id} has no payment`)
  const providerId = payment.providerId
  const made = await askProvider(context, (psp) =>
    psp.refund({
      providerId,
      amount: { amount: refund.amountPaise, currency: 'INR' },
      idempotencyKey: refund.id,
      reason: 'requested_by_customer',
      orderId: refund.orderId,
    }),
  )
  return made.refundId
}

/**
 * Asks the provider about payments whose end was not told, and cancels those whose order is gone. What it answers is
 * applied like a webhook, so a webhook that was lost changes nothing but the moment.
 */
const checkPayments: Job<PaymentsContext> = {
  name: 'check-payments',
  everyMs: 1_000,
  async run(context) {
    const due = await takeToCheck(context.db.sql, context.clock.now(), batchMax)
    const checked = await Promise.allSettled(due.map((payment) => checkPayment(context, payment)))
    for (const each of checked)
      if (each.status === 'rejected') context.log.warn({ error: each.reason }, 'a payment is checked again later')
    return due.length === batchMax
  },
}

async function checkPayment(context: PaymentsContext, payment: StoredPayment): Promise<void> {
  const { providerId, orderId } = payment
  if (!providerId) return
  const answer = await askProvider(context, async (psp) => {
    if (!payment.orderCancelled) return psp.retrieve(providerId)
    try {
      return await psp.cancel(providerId)
    } catch (error) {
      // It was paid in the last moment: then it is taken in and given back.
      if (error instanceof PspError && error.kind === 'invalid') return psp.retrieve(providerId)
      throw error
    }
  })
  await context.db.begin((tx) => applyAnswer(context, tx, orderId, answer))
}

/** Held wallet money is given back only when its order is known not to exist or to have ended. */
const settleHolds: Job<PaymentsContext> = {
  name: 'settle-holds',
  everyMs: 10_000,
  async run({ db, call, clock, config }) {
    const due = await dueHolds(db.sql, clock.now(), batchMax)
    if (due.length === 0) return false
    const { orders } = await call(GetOrderStates, { orderIds: due.map((each) => each.orderId) })
    const alive = orders.filter((order) => !gone.includes(order.status)).map((order) => order.orderId)
    if (alive.length > 0) await extendHolds(db.sql, alive, clock.now() + config.holdMinutes * 60_000)
    for (const { orderId } of due.filter((each) => !alive.includes(each.orderId))) {
      await db.begin(async (tx) => {
        const hold = await lockHold(tx, orderId)
        if (hold?.state === 'held') await endHold(tx, hold, 'released')
      })
    }
    return due.length === batchMax
  },
}

const learnLatePolicies: Job<PaymentsContext> = {
  name: 'learn-late-policies',
  everyMs: 5_000,
  async run(context) {
    await context.latePolicies.learn(context)
    return false
  },
}

const dayMs = 86_400_000

const forgetWebhooks: Job<PaymentsContext> = {
  name: 'webhook-retention',
  everyMs: 3_600_000,
  run: ({ db, clock, config }) => forgetHeard(db.sql, new Date(clock.now() - config.webhooksDays * dayMs)),
}

export const jobs = [payRefunds, checkPayments, settleHolds, learnLatePolicies, forgetWebhooks]
