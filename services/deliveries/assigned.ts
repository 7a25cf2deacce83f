import { DeliveryAssigned } from '../../contracts/deliveries.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { message, type Tx } from '../../kit/sql.ts'
import type { DeliveriesContext } from './context.ts'
import { type Delivery, setAssignedTold } from './store/deliveries.ts'
import { getRider } from './store/riders.ts'
import { pictureOf } from './store/tracking.ts'

/** Tells that a rider comes for a packed order. */
export async function tellAssigned(
  { db }: DeliveriesContext,
  tx: Tx,
  { id, orderId, storeId }: Delivery,
  riderId: string,
  etaAt: string,
): Promise<void> {
  const rider = await getRider(tx, riderId)
  const about = { deliveryId: id, orderId, storeId, riderId }
  await db.publish(tx, message(DeliveryAssigned, orderId, { ...about, riderName: rider?.name ?? '', etaAt }))
}

/** The same of what was accepted before it was packed, now that it is. The caller has locked its row. */
export async function tellHeldBack(context: DeliveriesContext, tx: Tx, delivery: Delivery): Promise<void> {
  const { etaAt = null, toldAt = null } = (await pictureOf(tx, { id: delivery.id })) ?? {}
  const etaAtMs = Math.max(context.clock.now(), (toldAt ?? etaAt)?.getTime() ?? 0)
  await tellAssigned(context, tx, delivery, delivery.riderId!, toTimestamp(etaAtMs))
  await setAssignedTold(tx, delivery.id)
}
