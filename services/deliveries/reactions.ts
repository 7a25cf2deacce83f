import { newId } from '../../contracts/ids.ts'
import { OrderCancelled, OrderPacked } from '../../contracts/orders.ts'
import { batchReactionsOf, reactionsOf } from '../../kit/reactions.ts'
import type { DeliveriesContext } from './context.ts'
import { step } from './domain/states.ts'
import { addDeliveries, lockDelivery, writeChange } from './store/deliveries.ts'
import { closeOffer } from './store/offers.ts'
import { tellAfterCommit } from './tasks.ts'

const on = reactionsOf<DeliveriesContext>()
const onBatch = batchReactionsOf<DeliveriesContext>()

export const reactions = [
  /** Packed orders wait for riders. An order that is known keeps the delivery it has. */
  onBatch(OrderPacked, async (events, tx, { db, dispatcher }) => {
    await addDeliveries(
      tx,
      events.map(({ at, data }) => ({
        id: newId('delivery'),
        orderId: data.orderId,
        number: data.number,
        userId: data.userId,
        storeId: data.storeId,
        store: data.storePoint,
        dropOff: data.dropOff,
        doorCode: data.doorCode,
        ...(data.instructions === undefined ? {} : { instructions: data.instructions }),
        bags: data.bags,
        cashDuePaise: data.method === 'cash' ? data.total.amount : 0,
        tipPaise: data.tip.amount,
        promisedAt: data.promisedAt,
        readyAt: at,
      })),
    )
    db.afterCommit(tx, () => dispatcher.kick())
  }),

  /** Nobody rides for a cancelled order; once the bags have left the store, it is the rider's hand-over that counts. */
  on(OrderCancelled, async ({ data }, tx, context) => {
    const delivery = await lockDelivery(tx, { orderId: data.orderId })
    if (!delivery) return
    const next = step(delivery.state, 'cancel')
    if (next.kind === 'refused')
      context.log.warn({ deliveryId: delivery.id, state: delivery.state }, 'a cancelled order is on its way already')
    if (next.kind !== 'moved') return
    const atMs = context.clock.now()
    await closeOffer(tx, delivery.id, 'withdrawn', new Date(atMs))
    await writeChange(tx, delivery, { to: next.to, atMs, actor: 'system:orders', reason: data.reason })
    // What is remembered of store names serves: no calls from within a reaction.
    await tellAfterCommit(context, tx, delivery, context.stores.known())
    context.db.afterCommit(tx, () => context.dispatcher.kick())
  }),
]
