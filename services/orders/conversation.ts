import type { Static } from 'typebox'
import { type Actor, hasRole, worksAt } from '../../contracts/identity.ts'
import { newId } from '../../contracts/ids.ts'
import { topics } from '../../contracts/live.ts'
import {
  chat,
  type MessageInput,
  type OrderMessage,
  OrderMessaged,
  type OrderMessages,
  quickReplies,
  type Side,
  type Thread,
} from '../../contracts/order-messages.ts'
import { orders } from '../../contracts/orders.ts'
import { common } from '../../contracts/problem.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { GetContacts } from '../../contracts/users.ts'
import { runWithin } from '../../kit/context.ts'
import { message } from '../../kit/sql.ts'
import type { OrdersContext } from './context.ts'
import { firstName, mayCall, mayRead, openThreads } from './domain/conversation.ts'
import {
  addMessage,
  countMessages,
  markRead,
  messageOfClient,
  messagesOf,
  readUpTo,
  type StoredMessage,
} from './store/messages.ts'
import { getOrder, lockOrder, type StoredOrder } from './store/orders.ts'

const messagesMax = 300
const excerptMax = 140

export interface Party {
  readonly side: Side
  readonly userId: string
}

/** What somebody is to an order; whoever is nothing to it hears that there is none. @throws orders/not-found */
export function partyOf(order: StoredOrder | null, actor: Actor): { order: StoredOrder; party: Party } {
  const side = !order
    ? null
    : order.userId === actor.userId
      ? 'customer'
      : order.rider?.userId === actor.userId
        ? 'rider'
        : hasRole(actor, 'manager', 'support', 'admin') && worksAt(actor, order.storeId)
          ? 'staff'
          : null
  if (!order || !side) throw orders('orders/not-found')
  return { order, party: { side, userId: actor.userId } }
}

/** The conversations of an order as one of its people may see them. */
export async function readConversation(context: OrdersContext, orderId: string, actor: Actor): Promise<OrderMessages> {
  const { db, clock } = context
  const [found, all, read] = await Promise.all([
    getOrder(db.sql, orderId),
    messagesOf(db.sql, orderId, messagesMax),
    readUpTo(db.sql, orderId),
  ])
  const { order, party } = partyOf(found, actor)
  const visible = all.filter((each) => mayRead(each, party))
  const items = visible.map((each) => show(each, party, read))
  const unread = visible.filter((each) => isUnread(each, party, read)).length
  return {
    items,
    unread,
    open: openThreads(order, party.side, clock.now()),
    callable:
      mayCall(order) && party.side !== 'staff' && (await haveNumbers(context, [order.userId, order.rider!.userId])),
  }
}

/** What was written does not wait longer for whether a call can be offered. */
const askForMs = 500

/** Whether each of them has left a number. While that cannot be asked, a call is offered and says itself what is missing. */
async function haveNumbers({ call, log }: OrdersContext, userIds: string[]): Promise<boolean> {
  try {
    const { contacts } = await runWithin(askForMs, () => call(GetContacts, { userIds }))
    return userIds.every((id) => contacts.some(({ userId, phone }) => userId === id && phone !== null))
  } catch (error) {
    log.warn({ error }, 'nobody tells who has left a number')
    return true
  }
}

const isUnread = (each: StoredMessage, { side }: Party, read: ReadonlyMap<string, string>): boolean =>
  each.side !== side && each.id > (read.get(`${each.thread} ${side}`) ?? '')

function show(each: StoredMessage, party: Party, read: ReadonlyMap<string, string>): OrderMessage {
  const mine = each.userId === party.userId
  const others = (['customer', 'rider', 'staff'] as const).filter((side) => side !== each.side)
  return {
    id: each.id,
    thread: each.thread,
    from: each.side,
    ...(each.name ? { name: each.name } : {}),
    mine,
    text: each.text,
    ...(each.quick ? { quick: each.quick } : {}),
    at: toTimestamp(each.atMs),
    ...(mine ? { seen: others.some((side) => (read.get(`${each.thread} ${side}`) ?? '') >= each.id) } : {}),
  }
}

