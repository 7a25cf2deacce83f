import { deliveries } from '../../contracts/deliveries.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { photosOf } from '../../kit/photos.ts'
import type { Tx } from '../../kit/sql.ts'
import type { DeliveriesContext } from './context.ts'
import { arrivedAtMs, countContacts } from './store/contacts.ts'
import type { Delivery } from './store/deliveries.ts'

/** Photos of bags at doors, and how long they are kept: until nobody can complain any more. */
export const doorPhotos = photosOf('deliveries')
export const doorPhotosMax = 3
export const doorPhotosKeptMs = 60 * 24 * 3_600_000

/** Riders scan or read what stands on the bags. @throws deliveries/wrong-bag */
export function checkBag({ handover }: Delivery, code: string): void {
  if (handover !== null && code.trim().toUpperCase() !== handover.toUpperCase())
    throw deliveries('deliveries/wrong-bag')
}

/** Whether the bags may be left at the door without a code: the customer allows it, it is paid, and this rider's photo. */
export async function checkLeaving(tx: Tx, delivery: Delivery) {
  if (!delivery.leaveAtDoor || delivery.cashDuePaise > 0) return deliveries('deliveries/not-at-door')
  const photos = await doorPhotos.idsOf(tx, delivery.id, delivery.pickedUpAt)
  return photos.length > 0 ? undefined : deliveries('deliveries/photo-needed')
}

/** Nobody is absent who was not called and waited for. @throws deliveries/too-soon, with what is missing */
export async function mustHaveWaited(
  { config }: DeliveriesContext,
  tx: Tx,
  delivery: Delivery,
  atMs: number,
): Promise<void> {
  const { id, pickedUpAt } = delivery
  const [arrivedMs, contacts] = await Promise.all([arrivedAtMs(tx, id, pickedUpAt), countContacts(tx, id, pickedUpAt)])
  const untilMs = (arrivedMs ?? atMs) + config.absentWaitS * 1000
  if (contacts > 0 && arrivedMs !== undefined && atMs >= untilMs) return
  throw deliveries('deliveries/too-soon', {
    details: { waitUntil: toTimestamp(untilMs), arrived: arrivedMs !== undefined, contacts },
  })
}
