import type { Bank, Cause } from './bank.ts'
import type { Method, Outcome } from './cards.ts'
import { newId, type StripeObject } from './objects.ts'

export type Charge = StripeObject & {
  amount: number
  amount_captured: number
  amount_refunded: number
  captured: boolean
  payment_intent: string
  refunded: boolean
  status: 'succeeded' | 'failed'
  _outcome: Outcome
}

/** Writes the charge of one attempt to pay, accepted or declined. */
export function writeCharge(
  bank: Bank,
  intent: StripeObject & { amount: number },
  method: Method,
  result:
    | { kind: 'succeed'; capture: boolean }
    | { kind: 'decline'; code: string; declineCode?: string; message: string },
  cause: Cause,
): Charge {
  const failed = result.kind === 'decline'
  const charge: Charge = {
    id: newId('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    balance_transaction: null,
    billing_details: { address: null, email: null, name: null, phone: null },
    captured: false,
    created: bank.now(),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_code: failed ? result.code : null,
    failure_message: failed ? result.message : null,
    livemode: false,
    metadata: intent.metadata,
    outcome: failed
      ? {
          network_status: 'declined_by_network',
          reason: result.declineCode ?? result.code,
          risk_level: 'normal',
          type: 'issuer_declined',
        }
      : { network_status: 'approved_by_network', reason: null, risk_level: 'normal', type: 'authorized' },
    paid: !failed,
    payment_intent: intent.id,
    payment_method: intent.payment_method,
    payment_method_details: { type: method.type, [method.type]: method.details },
    receipt_email: intent.receipt_email,
    refunded: false,
    status: failed ? 'failed' : 'succeeded',
    _outcome: method.outcome,
  }
  if (result.kind === 'succeed' && result.capture) take(bank, charge, charge.amount)
  bank.objects.insert('charge', charge)
  bank.emit(failed ? 'charge.failed' : 'charge.succeeded', charge, cause)
  return charge
}

/** Moves the money of an authorised charge, whole or in part. */
export function capture(bank: Bank, charge: Charge, amount: number, cause: Cause) {
  take(bank, charge, amount)
  // What is not captured goes back to the customer at once, as Stripe does.
  charge.amount_refunded = charge.amount - amount
  bank.objects.update(charge)
  bank.emit('charge.captured', charge, cause)
}

function take(bank: Bank, charge: Charge, amount: number) {
  charge.captured = true
  charge.amount_captured = amount
  charge.balance_transaction = writeBalance(bank, charge, 'charge', amount, fee(amount))
}

/** A line of the account's statement: `amount` of either sign, minor units. */
export function writeBalance(
  bank: Bank,
  source: StripeObject,
  type: 'charge' | 'refund' | 'refund_failure',
  amount: number,
  feeAmount: number,
) {
  const id = newId('txn')
  bank.objects.insert('balance_transaction', {
    id,
    object: 'balance_transaction',
    amount,
    available_on: bank.now(),
    created: bank.now(),
    currency: source.currency,
    description: null,
    exchange_rate: null,
    fee: feeAmount,
    fee_details: feeAmount
      ? [
          {
            amount: feeAmount,
            application: null,
            currency: source.currency,
            description: 'Processing fees',
            type: 'stripe_fee',
          },
        ]
      : [],
    net: amount - feeAmount,
    reporting_category: type,
    source: source.id,
    status: 'available',
    type,
  })
  return id
}

/** 2 % and 18 % GST on it, as on Indian cards. */
const fee = (amount: number) => Math.round(amount * 0.02 * 1.18)
