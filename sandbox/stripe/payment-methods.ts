import type { Form } from '../form.ts'
import type { Bank } from './bank.ts'
import { type CardProblem, type Method, readCard, readUpi, testMethods } from './cards.ts'
import { badParam, missing } from './faults.ts'
import { newId, type StripeObject } from './objects.ts'

export type PaymentMethod = StripeObject & { type: 'card' | 'upi'; _method: Method }
export type Resolved = { kind: 'method'; id: string; method: Method } | ({ kind: 'problem' } & CardProblem)

/** The way to pay that a confirmation names: typed in now, kept from before, or one of Stripe's test methods. */
export function resolveMethod(
  bank: Bank,
  params: { payment_method?: string; payment_method_data?: Form },
  intent: { payment_method_types: string[]; _method: Method | null; payment_method: string | null },
): Resolved {
  const found = params.payment_method_data
    ? readData(bank, params.payment_method_data)
    : params.payment_method
      ? fromId(bank, params.payment_method)
      : intent._method && intent.payment_method
        ? { kind: 'method' as const, id: intent.payment_method, method: intent._method }
        : undefined
  if (!found) throw missing('payment_method')
  if (found.kind === 'method' && !intent.payment_method_types.includes(found.method.type))
    throw badParam(
      'payment_method',
      `The PaymentMethod provided (${found.method.type}) is not allowed for this PaymentIntent. This PaymentIntent is only allowed to use: ${intent.payment_method_types.join(', ')}.`,
      'payment_intent_incompatible_payment_method',
    )
  return found
}

/** `payment_method_data`: `type` and the card or UPI address. What is typed in is checked and forgotten at once. */
export function readData(bank: Bank, data: Form): Resolved {
  const type = data.type
  if (type !== 'card' && type !== 'upi')
    throw badParam('payment_method_data[type]', 'The payment method type is invalid.')
  const details = data[type]
  if (typeof details !== 'object') throw missing(`payment_method_data[${type}]`)
  const read = type === 'card' ? readCard(details, bank.nowMs()) : readUpi(details)
  if ('param' in read) return { kind: 'problem', ...read }
  return { kind: 'method', id: keep(bank, read), method: read }
}

function fromId(bank: Bank, id: string): Resolved {
  const number = Object.hasOwn(testMethods, id) ? testMethods[id] : undefined
  if (number) {
    const year = String(new Date(bank.nowMs()).getUTCFullYear() + 4)
    const method = readCard(
      { number, exp_month: '12', exp_year: year, cvc: number.startsWith('3') ? '1234' : '123' },
      bank.nowMs(),
    )
    if ('param' in method) throw new Error(`test method ${id} has a bad number`)
    return { kind: 'method', id: keep(bank, method), method }
  }
  return { kind: 'method', id, method: bank.objects.get<PaymentMethod>('payment_method', id, 'payment_method')._method }
}

function keep(bank: Bank, method: Method): string {
  const object: PaymentMethod = {
    id: newId('pm'),
    object: 'payment_method',
    billing_details: { address: null, email: null, name: null, phone: null },
    created: bank.now(),
    customer: null,
    livemode: false,
    metadata: {},
    type: method.type,
    [method.type]: method.details,
    _method: method,
  }
  bank.objects.insert('payment_method', object)
  return object.id
}
