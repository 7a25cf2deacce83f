import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { SendError, type SendFailure } from '../send.ts'
import type { Push, PushMessage } from './port.ts'

export type PushUnderTest = AsyncDisposable & {
  push: Push
  /** The token of a device that messages reach, and of one whose app was removed. */
  device(): Promise<string>
  removedDevice(): Promise<string>
  /** What reached this device, the newest first. */
  received(token: string): Promise<{ title?: string; body: string; data?: Record<string, unknown> }[]>
  answerWith(status: number | undefined): Promise<void>
  down(is: boolean): Promise<void>
  /** Forgets every sign-in: what was granted before is refused from now on. */
  withdrawSignIns(): Promise<void>
  stranger(): Promise<Push>
}

/** What every push provider does for Tokri. */
export function pushSuite(name: string, open: () => Promise<PushUnderTest>) {
  const it = (title: string, run: () => Promise<void>) => test(`${name}: ${title}`, { timeout: 20_000 }, run)
  let under: PushUnderTest
  let message: PushMessage
  before(async () => {
    under = await open()
    message = {
      token: await under.device(),
      title: 'Packed',
      body: 'Your order is on its way',
      data: { orderId: 'ord_1' },
      link: 'https://tokri.example/orders/ord_1',
    }
  })
  after(() => under[Symbol.asyncDispose]())
  const key = () => ({ idempotencyKey: randomUUID() })
  const fails = (kind: SendFailure, retryable: boolean) => (error: unknown) =>
    error instanceof SendError && error.kind === kind && error.retryable === retryable

  it('a notification reaches its device', async () => {
    assert.ok((await under.push.send(message, key())).providerId)
    assert.deepEqual(await under.received(message.token), [
      { title: 'Packed', body: 'Your order is on its way', data: { orderId: 'ord_1' } },
    ])
  })

  it('a removed app and a malformed token are told apart', async () => {
    await assert.rejects(
      under.push.send({ ...message, token: await under.removedDevice() }, key()),
      fails('invalid-recipient', false),
    )
    await assert.rejects(under.push.send({ ...message, token: 'short' }, key()), fails('invalid-message', false))
  })

  it('a notification beyond four kilobytes is refused', async () => {
    await assert.rejects(
      under.push.send({ ...message, body: 'a'.repeat(5_000) }, key()),
      fails('invalid-message', false),
    )
  })

  it('a wrong service account is refused', async () => {
    await using stranger = await under.stranger()
    await assert.rejects(stranger.send(message, key()), fails('unauthorised', false))
  })

  it('a sign-in withdrawn before its time is renewed without anybody noticing', async () => {
    await under.push.send(message, key())
    await under.withdrawSignIns()
    await under.push.send({ ...message, title: 'Arriving' }, key())
    assert.equal((await under.received(message.token))[0]?.title, 'Arriving')
  })

  it('a provider in trouble may be tried again later', async () => {
    await under.answerWith(503)
    await assert.rejects(under.push.send(message, key()), fails('unavailable', true))
    await under.answerWith(429)
    await assert.rejects(under.push.send(message, key()), fails('rate-limited', true))
    await under.answerWith(undefined)
    await under.down(true)
    await assert.rejects(under.push.send(message, key()), fails('unavailable', true))
    await under.down(false)
    await under.push.send(message, key())
  })
}
