import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useMemo, useState, useSyncExternalStore } from 'react'
import { type AdminProduct, changeProducts } from '../../../api-client/merchandising.ts'
import { currentUser, onSessionChange } from '../../../api-client/session.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button, buttonClass } from '../../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { type Column, DataTable } from '../../../shared/ui/data-table.tsx'
import { Badge } from '../../../shared/ui/feedback.tsx'
import { Select } from '../../../shared/ui/field.tsx'
import { FilterBar } from '../../../shared/ui/filter-bar.tsx'
import { PageHeader, Panel } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { useSavedFilters } from '../../saved-filters.ts'
import { categoriesQuery, productsQuery } from '../queries.ts'
import type { ProductsSearch } from '../routes.tsx'
import { PriceGrid } from './price-grid.tsx'

const route = getRouteApi('/merchandising/products')
const none: ReadonlySet<string> = new Set()

/** All products: found, filtered, changed many at once; or their prices in all stores as a grid. */
export function ProductsPage() {
  const t = useT()
  const saved = useSavedFilters('products')
  const search = route.useSearch()
  const navigate = useNavigate()
  const user = useSyncExternalStore(onSessionChange, currentUser)
  const admin = user?.roles.includes('admin') ?? false
  const [selection, setSelection] = useState(none)
  const filter = {
    q: search.q,
    category: search.category,
    brand: search.brand,
    active: search.shelf === undefined ? undefined : search.shelf === 'on',
  }
  const list = useInfiniteQuery(productsQuery(filter))
  const categories = useQuery(categoriesQuery)
  const rows = list.data?.pages.flatMap((page) => page.items)
  const set = (next: ProductsSearch) => void navigate({ to: '/merchandising/products', search: next, replace: true })
  const columns = useColumns()
  const more = list.hasNextPage ? { busy: list.isFetchingNextPage, onMore: () => void list.fetchNextPage() } : null
  const grid = search.view === 'prices'

  return (
    <div>
      <PageHeader
        title={t('merch.products')}
        note={t('merch.productsNote')}
        actions={
          <>
            <Button
              look="outline"
              size="s"
              aria-pressed={grid}
              onClick={() => set({ ...search, view: grid ? undefined : 'prices' })}
            >
              {grid ? t('merch.asList') : t('merch.asGrid')}
            </Button>
            {admin && (
              <Link to="/merchandising/products/$id" params={{ id: 'new' }} className={buttonClass('primary', 's')}>
                <Plus className="size-4" aria-hidden="true" />
                {t('merch.addProduct')}
              </Link>
            )}
          </>
        }
      >
        <FilterBar
          saved={saved}
          search={t('merch.searchProducts')}
          filters={{ q: search.q, category: search.category, brand: search.brand, shelf: search.shelf }}
          onChange={({ q, category, brand, shelf }) =>
            set({ q, category, brand, shelf: shelf as ProductsSearch['shelf'], view: search.view })
          }
        >
          <Select
            label={t('merch.category')}
            labelHidden
            className="w-48"
            value={search.category ?? ''}
            onChange={(category) => set({ ...search, category: category || undefined })}
            options={[
              { value: '', label: t('merch.allCategories') },
              ...(categories.data ?? []).map(({ id, name, parentId }) => ({
                value: id,
                label: parentId ? `– ${name}` : name,
              })),
            ]}
          />
          <Select
            label={t('merch.shelf')}
            labelHidden
            className="w-40"
            value={search.shelf ?? ''}
            onChange={(shelf) => set({ ...search, shelf: (shelf || undefined) as ProductsSearch['shelf'] })}
            options={[
              { value: '', label: t('merch.shelfAny') },
              { value: 'on', label: t('merch.onShelf') },
              { value: 'off', label: t('merch.offShelf') },
            ]}
          />
        </FilterBar>
        {admin && !grid && selection.size > 0 && <Bulk ids={[...selection]} onDone={() => setSelection(none)} />}
      </PageHeader>
      {grid ? (
        <PriceGrid products={rows} more={more} />
      ) : (
        <div className="px-4 pb-6 md:px-6">
          <Panel flush>
            <DataTable<AdminProduct>
              label={t('merch.products')}
              columns={columns}
              rows={rows}
              rowKey={({ id }) => id}
              rowLabel={({ name }) => name}
              onOpen={({ id }) => void navigate({ to: '/merchandising/products/$id', params: { id } })}
              {...(admin ? { selection, onSelection: setSelection } : {})}
              error={list.error}
              onRetry={() => void list.refetch()}
              empty={{ title: t('merch.noProducts'), help: t('merch.noProductsHelp') }}
              more={more}
            />
          </Panel>
        </div>
      )}
    </div>
  )
}

