import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { SendError, type SendFailure } from '../send.ts'
import type { Sms } from './port.ts'

export type SmsUnderTest = AsyncDisposable & {
  sms: Sms
  /** What reached this number, the newest first. */
  received(to: string): Promise<string[]>
  /** Answers every call with this status from now on; undefined ends it. */
  answerWith(status: number | undefined): Promise<void>
  /** Accepts calls and breaks the connection before doing anything. */
  down(is: boolean): Promise<void>
  stranger(): Promise<Sms>
}

/** What every SMS provider does for Tokri. */
export function smsSuite(name: string, open: () => Promise<SmsUnderTest>) {
  const it = (title: string, run: () => Promise<void>) => test(`${name}: ${title}`, { timeout: 20_000 }, run)
  let under: SmsUnderTest
  before(async () => {
    under = await open()
  })
  after(() => under[Symbol.asyncDispose]())
  const key = () => ({ idempotencyKey: randomUUID() })
  const to = '+919812345678'
  const fails = (kind: SendFailure, retryable: boolean) => (error: unknown) =>
    error instanceof SendError && error.kind === kind && error.retryable === retryable

  it('a text reaches its number, in English and in Hindi', async () => {
    const text = 'Your Tokri code is 482913. आपका कोड 482913 है।'
    const { providerId } = await under.sms.send({ to, text }, key())
    assert.ok(providerId)
    assert.deepEqual(await under.received(to), [text])
  })

  it('a number that does not exist is no use trying again', async () => {
    await assert.rejects(under.sms.send({ to: '12345', text: 'hello' }, key()), fails('invalid-recipient', false))
    await assert.rejects(
      under.sms.send({ to: '+15005550001', text: 'hello' }, key()),
      fails('invalid-recipient', false),
    )
    await assert.rejects(
      under.sms.send({ to: '+15005550004', text: 'hello' }, key()),
      fails('invalid-recipient', false),
    )
  })

  it('an empty or endless text is refused', async () => {
    await assert.rejects(under.sms.send({ to, text: ' ' }, key()), fails('invalid-message', false))
    await assert.rejects(under.sms.send({ to, text: 'a'.repeat(1_601) }, key()), fails('invalid-message', false))
  })

  it('a call rings one and connects the other, and both see our number', async () => {
    const callee = '+919898989898'
    const greeting = 'Tokri <connects> you & your rider'
    const { providerId } = await under.sms.bridge({ caller: to, callee, greeting, language: 'en' }, key())
    assert.ok(providerId)
    const [rung] = await under.received(to)
    assert.match(rung!, /<Dial callerId="([^"]+)"[^>]*><Number>\+919898989898<\/Number>/)
    assert.match(rung!, /Tokri &lt;connects&gt; you &amp; your rider/)
    assert.ok(!rung!.includes(`callerId="${to}"`))
    assert.deepEqual(await under.received(callee), [])
    const wrong = under.sms.bridge({ caller: '12345', callee, greeting, language: 'hi' }, key())
    await assert.rejects(wrong, fails('invalid-recipient', false))
  })

  it('wrong keys are told apart from bad numbers, and stay out of the error', async () => {
    await using stranger = await under.stranger()
    await assert.rejects(stranger.send({ to, text: 'hello' }, key()), (error) => {
      assert.ok(fails('unauthorised', false)(error))
      assert.ok(!JSON.stringify(error, Object.getOwnPropertyNames(error)).includes('wrong-token'))
      return true
    })
  })

  it('a provider in trouble may be tried again later', async () => {
    await under.answerWith(503)
    await assert.rejects(under.sms.send({ to, text: 'hello' }, key()), fails('unavailable', true))
    await under.answerWith(429)
    await assert.rejects(under.sms.send({ to, text: 'hello' }, key()), fails('rate-limited', true))
    await under.answerWith(undefined)
    await under.down(true)
    await assert.rejects(under.sms.send({ to, text: 'hello' }, key()), fails('unavailable', true))
    await under.down(false)
    await under.sms.send({ to, text: 'back again' }, key())
    assert.equal((await under.received(to))[0], 'back again')
  })

  it('a caller who has given up is not kept waiting', async () => {
    const signal = AbortSignal.abort()
    await assert.rejects(under.sms.send({ to, text: 'too late' }, { ...key(), signal }), fails('unavailable', true))
  })
}
