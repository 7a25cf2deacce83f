import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { LayoutGrid } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Category } from '../../api-client/types.ts'
import { Button } from '../../shared/ui/button.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/feedback.tsx'
import { useName } from '../../shared/use-name.ts'
import { Filters } from '../catalogue/filters.tsx'
import { filterCount, filtersOf } from '../catalogue/list-search.ts'
import { ProductList } from '../catalogue/product-list.tsx'
import { useT } from '../messages/messages.ts'
import { NotHereYet } from '../place/later-not-here.ts'
import { useServing } from '../place/place.ts'
import { categoriesQuery } from '../queries.ts'

const route = getRouteApi('/category/$categoryId')

/** A category: its neighbours down the side, its products in an endless grid. */
export function CategoryPage() {
  const t = useT()
  const nameOf = useName()
  const { categoryId } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const serving = useServing()
  const storeId = serving.store?.id
  const categories = useQuery({ ...categoriesQuery(storeId ?? ''), enabled: storeId !== undefined })

  if (serving.state === 'unserved') return <NotHereYet serving={serving} />
  if (serving.state === 'failed') return <ErrorState error={serving.error} onRetry={serving.retry} />
  if (categories.isError) return <ErrorState error={categories.error} onRetry={() => void categories.refetch()} />

  const tree = treeOf(categories.data, categoryId)
  if (categories.data && !tree) {
    return <EmptyState icon={<LayoutGrid className="size-8" aria-hidden="true" />} title={t('category.unknown')} />
  }

  return (
    <div className="page flex gap-3 md:gap-8 max-md:pl-0">
      <title>{tree ? t('category.title', { name: nameOf(tree.current) }) : t('home.title')}</title>
      <SideRail tree={tree} />
      <div className="min-w-0 flex-1 pt-3 md:pt-6">
        <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2 pb-4">
          <div className="min-w-0 max-w-full wrap-anywhere">
            <h1 className="text-xl font-extrabold md:text-2xl">
              {tree ? nameOf(tree.current) : <Skeleton className="h-8 w-40" />}
            </h1>
            {tree && <p className="text-sm text-ink-2">{t('list.count', { count: tree.current.productCount })}</p>}
          </div>
        </div>
        {storeId ? (
          <ProductList
            key={categoryId}
            query={{ store: storeId, category: categoryId, sort: search.sort, ...filtersOf(search) }}
            narrow
            head={(first) => (
              <div className="pb-4">
                <Filters
                  search={search}
                  facets={first?.facets}
                  total={first?.total}
                  onChange={(next) => void navigate({ search: next, replace: true, resetScroll: false })}
                />
              </div>
            )}
            empty={
              filterCount(search) > 0 && (
                <EmptyState
                  icon={<LayoutGrid className="size-8" aria-hidden="true" />}
                  title={t('filter.nothing')}
                  action={
                    <Button onClick={() => void navigate({ search: {}, replace: true })}>
                      {t('search.clearFilters')}
                    </Button>
                  }
                />
              )
            }
          />
        ) : (
          <Skeleton className="h-96" />
        )}
      </div>
    </div>
  )
}

interface Tree {
  root: Category
  current: Category
  /** The child of the root that holds the current one; the root itself where that is shown. */
  branch: Category
  children: Category[]
}

function treeOf(categories: Category[] | undefined, id: string): Tree | null {
  const byId = new Map(categories?.map((category) => [category.id, category]))
  const current = byId.get(id)
  if (!current) return null
  let branch = current
  let root = current
  while (root.parentId !== null) {
    const parent = byId.get(root.parentId)
    if (!parent) break
    branch = root
    root = parent
  }
  const children = [...byId.values()].filter((each) => each.parentId === root.id && each.productCount > 0)
  return { root, current, branch, children }
}

function SideRail({ tree }: { tree: Tree | null }) {
  const t = useT()
  const nameOf = useName()
  const current = useRef<HTMLAnchorElement>(null)
  const currentId = tree?.branch.id
  useEffect(() => {
    if (!currentId) return
    // After the frame: in the effect itself it would lay the page out once more.
    const frame = requestAnimationFrame(() => current.current?.scrollIntoView({ block: 'nearest' }))
    return () => cancelAnimationFrame(frame)
  }, [currentId])

  const rows = tree ? [tree.root, ...tree.children] : []
  return (
    <nav
      aria-label={t('category.rail')}
      className="sticky top-[7.25rem] h-[calc(100dvh-7.25rem)] w-[5.25rem] flex-none overflow-y-auto overscroll-contain border-r border-line bg-card py-2 [scrollbar-width:none] md:top-20 md:h-[calc(100dvh-5rem)] md:w-60 md:border-r-0 md:bg-transparent md:py-6"
    >
      <ul className="grid gap-1">
        {tree
          ? rows.map((category) => {
              const selected = category.id === tree.branch.id
              return (
                <li key={category.id}>
                  <Link
                    ref={selected ? current : undefined}
                    to="/category/$categoryId"
                    params={{ categoryId: category.id }}
                    resetScroll
                    aria-current={selected ? 'page' : undefined}
                    className={classes(
                      'relative flex flex-col items-center gap-1 px-1 py-2 text-center text-xs leading-tight font-medium md:flex-row md:gap-3 md:rounded-md md:px-3 md:py-2 md:text-left md:text-sm',
                      selected
                        ? 'font-bold text-brand md:bg-brand-soft md:text-on-brand-soft'
                        : 'text-ink-2 hover:text-ink md:hover:bg-sunk',
                    )}
                  >
                    {selected && <span className="absolute inset-y-2 left-0 w-1 rounded-r-full bg-brand md:hidden" />}
                    <img
                      src={category.image}
                      alt=""
                      width={56}
                      height={56}
                      className={classes(
                        'size-14 rounded-full md:size-10',
                        selected && 'outline-2 outline-offset-2 outline-brand md:outline-0',
                      )}
                    />
                    <span className="w-full md:flex-1">
                      {category.id === tree.root.id ? t('category.all') : nameOf(category)}
                    </span>
                    <span className="text-xs font-normal text-ink-2 max-md:hidden">{category.productCount}</span>
                  </Link>
                </li>
              )
            })
          : Array.from({ length: 8 }, (_, index) => (
              <li key={index} className="flex flex-col items-center gap-2 py-2 md:flex-row md:px-3">
                <Skeleton className="size-14 rounded-full md:size-10" />
                <Skeleton className="h-3.5 w-12 md:w-28" />
              </li>
            ))}
      </ul>
    </nav>
  )
}
