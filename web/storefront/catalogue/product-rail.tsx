import { ChevronRight } from 'lucide-react'
import { type ReactNode, useDeferredValue } from 'react'
import type { ProductCard } from '../../api-client/types.ts'
import { classes } from '../../shared/ui/classes.ts'
import { ProductCardSkeleton } from '../../shared/ui/product-card.tsx'
import { useNear } from '../../shared/use-near.ts'
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
  later = false,
}: {
  title: string
  products: ProductCard[] | undefined
  storeId: string
  seeAll?: (content: ReactNode, className: string) => ReactNode
  /** Below the first screen: its products are drawn when they come near. */
  later?: boolean
}) {
  const t = useT()
  const { ref, near } = useNear()
  const drawn = useDeferredValue(products?.length ?? 0, seenAtOnce)
  if (products?.length === 0) return null
  return (
    <section
      ref={later ? ref : undefined}
      aria-label={title}
      className={classes('py-4', later && '[contain-intrinsic-height:auto_24rem] [content-visibility:auto]')}
    >
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
      {later && !near ? (
        <div className="h-66 sm:h-72 lg:h-76" />
      ) : (
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
      )}
    </section>
  )
}
