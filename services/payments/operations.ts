import { money } from '../../contracts/money.ts'
import {
  CheckLedger,
  CreditWallet,
  HoldWallet,
  payments,
  StartPayment,
  SwitchPayment,
} from '../../contracts/payments.ts'
import { handle as handleOf } from '../../kit/calls.ts'
import { checkLedger } from './check-ledger.ts'
import type { PaymentsContext } from './context.ts'
import { walletCredited } from './domain/books.ts'
import { askProvider } from './provider.ts'
import { post } from './store/ledger.ts'
import { addPayment, closePayment, lockPayment, noteProvider, setOrderCancelled } from './store/payments.ts'
import { balanceOf, hold } from './store/wallets.ts'

const handle = handleOf<PaymentsContext>()

/**
 * The intent is written first, then the provider is asked under the order's own key: whatever is lost in between, the
 * same payment is found again and none is made twice.
 */
const start = handle(StartPayment, async ({ orderId, userId, amount, method }, context) => {
  const { db, clock, config } = context
  const payment = await addPayment(db.sql, { orderId, userId, method, amountPaise: amount.amount })
  const { publishableKey, scriptUrl } = (await context.psp()).browser
  if (payment.clientSecret && !payment.orderCancelled)
    return { clientSecret: payment.clientSecret, publishableKey, scriptUrl }
  if (payment.state !== 'created' || payment.orderCancelled) throw payments('payments/ended')
  const made = await askProvider(context, (psp) =>
    psp.createPayment({
      orderId,
      amount: money(payment.amountPaise),
      method: payment.method,
      customerRef: userId,
      idempotencyKey: `pay:${orderId}`,
    }),
  )
  const { providerId, clientSecret } = made
  await noteProvider(db.sql, payment.id, {
    providerId,
    clientSecret,
    checkAtMs: clock.now() + config.checkAfterS * 1_000,
  })
  return { clientSecret, publishableKey, scriptUrl }
})

export const operations = [
  start,
  handle(HoldWallet, ({ orderId, userId, amount }, { db, clock, config }) =>
    db.begin(async (tx) => {
      if (amount.amount === 0) return { kind: 'held' as const }
      const expiresAtMs = clock.now() + config.holdMinutes * 60_000
      if (await hold(tx, { orderId, userId, amountPaise: amount.amount, expiresAtMs })) return { kind: 'held' as const }
      const { balance, held } = await balanceOf(tx, userId)
      return { kind: 'short' as const, balance: money(balance - held) }
    }),
  ),
  handle(SwitchPayment, ({ orderId, userId, amount, from, to }, { db, clock, config }) =>
    db.begin(async (tx) => {
      const payment = await lockPayment(tx, { orderId })
      if (payment?.state === 'captured' && !payment.orderCancelled) return { kind: 'paid' as const }
      const expiresAtMs = clock.now() + config.holdMinutes * 60_000
      if (to === 'wallet' && amount.amount > 0) {
        if (!(await hold(tx, { orderId, userId, amountPaise: amount.amount, expiresAtMs }))) {
          const { balance, held } = await balanceOf(tx, userId)
          return { kind: 'short' as const, balance: money(balance - held) }
        }
      }
      // From here on whatever the provider still takes is given back; the job of payments cancels it there.
      if (payment) await setOrderCancelled(tx, payment.id, clock.now())
      else await closePayment(tx, { orderId, userId, method: from, amountPaise: amount.amount })
      return { kind: 'switched' as const }
    }),
  ),
  handle(CreditWallet, ({ reference, userId, amount, reason }, { db }) =>
    db.begin(async (tx) => {
      await post(tx, walletCredited(reference, userId, amount.amount, reason))
      return { balance: money((await balanceOf(tx, userId)).balance) }
    }),
  ),
  handle(CheckLedger, (_, context) => checkLedger(context)),
]
