import type { Refund } from '../../../contracts/payments.ts'

type RefundCause = Refund['cause']

/** An entry of a posting. Debits are positive, credits negative, in paise. */
export interface Entry {
  readonly account: string
  readonly amount: number
}

export interface Posting {
  readonly kind: string
  /** What it is the posting of; the same reference is posted once. */
  readonly reference: string
  readonly orderId?: string
  readonly memo?: string
  readonly entries: readonly Entry[]
}

/**
 * The accounts. Assets are debits: money at the provider, cash in riders' hands and in tills. What we owe is credits: prepaid
 * orders, wallets, tips. Sales are income; refunds after delivery and goodwill are costs.
 */
export const accounts = {
  provider: 'provider:stripe',
  cashOf: (riderId: string) => `cash:${riderId}`,
  tillOf: (storeId: string) => `till:${storeId}`,
  walletOf: (userId: string) => `wallet:${userId}`,
  prepaid: 'prepaid',
  sales: 'sales',
  tips: 'tips',
  goodwill: 'goodwill',
  refunds: 'refunds',
} as const

/** Without the entries that are zero. */
const entries = (...all: [account: string, amount: number][]): Entry[] =>
  all.filter(([, amount]) => amount !== 0).map(([account, amount]) => ({ account, amount }))

/** The provider took the customer's money. We owe goods for it. */
export const captured = (orderId: string, amount: number): Posting => ({
  kind: 'capture',
  reference: `capture:${orderId}`,
  orderId,
  entries: entries([accounts.provider, amount], [accounts.prepaid, -amount]),
})

/** Wallet money pays for an order. */
export const walletTaken = (orderId: string, userId: string, amount: number): Posting => ({
  kind: 'wallet-payment',
  reference: `wallet:${orderId}`,
  orderId,
  entries: entries([accounts.walletOf(userId), amount], [accounts.prepaid, -amount]),
})

export interface RefundPosting {
  readonly id: string
  readonly orderId: string
  readonly userId: string
  readonly amount: number
  readonly to: 'source' | 'wallet'
  readonly cause: RefundCause
  readonly reason: string
  /** Whether the order's money has been earned. */
  readonly settled: boolean
}

/**
 * What support gives back of money that has been earned is a cost. Everything else is a debt that goes away: what was
 * short in the bags was never earned, even where its refund is carried out after the delivery.
 */
export const refunded = ({ id, orderId, userId, amount, to, cause, reason, settled }: RefundPosting): Posting => ({
  kind: 'refund',
  reference: `refund:${id}`,
  orderId,
  memo: reason,
  entries: entries(
    [settled && (cause === 'support' || cause === 'issue') ? accounts.refunds : accounts.prepaid, amount],
    [to === 'wallet' ? accounts.walletOf(userId) : accounts.provider, -amount],
  ),
})

/** The provider could not give the money back to the card: it goes to the wallet instead. */
export const refundBounced = ({
  id,
  orderId,
  userId,
  amount,
}: Pick<RefundPosting, 'id' | 'orderId' | 'userId' | 'amount'>): Posting => ({
  kind: 'refund-bounced',
  reference: `bounced:${id}`,
  orderId,
  entries: entries([accounts.provider, amount], [accounts.walletOf(userId), -amount]),
})

/** Handed over: what was owed is earned; the tip is owed to the rider. Cash is in the rider's hand now. */
export const settled = (order: {
  orderId: string
  riderId: string
  cash: boolean
  total: number
  tip: number
}): Posting => {
  const tip = Math.min(order.tip, order.total)
  const from = order.cash ? accounts.cashOf(order.riderId) : accounts.prepaid
  return {
    kind: 'settlement',
    reference: `settle:${order.orderId}`,
    orderId: order.orderId,
    entries: entries([from, order.total], [accounts.sales, tip - order.total], [accounts.tips, -tip]),
  }
}

export const walletCredited = (reference: string, userId: string, amount: number, reason: string): Posting => ({
  kind: 'wallet-credit',
  reference: `credit:${reference}`,
  memo: reason,
  entries: entries([accounts.goodwill, amount], [accounts.walletOf(userId), -amount]),
})

/** A store has counted a rider's cash: it is in the till now. */
export const cashDeposited = (deposit: {
  depositId: string
  riderId: string
  storeId: string
  amount: number
}): Posting => ({
  kind: 'cash-deposit',
  reference: `deposit:${deposit.depositId}`,
  entries: entries(
    [accounts.tillOf(deposit.storeId), deposit.amount],
    [accounts.cashOf(deposit.riderId), -deposit.amount],
  ),
})

export const balances = (posting: Posting): boolean =>
  posting.entries.reduce((sum, entry) => sum + entry.amount, 0) === 0
