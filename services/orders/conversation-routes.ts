import Type from 'typebox'
import { OrderId } from '../../contracts/ids.ts'
import { CallParty } from '../../contracts/notifications.ts'
import { chat, MessageInput, OrderMessage, OrderMessages } from '../../contracts/order-messages.ts'
import { routesOf } from '../../kit/routes.ts'
import type { OrdersContext } from './context.ts'
import { markConversationRead, partyOf, readConversation, writeMessage } from './conversation.ts'
import { mayCall } from './domain/conversation.ts'
import { getOrder } from './store/orders.ts'

const route = routesOf<OrdersContext>()
const params = Type.Object({ id: OrderId })

/** One address for all who have to do with an order: customer, rider and staff each see their part of it. */
export const conversationRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/orders/:id/messages',
      summary: 'Messages about an order, for its customer, its rider and staff',
      access: 'user',
      params,
      answer: OrderMessages,
      problems: ['orders/not-found'],
    },
    ({ params: { id }, actor }, context) => readConversation(context, id, actor),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/orders/:id/messages',
      summary: 'Write about an order to the other side',
      access: 'user',
      params,
      body: MessageInput,
      answer: OrderMessage,
      status: 201,
      problems: ['orders/not-found', 'orders/conversation-closed', 'orders/conversation-full'],
      rateLimit: { requests: 20, perS: 60 },
    },
    ({ params: { id }, body, actor }, context) => writeMessage(context, id, actor, body),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/orders/:id/messages/read',
      summary: 'Everything up to a message has been read',
      access: 'user',
      params,
      body: Type.Object({ upTo: Type.String({ maxLength: 40 }) }, { additionalProperties: false }),
      status: 204,
      problems: ['orders/not-found'],
    },
    ({ params: { id }, body, actor }, context) => markConversationRead(context, id, actor, body.upTo),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/orders/:id/call',
      summary: 'Be called, and connected to the rider or the customer; neither sees the other’s number',
      access: 'user',
      params,
      answer: Type.Object({ ringing: Type.Literal(true) }),
      status: 202,
      problems: ['orders/not-found', 'orders/call-not-possible', 'notifications/unavailable'],
      rateLimit: { requests: 5, perS: 600 },
    },
    async ({ params: { id }, actor }, { db, call }) => {
      const { order, party } = partyOf(await getOrder(db.sql, id), actor)
      if (!mayCall(order) || party.side === 'staff') throw chat('orders/call-not-possible')
      const other = party.side === 'rider' ? order.userId : order.rider!.userId
      const { kind } = await call(CallParty, { orderId: id, callerId: party.userId, calleeId: other })
      if (kind === 'no-number') throw chat('orders/call-not-possible', { detail: 'One of you has left no number' })
      return { ringing: true as const }
    },
  ),
]
