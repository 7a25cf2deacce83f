import { api, type Body } from './http.ts'
import { isProblem } from './problem.ts'
import type { Order, PlaceOrder } from './types.ts'

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
    const placed = await api('POST /v1/orders', { body: order, headers: { 'idempotency-key': key } })
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

export type OrdersShown = 'live' | 'delivered' | 'cancelled'

export const listOrders = ({ limit = 20, ...query }: { cursor?: string; show?: OrdersShown; limit?: number }) =>
  api('GET /v1/orders', { query: { limit, ...query } })

export const getOrder = (id: string, signal?: AbortSignal) => api('GET /v1/orders/{id}', { path: { id }, signal })

export const getTracking = (id: string, signal?: AbortSignal) =>
  api('GET /v1/orders/{id}/tracking', { path: { id }, signal })

export const cancelOrder = (id: string, reason: string) =>
  api('POST /v1/orders/{id}/cancel', { path: { id }, body: { reason } })

export const rateOrder = (id: string, body: Body<'POST /v1/orders/{id}/rating'>) =>
  api('POST /v1/orders/{id}/rating', { path: { id }, body })

export const getReceipt = (id: string) => api('GET /v1/orders/{id}/receipt', { path: { id } })
