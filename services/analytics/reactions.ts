import { DeliveryAssigned, DeliveryDelivered, DeliveryFailed, RiderShiftChanged } from '../../contracts/deliveries.ts'
import { OrderCancelled, OrderDelivered, OrderFailed, OrderPacked, OrderPlaced } from '../../contracts/orders.ts'
import { PickCompleted, PickStarted } from '../../contracts/stores.ts'
import { UserDeleted } from '../../contracts/users.ts'
import { batchReactionsOf, reactionsOf } from '../../kit/reactions.ts'
import type { AnalyticsContext } from './context.ts'
import { beginTrip, changeShift, endTrip, forgetUsers, noteCustomers, noteOrders } from './store.ts'

const onBatch = batchReactionsOf<AnalyticsContext>()
const on = reactionsOf<AnalyticsContext>()

/** Each event fills its own columns, so that any order of them, and any repeat, ends in the same row. */
export const reactions = [
  onBatch(OrderPlaced, async (events, tx) => {
    await noteOrders(
      tx,
      events.map(({ at, data: { orderId, storeId, userId, total, promisedAt } }) => ({
        order_id: orderId,
        store_id: storeId,
        user_id: userId,
        placed_at: at,
        promised_at: promisedAt,
        total_paise: total.amount,
      })),
    )
    await noteCustomers(
      tx,
      events.map(({ at, data: { userId, orderId } }) => ({ userId, orderId, at })),
    )
  }),
  onBatch(PickStarted, (events, tx) =>
    noteOrders(
      tx,
      events.map(({ at, data: { orderId, storeId } }) => ({
        order_id: orderId,
        store_id: storeId,
        pick_started_at: at,
      })),
    ),
  ),
  onBatch(PickCompleted, (events, tx) =>
    noteOrders(
      tx,
      events.map(({ at, data: { orderId, storeId, lines } }) => ({
        order_id: orderId,
        store_id: storeId,
        picked_at: at,
        ordered_units: lines.reduce((sum, line) => sum + line.ordered, 0),
        picked_units: lines.reduce((sum, line) => sum + line.picked, 0),
      })),
    ),
  ),
  onBatch(OrderPacked, (events, tx) =>
    noteOrders(
      tx,
      events.map(({ data: { orderId, total } }) => ({ order_id: orderId, total_paise: total.amount })),
    ),
  ),
  onBatch(OrderDelivered, (events, tx) =>
    noteOrders(
      tx,
      events.map(({ data: { orderId, total, deliveredAt } }) => ({
        order_id: orderId,
        total_paise: total.amount,
        delivered_at: deliveredAt,
      })),
    ),
  ),
  onBatch(OrderCancelled, (events, tx) =>
    noteOrders(
      tx,
      events.map(({ at, data: { orderId } }) => ({ order_id: orderId, cancelled_at: at })),
    ),
  ),
  onBatch(OrderFailed, (events, tx) =>
    noteOrders(
      tx,
      events.map(({ at, data: { orderId } }) => ({ order_id: orderId, failed_at: at })),
    ),
  ),
  on(DeliveryAssigned, ({ at, data: { orderId, riderId } }, tx) => beginTrip(tx, { orderId, riderId, at })),
  on(DeliveryDelivered, ({ data: { orderId, at } }, tx) => endTrip(tx, orderId, at)),
  on(DeliveryFailed, ({ at, data: { orderId } }, tx) => endTrip(tx, orderId, at)),
  on(RiderShiftChanged, ({ data: { riderId, state, at } }, tx) => changeShift(tx, { riderId, state, at })),
  onBatch(UserDeleted, (events, tx) =>
    forgetUsers(
      tx,
      events.map((event) => event.data.userId),
    ),
  ),
]
