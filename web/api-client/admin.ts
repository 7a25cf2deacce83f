import { api } from './http.ts'

export const getLiveCity = (signal?: AbortSignal) => api('GET /v1/admin/live', { signal })

export const listAdminStores = () => api('GET /v1/admin/stores')

export const listAdminOrders = (status: 'live' | 'all', cursor?: string, signal?: AbortSignal) =>
  api('GET /v1/admin/orders', { query: { status, limit: 50, cursor }, signal })

export const getAdminOrder = (id: string, signal?: AbortSignal) =>
  api('GET /v1/admin/orders/{id}', { path: { id }, signal })

export const cancelAdminOrder = (id: string, reason: string) =>
  api('POST /v1/admin/orders/{id}/cancel', { path: { id }, body: { reason } })
