import Type, { type Static } from 'typebox'
import { event } from './event.ts'
import { OrderId, UserId } from './ids.ts'
import { defineProblems } from './problem.ts'
import { Timestamp } from './time.ts'

/** Codes of an order's conversations; the others of orders are in `orders.ts`. */
export const chat = defineProblems({
  'orders/conversation-closed': [409, 'Nothing can be written here at the moment'],
  'orders/conversation-full': [409, 'This conversation has become too long'],
  'orders/call-not-possible': [409, 'A call makes no sense at the moment'],
} as const)

/** With the rider of this order, or with the shop's people. A rider sees the first only, and only their own part of it. */
export const threads = ['rider', 'support'] as const
export const Thread = Type.Enum([...threads], { title: 'Thread' })
export type Thread = (typeof threads)[number]

export const sides = ['customer', 'rider', 'staff'] as const
export const Side = Type.Enum([...sides], { title: 'Side' })
export type Side = (typeof sides)[number]

/** Said with one tap. The reader's app shows it in the reader's language; `text` has it in English. */
export const quickReplies = {
  'leave-at-door': 'Please leave it at the door',
  'call-on-arrival': 'Please call when you are here',
  'do-not-ring': 'Please do not ring the bell',
  'coming-down': 'I am coming down',
  'on-my-way': 'I am on my way',
  'at-the-gate': 'I am at the gate',
  'cannot-find-you': 'I cannot find the address',
  'short-delay': 'I am held up for a few minutes',
  'thank-you': 'Thank you',
} as const
export type QuickReply = keyof typeof quickReplies
export const QuickReply = Type.Enum(Object.keys(quickReplies) as QuickReply[], { title: 'QuickReply' })

export const OrderMessage = Type.Object(
  {
    id: Type.String(),
    thread: Thread,
    from: Side,
    /** First name of who wrote; of staff none. */
    name: Type.Optional(Type.String()),
    /** Written by who reads this. */
    mine: Type.Boolean(),
    text: Type.String(),
    quick: Type.Optional(QuickReply),
    at: Timestamp,
    /** Of one's own: whether the other side has seen it. */
    seen: Type.Optional(Type.Boolean()),
  },
  { title: 'OrderMessage' },
)
export type OrderMessage = Static<typeof OrderMessage>

export const OrderMessages = Type.Object(
  {
    /** Oldest first. */
    items: Type.Array(OrderMessage),
    unread: Type.Integer(),
    /** Where who asks may write now. */
    open: Type.Array(Thread),
    /** Whether a call to the other side is offered now: the rider is on the way, and both have left a number. */
    callable: Type.Boolean(),
  },
  { title: 'OrderMessages' },
)
export type OrderMessages = Static<typeof OrderMessages>

export const messageLengthMax = 500
export const MessageInput = Type.Object(
  {
    text: Type.Optional(Type.String({ minLength: 1, maxLength: messageLengthMax, pattern: '\\S' })),
    quick: Type.Optional(QuickReply),
    /** `rider` while there is one, `support` otherwise. */
    thread: Type.Optional(Thread),
    /** The sender's own name for it: sent again, it is written once. */
    clientId: Type.Optional(Type.String({ minLength: 8, maxLength: 60 })),
  },
  { additionalProperties: false, title: 'MessageInput' },
)

/** Somebody wrote about an order. Key: order. `to` are who should hear of it; nobody where it goes to the shop's people. */
export const OrderMessaged = event(
  'order.messaged',
  1,
  Type.Object({
    orderId: OrderId,
    number: Type.String(),
    messageId: Type.String(),
    thread: Thread,
    from: Side,
    to: Type.Array(Type.Object({ userId: UserId, side: Side })),
    /** The beginning of it. */
    text: Type.String({ maxLength: 140 }),
  }),
)
