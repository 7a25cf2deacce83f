import type { Money } from '../../contracts/money.ts'

/** Instants are epoch milliseconds. `providerId` is the payment's id at the provider (`pi_…`). */
export type PspStatus =
  | 'pending' // waits for the customer to choose or repeat a way to pay
  | 'requires_action' // waits for the customer's bank (3-D Secure)
  | 'processing' // on its way; a webhook tells the end
  | 'authorized' // held, not yet taken
  | 'succeeded'
  | 'canceled'

export type PspPayment = {
  providerId: string
  /** Opens this one payment in the customer's browser; show it to nobody else, and never log it. */
  clientSecret: string
  status: PspStatus
  amount: Money
  /** What was taken: zero until `succeeded`. */
  received: Money
  orderId?: string
  /** Why the last attempt failed, in words fit for the customer. */
  failure?: { code: string; message: string }
  createdAt: number
}

export type PspRefund = {
  refundId: string
  providerId: string
  amount: Money
  status: 'pending' | 'succeeded' | 'failed'
  createdAt: number
}

export type CreatePayment = {
  orderId: string
  amount: Money
  method: 'card' | 'upi'
  /** Our id of the customer, for the provider's dashboard and fraud rules. */
  customerRef?: string
  idempotencyKey: string
}

export type RefundReason = 'duplicate' | 'fraudulent' | 'requested_by_customer'
export type CreateRefund = {
  providerId: string
  amount: Money
  idempotencyKey: string
  reason?: RefundReason
  orderId?: string
}

/** `since` inclusive, `until` exclusive, epoch milliseconds; the provider counts in whole seconds. */
export type Period = { since: number; until: number }

/** A webhook, understood. `id` is the event's own id: apply each once. */
export type PspEvent = { id: string; type: string; at: number } & (
  | { kind: 'payment.succeeded'; providerId: string; amount: Money; orderId?: string }
  | {
      kind: 'payment.failed'
      providerId: string
      amount: Money
      orderId?: string
      failure: { code: string; message: string }
    }
  | { kind: 'payment.requires_action'; providerId: string; amount: Money; orderId?: string }
  | { kind: 'payment.canceled'; providerId: string; amount: Money; orderId?: string }
  | {
      kind: 'refund.updated'
      providerId: string
      refundId: string
      amount: Money
      status: PspRefund['status']
    }
  | { kind: 'ignored' }
)

/** What the storefront needs to take a card without the number coming near us. */
export type PspBrowser = {
  publishableKey: string
  /** Script with Stripe.js' interface. */
  scriptUrl: string
  /** Sources the page's Content-Security-Policy must allow. */
  contentSecurity: { script: string[]; frame: string[]; connect: string[] }
}

/** A payment service provider. Every call with an `idempotencyKey` may be repeated with the same arguments. */
export type Psp = AsyncDisposable & {
  name: string
  browser: PspBrowser
  createPayment(payment: CreatePayment): Promise<PspPayment>
  retrieve(providerId: string): Promise<PspPayment>
  /** Cancelling what is cancelled answers it again. @throws PspError `invalid` when it has succeeded meanwhile. */
  cancel(providerId: string): Promise<PspPayment>
  /** @throws PspError `invalid` beyond what was taken and not yet given back. */
  refund(refund: CreateRefund): Promise<PspRefund>
  listPayments(period: Period): AsyncIterable<PspPayment>
  listRefunds(period: Period): AsyncIterable<PspRefund>
  /** @throws WebhookError */
  verifyWebhook(
    rawBody: string | Buffer,
    signatureHeader: string | undefined,
    secret: string,
    toleranceS?: number,
  ): PspEvent
}

export type PspFailure = 'declined' | 'invalid' | 'unavailable' | 'rate_limited'

/**
 * `unavailable` may hide a call that was carried out: repeat it with the same key, or `retrieve`, before deciding.
 */
export class PspError extends Error {
  kind: PspFailure
  code: string
  retryable: boolean

  constructor(kind: PspFailure, code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PspError'
    this.kind = kind
    this.code = code
    this.retryable = kind === 'unavailable' || kind === 'rate_limited'
  }
}

/** A webhook that must not be believed. */
export class WebhookError extends Error {
  kind: 'forged' | 'stale' | 'malformed'

  constructor(kind: WebhookError['kind'], message: string) {
    super(message)
    this.name = 'WebhookError'
    this.kind = kind
  }
}
