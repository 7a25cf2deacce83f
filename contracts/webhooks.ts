import Type, { type Static } from 'typebox'
import { ActorName } from './identity.ts'
import { EventId, WebhookDeliveryId, WebhookId } from './ids.ts'
import { defineProblems } from './problem.ts'
import { Timestamp } from './time.ts'

export const webhooks = defineProblems({
  'webhooks/not-found': [404, 'There is no such webhook'],
  'webhooks/delivery-not-found': [404, 'There is no such delivery'],
  'webhooks/address-refused': [422, 'Webhooks go to public addresses by HTTPS only'],
  'webhooks/too-many': [409, 'There can be 100 webhooks'],
} as const)

/** Events that partners may hear of. Personal data of others and door codes are left out of them. */
export const webhookEvents = [
  'order.placed',
  'order.confirmed',
  'order.packed',
  'order.line_substituted',
  'order.delivered',
  'order.cancelled',
  'order.failed',
  'order.rated',
  'payment.captured',
  'payment.failed',
  'payment.refunded',
  'delivery.assigned',
  'delivery.picked_up',
  'delivery.arriving',
  'delivery.delivered',
  'delivery.failed',
] as const
export const WebhookEvent = Type.Enum([...webhookEvents], { title: 'WebhookEvent' })
export type WebhookEvent = (typeof webhookEvents)[number]

export const WebhookInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
    url: Type.String({ format: 'uri', maxLength: 500 }),
    events: Type.Array(WebhookEvent, { minItems: 1, maxItems: webhookEvents.length, uniqueItems: true }),
  },
  { additionalProperties: false, title: 'WebhookInput' },
)
export type WebhookInput = Static<typeof WebhookInput>

export const Webhook = Type.Object(
  {
    id: WebhookId,
    ...WebhookInput.properties,
    createdAt: Timestamp,
    createdBy: ActorName,
    /** Nothing is sent while it is: by staff, after days of failure, or since the address said that it is gone. */
    disabled: Type.Optional(Type.Enum(['staff', 'failing', 'gone'])),
    failingSince: Type.Optional(Timestamp),
  },
  { title: 'Webhook' },
)
export type Webhook = Static<typeof Webhook>

export const WebhookDelivery = Type.Object(
  {
    id: WebhookDeliveryId,
    eventId: Type.Union([EventId, Type.String({ maxLength: 80 })]),
    event: Type.String(),
    state: Type.Enum(['due', 'sending', 'delivered', 'failed']),
    tries: Type.Integer(),
    createdAt: Timestamp,
    /** When it is tried next; only while it is due. */
    nextAt: Type.Optional(Timestamp),
    lastAt: Type.Optional(Timestamp),
    /** HTTP status of the last answer; absent where there was none. */
    status: Type.Optional(Type.Integer()),
    /** The beginning of the last answer, or why there was none. */
    said: Type.Optional(Type.String()),
    /** How long the last try took. */
    ms: Type.Optional(Type.Integer()),
    payload: Type.Unknown(),
  },
  { title: 'WebhookDelivery' },
)
export type WebhookDelivery = Static<typeof WebhookDelivery>
