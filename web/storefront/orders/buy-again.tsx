import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getOrder } from '../../api-client/orders.ts'
import { ProductRail } from '../catalogue/product-rail.tsx'
import { useT } from '../messages/messages.ts'
import { someProductsQuery } from '../queries.ts'
import { ordersQuery } from './queries.ts'

const ordersLookedAt = 3
const productsShown = 14

/** What this person bought lately, at today's price and stock in the store that serves them. */
export function BuyAgain({ storeId }: { storeId: string }) {
  const t = useT()
  const orders = useInfiniteQuery(ordersQuery)
  const recent = (orders.data?.pages[0]?.items ?? [])
    .filter((order) => order.status === 'delivered')
    .slice(0, ordersLookedAt)
    .map((order) => order.id)
  const ids = useQuery({
    queryKey: ['mine', 'bought', recent],
    queryFn: async () => {
      const details = await Promise.all(recent.map((id) => getOrder(id)))
      return [...new Set(details.flatMap((order) => order.lines.map((line) => line.productId)))].slice(0, productsShown)
    },
    enabled: recent.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const products = useQuery({ ...someProductsQuery(storeId, ids.data ?? []), enabled: (ids.data ?? []).length > 0 })
  if (!products.data) return null
  return <ProductRail title={t('home.buyAgain')} products={products.data} storeId={storeId} />
}
