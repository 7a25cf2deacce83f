import { Problem } from '../../contracts/problem.ts'
import type { DeliveriesContext } from './context.ts'
import { doneAtMs } from './domain/deeds.ts'
import { addTooLate } from './store/deeds.ts'
import { type Delivery, getDelivery } from './store/deliveries.ts'

/** Refusals which say that a delivery has ended, or gone to somebody else, without this rider. */
const overtaken: readonly string[] = ['deliveries/wrong-state', 'deliveries/not-yours']

/**
 * Keeps in a delivery's history that a rider who carried it told another end of it than the one that stands: staff have to
 * know that somebody says to have handed over what they gave up. It changes nothing else, and is kept once.
 * @param say what the rider did, in the words of the history
 */
export async function noteTooLate(
  { db, clock }: DeliveriesContext,
  { id, riderId, at }: { id: string; riderId: string; at?: string | undefined },
  error: unknown,
  say: (delivery: Delivery) => string,
): Promise<void> {
  if (!(error instanceof Problem) || !overtaken.includes(error.code)) return
  const delivery = await getDelivery(db.sql, id)
  if (!delivery) return
  const doneAt = new Date(doneAtMs(at, { nowMs: clock.now(), sinceMs: undefined }))
  await addTooLate(db.sql, { deliveryId: id, riderId, at: doneAt, what: say(delivery) })
}
