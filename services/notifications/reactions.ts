import { DeliveryArriving, DeliveryAssigned, DeliveryPickedUp } from '../../contracts/deliveries.ts'
import type { EventOf, EventType } from '../../contracts/event.ts'
import { OrderMessaged } from '../../contracts/order-messages.ts'
import {
  OrderCancelled,
  OrderConfirmed,
  OrderDelivered,
  OrderFailed,
  OrderLineSubstituted,
  OrderPacked,
  OrderPlaced,
} from '../../contracts/orders.ts'
import { LateCredited, PaymentFailed, PaymentRefunded } from '../../contracts/payments.ts'
import { SubstitutionProposed } from '../../contracts/substitutions.ts'
import { UserDeleted, UserRegistered } from '../../contracts/users.ts'
import { batchReactionsOf } from '../../kit/reactions.ts'
import type { Tx } from '../../kit/sql.ts'
import type { NotificationsContext } from './context.ts'
import { addMessages, dropMessagesOf, type NewMessage } from './store/messages.ts'
import { addOrders, findOrders, type KnownOrder, keepDoorCodes, nameRiders } from './store/orders.ts'
import { addPurchases, cancelPurchases, forgetPurchases } from './store/purchases.ts'
import { forgetRecipients } from './store/recipients.ts'
import { forgetRecipientsOfCampaigns } from './store/recipients-of-campaigns.ts'

const onBatch = batchReactionsOf<NotificationsContext>()

const orderLink = (orderId: string): string => `/orders/${orderId}`

/** What is the same in every message about an order. */
const about = (event: { id: string; at: string }, order: { orderId: string; userId: string }) => ({
  eventId: event.id,
  at: event.at,
  userId: order.userId,
  link: orderLink(order.orderId),
})

/** Messages for events that name the order but not its customer or number. */
async function tell<E extends EventType>(
  events: EventOf<E>[],
  tx: Tx,
  { clock }: NotificationsContext,
  message: (event: EventOf<E>, order: KnownOrder) => NewMessage,
): Promise<void> {
  const idOf = (event: EventOf<E>) => (event.data as { orderId: string }).orderId
  if (events.length === 0) return
  const orders = await findOrders(tx, [...new Set(events.map(idOf))])
  const messages = events.map((event) => message(event, orders.get(idOf(event))!))
  await addMessages(tx, messages, clock.now())
}

