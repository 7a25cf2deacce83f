import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { getOrder, getTracking, listOrders, type OrdersShown } from '../../api-client/orders.ts'
import { getPath } from '../../api-client/places.ts'
import type { Point } from '../../api-client/types.ts'

/** Without `show` all orders. */
export const ordersQueryOf = (show?: OrdersShown) =>
  infiniteQueryOptions({
    queryKey: show ? ['mine', 'orders', show] : ['mine', 'orders'],
    queryFn: ({ pageParam }) => listOrders({ cursor: pageParam ?? undefined, show }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 5_000,
  })
export const ordersQuery = ordersQueryOf()

export const orderQuery = (id: string) =>
  queryOptions({ queryKey: ['mine', 'order', id], queryFn: ({ signal }) => getOrder(id, signal), staleTime: 2_000 })

export const trackingQuery = (id: string) =>
  queryOptions({
    queryKey: ['mine', 'tracking', id],
    queryFn: ({ signal }) => getTracking(id, signal),
    staleTime: 2_000,
  })

/** The way along the streets; a page does well without it. */
export const wayQuery = (from: Point, to: Point) =>
  queryOptions({
    queryKey: ['mine', 'way', from, to],
    queryFn: ({ signal }) => getPath(from, to, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

export const messagesKey = (id: string) => ['mine', 'order', id, 'messages']
