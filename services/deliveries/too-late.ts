import { Problem } from '../../contracts/problem.ts'
import type { Tx } from '../../kit/sql.ts'
import type { DeliveriesContext } from './context.ts'
import { doneAtMs } from './domain/deeds.ts'
import { addTooLate, broughtBack } from './store/deeds.ts'
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

/**
 * The same of a rider who brings back what staff have given up as lost: whether the goods are there is for the store to say
 * (`goods: back`), and until it does nothing is put on a shelf and the ride stays unpaid.
 */
export const noteBroughtBack = (
  tx: Tx,
  { id, riderId, at }: { id: string; riderId: string; at?: string | undefined },
  nowMs: number,
) => {
  const doneAt = new Date(doneAtMs(at, { nowMs, sinceMs: undefined }))
  return addTooLate(tx, { deliveryId: id, riderId, at: doneAt, what: broughtBack })
}