export const reactions = [
  onBatch(UserRegistered, (events, tx, { clock }) =>
    addMessages(
      tx,
      events.map(({ id, at, data: { userId, name } }) => ({
        template: 'welcome',
        eventId: id,
        at,
        userId,
        data: { name },
      })),
      clock.now(),
    ),
  ),
  onBatch(UserDeleted, async (events, tx) => {
    const userIds = events.map((event) => event.data.userId)
    await dropMessagesOf(tx, userIds)
    await forgetRecipients(tx, userIds)
    await forgetPurchases(tx, userIds)
    await forgetRecipientsOfCampaigns(tx, userIds)
  }),
  onBatch(OrderPlaced, async (events, tx) => {
    await addOrders(
      tx,
      events.map(({ at, data: { orderId, userId, number } }) => ({ orderId, userId, number, placedAt: at })),
    )
    await addPurchases(
      tx,
      events.map(({ at, data: { orderId, userId, storeId, coupon, lines = [] } }) => ({
        orderId,
        userId,
        storeId,
        placedAt: at,
        coupon,
        productIds: lines.map((line) => line.productId),
      })),
    )
  }),
  onBatch(OrderConfirmed, (events, tx, { clock }) =>
    addMessages(
      tx,
      events.map(({ data, ...event }) => ({
        template: 'order_confirmed',
        ...about(event, data),
        data: {
          number: data.number,
          promisedAt: data.promisedAt,
          total: data.total.amount,
          method: data.method,
        },
      })),
      clock.now(),
    ),
  ),
  onBatch(OrderLineSubstituted, (events, tx, { clock }) =>
    addMessages(
      tx,
      events.map(({ data, ...event }) => ({
        template: 'order_substituted',
        ...about(event, data),
        data: { number: data.number, byName: data.byName, quantity: data.quantity },
      })),
      clock.now(),
    ),
  ),
  onBatch(OrderMessaged, (events, tx, { clock }) =>
    addMessages(
      tx,
      events.flatMap(({ id, at, data }) =>
        data.to.map(({ userId, side }) => ({
          template: 'order_message' as const,
          eventId: id,
          at,
          userId,
          link: side === 'rider' ? `/rider/messages/${data.orderId}` : `${orderLink(data.orderId)}?talk=${data.thread}`,
          data: { number: data.number, from: data.from, text: data.text },
        })),
      ),
      clock.now(),
    ),
  ),
  onBatch(SubstitutionProposed, (events, tx, { clock }) =>
    addMessages(
      tx,
      events.map(({ data, ...event }) => ({
        template: 'order_proposal',
        ...about(event, data),
        data: {
          number: data.number,
          name: data.name,
          byName: data.byName,
          seconds: Math.max(1, Math.round((Date.parse(data.expiresAt) - Date.parse(event.at)) / 1_000)),
        },
      })),
      clock.now(),
    ),
  ),
  onBatch(OrderPacked, (events, tx) =>
    keepDoorCodes(
      tx,
      events.map(({ data: { orderId, doorCode } }) => ({ orderId, doorCode })),
    ),
  ),
  onBatch(DeliveryAssigned, (events, tx) =>
    nameRiders(
      tx,
      events.map(({ data: { orderId, riderName } }) => ({ orderId, riderName })),
    ),
  ),
  onBatch(DeliveryPickedUp, (events, tx, context) =>
    tell(events, tx, context, ({ data, ...event }, order) => ({
      template: 'on_the_way',
      ...about(event, order),
      data: { number: order.number, riderName: order.riderName, etaAt: data.etaAt, doorCode: order.doorCode },
    })),
  ),
  onBatch(DeliveryArriving, (events, tx, context) =>
    tell(events, tx, context, (event, order) => ({
      template: 'arriving',
      ...about(event, order),
      data: { number: order.number, riderName: order.riderName },
    })),
  ),
  onBatch(OrderDelivered, (events, tx, { clock }) =>
    addMessages(
      tx,
      events.map(({ data, ...event }) => ({
        template: 'order_delivered',
        ...about(event, data),
        data: { number: data.number, total: data.total.amount },
      })),
      clock.now(),
    ),
  ),
  onBatch(OrderCancelled, async (events, tx, { clock }) => {
    await cancelPurchases(
      tx,
      events.map(({ at, data: { orderId, userId } }) => ({ orderId, userId, at })),
    )
    await addMessages(
      tx,
      events.map(({ data, ...event }) => ({
        template: 'order_cancelled',
        ...about(event, data),
        data: { number: data.number },
      })),
      clock.now(),
    )
  }),
  onBatch(OrderFailed, async (events, tx, { clock }) => {
    await cancelPurchases(
      tx,
      events.map(({ at, data: { orderId, userId } }) => ({ orderId, userId, at })),
    )
    await addMessages(
      tx,
      events.map(({ data, ...event }) => ({
        template: 'order_failed',
        ...about(event, data),
        data: { number: data.number },
      })),
      clock.now(),
    )
  }),
  // A final failure cancels the order, and of that the customer hears anyway.
  onBatch(PaymentFailed, (events, tx, context) =>
    tell(
      events.filter((event) => !event.data.final),
      tx,
      context,
      (event, order) => ({ template: 'payment_failed', ...about(event, order), data: { number: order.number } }),
    ),
  ),
  onBatch(PaymentRefunded, (events, tx, context) =>
    tell(events, tx, context, ({ data, ...event }, order) => ({
      template: 'payment_refunded',
      ...about(event, order),
      data: { number: order.number, amount: data.amount.amount, toWallet: data.to === 'wallet' },
    })),
  ),
  onBatch(LateCredited, (events, tx, context) =>
    tell(events, tx, context, ({ data, ...event }, order) => ({
      template: 'late_credit',
      ...about(event, data),
      data: { number: order.number, amount: data.amount.amount, lateMinutes: data.lateMinutes },
    })),
  ),
]
