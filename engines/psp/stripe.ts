import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type Stripe from 'stripe'
import { currency, type Money, money } from '../../contracts/money.ts'
import type { Period, Psp, PspBrowser, PspPayment, PspRefund, PspStatus } from './port.ts'
import { guarded } from './stripe-errors.ts'
import { stripeWebhooks } from './stripe-webhooks.ts'

export type StripeConfig = {
  secretKey: string
  publishableKey: string
  /** Another address than https://api.stripe.com: the sandbox, as this process reaches it. */
  apiUrl?: string
  /** The sandbox as the customer's browser reaches it; `apiUrl` when absent. */
  browserUrl?: string
  timeoutMs?: number
}

const statuses: Record<string, PspStatus> = {
  requires_payment_method: 'pending',
  requires_confirmation: 'pending',
  requires_action: 'requires_action',
  processing: 'processing',
  requires_capture: 'authorized',
  succeeded: 'succeeded',
  canceled: 'canceled',
}

/** Payments through Stripe's own SDK (imported here, not at start: it costs some 85 ms and 17 MB). */
export async function openStripe(config: StripeConfig): Promise<Psp> {
  const { default: StripeClient } = await import('stripe')
  const api = config.apiUrl ? new URL(config.apiUrl) : undefined
  const Agent = api?.protocol === 'http:' ? HttpAgent : HttpsAgent
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const stripe = new StripeClient(config.secretKey, {
    ...(api && {
      host: api.hostname,
      port: api.port || (api.protocol === 'http:' ? 80 : 443),
      protocol: api.protocol === 'http:' ? 'http' : 'https',
    }),
    httpAgent: agent,
    timeout: config.timeoutMs ?? 4_000,
    maxNetworkRetries: 0, // the caller's guard repeats, under the same key, so that it cannot charge twice
    telemetry: false,
    appInfo: { name: 'tokri' },
  })

  return {
    name: 'stripe',
    browser: browserPart(config, StripeClient.API_VERSION),

    createPayment: ({ orderId, amount, method, customerRef, idempotencyKey }) =>
      guarded(async () => {
        const intent = await stripe.paymentIntents.create(
          {
            amount: amount.amount,
            currency: amount.currency.toLowerCase(),
            allowed_payment_method_types: [method],
            metadata: { order_id: orderId, ...(customerRef && { customer_ref: customerRef }) },
          },
          { idempotencyKey },
        )
        return toPayment(intent)
      }),

    retrieve: (providerId) => guarded(async () => toPayment(await stripe.paymentIntents.retrieve(providerId))),

    cancel: (providerId) =>
      guarded(async () => {
        try {
          return toPayment(await stripe.paymentIntents.cancel(providerId))
        } catch (error) {
          const intent = error instanceof StripeClient.errors.StripeError ? error.payment_intent : undefined
          if (intent?.status === 'canceled') return toPayment(intent)
          throw error
        }
      }),

    refund: ({ providerId, amount, idempotencyKey, reason, orderId }) =>
      guarded(async () => {
        const refund = await stripe.refunds.create(
          {
            payment_intent: providerId,
            amount: amount.amount,
            reason,
            ...(orderId && { metadata: { order_id: orderId } }),
          },
          { idempotencyKey },
        )
        return toRefund(refund)
      }),

    listPayments: (period) => pages(() => stripe.paymentIntents.list(inPeriod(period)), toPayment),
    listRefunds: (period) => pages(() => stripe.refunds.list(inPeriod(period)), toRefund),
    verifyWebhook: stripeWebhooks(stripe),

    async [Symbol.asyncDispose]() {
      agent.destroy()
    },
  }
}

/** All pages, one object at a time, the newest first. */
async function* pages<T, U>(list: () => AsyncIterable<T>, convert: (each: T) => U): AsyncIterable<U> {
  const iterator = list()[Symbol.asyncIterator]()
  for (;;) {
    const next = await guarded(() => iterator.next())
    if (next.done) return
    yield convert(next.value)
  }
}

const inPeriod = ({ since, until }: Period) => ({
  created: { gte: Math.floor(since / 1_000), lt: Math.ceil(until / 1_000) },
  limit: 100,
})

export function toPayment(intent: Stripe.PaymentIntent): PspPayment {
  const problem = intent.last_payment_error
  return {
    providerId: intent.id,
    clientSecret: intent.client_secret ?? '',
    status: statuses[intent.status] ?? 'processing',
    amount: toMoney(intent.amount, intent.currency),
    received: toMoney(intent.amount_received, intent.currency),
    orderId: intent.metadata.order_id,
    ...(problem && {
      failure: { code: problem.decline_code ?? problem.code ?? problem.type, message: problem.message ?? '' },
    }),
    createdAt: intent.created * 1_000,
  }
}

export function toRefund(refund: Stripe.Refund): PspRefund {
  const intent = refund.payment_intent
  const ended = refund.status === 'succeeded' || refund.status === 'failed'
  return {
    refundId: refund.id,
    providerId: typeof intent === 'string' ? intent : (intent?.id ?? ''),
    amount: toMoney(refund.amount, refund.currency),
    status: ended ? (refund.status as 'succeeded' | 'failed') : refund.status === 'canceled' ? 'failed' : 'pending',
    createdAt: refund.created * 1_000,
  }
}

/** Stripe counts rupees in paise, as we do. An account that answers in another currency is set up wrongly. */
export function toMoney(amount: number, of: string): Money {
  if (of.toUpperCase() !== currency) throw new Error(`Stripe answered in ${of}, expected ${currency}`)
  return money(amount)
}

function browserPart(config: StripeConfig, apiVersion: string): PspBrowser {
  const { publishableKey } = config
  const sandbox = config.browserUrl ?? config.apiUrl
  if (sandbox) {
    const { origin } = new URL(sandbox)
    const scriptUrl = `${sandbox.replace(/\/$/, '')}/js/v3/`
    return { publishableKey, scriptUrl, contentSecurity: { script: [origin], frame: [origin], connect: [origin] } }
  }
  return {
    publishableKey,
    // A release of Stripe.js is named like the release of the API it belongs to (docs.stripe.com/sdks/stripejs-versioning).
    scriptUrl: `https://js.stripe.com/${apiVersion.split('.')[1]}/stripe.js`,
    contentSecurity: {
      script: ['https://js.stripe.com', 'https://*.js.stripe.com'],
      frame: ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
      connect: ['https://api.stripe.com'],
    },
  }
}
