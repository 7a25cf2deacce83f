import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { SendError, type SendFailure } from '../send.ts'
import type { Email } from './port.ts'

export type EmailUnderTest = AsyncDisposable & {
  email: Email
  /** What reached this address, the newest first. */
  received(to: string): Promise<{ subject?: string; text: string; html?: string }[]>
  answerWith(status: number | undefined): Promise<void>
  down(is: boolean): Promise<void>
  stranger(): Promise<Email>
}

/** What every email provider does for Tokri. */
export function emailSuite(name: string, open: () => Promise<EmailUnderTest>) {
  const it = (title: string, run: () => Promise<void>) => test(`${name}: ${title}`, { timeout: 20_000 }, run)
  let under: EmailUnderTest
  before(async () => {
    under = await open()
  })
  after(() => under[Symbol.asyncDispose]())
  const key = () => ({ idempotencyKey: randomUUID() })
  const message = {
    to: 'asha@example.com',
    toName: 'Asha',
    subject: 'Your receipt',
    text: 'Total ₹249',
    html: '<p>Total <b>₹249</b></p>',
  }
  const fails = (kind: SendFailure, retryable: boolean) => (error: unknown) =>
    error instanceof SendError && error.kind === kind && error.retryable === retryable

  it('an email reaches its address, as text and as a page', async () => {
    assert.ok((await under.email.send(message, key())).providerId)
    const { subject, text, html } = (await under.received('asha@example.com'))[0]!
    assert.deepEqual(
      { subject, text, html },
      { subject: 'Your receipt', text: 'Total ₹249', html: '<p>Total <b>₹249</b></p>' },
    )
  })

  it('a text without a page is enough', async () => {
    await under.email.send({ to: 'ravi@example.com', subject: 'Hello', text: 'Namaste' }, key())
    assert.equal((await under.received('ravi@example.com'))[0]?.text, 'Namaste')
  })

  it('what is no address is no use trying again', async () => {
    await assert.rejects(under.email.send({ ...message, to: 'nobody' }, key()), fails('invalid-recipient', false))
  })

  it('an email without a subject is refused', async () => {
    await assert.rejects(under.email.send({ ...message, subject: '' }, key()), fails('invalid-message', false))
  })

  it('wrong keys stay out of the error', async () => {
    await using stranger = await under.stranger()
    await assert.rejects(stranger.send(message, key()), (error) => {
      assert.ok(fails('unauthorised', false)(error))
      assert.ok(!JSON.stringify(error, Object.getOwnPropertyNames(error)).includes('SG.wrong'))
      return true
    })
  })

  it('a provider in trouble may be tried again later', async () => {
    await under.answerWith(503)
    await assert.rejects(under.email.send(message, key()), fails('unavailable', true))
    await under.answerWith(429)
    await assert.rejects(under.email.send(message, key()), fails('rate-limited', true))
    await under.answerWith(undefined)
    await under.down(true)
    await assert.rejects(under.email.send(message, key()), fails('unavailable', true))
    await under.down(false)
    await under.email.send(message, key())
  })

  it('a caller who has given up is not kept waiting', async () => {
    const signal = AbortSignal.abort()
    await assert.rejects(under.email.send(message, { ...key(), signal }), fails('unavailable', true))
  })
}
