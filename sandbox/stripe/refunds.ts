import type { Form } from '../form.ts'
import type { Bank, Cause } from './bank.ts'
import { type Charge, writeBalance } from './charges.ts'
import { badParam, missing, refused } from './faults.ts'
import { newId, render, type StripeObject } from './objects.ts'
import { boolean, integer, metadata, oneOf, readParams, string } from './params.ts'
import type { Answer, Intent } from './payment-intents.ts'

export type Refund = StripeObject & {
  amount: number
  charge: string
  payment_intent: string
  status: 'pending' | 'succeeded' | 'failed'
}

/** Gives money back, whole or in part, never more than was captured and not yet given back. */
export function createRefund(bank: Bank, body: Form, cause: Cause): Answer {
  const params = readParams(body, {
    amount: integer(1, 99_999_999),
    charge: string(255),
    payment_intent: string(255),
    reason: oneOf('duplicate', 'fraudulent', 'requested_by_customer'),
    metadata,
    instructions_email: string(512),
    refund_application_fee: boolean,
    reverse_transfer: boolean,
  })
  const charge = findCharge(bank, params)
  const left = charge.amount_captured - refundedOf(charge)
  if (!charge.captured || charge.status !== 'succeeded')
    throw refused('charge_not_refundable', `Charge ${charge.id} is not refundable: it was not captured.`)
  if (left <= 0)
    throw refused('charge_already_refunded', `Charge ${charge.id} has already been refunded.`, { charge: charge.id })
  const amount = params.amount ?? left
  if (amount > left)
    throw badParam(
      'amount',
      `Refund amount (${rupees(amount)}) is greater than unrefunded amount on charge (${rupees(left)})`,
      'amount_too_large',
    )

  const late = charge._outcome.kind === 'succeed' ? charge._outcome.refund : undefined
  const refund: Refund = {
    id: newId('re'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: bank.now(),
    currency: charge.currency,
    destination_details: { type: 'card' },
    metadata: params.metadata ?? {},
    payment_intent: charge.payment_intent,
    reason: params.reason ?? null,
    receipt_number: null,
    status: late === 'late' ? 'pending' : 'succeeded',
  }
  refund.balance_transaction = writeBalance(bank, refund, 'refund', -amount, 0)
  bank.objects.insert('refund', refund)
  charge.amount_refunded += amount
  charge.refunded = amount === left
  bank.objects.update(charge)
  bank.emit('refund.created', refund, cause)
  bank.emit('charge.refunded', charge, cause)
  if (late) bank.later('settle_refund', refund.id, 3_000)
  return { status: 200, body: render(refund) }
}

/** A refund on one of the two test cards comes to its end: late success, or a failure that gives the money back to us. */
export function settleRefund(bank: Bank, id: string) {
  const refund = bank.objects.find<Refund>('refund', id)
  const charge = refund && bank.objects.find<Charge>('charge', refund.charge)
  if (!charge) return // forgotten meanwhile
  if (refund.status === 'pending') {
    refund.status = 'succeeded'
    bank.objects.update(refund)
    bank.emit('refund.updated', refund)
  } else if (
    refund.status === 'succeeded' &&
    charge._outcome.kind === 'succeed' &&
    charge._outcome.refund === 'fails'
  ) {
    refund.status = 'failed'
    refund.failure_reason = 'expired_or_canceled_card'
    refund.failure_balance_transaction = writeBalance(bank, refund, 'refund_failure', refund.amount, 0)
    charge.amount_refunded -= refund.amount
    charge.refunded = false
    bank.objects.update(refund)
    bank.objects.update(charge)
    bank.emit('refund.updated', refund)
    bank.emit('refund.failed', refund)
  }
}

function findCharge(bank: Bank, params: { charge?: string; payment_intent?: string }): Charge {
  if (params.charge) return bank.objects.get<Charge>('charge', params.charge, 'charge')
  if (!params.payment_intent) throw missing('payment_intent')
  const intent = bank.objects.get<Intent>('payment_intent', params.payment_intent, 'payment_intent')
  if (intent.status !== 'succeeded' || !intent.latest_charge)
    throw refused(
      'payment_intent_unexpected_state',
      `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
    )
  return bank.objects.get<Charge>('charge', intent.latest_charge)
}

/** What a partial capture released is counted by Stripe as refunded, but was never captured. */
const refundedOf = (charge: Charge) => charge.amount_refunded - (charge.amount - charge.amount_captured)
const rupees = (amount: number) => `₹${(amount / 100).toFixed(2)}`
