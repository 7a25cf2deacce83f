import { type Answer, api, type Body } from './http.ts'

export type Webhook = Answer<'GET /v1/admin/webhooks'>['items'][number]
export type WebhookEvent = Webhook['events'][number]
export type WebhookDelivery = Answer<'GET /v1/admin/webhooks/{id}/deliveries'>['items'][number]

export const listWebhooks = () => api('GET /v1/admin/webhooks')

export const createWebhook = (body: Body<'POST /v1/admin/webhooks'>) => api('POST /v1/admin/webhooks', { body })

export const changeWebhook = (id: string, body: Body<'PATCH /v1/admin/webhooks/{id}'>) =>
  api('PATCH /v1/admin/webhooks/{id}', { path: { id }, body })

export const rotateWebhook = (id: string) => api('POST /v1/admin/webhooks/{id}/secret', { path: { id } })

export const deleteWebhook = (id: string) => api('DELETE /v1/admin/webhooks/{id}', { path: { id } })

export const testWebhook = (id: string) => api('POST /v1/admin/webhooks/{id}/test', { path: { id } })

export const listDeliveries = (id: string, failed: boolean, cursor?: string) =>
  api('GET /v1/admin/webhooks/{id}/deliveries', {
    path: { id },
    query: { limit: 20, cursor, ...(failed ? { failed } : {}) },
  })

export const redeliver = (id: string, delivery: string) =>
  api('POST /v1/admin/webhooks/{id}/deliveries/{delivery}/redeliver', { path: { id, delivery } })