function useColumns(): readonly Column<AdminProduct>[] {
  const t = useT()
  const format = useFormat()
  return useMemo(
    () => [
      {
        key: 'name',
        header: t('merch.product'),
        grow: true,
        cell: (product) => (
          <Link
            to="/merchandising/products/$id"
            params={{ id: product.id }}
            className="flex min-w-44 items-center gap-3"
          >
            <img src={pictureOf(product)} alt="" loading="lazy" className="size-10 flex-none rounded-md object-cover" />
            <span className="min-w-0">
              <span className="block font-semibold">{product.name}</span>
              <span className="block text-xs text-ink-2">
                {[product.brand, product.pack].filter(Boolean).join(' · ')}
              </span>
            </span>
          </Link>
        ),
      },
      { key: 'sku', header: t('merch.sku'), from: 'lg', cell: ({ sku }) => <span className="text-xs">{sku}</span> },
      { key: 'category', header: t('merch.category'), from: 'md', cell: ({ categoryPath }) => categoryPath.at(-1) },
      { key: 'mrp', header: t('merch.mrp'), align: 'end', from: 'sm', cell: ({ mrp }) => format.money(mrp) },
      {
        key: 'price',
        header: t('merch.price'),
        align: 'end',
        cell: ({ price }) => <strong>{format.money(price)}</strong>,
      },
      {
        key: 'shelf',
        header: t('merch.shelf'),
        from: 'sm',
        cell: ({ active }) => (
          <Badge tone={active ? 'ok' : 'plain'}>{active ? t('merch.onShelf') : t('merch.offShelf')}</Badge>
        ),
      },
    ],
    [t, format],
  )
}

export const pictureOf = ({ id, image, images }: AdminProduct): string =>
  image ?? images?.[0] ?? `/images/products/${id}.svg`

/** The same change to many. */
function Bulk({ ids, onDone }: { ids: string[]; onDone: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const [asked, setAsked] = useState<boolean | null>(null)
  const change = useMutation({
    mutationFn: (active: boolean) => changeProducts(ids, { active }),
    onSuccess: ({ changed }) => {
      toast(t('merch.changed', { count: changed }))
      setAsked(null)
      onDone()
      void client.invalidateQueries({ queryKey: ['merch'] })
    },
  })
  return (
    <section
      aria-label={t('merch.bulk')}
      className="flex flex-wrap items-center gap-2 rounded-md bg-brand-soft px-3 py-2"
    >
      <p className="mr-2 text-sm font-semibold text-on-brand-soft">{t('merch.selected', { count: ids.length })}</p>
      <Button size="s" look="outline" onClick={() => setAsked(true)}>
        {t('merch.putOn')}
      </Button>
      <Button size="s" look="danger" onClick={() => setAsked(false)}>
        {t('merch.takeOff')}
      </Button>
      <Button size="s" look="quiet" onClick={onDone}>
        {t('merch.unselect')}
      </Button>
      <ConfirmDialog
        open={asked !== null}
        onClose={() => setAsked(null)}
        title={asked ? t('merch.putOnTitle', { count: ids.length }) : t('merch.takeOffTitle', { count: ids.length })}
        confirm={asked ? t('merch.putOn') : t('merch.takeOff')}
        danger={asked === false}
        busy={change.isPending}
        error={change.error}
        onConfirm={() => change.mutate(asked === true)}
      >
        {t('merch.shelfHelp')}
      </ConfirmDialog>
    </section>
  )
}
