import type { SendOptions, Sent } from '../send.ts'

/** `to` in E.164 form, such as +919812345678; text of at most 1,600 characters. */
export type SmsMessage = { to: string; text: string }

export type Sms = AsyncDisposable & {
  name: string
  /** @throws SendError */
  send(message: SmsMessage, options: SendOptions): Promise<Sent>
}
