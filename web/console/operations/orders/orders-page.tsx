import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type FoundOrder, findOrders, type OrderFilter } from '../../../api-client/operations.ts'
import { useFormat } from '../../../shared/format.ts'
import { useNow } from '../../../shared/live/use-now.ts'
import { type Column, DataTable } from '../../../shared/ui/data-table.tsx'
import { DateRange } from '../../../shared/ui/dates.tsx'
import { Badge } from '../../../shared/ui/feedback.tsx'
import { Select } from '../../../shared/ui/field.tsx'
import { FilterBar, type Filters } from '../../../shared/ui/filter-bar.tsx'
import { PageHeader, Panel } from '../../../shared/ui/page-header.tsx'
import { orderTones, StatusPill } from '../../../shared/ui/status.tsx'
import { useAreas } from '../../live/use-live-city.ts'
import { useT } from '../../messages/messages.ts'
import { useSavedFilters } from '../../saved-filters.ts'
import { methods, type OrdersSearch, orderStatuses } from '../routes.tsx'

const route = getRouteApi('/orders')
const ended = ['delivered', 'cancelled', 'failed', 'returned']
const dayMs = 86_400_000

const startOf = (day: string | undefined, plusMs = 0) =>
  day ? new Date(new Date(`${day}T00:00:00`).getTime() + plusMs).toISOString() : undefined

const toFilter = ({ status, late, from, to, ...rest }: OrdersSearch): OrderFilter => ({
  ...rest,
  statuses: status,
  late: late === 'yes' || undefined,
  from: startOf(from),
  to: startOf(to, dayMs),
})

/** Every order there is, found by whatever somebody on the phone can tell. */
export function OrdersPage() {
  const t = useT()
  const saved = useSavedFilters('orders')
  const { money, dateTime, time } = useFormat()
  const search = route.useSearch()
  const go = useNavigate()
  const now = useNow(30_000)
  const stores = useAreas().data ?? []
  const list = useInfiniteQuery({
    queryKey: ['admin-orders', 'found', search],
    queryFn: ({ pageParam, signal }) => findOrders(toFilter(search), pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })
  const change = (next: OrdersSearch | Filters) =>
    void go({ to: '/orders', search: { ...search, ...next } as OrdersSearch, replace: true })
  const columns = useMemo(
    (): Column<FoundOrder>[] => [
      {
        key: 'number',
        header: t('ops.number'),
        cell: (row) => (
          <>
            <span className="num font-semibold">{row.number}</span>
            <span className="block text-xs text-ink-2 sm:whitespace-nowrap">{dateTime(row.placedAt)}</span>
          </>
        ),
      },
      {
        key: 'customer',
        header: t('ops.customer'),
        grow: true,
        cell: (row) => (
          <>
            {row.userName}
            <span className="block text-xs text-ink-2">{row.storeName}</span>
          </>
        ),
      },
      {
        key: 'status',
        header: t('ops.status'),
        cell: (row) => (
          <span className="whitespace-nowrap">
            <StatusPill tone={orderTones[row.status]} label={t(`status.${row.status}`)} />
          </span>
        ),
      },
      {
        key: 'promise',
        header: t('ops.promise'),
        from: 'sm',
        cell: (row) => (
          <span className="flex flex-wrap items-center gap-1.5 whitespace-nowrap">
            {time(row.promisedAt)}
            {isLate(row, now) && <Badge tone="bad">{t('ops.late')}</Badge>}
          </span>
        ),
      },
      { key: 'rider', header: t('ops.rider'), from: 'lg', cell: (row) => row.riderName ?? '–' },
      {
        key: 'total',
        header: t('ops.total'),
        align: 'end',
        from: 'sm',
        cell: (row) => <span className="num font-semibold">{money(row.total)}</span>,
      },
    ],
    [t, dateTime, time, money, now],
  )
  const all = { value: '', label: t('ops.all') }
  const filters: Filters = { ...search } as Filters
  return (
    <>
      <PageHeader title={t('ops.orders')} note={t('ops.ordersNote')}>
        <FilterBar
          saved={saved}
          search={t('ops.searchOrders')}
          filters={{
            q: undefined,
            status: undefined,
            store: undefined,
            method: undefined,
            late: undefined,
            ...filters,
          }}
          onChange={change}
        >
          <Select
            label={t('ops.status')}
            value={search.status ?? ''}
            options={[all, ...orderStatuses.map((value) => ({ value, label: t(`status.${value}`) }))]}
            onChange={(status) => change({ status: status || undefined } as OrdersSearch)}
          />
          <Select
            label={t('ops.store')}
            value={search.store ?? ''}
            options={[all, ...stores.map(({ id, name }) => ({ value: id, label: name }))]}
            onChange={(store) => change({ store: store || undefined })}
          />
          <Select
            label={t('ops.payment')}
            value={search.method ?? ''}
            options={[all, ...methods.map((value) => ({ value, label: t(`payment.${value}`) }))]}
            onChange={(method) => change({ method: method || undefined } as OrdersSearch)}
          />
          <Select
            label={t('ops.promise')}
            value={search.late ?? ''}
            options={[all, { value: 'yes', label: t('ops.lateOnly') }]}
            onChange={(late) => change({ late: late === 'yes' ? 'yes' : undefined })}
          />
          <DateRange
            label={t('ops.placed')}
            value={{ from: search.from ?? '', to: search.to ?? '' }}
            onChange={({ from, to }) => change({ from: from || undefined, to: to || undefined })}
          />
        </FilterBar>
      </PageHeader>
      <div className="px-4 pb-6 md:px-6">
        <Panel flush>
          <DataTable
            label={t('ops.orders')}
            columns={columns}
            rows={list.data?.pages.flatMap((page) => page.items)}
            rowKey={(row) => row.id}
            onOpen={(row) => void go({ to: '/orders/$orderId', params: { orderId: row.id } })}
            error={list.error}
            onRetry={() => void list.refetch()}
            empty={{ title: t('ops.noOrders'), help: t('ops.noOrdersHelp') }}
            more={list.hasNextPage ? { busy: list.isFetchingNextPage, onMore: () => void list.fetchNextPage() } : null}
            tone={(row) => (isLate(row, now) && !ended.includes(row.status) ? 'bad' : undefined)}
          />
        </Panel>
      </div>
    </>
  )
}

const isLate = (order: FoundOrder, nowMs: number): boolean =>
  !['cancelled', 'failed', 'returned'].includes(order.status) &&
  Date.parse(order.promisedAt) < (order.deliveredAt ? Date.parse(order.deliveredAt) : nowMs)
