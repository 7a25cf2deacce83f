import type { Form } from '../form.ts'
import type { Bank, Cause } from './bank.ts'
import { newId, render, type StripeObject } from './objects.ts'
import { form, metadata, readParams, string } from './params.ts'
import type { Answer } from './payment-intents.ts'

const spec = {
  address: form,
  description: string(),
  email: string(512),
  metadata,
  name: string(256),
  phone: string(20),
}

export function createCustomer(bank: Bank, body: Form, cause: Cause): Answer {
  const customer: StripeObject = {
    id: newId('cus'),
    object: 'customer',
    address: null,
    balance: 0,
    created: bank.now(),
    description: null,
    email: null,
    livemode: false,
    metadata: {},
    name: null,
    phone: null,
    ...readParams(body, spec),
  }
  bank.objects.insert('customer', customer)
  bank.emit('customer.created', customer, cause)
  return { status: 200, body: render(customer) }
}

export function updateCustomer(bank: Bank, id: string, body: Form, cause: Cause): Answer {
  const customer = bank.objects.get('customer', id)
  const { metadata: more, ...fields } = readParams(body, spec)
  Object.assign(customer, fields)
  Object.assign(customer.metadata as object, more)
  bank.objects.update(customer)
  bank.emit('customer.updated', customer, cause)
  return { status: 200, body: render(customer) }
}
