import type { Form } from '../form.ts'
import type { Bank, Cause } from './bank.ts'
import type { Method, Outcome } from './cards.ts'
import { type Charge, capture as captureCharge, writeCharge } from './charges.ts'
import { badParam, refused, type StripeFault } from './faults.ts'
import { newId, render, type StripeObject } from './objects.ts'
import { boolean, form, integer, list, metadata, must, oneOf, readParams, string } from './params.ts'
import { resolveMethod } from './payment-methods.ts'

/*
 * requires_payment_method ─confirm→ succeeded | requires_capture | requires_action | processing
 *   a decline leads back to requires_payment_method, with last_payment_error and a failed charge
 * requires_action ─authenticated→ the same; refused or closed → requires_payment_method
 * processing ─later→ succeeded | requires_payment_method
 * requires_capture ─capture→ succeeded       anything not yet succeeded ─cancel→ canceled
 */
export type Status =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'processing'
  | 'requires_capture'
  | 'succeeded'
  | 'canceled'

export type Intent = StripeObject & {
  amount: number
  amount_received: number
  capture_method: string
  client_secret: string
  latest_charge: string | null
  payment_method: string | null
  payment_method_types: string[]
  status: Status
  _method: Method | null
}

/** What a handler answers; a decline is 402 with the change kept. */
export type Answer = { status: number; body: Record<string, unknown> }
const ok = (body: StripeObject): Answer => ({ status: 200, body: render(body) })

const confirmSpec = {
  payment_method: string(255),
  payment_method_data: form,
  payment_method_options: form,
  return_url: string(2_048),
  off_session: boolean,
  use_stripe_sdk: boolean,
  expected_payment_method_type: string(50),
  client_secret: string(255),
  error_on_requires_action: boolean,
}

export function createIntent(bank: Bank, body: Form, cause: Cause): Answer {
  const params = readParams(body, {
    ...confirmSpec,
    amount: integer(0, 999_999_999_999),
    currency: string(3),
    customer: string(255),
    description: string(1_000),
    metadata,
    receipt_email: string(512),
    statement_descriptor: string(22),
    statement_descriptor_suffix: string(22),
    setup_future_usage: oneOf('on_session', 'off_session'),
    capture_method: oneOf('automatic', 'automatic_async', 'manual'),
    confirm: boolean,
    automatic_payment_methods: form,
    allowed_payment_method_types: list,
    shipping: form,
  })
  const amount = must(params.amount, 'amount')
  const currency = must(params.currency, 'currency').toLowerCase()
  if (!/^[a-z]{3}$/.test(currency)) throw badParam('currency', `Invalid currency: ${currency}`)
  if (amount < 50) throw badParam('amount', 'Amount must be no less than ₹0.50 inr', 'amount_too_small')
  if (amount > 99_999_999) throw badParam('amount', 'Amount must be no more than ₹999,999.99', 'amount_too_large')
  if (params.customer) bank.objects.get('customer', params.customer, 'customer')
  const types = params.allowed_payment_method_types ?? (currency === 'inr' ? ['card', 'upi'] : ['card'])
  const unknown = types.find((type) => type !== 'card' && type !== 'upi')
  if (unknown)
    throw badParam(
      'allowed_payment_method_types',
      `The payment method type "${unknown}" is invalid.`,
      'payment_intent_invalid_parameter',
    )

  const id = newId('pi')
  const intent: Intent = {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount,
    amount_capturable: 0,
    amount_received: 0,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: params.capture_method ?? 'automatic_async',
    client_secret: newId(`${id}_secret`),
    confirmation_method: 'automatic',
    created: bank.now(),
    currency,
    customer: params.customer ?? null,
    description: params.description ?? null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: params.metadata ?? {},
    next_action: null,
    payment_method: null,
    payment_method_options: {},
    payment_method_types: types,
    processing: null,
    receipt_email: params.receipt_email ?? null,
    setup_future_usage: params.setup_future_usage ?? null,
    shipping: params.shipping ?? null,
    statement_descriptor: params.statement_descriptor ?? null,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
    status: 'requires_payment_method',
    _method: null,
  }
  bank.objects.insert('payment_intent', intent)
  bank.emit('payment_intent.created', intent, cause)
  if (params.confirm) return confirm(bank, intent, params, cause)
  return ok(intent)
}

