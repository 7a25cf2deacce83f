import { newId } from '../../contracts/ids.ts'
import { OrderCancelled, OrderPacked, OrderRated } from '../../contracts/orders.ts'
import { batchReactionsOf, reactionsOf } from '../../kit/reactions.ts'
import type { DeliveriesContext } from './context.ts'
import { recall } from './recall.ts'
import { addDeliveries } from './store/deliveries.ts'
import { addRating } from './store/ratings.ts'

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
        ...(data.placedAt === undefined ? {} : { placedAt: data.placedAt }),
        ...(data.window === undefined ? {} : { notBefore: data.window.start }),
        ...(data.handover === undefined ? {} : { handover: data.handover }),
        ...(data.zoneBags === undefined ? {} : { zoneBags: data.zoneBags }),
        leaveAtDoor: data.leaveAtDoor === true && data.method !== 'cash',
      })),
    )
    db.afterCommit(tx, () => dispatcher.kick())
  }),

  /** Nobody rides for a cancelled order; once the bags have left the store, it is the rider's hand-over that counts. */
  on(OrderCancelled, async ({ data }, tx, context) => {
    const called = await recall(context, tx, data)
    if (called === 'on_the_road') context.log.warn({ orderId: data.orderId }, 'a cancelled order is on its way already')
  }),

  on(OrderRated, ({ data, at }, tx) => addRating(tx, data, at)),
]
