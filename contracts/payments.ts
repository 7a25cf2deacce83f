import Type, { type Static } from 'typebox'
import { event } from './event.ts'
import { ActorName } from './identity.ts'
import { OrderId, PaymentId, ProductId, RefundId, UserId } from './ids.ts'
import { Money, Price } from './money.ts'
import { operation } from './operation.ts'
import { PaymentHandle, PaymentMethod } from './orders.ts'
import { defineProblems } from './problem.ts'
import { Timestamp } from './time.ts'

export const payments = defineProblems({
  'payments/not-found': [404, 'There is no such payment'],
  'payments/ended': [409, 'This payment has been made or was given up'],
  'payments/provider-unavailable': [503, 'Card payments are not available at the moment; please pay another way'],
  'payments/forged-webhook': [400, 'The signature of this webhook is not right'],
  'payments/stale-webhook': [400, 'This webhook is too old'],
  'payments/credit-above-limit': [422, 'This is more than you may give'],
  'payments/refund-above-lines': [422, 'This is more than was paid for these lines'],
  'payments/refund-above-capture': [422, 'More would be refunded than was paid'],
} as const)

/**
 * Starts taking money for an order through the provider. Asked again for the same order it gives the same payment.
 * @throws payments/provider-unavailable, payments/ended
 */
export const StartPayment = operation('payments.start', {
  idempotentBy: 'orderId',
  input: Type.Object({ orderId: OrderId, userId: UserId, amount: Price, method: Type.Enum(['card', 'upi']) }),
  output: PaymentHandle,
})

/**
 * Sets wallet money aside for an order; taken when the order is confirmed, given back when it is cancelled or known
 * not to exist.
 */
export const HoldWallet = operation('payments.holdWallet', {
  idempotentBy: 'orderId',
  input: Type.Object({ orderId: OrderId, userId: UserId, amount: Price }),
  output: Type.Union([
    Type.Object({ kind: Type.Literal('held') }),
    Type.Object({ kind: Type.Literal('short'), balance: Money }),
  ]),
})

/**
 * An order that waits for its card is to be paid another way: what was begun at the provider is given up for good (should
 * it be paid in this moment after all, that money goes straight back), and wallet money is set aside, in one step.
 * `paid`: the card was quicker. `short`: nothing has changed.
 */
export const SwitchPayment = operation('payments.switch', {
  idempotentBy: 'orderId',
  input: Type.Object({
    orderId: OrderId,
    userId: UserId,
    amount: Price,
    from: Type.Enum(['card', 'upi']),
    to: Type.Enum(['wallet', 'cash']),
  }),
  output: Type.Union([
    Type.Object({ kind: Type.Enum(['switched', 'paid']) }),
    Type.Object({ kind: Type.Literal('short'), balance: Money }),
  ]),
})

/** Puts money into wallets: goodwill, promotions and the demo. A repeat with the same reference changes nothing. */
export const CreditWallet = operation('payments.creditWallet', {
  idempotentBy: 'reference',
  input: Type.Object({
    reference: Type.String({ minLength: 1, maxLength: 120 }),
    userId: UserId,
    amount: Price,
    reason: Type.String({ maxLength: 200 }),
  }),
  output: Type.Object({ balance: Money }),
})

export const Wallet = Type.Object(
  {
    balance: Money,
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        amount: Money,
        /** What it was, for whoever says it in another language; `reason` is in the words of whoever gave it, or in English. */
        kind: Type.Optional(Type.Enum(['payment', 'refund', 'refund-bounced', 'credit', 'late-credit'])),
        reason: Type.String(),
        orderId: Type.Optional(OrderId),
        at: Timestamp,
      }),
    ),
    next: Type.Union([Type.String(), Type.Null()]),
  },
  { title: 'Wallet' },
)
export type Wallet = Static<typeof Wallet>

/** Proof that the books are right: postings balance, and ledger, orders and provider agree. */
export const LedgerReport = Type.Object({
  ok: Type.Boolean(),
  postings: Type.Integer(),
  accounts: Type.Array(Type.Object({ account: Type.String(), balance: Money })),
  captured: Money,
  refunded: Money,
  /** One line for each thing that does not agree; at most 100. */
  faults: Type.Array(Type.Object({ code: Type.String(), subject: Type.String(), message: Type.String() })),
})
export const CheckLedger = operation('payments.checkLedger', {
  read: true,
  input: Type.Object({}),
  output: LedgerReport,
})

