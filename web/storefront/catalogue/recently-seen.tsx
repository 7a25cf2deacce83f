import { useQuery } from '@tanstack/react-query'
import { useStored } from '../../shared/stored.ts'
import { useT } from '../messages/messages.ts'
import { someProductsQuery } from '../queries.ts'
import { ProductRail } from './product-rail.tsx'
import { seenProducts } from './seen.ts'

const fewest = 2

/** What was looked at before, at today's price. */
export function RecentlySeen({ storeId, without }: { storeId: string; without?: string }) {
  const t = useT()
  const ids = useStored(seenProducts).filter((id) => id !== without)
  const products = useQuery({ ...someProductsQuery(storeId, ids), enabled: ids.length >= fewest })
  if (ids.length < fewest || !products.data || products.data.length < fewest) return null
  return <ProductRail title={t('home.recentlySeen')} products={products.data} storeId={storeId} />
}
