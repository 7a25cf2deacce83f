import { createDecipheriv, createECDH, type ECDH, hkdfSync, randomBytes } from 'node:crypto'

/** What a push service keeps for a browser. `body` is base64. */
export interface Kept {
  readonly body: string
  readonly topic: string | null
  readonly ttlS: number
}

/** A browser that subscribed at the stand-in, with the keys that only it has; for tests. */
export async function openBrowserDevice(sandboxUrl: string, publicKey: string) {
  const answer = await fetch(`${sandboxUrl}/web-push/subscriptions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ publicKey }),
  })
  if (!answer.ok) throw new Error(await answer.text())
  const { id, endpoint } = (await answer.json()) as { id: string; endpoint: string }
  const curve = createECDH('prime256v1')
  curve.generateKeys()
  const secret = randomBytes(16)
  const at = `${sandboxUrl}/web-push/subscriptions/${id}`
  const kept = async () => ((await (await fetch(`${at}/messages`)).json()) as { items: Kept[] }).items
  return {
    subscription: {
      endpoint,
      keys: { p256dh: curve.getPublicKey().toString('base64url'), auth: secret.toString('base64url') },
    },
    /** What came, as the service keeps it; the newest first. */
    kept,
    /** What came, as only this browser can read it; the newest first. */
    read: async () =>
      (await kept()).map(
        ({ body }) => JSON.parse(decrypt(Buffer.from(body, 'base64'), curve, secret)) as Record<string, unknown>,
      ),
    /** The permission is taken back. */
    leave: async () => void (await fetch(at, { method: 'DELETE' })),
  }
}

/** A message of one record (RFC 8188) under the keys of a browser (RFC 8291), by the letter of the RFCs. */
function decrypt(message: Buffer, browser: ECDH, secret: Buffer): string {
  const salt = message.subarray(0, 16)
  const sender = message.subarray(21, 21 + message[20]!)
  const record = message.subarray(21 + message[20]!)
  const derive = (saltOf: Buffer, key: Buffer, info: Buffer, length: number) =>
    Buffer.from(hkdfSync('sha256', key, saltOf, info, length))
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), browser.getPublicKey(), sender])
  const key = derive(secret, browser.computeSecret(sender), info, 32)
  const cipher = createDecipheriv(
    'aes-128-gcm',
    derive(salt, key, Buffer.from('Content-Encoding: aes128gcm\0'), 16),
    derive(salt, key, Buffer.from('Content-Encoding: nonce\0'), 12),
  )
  cipher.setAuthTag(record.subarray(-16))
  const padded = Buffer.concat([cipher.update(record.subarray(0, -16)), cipher.final()])
  // What follows the last 2 is padding.
  return padded.subarray(0, padded.lastIndexOf(2)).toString()
}
