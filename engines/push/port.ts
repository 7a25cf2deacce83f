import type { SendOptions, Sent } from '../send.ts'

/** A notification for one device. `link` opens on a tap; `ttlS` is how long it is worth showing (seconds, a day by default). */
export type PushMessage = {
  /** Of an app: what its provider gave it. Of a browser: its subscription, as JSON. */
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

/** Push to browsers, each through the service of its own vendor. */
export type WebPush = Push & {
  /** What browsers subscribe with (VAPID), base64url. */
  publicKey: string
  /** Why messages may not be sent to this address, or undefined where they may. */
  whyRefused(endpoint: string): string | undefined
}
