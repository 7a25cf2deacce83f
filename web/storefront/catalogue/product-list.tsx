import { useInfiniteQuery } from '@tanstack/react-query'
import { PackageOpen } from 'lucide-react'
import { type ReactNode, useDeferredValue, useEffect, useRef } from 'react'
import type { ProductQuery } from '../../api-client/catalogue.ts'
import type { ProductPage } from '../../api-client/types.ts'
import { Button } from '../../shared/ui/button.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { EmptyState, ErrorState } from '../../shared/ui/feedback.tsx'
import { ProductCardSkeleton } from '../../shared/ui/product-card.tsx'
import { useT } from '../messages/messages.ts'
import { pageSize, productsQuery } from '../queries.ts'
import { ProductTile } from './product-tile.tsx'

export interface ProductListProps {
  query: Omit<ProductQuery, 'limit' | 'cursor'>
  /** Above the list, from the first answer: facets, what was corrected. Null while it is loading. */
  head: (first: ProductPage | null) => ReactNode
  empty?: ReactNode
  /** Below a list that has come. */
  after?: (first: ProductPage) => ReactNode
  /** Beside a side rail there is room for fewer columns. */
  narrow?: boolean
}

/** A list without an end: the next page is asked for before the last row is seen. */
export function ProductList({ query, head, empty, after, narrow = false }: ProductListProps) {
  const t = useT()
  const list = useInfiniteQuery(productsQuery({ ...query, limit: pageSize }))
  const sentinel = useRef<HTMLDivElement>(null)
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list

  // Many cards at once are drawn in pieces, so that the page hears taps meanwhile.
  const pages = useDeferredValue(list.data?.pages)
  const drawn = pages === list.data?.pages

  useEffect(() => {
    // Before the cards stand, the end of the list is in sight and yet is not.
    if (!drawn || !sentinel.current || !hasNextPage || isFetchingNextPage || isFetchNextPageError) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && void fetchNextPage(), {
      rootMargin: '900px',
    })
    observer.observe(sentinel.current)
    return () => observer.disconnect()
  }, [drawn, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage])

  const columns = classes('goods', narrow && 'goods-narrow')
  const first = pages?.[0] ?? null
  const products = pages?.flatMap((page) => page.items) ?? []

  return (
    <>
      {head(first)}
      {!pages && !list.isError && (
        <div className="goods-room" role="status" aria-label={t('common.loading')}>
          <div className={columns}>
            {Array.from({ length: 12 }, (_, index) => (
              <ProductCardSkeleton key={index} />
            ))}
          </div>
        </div>
      )}
      {list.isError && !list.data && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {first &&
        products.length === 0 &&
        (empty ?? <EmptyState icon={<PackageOpen className="size-8" aria-hidden="true" />} title={t('list.empty')} />)}
      <div className="goods-room">
        <ul className={columns}>
          {products.map((product, index) => (
            <li key={product.id}>
              <ProductTile product={product} storeId={query.store} eager={index < 6} heading="h2" />
            </li>
          ))}
        </ul>
      </div>
      {first && after?.(first)}
      {/* Room for the next page: what is below the list does not come into sight before its end. */}
      <div ref={sentinel} className={classes('flex items-start justify-center py-4', hasNextPage && 'min-h-dvh')}>
        {hasNextPage && (
          <Button look="outline" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {isFetchNextPageError ? t('common.retry') : t('common.more')}
          </Button>
        )}
      </div>
    </>
  )
}
