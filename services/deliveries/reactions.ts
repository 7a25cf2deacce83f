import type { DataOf } from '../../contracts/event.ts'
import { newId } from '../../contracts/ids.ts'
import { topics } from '../../contracts/live.ts'
import { OrderCancelled, OrderPacked, OrderPicking, OrderRated } from '../../contracts/orders.ts'
import { PickExpected } from '../../contracts/stores.ts'
import { batchReactionsOf, reactionsOf } from '../../kit/reactions.ts'
import type { DeliveriesContext } from './context.ts'
import { takePacked } from './packing.ts'
import { recall } from './recall.ts'
import { addDeliveries, setExpected } from './store/deliveries.ts'
import { addRating } from './store/ratings.ts'

const on = reactionsOf<DeliveriesContext>()
const onBatch = batchReactionsOf<DeliveriesContext>()

/** What an order tells of its ride, packed or not. */
const rideOf = (data: DataOf<typeof OrderPacked> | DataOf<typeof OrderPicking>) => ({
  id: newId('delivery'),
  orderId: data.orderId,
  number: data.number,
  userId: data.userId,
  storeId: data.storeId,
  store: data.storePoint,
  dropOff: data.dropOff,
  ...(data.instructions === undefined ? {} : { instructions: data.instructions }),
  cashDuePaise: data.method === 'cash' ? data.total.amount : 0,
  tipPaise: data.tip.amount,
  promisedAt: data.promisedAt,
  ...(data.placedAt === undefined ? {} : { placedAt: data.placedAt }),
  ...(data.window === undefined ? {} : { notBefore: data.window.start }),
  leaveAtDoor: data.leaveAtDoor === true && data.method !== 'cash',
})

export const reactions = [
  /** A rider may set out for what is being picked: bags and cash are guesses until it is packed, and its code is not told. */
  onBatch(OrderPicking, async (events, tx, { db, config, dispatcher }) => {
    if (config.earlyS === 0) return
    await addDeliveries(
      tx,
      events.map(({ at, data }) => {
        const { ambient, chilled, frozen } = data.expectedBags
        return {
          ...rideOf(data),
          doorCode: '',
          bags: Math.max(1, ambient + chilled + frozen),
          zoneBags: data.expectedBags,
          readyAt: data.expectedAt,
          knownAt: at,
        }
      }),
    )
    db.afterCommit(tx, () => dispatcher.kick())
  }),

  /** It may overtake `order.picking`, which other programs tell: then it waits for it. */
  on(PickExpected, async ({ at, data: { orderId, expectedAt } }, tx, { db, dispatcher, live }) => {
    const concerned = await setExpected(tx, { orderId, readyAt: expectedAt, toldAt: at })
    db.afterCommit(tx, () => {
      for (const { id, riderId } of concerned) {
        if (riderId) live.publish(topics.rider(riderId), { type: 'changed', data: { id } })
        dispatcher.kick()
      }
    })
  }),

  onBatch(OrderPacked, (events, tx, context) => {
    const orders = events.map(({ at, data }) => ({
      ...rideOf(data),
      doorCode: data.doorCode,
      bags: data.bags,
      readyAt: at,
      ...(data.handover === undefined ? {} : { handover: data.handover }),
      ...(data.zoneBags === undefined ? {} : { zoneBags: data.zoneBags }),
    }))
    return takePacked(context, tx, orders)
  }),

  /** Nobody rides for a cancelled order; once the bags have left the store, it is the rider's hand-over that counts. */
  on(OrderCancelled, async ({ data }, tx, context) => {
    const called = await recall(context, tx, data)
    if (called === 'on_the_road') context.log.warn({ orderId: data.orderId }, 'a cancelled order is on its way already')
  }),

  on(OrderRated, ({ data, at }, tx) => addRating(tx, data, at)),
]
