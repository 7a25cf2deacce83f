import { getRouteApi } from '@tanstack/react-router'
import { Search, SearchX } from 'lucide-react'
import { Button } from '../../shared/ui/button.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { EmptyState, ErrorState, Notice, Skeleton } from '../../shared/ui/feedback.tsx'
import { useName } from '../../shared/use-name.ts'
import { Filters } from '../catalogue/filters.tsx'
import { filterCount, filtersOf, type ListSearch } from '../catalogue/list-search.ts'
import { NoResultHelp } from '../catalogue/no-result-help.tsx'
import { ProductList } from '../catalogue/product-list.tsx'
import { useT } from '../messages/messages.ts'
import { NotHereYet } from '../place/later-not-here.ts'
import { useServing } from '../place/place.ts'

const route = getRouteApi('/search')

export function SearchPage() {
  const t = useT()
  const nameOf = useName()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const serving = useServing()
  const { q, category, ...list } = search
  const change = (next: ListSearch & { category?: string }) =>
    void navigate({ search: { q, ...next }, replace: true, resetScroll: false })

  if (serving.state === 'unserved') return <NotHereYet serving={serving} />
  if (serving.state === 'failed') return <ErrorState error={serving.error} onRetry={serving.retry} />
  const store = serving.store?.id

  return (
    <div className="page pt-4 md:pt-6">
      <title>{t('search.title', { q })}</title>
      {store && q !== '' ? (
        <ProductList
          key={q}
          query={{ store, q, category, sort: list.sort, ...filtersOf(list) }}
          head={(first) => (
            <div className="flex flex-col gap-3 pb-4">
              <div className="min-h-14">
                <h1 className="text-xl font-extrabold md:text-2xl">
                  {t('search.results', { q: first?.corrected ?? q })}
                </h1>
                <p aria-live="polite" className="text-sm text-ink-2">
                  {first && t('list.count', { count: first.total })}
                </p>
              </div>
              {first?.corrected && (
                <Notice tone="brand">{t('search.corrected', { corrected: first.corrected, q })}</Notice>
              )}
              <Filters
                search={list}
                facets={first?.facets}
                total={first?.total}
                onChange={(next) => change({ category, ...next })}
              />
              {first && (first.facets.categories.length > 1 || category) && (
                <ul aria-label={t('search.categories')} className="rail gap-2 py-1">
                  {[{ id: undefined, name: t('category.all'), count: 0 }, ...first.facets.categories].map((facet) => (
                    <li key={facet.id ?? 'all'}>
                      <button
                        type="button"
                        aria-pressed={facet.id === category}
                        onClick={() => change({ ...list, category: facet.id })}
                        className={classes(
                          'min-h-10 rounded-full border-[1.5px] border-line bg-card px-4 text-sm font-medium hover:border-line-strong',
                          'aria-pressed:border-brand aria-pressed:bg-brand-soft aria-pressed:text-on-brand-soft',
                        )}
                      >
                        {nameOf(facet)}
                        {facet.count > 0 && <span className="num ml-1.5 opacity-80">{facet.count}</span>}
                      </button>
                    </li>
                  ))}
                </ul>
              )}
            </div>
          )}
          empty={
            <EmptyState
              icon={<SearchX className="size-8" aria-hidden="true" />}
              title={t('search.nothing', { q })}
              action={
                (filterCount(list) > 0 || category) && (
                  <Button onClick={() => void navigate({ search: { q } })}>{t('search.clearFilters')}</Button>
                )
              }
            >
              <p>{t('search.nothingHelp')}</p>
            </EmptyState>
          }
          after={(first) => first.total === 0 && <NoResultHelp storeId={store} />}
        />
      ) : store && q === '' ? (
        <>
          <EmptyState icon={<Search className="size-8" aria-hidden="true" />} heading="h1" title={t('search.ask')} />
          <NoResultHelp storeId={store} />
        </>
      ) : (
        <Skeleton className="h-96" />
      )}
    </div>
  )
}