/** `packed` and `issue`: lines were short or not right, and the order's total has been lowered already. */
export const RefundCause = Type.Enum(['packed', 'cancelled', 'failed', 'support', 'issue'])

export const Refund = Type.Object(
  {
    id: RefundId,
    orderId: OrderId,
    amount: Price,
    to: Type.Enum(['source', 'wallet']),
    cause: RefundCause,
    reason: Type.String(),
    state: Type.Enum(['due', 'done', 'failed']),
    at: Timestamp,
  },
  { title: 'Refund' },
)
export type Refund = Static<typeof Refund>

/** What a member of staff gives back of an order. */
export const RefundInput = Type.Object(
  {
    orderId: OrderId,
    amount: Price,
    reason: Type.String({ minLength: 1, maxLength: 300 }),
    to: Type.Optional(Type.Enum(['source', 'wallet'], { default: 'source' })),
    /** Which packs it is for: then it is at most what was paid for them, and each pack is given back once. */
    lines: Type.Optional(
      Type.Array(
        Type.Object(
          { productId: ProductId, quantity: Type.Integer({ minimum: 1, maximum: 1_000 }) },
          { additionalProperties: false },
        ),
        { maxItems: 100 },
      ),
    ),
  },
  { additionalProperties: false },
)
export type RefundInput = Static<typeof RefundInput>

/** What a member of staff gives to a customer, into the wallet. */
export const CreditInput = Type.Object(
  {
    userId: UserId,
    amount: Price,
    reason: Type.String({ minLength: 3, maxLength: 200 }),
    /** What it is about. */
    orderId: Type.Optional(OrderId),
  },
  { additionalProperties: false, title: 'CreditInput' },
)
export const Credit = Type.Object(
  {
    id: Type.String(),
    userId: UserId,
    amount: Price,
    reason: Type.String(),
    orderId: Type.Optional(OrderId),
    /** Who gave it: a member of staff, or `system:payments` where the shop's rules did. */
    actor: ActorName,
    at: Timestamp,
  },
  { title: 'Credit' },
)
export type Credit = Static<typeof Credit>

/** All that the books know of an order. Amounts of entries: debits positive, credits negative. */
export const OrderMoney = Type.Object(
  {
    taken: Price,
    /** Decided, whether carried out or not. */
    refunded: Price,
    refundable: Price,
    refunds: Type.Array(Refund),
    credits: Type.Array(Credit),
    /** What the reader may still give today, each and in all. */
    creditLimit: Type.Object({ each: Price, left: Price }),
    postings: Type.Array(
      Type.Object({
        kind: Type.String(),
        at: Timestamp,
        memo: Type.Optional(Type.String()),
        entries: Type.Array(Type.Object({ account: Type.String(), amount: Money })),
      }),
    ),
  },
  { title: 'OrderMoney' },
)

export const PaymentCaptured = event(
  'payment.captured',
  1,
  Type.Object({ orderId: OrderId, paymentId: PaymentId, userId: UserId, amount: Price, method: PaymentMethod }),
)

/** `final` is false while the customer may try again with another card. */
export const PaymentFailed = event(
  'payment.failed',
  1,
  Type.Object({
    orderId: OrderId,
    paymentId: PaymentId,
    userId: UserId,
    code: Type.String(),
    message: Type.String(),
    final: Type.Boolean(),
  }),
)

export const PaymentRefunded = event(
  'payment.refunded',
  1,
  Type.Object({
    orderId: OrderId,
    refundId: RefundId,
    userId: UserId,
    amount: Price,
    method: PaymentMethod,
    /** Where the money went: back to where it came from, or into the wallet. */
    to: Type.Enum(['source', 'wallet']),
    cause: RefundCause,
    reason: Type.String(),
  }),
)

/** An order came so much later than promised that the shop's rules put money into the customer's wallet. Key: order. */
export const LateCredited = event(
  'payment.late_credited',
  1,
  Type.Object({
    orderId: OrderId,
    creditId: Type.String(),
    userId: UserId,
    amount: Price,
    /** Beyond the promise, without what the customer was waited for. */
    lateMinutes: Type.Integer(),
  }),
)
