import type { SendOptions, Sent } from '../send.ts'

/** `to` in E.164 form, such as +919812345678; text of at most 1,600 characters. */
export type SmsMessage = { to: string; text: string }

/**
 * A call between two people over a number of ours. `caller` is rung first, hears `greeting`, and is connected to `callee`;
 * each sees our number only.
 */
export type BridgedCall = { caller: string; callee: string; greeting: string; language: 'en' | 'hi' }

export type Sms = AsyncDisposable & {
  name: string
  /** @throws SendError */
  send(message: SmsMessage, options: SendOptions): Promise<Sent>
  /** Rings the caller; what becomes of the call is between the two. @throws SendError */
  bridge(call: BridgedCall, options: SendOptions): Promise<Sent>
}
