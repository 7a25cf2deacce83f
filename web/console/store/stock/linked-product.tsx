import { useQuery } from '@tanstack/react-query'
import { isProblem } from '../../../api-client/problem.ts'
import { listStock } from '../../../api-client/stock.ts'
import { Dialog } from '../../../shared/ui/dialog.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../../shared/ui/feedback.tsx'
import { useT } from '../../messages/messages.ts'
import { ProductPanel } from './product-panel.tsx'

/** A product that an address names and that is on none of the loaded pages: asked for by itself. */
export function LinkedProduct({
  storeId,
  productId,
  onClose,
}: {
  storeId: string
  productId: string
  onClose: () => void
}) {
  const t = useT()
  const one = useQuery({
    queryKey: ['stock', storeId, 'product', productId],
    queryFn: async ({ signal }) => {
      const { items } = await listStock({ store: storeId, product: productId, limit: 1 }, signal)
      return items.find((item) => item.productId === productId) ?? null
    },
  })
  if (one.data) return <ProductPanel storeId={storeId} item={one.data} onClose={onClose} />
  // What is no id at all is refused: there is no such product either.
  const none = one.data === null || isProblem(one.error, 'request/invalid')
  return (
    <Dialog open onClose={onClose} title={t('stock.product')} place="side">
      {none ? (
        <EmptyState title={t('stock.noProduct')}>{t('stock.noProductHelp')}</EmptyState>
      ) : one.isError ? (
        <ErrorState error={one.error} onRetry={() => void one.refetch()} />
      ) : (
        <Skeleton className="m-4 h-60" />
      )}
    </Dialog>
  )
}
