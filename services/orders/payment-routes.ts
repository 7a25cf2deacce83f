import Type from 'typebox'
import { OrderId } from '../../contracts/ids.ts'
import { Order, orders, PaymentMethod } from '../../contracts/orders.ts'
import { SwitchPayment } from '../../contracts/payments.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { routesOf } from '../../kit/routes.ts'
import type { OrdersContext } from './context.ts'
import { answer, confirmedMessage } from './place.ts'
import { getOrder, lockOrder, type StoredOrder } from './store/orders.ts'
import { move } from './transitions.ts'

const route = routesOf<OrdersContext>()

const waiting = (order: StoredOrder | null, userId: string): StoredOrder => {
  if (order?.userId !== userId) throw orders('orders/not-found')
  return order
}

export const paymentRoutes = [
  route(
    {
      method: 'POST',
      path: '/v1/orders/:id/payment',
      summary: 'Pay an order that waits for its card another way: from the wallet, or in cash at the door',
      priority: 'order',
      access: 'user',
      params: Type.Object({ id: OrderId }),
      body: Type.Object({ method: PaymentMethod }, { additionalProperties: false }),
      answer: Order,
      problems: ['orders/not-found', 'orders/not-waiting', 'orders/wallet-short'],
      rateLimit: { requests: 20, perS: 60 },
    },
    ({ params: { id }, body: { method }, actor }, context) => payAnotherWay(context, { id, method, actor }),
  ),
]

/**
 * First payments gives up what was begun at the provider, for good; then the order is confirmed. A crash in between
 * leaves an order that waits, and asking again goes on. Was the card quicker, the order is confirmed by that.
 */
async function payAnotherWay(
  context: OrdersContext,
  { id, method, actor }: { id: string; method: StoredOrder['method']; actor: { userId: string } },
): Promise<Order> {
  const { db, call, clock } = context
  const order = waiting(await getOrder(db.sql, id), actor.userId)
  if (order.status !== 'pending_payment') {
    // Asked twice: it has been done.
    if (order.method === method && order.status === 'confirmed') return answer(context, order)
    throw orders('orders/not-waiting')
  }
  if (method === order.method) return answer(context, order)
  if (method === 'card' || method === 'upi' || order.method === 'wallet' || order.method === 'cash')
    throw orders('orders/not-waiting', { detail: 'Its card or UPI payment can still be made as it is' })
  const switched = await call(SwitchPayment, {
    orderId: id,
    userId: order.userId,
    amount: order.totals.total,
    from: order.method,
    to: method,
  })
  if (switched.kind === 'short') throw orders('orders/wallet-short', { details: { balance: switched.balance } })
  if (switched.kind === 'paid') throw orders('orders/not-waiting', { detail: 'The card has paid it in this moment' })
  const confirmed = await db.begin(async (tx) => {
    const before = waiting(await lockOrder(tx, id), actor.userId)
    if (before.status === 'confirmed' && before.method === method) return before
    const step = { to: 'confirmed', at: toTimestamp(clock.now()), actor: actor.userId } as const
    return move(context, tx, before, step, (stepped) => {
      const paid = { ...stepped, method }
      return { order: paid, messages: [confirmedMessage(paid)] }
    })
  })
  // Its time was over in this moment.
  if (!confirmed) throw orders('orders/not-waiting')
  return answer(context, confirmed)
}
