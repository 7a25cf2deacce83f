import { useQuery } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ProductCard } from '../../api-client/types.ts'
import { ProductCardSkeleton } from '../../shared/ui/product-card.tsx'
import { useT } from '../messages/messages.ts'
import { railQuery } from '../queries.ts'
import { ProductTile } from './product-tile.tsx'
import { useSeen } from './use-seen.ts'

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
          ? products.map((product) => (
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

/** The rail of a category, asked for when it comes near the screen. */
export function CategoryRail({
  id,
  name,
  storeId,
  seeAll,
}: {
  id: string
  name: string
  storeId: string
  seeAll: (content: ReactNode, className: string) => ReactNode
}) {
  const [ref, seen] = useSeen('600px')
  const rail = useQuery({ ...railQuery({ store: storeId, category: id, limit: 14 }), enabled: seen })
  if (rail.isError) return null
  return (
    <div ref={ref} className={rail.data?.items.length === 0 ? '' : 'min-h-[21rem]'}>
      <ProductRail title={name} products={rail.data?.items} storeId={storeId} seeAll={seeAll} />
    </div>
  )
}
