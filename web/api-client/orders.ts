import { ask } from './http.ts'
import { isProblem } from './problem.ts'
import type { Order, OrderBrief, PageOf, PlaceOrder, Receipt, Tracking } from './types.ts'

const attemptSlot = 'tokri.order-attempt'

/**
 * Places the order. The key of an attempt survives a reload and is used again while nobody knows whether the order was
 * made (no answer, or a server fault); a definite answer ends the attempt.
 * @throws ProblemError orders/… and carts/… with what stands in the way
 */
export async function placeOrder(order: PlaceOrder): Promise<Order> {
  const body = JSON.stringify(order)
  const key = attemptKey(body)
  try {
    const placed = await ask<Order>('/v1/orders', { method: 'POST', body: order, headers: { 'idempotency-key': key } })
    sessionStorage.removeItem(attemptSlot)
    return placed
  } catch (error) {
    if (isProblem(error) && !error.transient) sessionStorage.removeItem(attemptSlot)
    throw error
  }
}

function attemptKey(body: string): string {
  const [lastKey, lastBody] = (sessionStorage.getItem(attemptSlot) ?? '').split('\n')
  if (lastKey && lastBody === body) return lastKey
  const key = crypto.randomUUID()
  sessionStorage.setItem(attemptSlot, `${key}\n${body}`)
  return key
}

export const listOrders = (cursor?: string, limit = 20) =>
  ask<PageOf<OrderBrief>>('/v1/orders', { query: { limit, cursor } })

export const getOrder = (id: string, signal?: AbortSignal) => ask<Order>(`/v1/orders/${id}`, { signal })

export const getTracking = (id: string, signal?: AbortSignal) => ask<Tracking>(`/v1/orders/${id}/tracking`, { signal })

export const cancelOrder = (id: string, reason: string) =>
  ask<Order>(`/v1/orders/${id}/cancel`, { method: 'POST', body: { reason } })

export const rateOrder = (id: string, body: { stars: number; comment?: string }) =>
  ask<Order>(`/v1/orders/${id}/rating`, { method: 'POST', body })

export const getReceipt = (id: string) => ask<Receipt>(`/v1/orders/${id}/receipt`)
