import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getOrder } from '../../api-client/orders.ts'
import { ProductRail } from '../catalogue/product-rail.tsx'
import { useT } from '../messages/messages.ts'
import { ordersQuery, productQuery } from '../queries.ts'
import { queryClient } from '../query-client.ts'

const ordersLookedAt = 3
const productsShown = 10

/** What this person bought lately, at today's price and stock in the store that serves them. */
export function BuyAgain({ storeId }: { storeId: string }) {
  const t = useT()
  const orders = useInfiniteQuery(ordersQuery)
  const recent = (orders.data?.pages[0]?.items ?? [])
    .filter((order) => order.status === 'delivered')
    .slice(0, ordersLookedAt)
    .map((order) => order.id)
  const products = useQuery({
    queryKey: ['mine', 'buy-again', storeId, recent],
    queryFn: async () => {
      const details = await Promise.all(recent.map((id) => getOrder(id)))
      const ids = [...new Set(details.flatMap((order) => order.lines.map((line) => line.productId)))]
      const asked = ids.slice(0, productsShown).map((id) => queryClient.ensureQueryData(productQuery(id, storeId)))
      const answers = await Promise.allSettled(asked)
      return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
    },
    enabled: recent.length > 0,
    staleTime: 5 * 60_000,
  })
  if (!products.data) return null
  return <ProductRail title={t('home.buyAgain')} products={products.data} storeId={storeId} />
}
