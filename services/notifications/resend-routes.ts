import Type from 'typebox'
import { StaffActed } from '../../contracts/audit.ts'
import { type Actor, worksAt } from '../../contracts/identity.ts'
import { OrderId } from '../../contracts/ids.ts'
import { notifications, OrderMessages, Resend, type SentMessage } from '../../contracts/notifications.ts'
import { GetOrderStates, orders } from '../../contracts/orders.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { routesOf } from '../../kit/routes.ts'
import { message, type SqlOrTx } from '../../kit/sql.ts'
import type { NotificationsContext } from './context.ts'
import { resendPauseLeftMs, resendUsefulS } from './domain.ts'
import { findRecipients, reachableOn } from './recipients.ts'
import { addMessages, type NewMessage } from './store/messages.ts'
import { lastOfOrder, lockResends, messagesOfOrder, resendsOf } from './store/resends.ts'
import { say } from './templates/index.ts'

const route = routesOf<NotificationsContext>()
const staff = ['support', 'admin'] as const
const ofOrder = Type.Object({ id: OrderId })
const dayMs = 86_400_000

/** Whose order it is. @throws orders/not-found also for one of another store */
async function customerOf({ call }: NotificationsContext, actor: Actor, orderId: string): Promise<string> {
  const { orders: found } = await call(GetOrderStates, { orderIds: [orderId] })
  const order = found[0]
  if (!order || !worksAt(actor, order.storeId)) throw orders('orders/not-found')
  return order.userId
}

async function showMessages(
  context: NotificationsContext,
  sql: SqlOrTx,
  about: { orderId: string; userId: string },
): Promise<OrderMessages> {
  const [found, recipients] = await Promise.all([
    messagesOfOrder(sql, about),
    findRecipients(context, [about.userId]).catch((error) => {
      context.log.warn({ error }, 'how a customer is reached is not known at the moment')
      return null
    }),
  ])
  const recipient = recipients?.get(about.userId)
  return {
    items: found.map(
      ({ id, template, data, state, createdAt, channel, resent }): SentMessage => ({
        id,
        // Titles only: bodies may have a door code in them, which is the customer's alone.
        title: say(template, data, 'en', context.config.timeZone).title,
        state,
        ...(channel ? { channel } : {}),
        resent,
        at: toTimestamp(createdAt.getTime()),
      }),
    ),
    channels: recipient ? [...reachableOn(recipient)] : [],
  }
}

/** What customers were told about an order, and the last of it once more for who got nothing. */
export const resendRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/admin/orders/:id/notifications',
      summary: 'What the customer of an order was told of it, by which channel, and what became of that',
      access: staff,
      params: ofOrder,
      answer: OrderMessages,
      problems: ['orders/not-found'],
    },
    async ({ params: { id: orderId }, actor }, context) => {
      const userId = await customerOf(context, actor, orderId)
      return showMessages(context, context.db.sql, { orderId, userId })
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/orders/:id/notifications/resend',
      summary: 'Send the last message about an order again, by a channel that leads to its customer',
      access: staff,
      params: ofOrder,
      body: Resend,
      answer: OrderMessages,
      status: 202,
      problems: [
        'orders/not-found',
        'notifications/nothing-to-resend',
        'notifications/not-reachable',
        'notifications/resent-enough',
      ],
      rateLimit: { requests: 30, perS: 60 },
    },
    async ({ params: { id: orderId }, body: { channel, reason }, actor }, context) => {
      const { db, clock } = context
      const userId = await customerOf(context, actor, orderId)
      const recipient = (await findRecipients(context, [userId])).get(userId)
      if (!recipient || !reachableOn(recipient).has(channel)) throw notifications('notifications/not-reachable')
      await db.begin(async (tx) => {
        await lockResends(tx, orderId)
        const last = await lastOfOrder(tx, { orderId, userId })
        if (!last) throw notifications('notifications/nothing-to-resend')
        const nowMs = clock.now()
        const earlier = await resendsOf(tx, { orderId, userId, since: new Date(nowMs - dayMs) })
        const waitMs = resendPauseLeftMs(
          earlier.map((at) => at.getTime()),
          nowMs,
        )
        if (waitMs > 0)
          throw notifications('notifications/resent-enough', {
            headers: { 'retry-after': String(Math.ceil(waitMs / 1_000)) },
          })
        const again = {
          template: last.template,
          userId,
          // The number in it is the last guard: no two of the same order and moment.
          eventId: `resend:${orderId}:${nowMs}`,
          at: toTimestamp(nowMs),
          data: last.data,
          channels: [channel],
          usefulS: resendUsefulS,
          ...(last.link === null ? {} : { link: last.link }),
        }
        await addMessages(tx, [again as NewMessage], nowMs)
        const details = { template: last.template, channel, message: last.id }
        const acted = { actor: actor.userId, action: 'notifications.resent', subject: orderId, reason, details }
        await db.publish(tx, message(StaffActed, orderId, acted))
      })
      return showMessages(context, db.sql, { orderId, userId })
    },
  ),
]
