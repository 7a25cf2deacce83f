import { useState } from 'react'
import { offlineProblem } from '../../api-client/problem.ts'
import type { OrderStatus, ProductCard as Product } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { Countdown } from '../../shared/ui/countdown.tsx'
import { type Column, DataTable, type Sort } from '../../shared/ui/data-table.tsx'
import { FilterBar, type Filters } from '../../shared/ui/filter-bar.tsx'
import { PageHeader, Panel } from '../../shared/ui/page-header.tsx'
import { Price } from '../../shared/ui/price.tsx'
import { ProductCard, ProductCardSkeleton } from '../../shared/ui/product-card.tsx'
import type { SavedFilters } from '../../shared/ui/saved-filters.tsx'
import { Stat, Stats } from '../../shared/ui/stat.tsx'
import { orderTones, StatusPill } from '../../shared/ui/status.tsx'
import { Stepper } from '../../shared/ui/stepper.tsx'
import { Timeline } from '../../shared/ui/timeline.tsx'
import { useT } from '../messages/messages.ts'

interface Row {
  number: string
  customer: string
  status: OrderStatus
  paise: number
}
const rows: Row[] = [
  { number: 'K7QF-2MXA', customer: 'Asha Rao', status: 'picking', paise: 24_000 },
  { number: 'P3LD-9TQE', customer: 'Farhan Khan', status: 'arriving', paise: 118_050 },
  { number: 'B8VN-4KWC', customer: 'Meera Das', status: 'delivered', paise: 56_400 },
]
const inr = (amount: number) => ({ amount, currency: 'INR' as const })

export function TableSample() {
  const t = useT()
  const format = useFormat()
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set([rows[1]!.number]))
  const [sort, setSort] = useState<Sort>({ key: 'number', order: 'asc' })
  const [filters, setFilters] = useState<Filters>({ q: undefined })
  const [kept, setKept] = useState<SavedFilters['items']>([])
  const saved: SavedFilters = {
    items: kept,
    keep: async (name, chosen) =>
      setKept([...kept.filter((each) => each.name !== name), { id: name, name, filters: chosen }]),
    forget: (id) => setKept(kept.filter((each) => each.id !== id)),
  }
  const columns: Column<Row>[] = [
    {
      key: 'number',
      header: t('sample.number'),
      cell: (row) => <span className="num font-semibold">{row.number}</span>,
      sortable: true,
    },
    {
      key: 'customer',
      header: t('sample.customer'),
      cell: (row) => row.customer,
      sortable: true,
      from: 'sm',
      grow: true,
    },
    {
      key: 'status',
      header: t('sample.status'),
      cell: (row) => <StatusPill tone={orderTones[row.status]} label={t(`status.${row.status}`)} />,
      from: 'md',
    },
    {
      key: 'total',
      header: t('sample.total'),
      cell: (row) => format.money(inr(row.paise)),
      align: 'end',
      sortable: true,
    },
  ]
  const by = (row: Row) => (sort.key === 'total' ? row.paise : sort.key === 'customer' ? row.customer : row.number)
  const sorted = rows
    .filter((row) => `${row.number} ${row.customer}`.toLowerCase().includes((filters.q ?? '').toLowerCase()))
    .toSorted((a, b) => (by(a) < by(b) ? -1 : 1) * (sort.order === 'asc' ? 1 : -1))
  const shared = { columns, rowKey: (row: Row) => row.number, onSort: setSort, sort }
  return (
    <div className="flex flex-col gap-5">
      <FilterBar saved={saved} filters={filters} onChange={setFilters} search={t('sample.search')} />
      <Panel title={t('sample.orders')} flush>
        <DataTable
          {...shared}
          label={t('sample.orders')}
          rows={sorted}
          onOpen={() => {}}
          current="B8VN-4KWC"
          selection={selection}
          onSelection={setSelection}
          tone={(row) => (row.status === 'picking' ? 'warn' : undefined)}
          more={{ busy: false, onMore: () => {} }}
        />
      </Panel>
      <Panel title={t('common.loading')} flush>
        <DataTable {...shared} label={t('common.loading')} rows={undefined} density="compact" />
      </Panel>
      <div className="grid gap-5 md:grid-cols-2">
        <Panel title={t('design.nothing')} flush>
          <DataTable
            {...shared}
            label={t('design.nothing')}
            rows={[]}
            empty={{ title: t('sample.empty'), help: t('sample.body') }}
          />
        </Panel>
        <Panel title={t('design.failed')} flush>
          <DataTable
            {...shared}
            label={t('design.failed')}
            rows={undefined}
            error={offlineProblem()}
            onRetry={() => {}}
          />
        </Panel>
      </div>
    </div>
  )
}

