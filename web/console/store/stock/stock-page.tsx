import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Camera, Download, PackagePlus } from 'lucide-react'
import { useState } from 'react'
import { listStock, type StockItem, stockFilters } from '../../../api-client/stock.ts'
import { hasCamera } from '../../../shared/barcodes/has-camera.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button, buttonClass, IconButton } from '../../../shared/ui/button.tsx'
import { type Column, DataTable } from '../../../shared/ui/data-table.tsx'
import { Badge, useErrorText } from '../../../shared/ui/feedback.tsx'
import { Select } from '../../../shared/ui/field.tsx'
import { FilterBar } from '../../../shared/ui/filter-bar.tsx'
import { PageHeader } from '../../../shared/ui/page-header.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { useCommands } from '../../palette/commands.ts'
import { useSavedFilters } from '../../saved-filters.ts'
import { CameraScanner } from '../picking/camera.tsx'
import { useScanner } from '../picking/use-scanner.ts'
import type { StockSearch } from '../routes.tsx'
import { isManager, NoStore, StoreChoice, useStore } from '../use-store.tsx'
import { downloadCsv } from './csv.ts'
import { LinkedProduct } from './linked-product.tsx'
import { ProductPanel } from './product-panel.tsx'

const route = getRouteApi('/stock')
const lowAtDefault = 5
const filterOf = (value: string | undefined) => stockFilters.find((each) => each === value && each !== 'all')

/** What the store has; the product that is looked at lies beside it. A scanned code finds its product. */
export function StockPage() {
  const t = useT()
  const saved = useSavedFilters('stock')
  const search = route.useSearch() as StockSearch
  const navigate = route.useNavigate()
  const go = useNavigate()
  const { date } = useFormat()
  const errorText = useErrorText()
  const { storeId, store, stores } = useStore()
  const [exporting, setExporting] = useState(false)
  const [camera, setCamera] = useState(false)
  const { q, show = 'all' } = search
  const list = useInfiniteQuery({
    queryKey: ['stock', storeId, q, show],
    queryFn: ({ pageParam, signal }) =>
      listStock({ store: storeId!, q, show, limit: 50, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: storeId !== undefined,
    placeholderData: (before) => before,
  })
  const change = (next: Partial<StockSearch>) =>
    void navigate({ to: '/stock', search: { ...search, ...next }, replace: true })
  const close = () => change({ product: undefined })
  const scanned = (code: string) => change({ q: code, show: undefined })
  useScanner(scanned)
  const rows = list.data?.pages.flatMap((page) => page.items)
  const open = rows?.find((row) => row.productId === search.product)

  const columns: Column<StockItem>[] = [
    {
      key: 'name',
      header: t('stock.product'),
      grow: true,
      cell: (row) => (
        <span className="flex items-center gap-3">
          <img src={row.image} alt="" loading="lazy" className="size-10 flex-none rounded-md bg-tile object-cover" />
          <span className="min-w-0">
            <span className="block font-semibold">{row.name}</span>
            <span className="block text-ink-2">
              {row.brand} · {row.pack}
            </span>
          </span>
        </span>
      ),
    },
    {
      key: 'bin',
      header: t('stock.bin'),
      from: 'sm',
      cell: (row) => <span className="num whitespace-nowrap">{row.bin ?? '–'}</span>,
    },
    { key: 'onHand', header: t('stock.onHand'), from: 'md', align: 'end', cell: (row) => row.onHand },
    { key: 'reserved', header: t('stock.reserved'), from: 'md', align: 'end', cell: (row) => row.reserved },
    {
      key: 'available',
      header: t('stock.free'),
      align: 'end',
      cell: (row) => (
        <span className="inline-flex items-center gap-2">
          {row.available <= 0 ? (
            <Badge tone="bad">{t('stock.show.out')}</Badge>
          ) : (
            row.available <= (row.lowAt ?? lowAtDefault) && <Badge tone="warn">{t('stock.show.low')}</Badge>
          )}
          <span className="num font-bold">{row.available}</span>
        </span>
      ),
    },
    {
      key: 'expires',
      header: t('stock.expires'),
      from: 'lg',
      cell: (row) => (row.expiresOn ? date(row.expiresOn) : ''),
    },
  ]
  const csv = async () => {
    setExporting(true)
    try {
      await downloadCsv({ store: storeId!, q, show }, store?.code ?? 'stock')
    } catch (error) {
      toast(errorText(error), 'bad')
    } finally {
      setExporting(false)
    }
  }

  useCommands(t('stock.title'), [
    ...stockFilters.map((value) => ({
      id: value,
      label: t(`stock.show.${value}`),
      run: () => change({ show: filterOf(value) }),
    })),
    ...(isManager()
      ? [
          {
            id: 'receive',
            label: t('stock.receiveMany'),
            icon: PackagePlus,
            run: () => void go({ to: '/stock/receive' }),
          },
        ]
      : []),
    { id: 'csv', label: t('stock.csv'), icon: Download, run: () => void csv() },
  ])

  if (!storeId) return <NoStore />
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader
        title={t('stock.title')}
        actions={
          <>
            <StoreChoice store={store} stores={stores} />
            <Button look="outline" size="s" busy={exporting} onClick={() => void csv()}>
              <Download className="size-4" aria-hidden="true" />
              {t('stock.csv')}
            </Button>
            {isManager() && (
              <Link to="/stock/receive" className={buttonClass('primary', 's')}>
                <PackagePlus className="size-4" aria-hidden="true" />
                {t('stock.receiveMany')}
              </Link>
            )}
          </>
        }
      >
        <FilterBar
          saved={saved}
          filters={{ q, show: search.show }}
          onChange={(next) => change({ q: next.q, show: filterOf(next.show) })}
          search={t('stock.search')}
          tools={
            hasCamera() && (
              <IconButton label={t('pick.camera')} onClick={() => setCamera(true)}>
                <Camera className="size-5" aria-hidden="true" />
              </IconButton>
            )
          }
        >
          <Select
            label={t('stock.which')}
            labelHidden
            className="w-44"
            value={show}
            onChange={(value) => change({ show: filterOf(value) })}
            options={stockFilters.map((value) => ({ value, label: t(`stock.show.${value}`) }))}
          />
        </FilterBar>
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto pb-6 md:px-6">
        <div className="border-y border-line bg-card md:rounded-lg md:border-x">
          <DataTable
            label={t('stock.title')}
            columns={columns}
            rows={rows}
            rowKey={(row) => row.productId}
            rowLabel={(row) => row.name}
            current={search.product}
            onOpen={(row) => change({ product: row.productId })}
            error={list.error}
            onRetry={() => void list.refetch()}
            empty={{ title: t('stock.empty') }}
            more={list.hasNextPage ? { busy: list.isFetchingNextPage, onMore: () => void list.fetchNextPage() } : null}
          />
        </div>
      </div>
      {camera && (
        <CameraScanner
          onClose={() => setCamera(false)}
          onCode={(code) => {
            setCamera(false)
            scanned(code)
          }}
        />
      )}
      {open ? (
        <ProductPanel key={open.productId} storeId={storeId} item={open} onClose={close} />
      ) : (
        search.product &&
        !list.isPending && (
          <LinkedProduct key={search.product} storeId={storeId} productId={search.product} onClose={close} />
        )
      )}
    </div>
  )
}
