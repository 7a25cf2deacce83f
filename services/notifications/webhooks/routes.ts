import Type from 'typebox'
import { WebhookDeliveryId, WebhookId } from '../../../contracts/ids.ts'
import { decodeCursor, encodeCursor, Page, Paging } from '../../../contracts/list.ts'
import { Webhook, WebhookDelivery, WebhookEvent, WebhookInput, webhookEvents } from '../../../contracts/webhooks.ts'
import { routesOf } from '../../../kit/routes.ts'
import type { NotificationsContext } from '../context.ts'
import { listDeliveries, listWebhooks } from '../store/webhooks.ts'
import { changeWebhook, createWebhook, deleteWebhook, rotateWebhookSecret, sendAgain, sendTest } from './manage.ts'

const route = routesOf<NotificationsContext>()

const ofWebhook = Type.Object({ id: WebhookId })
const WithSecret = Type.Object({ webhook: Webhook, secret: Type.String() }, { title: 'WebhookSecret' })
const access = ['admin'] as const

export const webhookRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/admin/webhooks',
      summary: 'Addresses of partners that hear of events, and the events that there are',
      access,
      answer: Type.Object({ ...Page(Webhook).properties, events: Type.Array(WebhookEvent) }),
    },
    async (_request, { db }) => ({ items: await listWebhooks(db.sql), next: null, events: [...webhookEvents] }),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/webhooks',
      summary: 'A new webhook; the secret that it is signed with is in this answer and nowhere else',
      access,
      body: WebhookInput,
      answer: WithSecret,
      status: 201,
      problems: ['webhooks/address-refused', 'webhooks/too-many'],
    },
    ({ actor, body, reply }, context) => {
      reply.header('cache-control', 'no-store')
      return createWebhook(context, actor, body)
    },
  ),
  route(
    {
      method: 'PATCH',
      path: '/v1/admin/webhooks/:id',
      summary: 'Change a webhook; enabling it forgets how long it has failed',
      access,
      params: ofWebhook,
      body: Type.Object(
        { ...Type.Partial(WebhookInput).properties, enabled: Type.Optional(Type.Boolean()) },
        { additionalProperties: false, minProperties: 1 },
      ),
      answer: Webhook,
      problems: ['webhooks/not-found', 'webhooks/address-refused'],
    },
    ({ actor, params, body }, context) => changeWebhook(context, actor, params.id, body),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/webhooks/:id/secret',
      summary: 'Another secret for a webhook; from now on deliveries are signed with it',
      access,
      params: ofWebhook,
      answer: WithSecret,
      problems: ['webhooks/not-found'],
    },
    ({ actor, params, reply }, context) => {
      reply.header('cache-control', 'no-store')
      return rotateWebhookSecret(context, actor, params.id)
    },
  ),
  route(
    {
      method: 'DELETE',
      path: '/v1/admin/webhooks/:id',
      summary: 'Remove a webhook and the log of its deliveries',
      access,
      params: ofWebhook,
      status: 204,
      problems: ['webhooks/not-found'],
    },
    ({ actor, params }, context) => deleteWebhook(context, actor, params.id),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/webhooks/:id/test',
      summary: 'Send a webhook an event `webhook.test`',
      access,
      params: ofWebhook,
      status: 202,
      problems: ['webhooks/not-found'],
      rateLimit: { requests: 30, perS: 60 },
    },
    async ({ params }, context) => {
      await sendTest(context, params.id)
      return {}
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/webhooks/:id/deliveries',
      summary: 'What was sent to a webhook and what it said, newest first',
      access,
      params: ofWebhook,
      query: Type.Object({ failed: Type.Optional(Type.Boolean()), ...Paging }),
      answer: Page(WebhookDelivery),
    },
    async ({ params, query: { failed, limit = 20, cursor } }, { db }) => {
      const before = cursor === undefined ? undefined : String(decodeCursor(cursor, 1)[0])
      const found = await listDeliveries(db.sql, params.id, {
        limit: limit + 1,
        ...(before === undefined ? {} : { before }),
        ...(failed === undefined ? {} : { failed }),
      })
      const items = found.slice(0, limit)
      const last = items.at(-1)
      return { items, next: found.length > limit && last ? encodeCursor([last.id]) : null }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/webhooks/:id/deliveries/:delivery/redeliver',
      summary: 'Send a delivery again, under the same id',
      access,
      params: Type.Object({ id: WebhookId, delivery: WebhookDeliveryId }),
      status: 202,
      problems: ['webhooks/delivery-not-found'],
      rateLimit: { requests: 60, perS: 60 },
    },
    async ({ actor, params }, context) => {
      await sendAgain(context, actor, params.id, params.delivery)
      return {}
    },
  ),
]
