import { ChevronRight } from 'lucide-react'
import { type ReactNode, useDeferredValue } from 'react'
import type { ProductCard } from '../../api-client/types.ts'
import { ProductCardSkeleton } from '../../shared/ui/product-card.tsx'
import { useT } from '../messages/messages.ts'
import { ProductTile } from './product-tile.tsx'

/** As many as the widest phone shows, with the one that is cut. */
const seenAtOnce = 4

export const tileWidth = 'w-[9.5rem] sm:w-44 lg:w-48'

/** A row of products to wander along; `seeAll` is a link to the whole of it. */
export function ProductRail({
  title,
  products,
  storeId,
  seeAll,
}: {
  title: string
  products: ProductCard[] | undefined
  storeId: string
  seeAll?: (content: ReactNode, className: string) => ReactNode
}) {
  const t = useT()
  const drawn = useDeferredValue(products?.length ?? 0, seenAtOnce)
  if (products?.length === 0) return null
  return (
    <section aria-label={title} className="py-4">
      <div className="page flex items-center justify-between gap-4 pb-3">
        <h2 className="text-xl font-bold">{title}</h2>
        {seeAll?.(
          <>
            {t('home.seeAll')}
            <span className="sr-only">: {title}</span>
            <ChevronRight className="size-4" aria-hidden="true" />
          </>,
          'inline-flex min-h-10 items-center gap-0.5 text-sm font-semibold text-brand hover:underline',
        )}
      </div>
      <ul className="rail page -my-2 gap-3 py-2 sm:gap-4">
        {products
          ? products.slice(0, Math.max(drawn, seenAtOnce)).map((product) => (
              <li key={product.id} className={tileWidth}>
                <ProductTile product={product} storeId={storeId} />
              </li>
            ))
          : Array.from({ length: 8 }, (_, index) => (
              <li key={index} className={tileWidth}>
                <ProductCardSkeleton />
              </li>
            ))}
      </ul>
    </section>
  )
}
