import { type VapidKeys, vapidKeysOf } from '../engines/push/vapid.ts'
import type { ProcessConfig } from './config.ts'
import { keepSecret } from './secrets.ts'

/** What is wrong with the variables of push to browsers. */
export function vapidFaults({ vapidPublicKey, vapidPrivateKey, vapidSubject }: ProcessConfig): string[] {
  const faults: string[] = []
  if (vapidSubject && !/^(mailto:.+@|https:\/\/)/.test(vapidSubject))
    faults.push('TOKRI_VAPID_SUBJECT must begin with mailto: or https://')
  if (vapidPublicKey && !vapidPrivateKey) faults.push('TOKRI_VAPID_PUBLIC_KEY is set without TOKRI_VAPID_PRIVATE_KEY')
  if (vapidPrivateKey)
    try {
      if (vapidPublicKey && vapidKeysOf(vapidPrivateKey).publicKey !== vapidPublicKey)
        faults.push('TOKRI_VAPID_PUBLIC_KEY does not belong to TOKRI_VAPID_PRIVATE_KEY')
    } catch {
      faults.push('TOKRI_VAPID_PRIVATE_KEY must be a private key of P-256, base64url')
    }
  return faults
}

/** Keys of this installation; outside of production made once and kept. Undefined where browsers get no messages. */
export function vapidOf(config: ProcessConfig, home: string): (VapidKeys & { subject: string }) | undefined {
  if (!config.vapidPrivateKey && config.env === 'production') return undefined
  const privateKey =
    config.vapidPrivateKey ?? Buffer.from(keepSecret(home, 'vapid', undefined, 32), 'hex').toString('base64url')
  const own = config.publicUrl?.startsWith('https:') ? config.publicUrl : 'mailto:push@tokri.example'
  return { ...vapidKeysOf(privateKey), subject: config.vapidSubject ?? own }
}
