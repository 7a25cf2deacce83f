import { webhooks } from '../../../contracts/webhooks.ts'
import { whyNotOutside } from '../../../kit/outside.ts'

/** @throws webhooks/address-refused for what is not HTTPS, has a password in it, or names an address that is not of the internet */
export function checkUrl(text: string, privateAllowed: boolean): void {
  const detail = whyNotOutside(text, privateAllowed)
  if (detail) throw webhooks('webhooks/address-refused', { detail })
}
