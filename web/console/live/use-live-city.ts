import { type UseQueryResult, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { getLiveCity, listAdminOrders, listAdminStores } from '../../api-client/admin.ts'
import type { Heard } from '../../api-client/live.ts'
import type { LiveCity } from '../../api-client/types.ts'
import { pollMs, useLive } from '../../shared/live/use-live.ts'

const cityKey = ['live-city']
const refreshMs = 20_000

/** Stores, riders and orders as they are now: each message changes one; all is asked again now and then. */
export function useLiveCity(): { city: UseQueryResult<LiveCity>; live: boolean } {
  const client = useQueryClient()
  const live = useLive('city', (message) => {
    const city = client.getQueryData<LiveCity>(cityKey)
    const next = city && withMessage(city, message)
    if (next) client.setQueryData(cityKey, next)
    // Somebody or something new, whose names are not in the message; or the connection is back.
    else void client.invalidateQueries({ queryKey: cityKey }, { cancelRefetch: false })
    if (message.type === 'order' || message.type === 'subscribed')
      void client.invalidateQueries({ queryKey: ordersKey }, { cancelRefetch: false })
  })
  const city = useQuery({
    queryKey: cityKey,
    queryFn: ({ signal }) => getLiveCity(signal),
    refetchInterval: live ? refreshMs : pollMs,
  })
  return { city, live }
}

const ordersKey = ['admin-orders']

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
    return index < 0 ? null : { ...city, riders: city.riders.with(index, { ...city.riders[index]!, ...now }) }
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
  return city
}
