import type { SendOptions, Sent } from '../send.ts'

export type EmailMessage = { to: string; toName?: string; subject: string; text: string; html?: string }

export type Email = AsyncDisposable & {
  name: string
  /** @throws SendError */
  send(message: EmailMessage, options: SendOptions): Promise<Sent>
}
