import type { Tx } from '../../kit/sql.ts'
import { tellHeldBack } from './assigned.ts'
import type { DeliveriesContext } from './context.ts'
import { addDeliveries, type NewDelivery, packKnown } from './store/deliveries.ts'
import { tellAfterCommit } from './tasks.ts'

/**
 * Packed orders wait for riders, or for the one who is on the way already: then others hear of that one now. An order that
 * is known as packed keeps the delivery it has.
 */
export async function takePacked(context: DeliveriesContext, tx: Tx, orders: readonly NewDelivery[]): Promise<void> {
  const { db, clock, dispatcher, stores } = context
  const known = await packKnown(tx, orders, new Date(clock.now()))
  const rest = orders.filter(({ orderId }) => !known.some((each) => each.orderId === orderId))
  await addDeliveries(tx, rest)
  for (const delivery of known) {
    if (delivery.assignedDue) await tellHeldBack(context, tx, delivery)
    await tellAfterCommit(context, tx, delivery, stores.known())
  }
  db.afterCommit(tx, () => dispatcher.kick())
}
