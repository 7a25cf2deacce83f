import { addWebDevice, getWebPushKey, listPushDevices, removePushDevice } from '../../api-client/push.ts'

/**
 * Whether this browser is told of orders: `unsupported` by it or by the shop, `blocked` by the person (only the settings
 * of the browser change that), `off`, `on`.
 */
export type PushHere = 'unsupported' | 'blocked' | 'off' | 'on'

const supported = () => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window

/** Without waiting for a service worker that may never come. */
const registration = async () => (supported() ? navigator.serviceWorker.getRegistration('/') : undefined)

/** As the API names a browser: the SHA-256 of its endpoint. */
async function idOf({ endpoint }: PushSubscription): Promise<string> {
  return base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint)))
}

const base64url = (bytes: ArrayBuffer) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

/** It is on when the browser and the shop both say so, whoever is logged in. */
export async function pushHere(): Promise<PushHere> {
  const worker = await registration()
  if (!worker) return 'unsupported'
  if (Notification.permission === 'denied') return 'blocked'
  const [{ publicKey }, subscription] = await Promise.all([getWebPushKey(), worker.pushManager.getSubscription()])
  if (publicKey === null) return 'unsupported'
  if (!subscription || Notification.permission !== 'granted' || !isOf(subscription, publicKey)) return 'off'
  const [id, { items }] = await Promise.all([idOf(subscription), listPushDevices()])
  return items.some((each) => each.id === id) ? 'on' : 'off'
}

/** Subscribed with the key of before: nothing of ours would reach it. */
function isOf({ options }: PushSubscription, publicKey: string): boolean {
  return options.applicationServerKey === null || base64url(options.applicationServerKey) === publicKey
}

/** Asks the person, so it is called on a tap only. */
export async function turnPushOn(): Promise<PushHere> {
  const asked = await Notification.requestPermission()
  if (asked !== 'granted') return asked === 'denied' ? 'blocked' : 'off'
  const [worker, { publicKey }] = await Promise.all([registration(), getWebPushKey()])
  if (!worker || publicKey === null) return 'unsupported'
  const old = await worker.pushManager.getSubscription()
  if (old && !isOf(old, publicKey)) await old.unsubscribe()
  const options = { userVisibleOnly: true, applicationServerKey: publicKey }
  const { endpoint, keys } = (await worker.pushManager.subscribe(options)).toJSON()
  await addWebDevice({ endpoint: endpoint!, keys: { p256dh: keys!.p256dh!, auth: keys!.auth! } })
  return 'on'
}

/** Here and at the shop; what the shop does not hear of, it learns from the push service. */
export async function turnPushOff(): Promise<PushHere> {
  const subscription = await (await registration())?.pushManager.getSubscription()
  if (subscription) {
    await removePushDevice(await idOf(subscription)).catch(() => {})
    await subscription.unsubscribe()
  }
  return 'off'
}
