import type { Tx } from '../../kit/sql.ts'
import type { DeliveriesContext } from './context.ts'
import { step } from './domain/states.ts'
import { lockDelivery, writeChange } from './store/deliveries.ts'
import { closeOffer } from './store/offers.ts'
import { tellAfterCommit } from './tasks.ts'

export type Recalled = 'recalled' | 'on_the_road' | 'none'

/** Calls a delivery off while no rider has the goods, under its row's lock. Again gives the same answer. */
export async function recall(
  context: DeliveriesContext,
  tx: Tx,
  { orderId, reason }: { orderId: string; reason: string },
): Promise<Recalled> {
  const delivery = await lockDelivery(tx, { orderId })
  if (!delivery) return 'none'
  const next = step(delivery.state, 'cancel')
  if (next.kind === 'refused') return 'on_the_road'
  if (next.kind !== 'moved') return 'recalled'
  const atMs = context.clock.now()
  await closeOffer(tx, delivery.id, 'withdrawn', new Date(atMs))
  await writeChange(tx, delivery, { to: next.to, atMs, actor: 'system:orders', reason })
  // What is remembered of store names serves: no calls from within a transaction.
  await tellAfterCommit(context, tx, delivery, context.stores.known())
  context.db.afterCommit(tx, () => context.dispatcher.kick())
  return 'recalled'
}
