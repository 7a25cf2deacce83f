import { createECDH } from 'node:crypto'

export type VapidKeys = { publicKey: string; privateKey: string }

/** The pair that belongs to a private key of P-256 (base64url, 32 bytes). @throws Error for what is no such key */
export function vapidKeysOf(privateKey: string): VapidKeys {
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(Buffer.from(privateKey, 'base64url'))
  return { publicKey: curve.getPublicKey().toString('base64url'), privateKey }
}
