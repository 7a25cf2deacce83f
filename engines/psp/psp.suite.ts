import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { money } from '../../contracts/money.ts'
import { type Psp, PspError, type PspEvent, type PspPayment, WebhookError } from './port.ts'

export type PspUnderTest = AsyncDisposable & {
  psp: Psp
  webhookSecret: string
  /** Does what the customer's browser does with a client secret. Answers the provider's status or error code. */
  pay(clientSecret: string, method: PayWith): Promise<string>
  /** The customer's bank answers a challenge. */
  authenticate(clientSecret: string, passed: boolean): Promise<string>
  /** Waits until such a webhook has come in; raw, as the provider sent it. */
  webhook(wanted: (event: PspEvent) => boolean): Promise<{ body: string; signature: string; event: PspEvent }>
  /** The provider acts on the next calls, but its answers are lost. */
  loseAnswers(share: number): Promise<void>
  /** Another client of the same provider with wrong keys. */
  stranger(): Promise<Psp>
}
export type PayWith = { card: string; cvc?: string; year?: string } | { vpa: string }

/** What every payment provider does for Tokri. */
export function pspSuite(name: string, open: () => Promise<PspUnderTest>) {
  const it = (title: string, run: () => Promise<void>) => test(`${name}: ${title}`, { timeout: 20_000 }, run)
  let under: PspUnderTest
  before(async () => {
    under = await open()
  })
  after(() => under[Symbol.asyncDispose]())

  const order = () => `ord_${randomUUID()}`
  const create = (amount = 24_900, method: 'card' | 'upi' = 'card') =>
    under.psp.createPayment({ orderId: order(), amount: money(amount), method, idempotencyKey: randomUUID() })
  const paid = async (amount = 24_900): Promise<PspPayment> => {
    const payment = await create(amount)
    await under.pay(payment.clientSecret, { card: '4242424242424242' })
    return under.psp.retrieve(payment.providerId)
  }
  const fails = (kind: PspError['kind'], code?: string) => (error: unknown) =>
    error instanceof PspError && error.kind === kind && (code === undefined || error.code === code)

  it('a payment waits for its customer, and succeeds with a good card', async () => {
    const payment = await create(19_900)
    assert.equal(payment.status, 'pending')
    assert.deepEqual(payment.received, money(0))
    assert.equal(await under.pay(payment.clientSecret, { card: '4242 4242 4242 4242' }), 'succeeded')
    const after = await under.psp.retrieve(payment.providerId)
    assert.equal(after.status, 'succeeded')
    assert.deepEqual(after.received, money(19_900))
    assert.equal(after.orderId, payment.orderId)
  })

  it('the same key and order make one payment, however often they are asked for at once', async () => {
    const request = { orderId: order(), amount: money(5_000), method: 'card' as const, idempotencyKey: randomUUID() }
    const made = await Promise.all(Array.from({ length: 20 }, () => under.psp.createPayment(request)))
    assert.equal(new Set(made.map((each) => each.providerId)).size, 1)
    await assert.rejects(under.psp.createPayment({ ...request, amount: money(5_001) }), fails('invalid'))
  })

  for (const [card, code] of [
    ['4000000000000002', 'generic_decline'],
    ['4000000000009995', 'insufficient_funds'],
    ['4000000000000069', 'expired_card'],
    ['4000000000000127', 'incorrect_cvc'],
    ['4000000000000119', 'processing_error'],
  ] as const)
    it(`card ${card} is refused as ${code}, and another card may still pay`, async () => {
      const payment = await create()
      assert.equal(await under.pay(payment.clientSecret, { card }), code)
      const refused = await under.psp.retrieve(payment.providerId)
      assert.equal(refused.status, 'pending')
      assert.equal(refused.failure?.code, code)
      assert.ok(refused.failure?.message)
      assert.equal(await under.pay(payment.clientSecret, { card: '5555555555554444' }), 'succeeded')
    })

  it('a mistyped card takes no money and says which part is wrong', async () => {
    const payment = await create()
    assert.equal(await under.pay(payment.clientSecret, { card: '4242424242424241' }), 'incorrect_number')
    assert.equal(
      await under.pay(payment.clientSecret, { card: '4242424242424242', year: '2020' }),
      'invalid_expiry_year',
    )
    assert.equal(await under.pay(payment.clientSecret, { card: '4242424242424242', cvc: '1' }), 'invalid_cvc')
    assert.deepEqual((await under.psp.retrieve(payment.providerId)).received, money(0))
  })

  for (const card of ['4000002500003155', '4000002760003184'])
    it(`card ${card} pays once its bank has agreed, and not when it refuses`, async () => {
      const payment = await create()
      assert.equal(await under.pay(payment.clientSecret, { card }), 'requires_action')
      assert.equal((await under.psp.retrieve(payment.providerId)).status, 'requires_action')
      assert.equal(await under.authenticate(payment.clientSecret, false), 'payment_intent_authentication_failure')
      assert.equal((await under.psp.retrieve(payment.providerId)).status, 'pending')
      await under.pay(payment.clientSecret, { card })
      assert.equal(await under.authenticate(payment.clientSecret, true), 'succeeded')
    })

  it('UPI pays by address, and a refusal in the app is a refusal', async () => {
    const payment = await create(9_900, 'upi')
    assert.equal(await under.pay(payment.clientSecret, { vpa: 'fail@upi' }), 'payment_method_provider_decline')
    assert.equal(await under.pay(payment.clientSecret, { vpa: 'success@upi' }), 'succeeded')
  })

  it('a cancelled payment can no longer be paid; a paid one cannot be cancelled', async () => {
    const payment = await create()
    assert.equal((await under.psp.cancel(payment.providerId)).status, 'canceled')
    assert.equal((await under.psp.cancel(payment.providerId)).status, 'canceled', 'a second time answers the same')
    assert.equal(await under.pay(payment.clientSecret, { card: '4242424242424242' }), 'payment_intent_unexpected_state')
    await assert.rejects(
      under.psp.cancel((await paid()).providerId),
      fails('invalid', 'payment_intent_unexpected_state'),
    )
  })

  it('refunds go back in parts, never more than was taken, once per key', async () => {
    const { providerId } = await paid(10_000)
    const part = {
      providerId,
      amount: money(4_000),
      idempotencyKey: randomUUID(),
      reason: 'requested_by_customer' as const,
    }
    const [first, again] = await Promise.all([under.psp.refund(part), under.psp.refund(part)])
    assert.equal(first.refundId, again.refundId)
    assert.deepEqual(first.amount, money(4_000))
    const refund = (amount: number) =>
      under.psp.refund({ providerId, amount: money(amount), idempotencyKey: randomUUID() })
    await assert.rejects(refund(6_001), fails('invalid'))
    await refund(6_000)
    await assert.rejects(refund(1), fails('invalid', 'charge_already_refunded'))
  })

  it('what was never paid cannot be refunded', async () => {
    const { providerId } = await create()
    await assert.rejects(
      under.psp.refund({ providerId, amount: money(100), idempotencyKey: randomUUID() }),
      fails('invalid'),
    )
  })

  it('nonsense is refused, not unavailable', async () => {
    await assert.rejects(under.psp.retrieve('pi_nothing'), fails('invalid', 'resource_missing'))
    await assert.rejects(create(10), fails('invalid', 'amount_too_small'))
    await using stranger = await under.stranger()
    await assert.rejects(stranger.retrieve('pi_nothing'), fails('invalid'))
  })

  it('all payments and refunds of a period can be walked through, page after page', async () => {
    const since = Date.now() - 60_000
    const made = await Promise.all(Array.from({ length: 105 }, () => create(7_700)))
    const one = await paid(7_700)
    const refund = await under.psp.refund({
      providerId: one.providerId,
      amount: money(700),
      idempotencyKey: randomUUID(),
    })
    const period = { since, until: Date.now() + 60_000 }
    const payments = await Array.fromAsync(under.psp.listPayments(period))
    const refunds = await Array.fromAsync(under.psp.listRefunds(period))
    const ids = new Set(payments.map((each) => each.providerId))
    assert.equal(ids.size, payments.length, 'none twice')
    assert.ok(made.every((each) => ids.has(each.providerId)))
    assert.ok(refunds.some((each) => each.refundId === refund.refundId && each.providerId === one.providerId))
    assert.deepEqual(await Array.fromAsync(under.psp.listPayments({ since: 0, until: 1_000 })), [])
  })

  it('webhooks tell of success, failure, challenge, cancellation and refund', async () => {
    const payment = await create(33_300)
    const of = (kind: PspEvent['kind']) =>
      under.webhook((event) => event.kind === kind && 'providerId' in event && event.providerId === payment.providerId)
    await under.pay(payment.clientSecret, { card: '4000000000009995' })
    const failed = (await of('payment.failed')).event
    assert.ok(failed.kind === 'payment.failed' && failed.failure.code === 'insufficient_funds')
    await under.pay(payment.clientSecret, { card: '4000002760003184' })
    await of('payment.requires_action')
    await under.authenticate(payment.clientSecret, true)
    const { event } = await of('payment.succeeded')
    assert.ok(event.kind === 'payment.succeeded' && event.orderId === payment.orderId)
    assert.deepEqual(event.amount, money(33_300))
    await under.psp.refund({ providerId: payment.providerId, amount: money(300), idempotencyKey: randomUUID() })
    const refunded = (await of('refund.updated')).event
    assert.ok(refunded.kind === 'refund.updated' && refunded.status === 'succeeded')
    assert.deepEqual(refunded.amount, money(300))
    const other = await create()
    await under.psp.cancel(other.providerId)
    await under.webhook((each) => each.kind === 'payment.canceled' && each.providerId === other.providerId)
  })

  it('a webhook that was changed, signed by another, unsigned or old is not believed', async () => {
    const payment = await paid()
    const { body, signature } = await under.webhook(
      (each) => each.kind === 'payment.succeeded' && each.providerId === payment.providerId,
    )
    const { psp, webhookSecret } = under
    const refusedAs = (kind: WebhookError['kind']) => (error: unknown) =>
      error instanceof WebhookError && error.kind === kind
    assert.equal(psp.verifyWebhook(Buffer.from(body), signature, webhookSecret).kind, 'payment.succeeded')
    assert.throws(() => psp.verifyWebhook(body.replace('24900', '1'), signature, webhookSecret), refusedAs('forged'))
    assert.throws(() => psp.verifyWebhook(body, signature, 'whsec_another'), refusedAs('forged'))
    assert.throws(() => psp.verifyWebhook(body, undefined, webhookSecret), refusedAs('forged'))
    assert.throws(() => psp.verifyWebhook(body, 't=1,v1=abc', webhookSecret), refusedAs('forged'))
    const { createHmac } = await import('node:crypto')
    const signed = (text: string, at: number) =>
      `t=${at},v1=${createHmac('sha256', webhookSecret).update(`${at}.${text}`).digest('hex')}`
    const nowS = Math.floor(Date.now() / 1_000)
    assert.throws(() => psp.verifyWebhook(body, signed(body, nowS - 301), webhookSecret), refusedAs('stale'))
    assert.throws(() => psp.verifyWebhook('not json', signed('not json', nowS), webhookSecret), refusedAs('malformed'))
  })

  it('when answers are lost, the same key still makes one payment', async () => {
    const request = { orderId: order(), amount: money(6_600), method: 'card' as const, idempotencyKey: randomUUID() }
    await under.loseAnswers(1)
    await assert.rejects(under.psp.createPayment(request), fails('unavailable'))
    await under.loseAnswers(0)
    const payment = await under.psp.createPayment(request)
    const all = await Array.fromAsync(
      under.psp.listPayments({ since: Date.now() - 60_000, until: Date.now() + 60_000 }),
    )
    assert.deepEqual(
      all.filter((each) => each.orderId === request.orderId).map((each) => each.providerId),
      [payment.providerId],
    )
  })
}
