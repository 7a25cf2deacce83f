import { RecallDelivery } from '../../contracts/deliveries.ts'
import { topics } from '../../contracts/live.ts'
import { money } from '../../contracts/money.ts'
import { OrderCancelled, type OrderStatus } from '../../contracts/orders.ts'
import { fromTimestamp } from '../../contracts/time.ts'
import { carriedTrace, currentContext, runInContext } from '../../kit/context.ts'
import { type Message, message, type Tx } from '../../kit/sql.ts'
import { recordIn } from '../../kit/trace.ts'
import type { OrdersContext } from './context.ts'
import { advance, deadlineOf, type Step } from './domain/machine.ts'
import { lockOrder, type StoredOrder, saveOrder } from './store/orders.ts'

export const aboutOrder = (order: StoredOrder) => ({
  orderId: order.id,
  number: order.number,
  userId: order.userId,
  storeId: order.storeId,
})

/**
 * The one way in which orders move: under the row's lock, by the table of the machine, with the history kept, events in
 * the same commit, and everyone who looks at the order told after it.
 * Whoever takes the step, its events and its line in the log are of the trace in which the order was placed, so that one
 * trace tells its whole life; the trace of the deed itself is linked.
 * @param change what else becomes of the order with the step, and what is told
 * @returns the order as it is now, or null when the step is not allowed; nothing is written then
 */
export async function move(
  context: OrdersContext,
  tx: Tx,
  before: StoredOrder,
  step: Step,
  change: (order: StoredOrder) => { order?: StoredOrder; messages?: Message[] } = () => ({}),
): Promise<StoredOrder | null> {
  const { db, live, config } = context
  const advanced = advance(before, step)
  if (!advanced) return null
  const cause = currentContext()
  const atMs = fromTimestamp(step.at)
  const windowStartMs = before.window ? fromTimestamp(before.window.start) : undefined
  const stepped = { ...before, ...advanced, deadlineAtMs: deadlineOf(step.to, atMs, config, windowStartMs) }
  const trace = before.trace === null && cause ? cause : carriedTrace(before.trace)
  const order = await recordIn(
    trace,
    'internal',
    `order ${step.to}`,
    async () => {
      const { order = stepped, messages = [] } = change(stepped)
      await saveOrder(tx, order)
      await db.publish(tx, ...messages)
      return order
    },
    { links: cause ? [cause] : [] },
  )
  db.afterCommit(tx, () => {
    runInContext(trace, () => tellStep(context, order, step, cause?.traceId))
    live.publish(topics.order(order.id), { type: 'status', data: { status: step.to, at: step.at } })
    live.publish(topics.city, { type: 'order', data: { orderId: order.id, status: step.to, at: step.at } })
  })
  return order
}

/** Counts a step that has been committed, and tells of it in the log. */
export function tellStep(
  { log, metrics }: OrdersContext,
  order: StoredOrder,
  { to, actor }: { to: OrderStatus; actor: string },
  cause?: string,
): void {
  metrics.ordersTotal.inc({ status: to })
  if (to === 'delivered' && order.deliveredAtMs !== null) {
    metrics.promises.inc({ outcome: order.deliveredAtMs <= order.promisedAtMs ? 'kept' : 'broken' })
    metrics.deliverySeconds.observe(Math.max(0, order.deliveredAtMs - order.placedAtMs) / 1000)
  }
  log.info(
    {
      'event.dataset': 'tokri.orders',
      'event.action': `order.${to}`,
      orderId: order.id,
      orderStatus: to,
      storeId: order.storeId,
      actor,
      ...(cause === undefined ? {} : { causeTraceId: cause }),
    },
    'order moved',
  )
}

/** Cancels: stores, payments and deliveries each undo their part when they hear of it. */
export const cancel = (
  context: OrdersContext,
  tx: Tx,
  before: StoredOrder,
  by: Omit<Step, 'to'> & { reason: string },
) =>
  move(context, tx, before, { ...by, to: 'cancelled' }, (order) => ({
    messages: [
      message(OrderCancelled, order.id, {
        ...aboutOrder(order),
        from: before.status,
        actor: by.actor,
        reason: by.reason,
        method: order.method,
        total: money(order.totals.total.amount - order.refundedPaise),
      }),
    ],
  }))

/** Locks an order for a reaction. An order of another installation or a restored backup may be unknown: then nothing is done. */
export async function lockKnown(
  { log }: OrdersContext,
  tx: Tx,
  orderId: string,
  heard: string,
): Promise<StoredOrder | null> {
  const order = await lockOrder(tx, orderId)
  if (!order) log.warn({ orderId, heard }, 'heard of an order that is not known')
  return order
}

/** Moves on what was heard; what is not allowed any more (a late message) is noted in the log and changes nothing. */
export async function follow(
  context: OrdersContext,
  tx: Tx,
  orderId: string,
  step: Step,
  change?: (order: StoredOrder) => { order?: StoredOrder; messages?: Message[] },
): Promise<StoredOrder | null> {
  const before = await lockKnown(context, tx, orderId, step.to)
  if (!before) return null
  const after = await move(context, tx, before, step, change)
  if (!after && before.status !== step.to)
    context.log.info({ orderId, from: before.status satisfies OrderStatus, to: step.to }, 'a step came too late')
  return after
}

/**
 * Before an order that is packed or has a rider is cancelled, its delivery is called back: the rider cannot pick up then.
 * Outside of any transaction, since deliveries has its own.
 */
export async function callBack(
  { call }: OrdersContext,
  order: StoredOrder,
  reason: string,
): Promise<'free' | 'on_the_road'> {
  if (order.status !== 'packed' && order.status !== 'assigned') return 'free'
  const { kind } = await call(RecallDelivery, { orderId: order.id, reason })
  return kind === 'on_the_road' ? 'on_the_road' : 'free'
}
