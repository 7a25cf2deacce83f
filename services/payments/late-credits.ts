import { StaffActed } from '../../contracts/audit.ts'
import type { DataOf } from '../../contracts/event.ts'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import type { OrderDelivered } from '../../contracts/orders.ts'
import { LateCredited } from '../../contracts/payments.ts'
import { fromTimestamp, toTimestamp } from '../../contracts/time.ts'
import { message, type Tx } from '../../kit/sql.ts'
import type { PaymentsContext } from './context.ts'
import { walletCredited } from './domain/books.ts'
import { lateCredit, policyOf } from './domain/late-credit.ts'
import { addCreditOnce } from './store/credits.ts'
import { latePolicyOf } from './store/late-policies.ts'
import { post } from './store/ledger.ts'

const actor = 'system:payments'

/**
 * Gives back for a broken promise what the store's policy says, or the installation's where it has none. Once an order: the credit's key is the order, in the
 * same commit as the posting, the customer's message and the line in the audit log, so neither a repeated event nor a
 * crash in between gives twice or tells of what was not given.
 */
export async function creditLateness(
  { config, clock, db }: PaymentsContext,
  tx: Tx,
  order: DataOf<typeof OrderDelivered>,
): Promise<void> {
  const { orderId, userId } = order
  const policy = (await latePolicyOf(tx, order.storeId)) ?? policyOf(config)
  const due = lateCredit(policy, {
    promisedAtMs: fromTimestamp(order.promisedAt),
    deliveredAtMs: fromTimestamp(order.deliveredAt),
    customerDelayS: order.customerDelayS ?? 0,
    totalPaise: order.total.amount,
  })
  if (!due) return
  const amount = money(due.paise)
  const reason = `Order ${order.number} came ${due.lateMinutes} minutes after its promise`
  const id = newId('credit')
  const at = toTimestamp(clock.now())
  if (!(await addCreditOnce(tx, { id, userId, orderId, amount, reason, actor, at }, `late:${orderId}`))) return
  await post(tx, walletCredited(id, userId, due.paise, reason))
  const details = { userId, amount, lateMinutes: due.lateMinutes }
  await db.publish(
    tx,
    message(LateCredited, orderId, { orderId, creditId: id, userId, amount, lateMinutes: due.lateMinutes }),
    message(StaffActed, orderId, { actor, action: 'payments.late_credited', subject: orderId, reason, details }),
  )
}
