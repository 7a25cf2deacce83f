import {
  type QueryClient,
  type UseQueryResult,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useMemo } from 'react'
import { getLiveCity, listAdminOrders, listAdminStores } from '../../api-client/admin.ts'
import type { Heard } from '../../api-client/live.ts'
import type { LiveCity, LiveOrder } from '../../api-client/types.ts'
import { pollMs, useLive } from '../../shared/live/use-live.ts'
import { gathered } from './gathered.ts'

const cityKey = ['live-city']
const refreshMs = 20_000
/** Two hundred riders tell dozens of positions a second: the page is drawn for several of them at once. */
const gatherMs = 200

/** Stores, riders and orders as they are now: each message changes one; all is asked again now and then. */
export function useLiveCity(): { city: UseQueryResult<LiveCity>; live: boolean } {
  const client = useQueryClient()
  const hear = useMemo(() => gathered((messages: readonly Heard[]) => take(client, messages), gatherMs), [client])
  const live = useLive('city', hear)
  const city = useQuery({
    queryKey: cityKey,
    queryFn: ({ signal }) => getLiveCity(signal),
    refetchInterval: live ? refreshMs : pollMs,
  })
  return { city, live }
}

const ordersKey = ['admin-orders']

function take(client: QueryClient, messages: readonly Heard[]): void {
  let city = client.getQueryData<LiveCity>(cityKey)
  let isWhole = city !== undefined
  for (const message of messages) {
    const next: LiveCity | null | undefined = city && withMessage(city, message)
    if (next) city = next
    else isWhole = false
  }
  if (city) client.setQueryData(cityKey, city)
  // What was asked before the connection was back may lack what was missed.
  const cancelRefetch = messages.some(({ type }) => type === 'subscribed')
  // Somebody or something new, whose names are not in the message; or the connection is back.
  if (!isWhole) void client.invalidateQueries({ queryKey: cityKey }, { cancelRefetch })
  if (cancelRefetch || messages.some(({ type }) => type === 'order'))
    void client.invalidateQueries({ queryKey: ordersKey }, { cancelRefetch })
}

/** The areas that the stores serve; they change rarely. */
export const useAreas = () =>
  useQuery({ queryKey: ['stores'], queryFn: async () => (await listAdminStores()).items, staleTime: 5 * 60_000 })

/** The list of orders; the live ones come whole, older ones page by page. */
export function useAdminOrders(status: 'live' | 'all', live: boolean) {
  return useInfiniteQuery({
    queryKey: [...ordersKey, status],
    queryFn: ({ pageParam, signal }) => listAdminOrders(status, pageParam ?? undefined, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: live ? refreshMs : pollMs,
    staleTime: 1_500,
  })
}

const ended = new Set<string>(['delivered', 'cancelled', 'failed', 'returned'])

/** The city with what a message tells; null where all of it has to be read: somebody new, or messages were missed. */
function withMessage(city: LiveCity, message: Heard): LiveCity | null {
  if (message.type === 'subscribed') return null
  if (message.type === 'rider') {
    const { userId, ...now } = message.data
    if (now.state === 'off') return { ...city, riders: city.riders.filter((rider) => rider.userId !== userId) }
    const index = city.riders.findIndex((rider) => rider.userId === userId)
    if (index < 0) return null
    const riders = city.riders.with(index, { ...city.riders[index]!, ...now })
    return { ...city, riders, orders: heardIn(city.orders, userId, now.at) }
  }
  if (message.type === 'order') {
    const { orderId, status } = message.data
    if (ended.has(status)) return { ...city, orders: city.orders.filter((order) => order.id !== orderId) }
    const index = city.orders.findIndex((order) => order.id === orderId)
    return index < 0 ? null : { ...city, orders: city.orders.with(index, { ...city.orders[index]!, status }) }
  }
  if (message.type === 'late') {
    const { orderId, expectedAt } = message.data
    const index = city.orders.findIndex((order) => order.id === orderId)
    const late = { expectedAt, soonLate: true }
    return index < 0 ? null : { ...city, orders: city.orders.with(index, { ...city.orders[index]!, ...late }) }
  }
  if (message.type === 'silent' || message.type === 'heard') {
    const { orderId } = message.data
    const change = message.type === 'silent' ? { silent: true, heardAt: message.data.since } : { silent: false }
    return { ...city, orders: city.orders.map((order) => (order.id === orderId ? { ...order, ...change } : order)) }
  }
  return city
}

/** Orders after a rider was heard of: the same ones, unless this rider was silent. When last, the rider's own `at` says. */
function heardIn(orders: LiveOrder[], riderId: string, at: string): LiveOrder[] {
  const wasLost = (order: LiveOrder) => order.silent === true && order.riderId === riderId
  if (!orders.some(wasLost)) return orders
  return orders.map((order) => (wasLost(order) ? { ...order, heardAt: at, silent: false } : order))
}