export function confirmIntent(bank: Bank, id: string, body: Form, cause: Cause): Answer {
  const intent = bank.objects.get<Intent>('payment_intent', id, 'intent')
  return confirm(bank, intent, readParams(body, confirmSpec), cause)
}

function confirm(
  bank: Bank,
  intent: Intent,
  params: { payment_method?: string; payment_method_data?: Form },
  cause: Cause,
): Answer {
  if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status))
    throw unexpectedState(intent, `You cannot confirm this PaymentIntent because it has a status of ${intent.status}.`)
  const found = resolveMethod(bank, params, intent)
  if (found.kind === 'problem') {
    // Wrong number, month or CVC: nothing is charged, the intent says why and waits for another try.
    return fail(bank, intent, { code: found.code, message: found.message, param: found.param }, cause)
  }
  intent.payment_method = found.id
  intent._method = found.method
  intent.last_payment_error = null
  intent.next_action = null
  return attempt(bank, intent, found.method.outcome, cause)
}

/** The bank's answer arrives: the second half of `requires_action`. `passed` false is a refused or closed challenge. */
export function authenticateIntent(bank: Bank, id: string, passed: boolean, cause: Cause): Answer {
  const intent = bank.objects.get<Intent>('payment_intent', id, 'intent')
  const outcome = intent._method?.outcome
  if (intent.status !== 'requires_action' || outcome?.kind !== 'authenticate')
    throw unexpectedState(intent, `This PaymentIntent does not wait for authentication: it is ${intent.status}.`)
  intent.next_action = null
  if (passed) return attempt(bank, intent, outcome.next, cause)
  const code = 'payment_intent_authentication_failure'
  const message =
    'We are unable to authenticate your payment method. Please choose a different payment method and try again.'
  return fail(bank, intent, { code, message, type: 'invalid_request_error' }, cause)
}

function attempt(bank: Bank, intent: Intent, outcome: Outcome, cause: Cause): Answer {
  const method = intent._method!
  switch (outcome.kind) {
    case 'authenticate':
      intent.status = 'requires_action'
      intent.next_action = {
        type: 'use_stripe_sdk',
        use_stripe_sdk: { type: 'three_d_secure_redirect', source: newId('payatt') },
      }
      bank.objects.update(intent)
      bank.emit('payment_intent.requires_action', intent, cause)
      return ok(intent)
    case 'process':
      intent.status = 'processing'
      bank.objects.update(intent)
      bank.emit('payment_intent.processing', intent, cause)
      bank.later('settle_payment', intent.id, 3_000)
      return ok(intent)
    case 'decline': {
      intent.latest_charge = writeCharge(bank, intent, method, outcome, cause).id
      return fail(
        bank,
        intent,
        {
          code: outcome.code,
          decline_code: outcome.declineCode,
          message: outcome.message,
          charge: intent.latest_charge,
        },
        cause,
      )
    }
    case 'succeed': {
      const automatic = intent.capture_method !== 'manual'
      intent.latest_charge = writeCharge(bank, intent, method, { kind: 'succeed', capture: automatic }, cause).id
      intent.status = automatic ? 'succeeded' : 'requires_capture'
      if (automatic) intent.amount_received = intent.amount
      else intent.amount_capturable = intent.amount
      bank.objects.update(intent)
      bank.emit(automatic ? 'payment_intent.succeeded' : 'payment_intent.amount_capturable_updated', intent, cause)
      return ok(intent)
    }
  }
}

