import { ask } from './http.ts'
import type { AdminOrder, LiveCity, Order, PageOf, Store } from './types.ts'

export const getLiveCity = (signal?: AbortSignal) => ask<LiveCity>('/v1/admin/live', { signal })

export const listAdminStores = () => ask<{ items: Store[] }>('/v1/admin/stores')

export const listAdminOrders = (status: 'live' | 'all', cursor?: string, signal?: AbortSignal) =>
  ask<PageOf<AdminOrder>>('/v1/admin/orders', { query: { status, limit: 50, cursor }, signal })

export const getAdminOrder = (id: string, signal?: AbortSignal) => ask<Order>(`/v1/admin/orders/${id}`, { signal })

export const cancelAdminOrder = (id: string, reason: string) =>
  ask<Order>(`/v1/admin/orders/${id}/cancel`, { method: 'POST', body: { reason } })
