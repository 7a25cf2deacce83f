import type Stripe from 'stripe'
import { type Psp, type PspEvent, WebhookError } from './port.ts'
import { toMoney, toPayment, toRefund } from './stripe.ts'

const maxBytes = 512 * 1024

/** Checks the signature with Stripe's own code, then says in our words what happened. */
export function stripeWebhooks(stripe: Stripe): Psp['verifyWebhook'] {
  return (rawBody, signatureHeader, secret, toleranceS = 300) => {
    if (!signatureHeader) throw new WebhookError('forged', 'the Stripe-Signature header is missing')
    if (Buffer.byteLength(rawBody) > maxBytes) throw new WebhookError('malformed', 'the webhook is too large')
    let event: Stripe.Event
    try {
      event = stripe.webhooks.constructEvent(rawBody, signatureHeader, secret, toleranceS)
    } catch (error) {
      const { type, message } = error as { type?: string; message?: string }
      if (type !== 'StripeSignatureVerificationError') throw new WebhookError('malformed', 'the webhook is not JSON')
      // The SDK tells an old signature from a wrong one by its words only.
      if (message?.includes('Timestamp outside the tolerance zone'))
        throw new WebhookError('stale', `the webhook was signed more than ${toleranceS} seconds ago`)
      throw new WebhookError('forged', 'the webhook is not signed with our secret')
    }
    try {
      return toEvent(event)
    } catch {
      throw new WebhookError('malformed', 'the webhook is not an event as Stripe sends them')
    }
  }
}

function toEvent(event: Stripe.Event): PspEvent {
  const base = { id: event.id, type: event.type, at: event.created * 1_000 }
  switch (event.type) {
    case 'payment_intent.succeeded': {
      const { providerId, orderId } = toPayment(event.data.object)
      const { amount_received, currency } = event.data.object
      return { ...base, kind: 'payment.succeeded', providerId, orderId, amount: toMoney(amount_received, currency) }
    }
    case 'payment_intent.payment_failed': {
      const { providerId, orderId, amount, failure } = toPayment(event.data.object)
      return {
        ...base,
        kind: 'payment.failed',
        providerId,
        orderId,
        amount,
        failure: failure ?? { code: 'unknown', message: '' },
      }
    }
    case 'payment_intent.requires_action': {
      const { providerId, orderId, amount } = toPayment(event.data.object)
      return { ...base, kind: 'payment.requires_action', providerId, orderId, amount }
    }
    case 'payment_intent.canceled': {
      const { providerId, orderId, amount } = toPayment(event.data.object)
      return { ...base, kind: 'payment.canceled', providerId, orderId, amount }
    }
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed': {
      const { providerId, refundId, amount, status } = toRefund(event.data.object)
      return { ...base, kind: 'refund.updated', providerId, refundId, amount, status }
    }
    default:
      return { ...base, kind: 'ignored' }
  }
}
