import Type, { type Static } from 'typebox'
import { NotificationId, OrderId, UserId } from './ids.ts'
import { operation } from './operation.ts'
import { defineProblems } from './problem.ts'
import { Timestamp } from './time.ts'
import { Language, Phone } from './users.ts'

export const notifications = defineProblems({
  'notifications/not-found': [404, 'There is no such message'],
  'notifications/device-not-found': [404, 'There is no such device'],
  'notifications/nothing-to-resend': [409, 'The customer has not been told anything about this order yet'],
  'notifications/not-reachable': [422, 'This channel does not lead to the customer'],
  'notifications/resent-enough': [429, 'This was sent again a moment ago, or often enough for today'],
  'notifications/unavailable': [503, 'Messages cannot be sent at the moment; please try again'],
} as const)

export const Channel = Type.Enum(['push', 'sms', 'email'], { title: 'Channel' })
export type Channel = Static<typeof Channel>

/** Which channels may be used for what. The inbox in the app always has everything. */
export const Preferences = Type.Object(
  {
    orderUpdates: Type.Array(Channel, { maxItems: 3, uniqueItems: true }),
    offers: Type.Array(Channel, { maxItems: 3, uniqueItems: true }),
    language: Language,
  },
  { additionalProperties: false, title: 'Preferences' },
)
export type Preferences = Static<typeof Preferences>

export const InboxItem = Type.Object(
  {
    id: NotificationId,
    title: Type.String(),
    body: Type.String(),
    /** Where a tap leads, such as `/orders/ord_…`. */
    link: Type.Optional(Type.String()),
    at: Timestamp,
    readAt: Type.Optional(Timestamp),
  },
  { title: 'InboxItem' },
)
export type InboxItem = Static<typeof InboxItem>

/** A page of the inbox, newest first. */
export const Inbox = Type.Object(
  {
    items: Type.Array(InboxItem),
    next: Type.Union([Type.String(), Type.Null()]),
    /** Of the whole inbox, not of this page. */
    unread: Type.Integer(),
  },
  { title: 'Inbox' },
)
export type Inbox = Static<typeof Inbox>

export const Platform = Type.Enum(['android', 'ios', 'web'], { title: 'Platform' })

/** An app that push messages reach. `id` is derived from its token. */
export const PushDevice = Type.Object(
  { id: Type.String(), platform: Platform, createdAt: Timestamp },
  { title: 'PushDevice' },
)
export type PushDevice = Static<typeof PushDevice>

export const messageStates = ['inbox', 'due', 'sending', 'sent', 'unsent', 'expired', 'unknown'] as const

/** What a customer was told about an order, for staff: its title and what became of it. */
export const SentMessage = Type.Object(
  {
    id: NotificationId,
    title: Type.String(),
    /** `unknown`: it may have left, nobody knows; `inbox`: it is in the app only. */
    state: Type.Enum([...messageStates]),
    /** By which it was tried last. */
    channel: Type.Optional(Channel),
    /** Sent again by staff. */
    resent: Type.Boolean(),
    at: Timestamp,
  },
  { title: 'SentMessage' },
)
export type SentMessage = Static<typeof SentMessage>

/** Newest first. `channels` are those that lead to the customer now; none while nobody can tell. */
export const OrderMessages = Type.Object(
  { items: Type.Array(SentMessage), channels: Type.Array(Channel) },
  { title: 'OrderMessages' },
)
export type OrderMessages = Static<typeof OrderMessages>

export const Resend = Type.Object(
  { channel: Channel, reason: Type.String({ minLength: 3, maxLength: 200 }) },
  { additionalProperties: false, title: 'Resend' },
)

/** Sends a login code by SMS at once. The code is in no event and no log. */
export const SendCode = operation('notifications.sendCode', {
  idempotentBy: 'requestId',
  input: Type.Object({
    requestId: Type.String({ maxLength: 80 }),
    phone: Phone,
    code: Type.String({ maxLength: 10 }),
    language: Language,
  }),
  output: Type.Object({ sent: Type.Boolean() }),
})

/**
 * Rings who asks and connects them to the other, over a number of ours: neither sees the other's. The provider knows no
 * repeat, so it is never asked again by itself.
 */
export const CallParty = operation('notifications.callParty', {
  input: Type.Object({ orderId: OrderId, callerId: UserId, calleeId: UserId }),
  output: Type.Object({ kind: Type.Enum(['ringing', 'no-number']) }),
})
