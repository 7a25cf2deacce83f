import { useQuery } from '@tanstack/react-query'
import { getDay } from '../../../api-client/stock.ts'
import { useFormat } from '../../../shared/format.ts'
import { useLocale } from '../../../shared/i18n/i18n.tsx'
import { DataTable } from '../../../shared/ui/data-table.tsx'
import { ErrorState } from '../../../shared/ui/feedback.tsx'
import { PageHeader, Panel } from '../../../shared/ui/page-header.tsx'
import { Stat, Stats } from '../../../shared/ui/stat.tsx'
import { useT } from '../../messages/messages.ts'
import { NoStore, StoreChoice, useStore } from '../use-store.tsx'

const refreshMs = 15_000

const clock = (seconds: number | null | undefined) => {
  if (seconds === undefined) return undefined
  if (seconds === null) return '–'
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** The store's day so far, on one page. */
export function TodayPage() {
  const t = useT()
  const { time, number } = useFormat()
  const locale = useLocale()
  const { storeId, store, stores } = useStore()
  const day = useQuery({
    queryKey: ['store-day', storeId],
    queryFn: ({ signal }) => getDay(storeId!, signal),
    enabled: storeId !== undefined,
    refetchInterval: refreshMs,
  })
  const percent = (value: number | null) =>
    value === null ? '–' : new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(value)
  if (!storeId) return <NoStore />
  if (day.isError && !day.data) return <ErrorState error={day.error} onRetry={() => void day.refetch()} />
  const data = day.data
  const counts = ['orders', 'waiting', 'picking', 'packed', 'late', 'cancelled'] as const
  return (
    <div>
      <PageHeader
        title={t('today.title')}
        note={data && t('today.since', { time: time(data.since) })}
        actions={<StoreChoice store={store} stores={stores} />}
      />
      <div className="flex flex-col gap-5 px-4 pb-8 md:px-6">
        <Stats>
          {counts.map((key) => (
            <Stat key={key} label={t(`today.${key}`)} value={data && number(data[key])} />
          ))}
          <Stat label={t('today.p50')} value={clock(data?.pickSecondsP50)} />
          <Stat label={t('today.p90')} value={clock(data?.pickSecondsP90)} />
          <Stat label={t('today.fill')} value={data && percent(data.fillRate)} />
        </Stats>
        <Panel title={t('today.pickers')} flush>
          <DataTable
            label={t('today.pickers')}
            columns={[
              { key: 'name', header: t('today.name'), grow: true, cell: (row) => row.name ?? row.userId },
              { key: 'packed', header: t('today.packed'), align: 'end', cell: (row) => number(row.packed) },
              { key: 'p50', header: t('today.p50'), align: 'end', cell: (row) => clock(row.pickSecondsP50) },
            ]}
            rows={data?.pickers}
            rowKey={(row) => row.userId}
            empty={{ title: t('today.nobody') }}
          />
        </Panel>
      </div>
    </div>
  )
}