type Refusal = { code: string; message: string; type?: string; decline_code?: string; param?: string; charge?: string }

function fail(bank: Bank, intent: Intent, refusal: Refusal, cause: Cause): Answer {
  const type = refusal.type ?? 'card_error'
  const error = {
    ...refusal,
    type,
    doc_url: `https://stripe.com/docs/error-codes/${refusal.code.replaceAll('_', '-')}`,
  }
  intent.status = 'requires_payment_method'
  intent.payment_method = null
  intent._method = null
  intent.last_payment_error = error
  bank.objects.update(intent)
  bank.emit('payment_intent.payment_failed', intent, cause)
  return { status: 402, body: { error: { ...error, payment_intent: render(intent) } } }
}

/** A payment that was `processing` comes to its end, now that its time has come. */
export function settlePayment(bank: Bank, id: string) {
  const intent = bank.objects.find<Intent>('payment_intent', id)
  const outcome = intent?._method?.outcome
  if (intent?.status === 'processing' && outcome?.kind === 'process') attempt(bank, intent, outcome.next, {})
}

export function captureIntent(bank: Bank, id: string, body: Form, cause: Cause): Answer {
  const intent = bank.objects.get<Intent>('payment_intent', id, 'intent')
  const params = readParams(body, { amount_to_capture: integer(1, 99_999_999), metadata })
  if (intent.status !== 'requires_capture')
    throw unexpectedState(
      intent,
      `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`,
    )
  const amount = params.amount_to_capture ?? intent.amount
  if (amount > intent.amount)
    throw badParam(
      'amount_to_capture',
      `The amount_to_capture (${amount}) is above the amount_capturable (${intent.amount}).`,
      'amount_too_large',
    )
  captureCharge(bank, bank.objects.get<Charge>('charge', intent.latest_charge!), amount, cause)
  Object.assign(intent, { status: 'succeeded', amount_capturable: 0, amount_received: amount })
  Object.assign(intent.metadata as object, params.metadata)
  bank.objects.update(intent)
  bank.emit('payment_intent.succeeded', intent, cause)
  return ok(intent)
}

export function cancelIntent(bank: Bank, id: string, body: Form, cause: Cause): Answer {
  const intent = bank.objects.get<Intent>('payment_intent', id, 'intent')
  const params = readParams(body, {
    cancellation_reason: oneOf('abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'),
  })
  if (['succeeded', 'canceled', 'processing'].includes(intent.status))
    throw unexpectedState(
      intent,
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, requires_action.`,
    )
  if (intent.status === 'requires_capture') {
    const charge = bank.objects.get<Charge>('charge', intent.latest_charge!)
    Object.assign(charge, { amount_refunded: charge.amount, refunded: true })
    bank.objects.update(charge)
  }
  Object.assign(intent, {
    status: 'canceled',
    amount_capturable: 0,
    canceled_at: bank.now(),
    cancellation_reason: params.cancellation_reason ?? null,
    next_action: null,
  })
  bank.objects.update(intent)
  bank.emit('payment_intent.canceled', intent, cause)
  return ok(intent)
}

export function updateIntent(bank: Bank, id: string, body: Form): Answer {
  const intent = bank.objects.get<Intent>('payment_intent', id, 'intent')
  const params = readParams(body, {
    amount: integer(50, 99_999_999),
    description: string(1_000),
    metadata,
    receipt_email: string(512),
  })
  if (
    params.amount !== undefined &&
    !['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status)
  )
    throw unexpectedState(
      intent,
      `This PaymentIntent's amount could not be updated because it has a status of ${intent.status}.`,
    )
  const { metadata: more, ...fields } = params
  Object.assign(intent, fields)
  Object.assign(intent.metadata as object, more)
  bank.objects.update(intent)
  return ok(intent)
}

const unexpectedState = (intent: Intent, message: string): StripeFault =>
  refused('payment_intent_unexpected_state', message, { payment_intent: render(intent) })