/**
 * Writes to the other side. Under the order's lock, so that the thread is still open when it is written, and its length
 * holds. Sent again under the same `clientId` it is the first one.
 * @throws orders/conversation-closed, orders/conversation-full
 */
export async function writeMessage(
  context: OrdersContext,
  orderId: string,
  actor: Actor,
  input: Static<typeof MessageInput>,
): Promise<OrderMessage> {
  const { db, clock, live } = context
  const text = (input.text ?? (input.quick && quickReplies[input.quick]))?.trim()
  if (!text) throw common('request/invalid', { detail: 'Either text or quick is needed' })
  return db.begin(async (tx) => {
    const { order, party } = partyOf(await lockOrder(tx, orderId), actor)
    const { clientId = null } = input
    const known = clientId && (await messageOfClient(tx, { orderId, userId: party.userId, clientId }))
    if (known) return show(known, party, await readUpTo(tx, orderId))
    const nowMs = clock.now()
    const open = openThreads(order, party.side, nowMs)
    const thread = input.thread ?? (party.side === 'staff' ? 'support' : open[0])
    if (!thread || !open.includes(thread)) throw chat('orders/conversation-closed')
    if ((await countMessages(tx, orderId)) >= messagesMax) throw chat('orders/conversation-full')
    const written: StoredMessage = {
      id: newId('message'),
      orderId,
      thread,
      riderId: thread === 'rider' ? order.rider!.userId : null,
      side: party.side,
      userId: party.userId,
      name: nameOf(order, party),
      text,
      quick: input.text === undefined ? (input.quick ?? null) : null,
      atMs: nowMs,
    }
    await addMessage(tx, written, clientId)
    await db.publish(
      tx,
      message(OrderMessaged, orderId, {
        orderId,
        number: order.number,
        messageId: written.id,
        thread,
        from: party.side,
        to: hearers(order, thread, party),
        text: text.length > excerptMax ? `${text.slice(0, excerptMax - 1)}…` : text,
      }),
    )
    db.afterCommit(tx, () => tellLive(live, order, { thread, id: written.id }))
    return show(written, party, new Map())
  })
}

const nameOf = (order: StoredOrder, { side }: Party): string | null =>
  side === 'customer' ? firstName(order.dropOff.name) : side === 'rider' ? firstName(order.rider!.name) : null

/** Who is disturbed by it: not who wrote it, and of the shop's people nobody. */
function hearers(order: StoredOrder, thread: Thread, from: Party): { userId: string; side: Side }[] {
  const customer = { userId: order.userId, side: 'customer' as const }
  const rider = thread === 'rider' && order.rider ? [{ userId: order.rider.userId, side: 'rider' as const }] : []
  return [customer, ...rider].filter((each) => each.userId !== from.userId)
}

function tellLive(live: OrdersContext['live'], order: StoredOrder, data: { thread: Thread; id: string }): void {
  live.publish(topics.order(order.id), { type: 'message', data })
  if (order.rider && data.thread === 'rider')
    live.publish(topics.rider(order.rider.userId), { type: 'changed', data: { id: order.id } })
}

/** Notes that a side has read everything up to a message. */
export async function markConversationRead(
  { db, clock, live }: OrdersContext,
  orderId: string,
  actor: Actor,
  upTo: string,
): Promise<void> {
  const { order, party } = partyOf(await getOrder(db.sql, orderId), actor)
  const message = (await messagesOf(db.sql, orderId, messagesMax)).find((each) => each.id === upTo)
  if (!message || !mayRead(message, party)) throw orders('orders/not-found')
  const { thread } = message
  if (await markRead(db.sql, { orderId, thread, side: party.side, upTo, nowMs: clock.now() }))
    tellLive(live, order, { thread, id: upTo })
}