export function Figures() {
  const t = useT()
  const format = useFormat()
  const [started] = useState(Date.now)
  const after = (seconds: number) => new Date(started + seconds * 1_000).toISOString()
  return (
    <div className="flex flex-col gap-5">
      <div className="rounded-md border border-line">
        <PageHeader title={t('sample.orders')} note={t('sample.body')} heading="h3" />
      </div>
      <Stats>
        <Stat
          label={t('sample.revenue')}
          value={format.money(inr(12_345_600))}
          change={{ text: format.change(0.12), direction: 'up', good: true }}
          note={t('sample.lastWeek')}
        />
        <Stat
          label={t('sample.late')}
          value={format.number(14)}
          change={{ text: format.change(0.08), direction: 'up', good: false }}
        />
        <Stat
          label={t('sample.kept')}
          value={format.percent(0.964, 1)}
          change={{ text: format.change(0), direction: 'same' }}
        />
        <Stat label={t('sample.total')} value={undefined} />
      </Stats>
      <div className="flex flex-wrap gap-6 text-lg">
        <Countdown until={after(580)} />
        <Countdown until={after(50)} />
        <Countdown until={after(-95)} />
      </div>
      <Timeline
        label={t('sample.orders')}
        entries={[
          { id: '1', title: t('sample.placed'), time: format.time(after(-600)), at: after(-600), tone: 'brand' },
          {
            id: '2',
            title: t('status.picking'),
            time: format.time(after(-500)),
            at: after(-500),
            note: t('sample.body'),
          },
          { id: '3', title: t('status.failed'), tone: 'bad' },
          { id: '4', title: t('sample.refund'), tone: 'ok' },
        ]}
      />
    </div>
  )
}

export function Goods() {
  const t = useT()
  const [quantity, setQuantity] = useState(2)
  const product: Product = {
    id: 'prd_1',
    categoryId: 'cat_1',
    name: t('sample.product'),
    brand: 'Tokri',
    pack: t('sample.pack'),
    price: inr(2_800),
    mrp: inr(3_200),
    rating: { average: 4.4, count: 812 },
    inStock: true,
    left: 3,
    maxPerOrder: 5,
    image: '/favicon.svg',
  }
  const card = (more: Partial<Product>, count: number) => (
    <ProductCard
      product={{ ...product, ...more }}
      quantity={count}
      onQuantity={setQuantity}
      link={(content, className) => (
        <a href="#shop" className={className}>
          {content}
        </a>
      )}
    />
  )
  return (
    <div className="flex flex-col gap-5">
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(10rem,100%),1fr))] gap-3">
        {card({}, 0)}
        {card({ left: undefined }, quantity)}
        {card({ inStock: false }, 0)}
        <ProductCardSkeleton />
      </div>
      <div className="flex flex-wrap items-center gap-4">
        <Stepper name={t('sample.product')} quantity={0} max={5} onChange={setQuantity} />
        <Stepper name={t('sample.product')} quantity={1} max={5} onChange={setQuantity} />
        <Stepper name={t('sample.product')} quantity={5} max={5} onChange={setQuantity} size="m" />
        <Stepper name={t('sample.product')} quantity={0} max={5} onChange={setQuantity} disabled />
        <Stepper name={t('sample.product')} quantity={2} max={5} onChange={setQuantity} disabled />
        <Price price={inr(2_800)} mrp={inr(3_200)} />
        <Price price={inr(2_850)} mrp={inr(3_200)} size="l" />
      </div>
    </div>
  )
}
