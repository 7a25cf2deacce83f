import type { SendOptions, Sent } from '../send.ts'

/** A notification for one device. `link` opens on a tap; `ttlS` is how long it is worth showing (seconds, a day by default). */
export type PushMessage = {
  token: string
  title: string
  body: string
  data?: Record<string, string>
  link?: string
  ttlS?: number
}

export type Push = AsyncDisposable & {
  name: string
  /** @throws SendError; `invalid-recipient` means the app was removed: forget the token */
  send(message: PushMessage, options: SendOptions): Promise<Sent>
}
