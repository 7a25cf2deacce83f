import type { Origin } from './client.ts'
import { ApiError } from './problem.ts'

/** What the customer pays with, as a browser hands it to the provider. */
export type Instrument = { readonly card: string } | { readonly upi: string }

export const cards = { good: { card: 'pm_card_visa' }, declined: { card: 'pm_card_visa_chargeDeclined' } } as const
export const upi = { good: { upi: 'success@upi' }, declined: { upi: 'fail@upi' } } as const

/**
 * Pays as the provider's card form does, from the customer's side: with the publishable key and the payment's own
 * secret. Tokri hears of it by webhook.
 * @returns whether it was taken; false when the bank declined
 */
export async function payProvider(
  provider: Origin,
  handle: { clientSecret: string; publishableKey: string },
  instrument: Instrument,
  signal: AbortSignal,
): Promise<boolean> {
  const id = handle.clientSecret.split('_secret_')[0]!
  const form = new URLSearchParams({ key: handle.publishableKey, client_secret: handle.clientSecret })
  if ('card' in instrument) form.set('payment_method', instrument.card)
  else {
    form.set('payment_method_data[type]', 'upi')
    form.set('payment_method_data[upi][vpa]', instrument.upi)
  }
  try {
    await provider.send('POST', `/v1/payment_intents/${encodeURIComponent(id)}/confirm`, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
      signal,
    })
    return true
  } catch (error) {
    if (error instanceof ApiError && error.status === 402) return false
    throw error
  }
}
