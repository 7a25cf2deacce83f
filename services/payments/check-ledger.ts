import { setTimeout as pause } from 'node:timers/promises'
import { money } from '../../contracts/money.ts'
import type { OutputOf } from '../../contracts/operation.ts'
import { GetOrderStates, ScanOrders } from '../../contracts/orders.ts'
import type { CheckLedger } from '../../contracts/payments.ts'
import type { PaymentsContext } from './context.ts'
import { type Booked, checkOrder, compareSums, type Fault } from './domain/reconcile.ts'
import { bookedOf, strayWallets, summary, unbalanced } from './store/ledger.ts'
import { capturedSince, firstPaymentMs } from './store/payments.ts'
import { refundedAtProvider } from './store/refunds.ts'

const pageSize = 500
const faultsMax = 100
/** Between an order's change and its posting lies an event; what differs is looked at again after this. */
const secondLookMs = 2_000

type Report = OutputOf<typeof CheckLedger>
type States = OutputOf<typeof ScanOrders>['orders']

/** Proves the books: every posting balances, and ledger, wallets, orders and provider agree. Reads only. */
export async function checkLedger(context: PaymentsContext): Promise<Report> {
  const { sql } = context.db
  const faults: Fault[] = []
  for (const each of await unbalanced(sql))
    faults.push({ code: 'ledger/unbalanced', subject: each.id, message: `Its entries add up to ${each.sum}` })
  for (const each of await strayWallets(sql))
    faults.push({
      code: 'ledger/wallet-differs',
      subject: each.user_id,
      message: `The wallet has ${each.balance} paise, the ledger ${each.booked}`,
    })
  faults.push(...(await checkOrders(context)), ...(await checkProvider(context)))
  const { postings, accounts } = await summary(sql)
  const captured = await capturedSince(sql, 0)
  const refunds = await refundedAtProvider(sql, 0)
  const sum = (of: Map<string, number>) => money([...of.values()].reduce((a, b) => a + b, 0))
  return {
    ok: faults.length === 0,
    postings,
    accounts: accounts.map(({ account, balance }) => ({ account, balance: money(balance) })),
    captured: sum(captured),
    refunded: sum(refunds),
    faults: faults.slice(0, faultsMax),
  }
}

async function checkOrders(context: PaymentsContext): Promise<Fault[]> {
  const suspects: string[] = []
  let after: string | undefined
  for (;;) {
    const { orders } = await context.call(ScanOrders, { limit: pageSize, ...(after ? { after } : {}) })
    suspects.push(...(await faultsOf(context, orders)).map((fault) => fault.subject))
    if (orders.length < pageSize) break
    after = orders.at(-1)!.orderId
  }
  if (suspects.length === 0) return []
  await pause(secondLookMs)
  const { orders } = await context.call(GetOrderStates, { orderIds: suspects.slice(0, pageSize) })
  return faultsOf(context, orders)
}

async function faultsOf({ db }: PaymentsContext, orders: States): Promise<Fault[]> {
  const rows = await bookedOf(
    db.sql,
    orders.map((order) => order.orderId),
  )
  const booked = new Map<string, Booked>(
    rows.map((row) => [
      row.order_id,
      {
        taken: row.taken,
        refunded: row.refunded,
        duePacked: row.due_packed,
        dueOther: row.due_other,
        settled: row.settled,
        owed: row.owed,
      },
    ]),
  )
  return orders.flatMap(({ orderId, status, method, total, refunded }) =>
    checkOrder({ orderId, status, method, total: total.amount, refunded: refunded.amount }, booked.get(orderId)),
  )
}

/** Every capture and refund that the provider knows is in the books, and the other way round. */
async function checkProvider({ db, psp, clock, log }: PaymentsContext): Promise<Fault[]> {
  const since = await firstPaymentMs(db.sql)
  if (since === null) return []
  const period = { since: Math.floor(since / 1000) * 1000, until: clock.now() + 60_000 }
  const taken = new Map<string, number>()
  const given = new Map<string, number>()
  try {
    const provider = await psp()
    for await (const payment of provider.listPayments(period))
      if (payment.status === 'succeeded') taken.set(payment.providerId, payment.received.amount)
    for await (const refund of provider.listRefunds(period))
      if (refund.status !== 'failed') given.set(refund.refundId, refund.amount.amount)
  } catch (error) {
    log.warn({ error }, 'the provider cannot be asked')
    return [
      {
        code: 'ledger/provider-unreachable',
        subject: 'provider',
        message: 'The provider cannot be asked at the moment',
      },
    ]
  }
  return [
    ...compareSums('capture', await capturedSince(db.sql, period.since), taken),
    ...compareSums('refund', await refundedAtProvider(db.sql, period.since), given),
  ]
}
