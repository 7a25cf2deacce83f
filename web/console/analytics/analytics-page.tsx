import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { CalendarDays, ChartLine, Download, Table2 } from 'lucide-react'
import { listAdminStores } from '../../api-client/admin.ts'
import { type Figures, getMetrics, type MetricsReport } from '../../api-client/analytics.ts'
import { saveFile } from '../../api-client/save-file.ts'
import { useFormat } from '../../shared/format.ts'
import { Button } from '../../shared/ui/button.tsx'
import { DateRange } from '../../shared/ui/dates.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/feedback.tsx'
import { Select } from '../../shared/ui/field.tsx'
import { PageHeader, Panel } from '../../shared/ui/page-header.tsx'
import { Stat, Stats } from '../../shared/ui/stat.tsx'
import { useT } from '../messages/messages.ts'
import { useCommands } from '../palette/commands.ts'
import { HeatMap } from './heat-map.tsx'
import { LineChart, type Point } from './line-chart.tsx'
import { amountOf, isShare, isSum, type Measure, measures, show, showShort, toCsv, welcome } from './measures.ts'
import type { AnalyticsSearch } from './routes.tsx'

const route = getRouteApi('/analytics')
const shownDays = [1, 7, 28] as const
const spanNames = { 1: 'analytics.today', 7: 'analytics.week', 28: 'analytics.month' } as const
const dayMs = 86_400_000
const addDays = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)

/** How the shop does: figures beside those of before, over time, by store, and when orders come. */
export function AnalyticsPage() {
  const t = useT()
  const search = route.useSearch()
  const navigate = useNavigate()
  const { store, from, to, measure = 'orders' } = search
  const report = useQuery({
    queryKey: ['analytics', store, from, to],
    queryFn: ({ signal }) => getMetrics({ store, from, to }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  })
  const stores = useQuery({ queryKey: ['analytics', 'stores'], queryFn: async () => (await listAdminStores()).items })
  const set = (next: AnalyticsSearch) => void navigate({ to: '/analytics', search: next, replace: true })
  const data = report.data
  const names = new Map((stores.data ?? []).map(({ id, name }) => [id, name]))
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: data?.timeZone ?? 'Asia/Kolkata' }).format(Date.now())

  const show = (days: number) => set({ ...search, from: addDays(today, 1 - days), to: today })
  const save = () =>
    data &&
    saveFile(new Blob(['\ufeff', toCsv(data, names)], { type: 'text/csv' }), `tokri-${data.from}-${data.to}.csv`)
  useCommands(t('analytics.title'), [
    ...shownDays.map((days) => ({
      id: `${days}`,
      label: t(spanNames[days]),
      icon: CalendarDays,
      run: () => show(days),
    })),
    { id: 'csv', label: t('analytics.export'), icon: Download, run: () => void save() },
  ])

  return (
    <div className="pb-8">
      <PageHeader
        title={t('analytics.title')}
        note={data && t('analytics.note', { weeks: t('analytics.weeks', { count: weeksOf(data) }) })}
        actions={
          <Button look="outline" size="s" disabled={!data} onClick={save}>
            <Download className="size-4" aria-hidden="true" />
            {t('analytics.export')}
          </Button>
        }
      >
        <search className="flex flex-wrap items-end gap-3">
          <Select
            label={t('analytics.store')}
            className="w-52 max-w-full"
            value={store ?? ''}
            onChange={(next) => set({ ...search, store: next || undefined })}
            options={[
              { value: '', label: t('analytics.allStores') },
              ...(stores.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <DateRange
            label={t('analytics.days')}
            value={{ from: data?.from ?? from ?? '', to: data?.to ?? to ?? '' }}
            max={today}
            onChange={(days) => set({ ...search, from: days.from || undefined, to: days.to || undefined })}
          />
          <fieldset className="flex gap-1">
            <legend className="sr-only">{t('analytics.span')}</legend>
            {shownDays.map((days) => (
              <Button
                key={days}
                size="s"
                look="quiet"
                className="min-h-10 aria-pressed:bg-brand-soft aria-pressed:text-on-brand-soft"
                aria-pressed={data?.to === today && data.from === addDays(today, 1 - days)}
                onClick={() => show(days)}
              >
                {t(spanNames[days])}
              </Button>
            ))}
          </fieldset>
        </search>
      </PageHeader>
      {report.isError && !data ? (
        <ErrorState error={report.error} onRetry={() => void report.refetch()} />
      ) : (
        <div className="flex flex-col gap-4 px-4 md:px-6" aria-busy={report.isFetching}>
          <AllFigures report={data} />
          {!data && <Skeleton className="h-80" />}
          {data && data.total.orders === 0 && data.before.orders === 0 && (
            <EmptyState title={t('analytics.none')}>{t('analytics.noneHelp')}</EmptyState>
          )}
          {data && data.total.orders + data.before.orders > 0 && (
            <>
              <OverTime
                report={data}
                measure={measure}
                table={search.view === 'table'}
                onSet={(next) => set({ ...search, ...next })}
              />
              <div className="grid gap-4 2xl:grid-cols-2">
                <Panel title={t('analytics.byStore')}>
                  <ByStore report={data} measure={measure} names={names} />
                </Panel>
                <Panel title={t('analytics.heat')}>
                  <HeatMap heat={data.heat} />
                </Panel>
              </div>
            </>
          )}
        </div>
      )}
    </div>
  )
}

const weeksOf = ({ from, to }: MetricsReport): number =>
  Math.ceil(((Date.parse(to) - Date.parse(from)) / dayMs + 1) / 7)

/** How a figure has moved: by a share of itself, shares of one by points. */
function useChange() {
  const t = useT()
  const format = useFormat()
  return (now: number | null, before: number | null, measure: Measure) => {
    if (now === null || before === null || (before === 0 && !isShare(measure))) return undefined
    const moved = isShare(measure) ? now - before : (now - before) / before
    if (Math.abs(moved) < 0.0005) return { text: t('analytics.unchanged'), direction: 'same' as const }
    const direction = moved > 0 ? ('up' as const) : ('down' as const)
    const text = isShare(measure)
      ? t('analytics.points', {
          change: `${moved > 0 ? '+' : '−'}${format.number(Math.round(Math.abs(moved) * 1_000) / 10)}`,
        })
      : format.change(moved)
    const wanted = welcome[measure]
    return { text, direction, ...(wanted ? { good: wanted === direction } : {}) }
  }
}

function AllFigures({ report }: { report: MetricsReport | undefined }) {
  const t = useT()
  const format = useFormat()
  const change = useChange()
  return (
    <section aria-label={t('analytics.figures')}>
      <Stats wide>
        {measures.map((measure) => {
          const now = report ? amountOf(report.total, measure) : null
          const before = report ? amountOf(report.before, measure) : null
          return (
            <Stat
              key={measure}
              label={t(`analytics.${measure}`)}
              value={report && show(now, measure, format)}
              change={change(now, before, measure)}
            />
          )
        })}
      </Stats>
    </section>
  )
}

function OverTime({
  report,
  measure,
  table,
  onSet,
}: {
  report: MetricsReport
  measure: Measure
  table: boolean
  onSet: (next: AnalyticsSearch) => void
}) {
  const t = useT()
  const format = useFormat()
  const noon = (at: string) => `${at.slice(0, 10)}T12:00:00`
  /** The days that a line stands for: `24 Nov – 30 Nov`. */
  const days = (shift: number) =>
    [...new Set([report.from, report.to])].map((day) => format.day(noon(addDays(day, shift)))).join(' – ')
  const points = report.series.map(({ at, now, before }): Point => {
    const hour = at.length > 10 ? `${at.slice(11)}:00` : ''
    return {
      key: at,
      label: hour || format.day(noon(at)),
      name: hour ? `${format.day(noon(at))}, ${hour}` : `${format.weekday(noon(at))}, ${format.day(noon(at))}`,
      now: amountOf(now, measure),
      before: amountOf(before, measure),
    }
  })
  const say = (value: number | null) => show(value, measure, format)
  const label = t('analytics.chart', { measure: t(`analytics.${measure}`) })
  return (
    <Panel
      title={label}
      actions={
        <div className="flex min-w-0 max-w-full flex-wrap items-center gap-2">
          <Select
            label={t('analytics.measure')}
            labelHidden
            className="w-44 max-w-full"
            value={measure}
            onChange={(next) => onSet({ measure: next as Measure })}
            options={measures.map((value) => ({ value, label: t(`analytics.${value}`) }))}
          />
          <Button
            look="quiet"
            size="s"
            className="min-h-10"
            onClick={() => onSet({ view: table ? undefined : 'table' })}
          >
            {table ? (
              <ChartLine className="size-4" aria-hidden="true" />
            ) : (
              <Table2 className="size-4" aria-hidden="true" />
            )}
            {table ? t('analytics.asChart') : t('analytics.asTable')}
          </Button>
        </div>
      }
    >
      {table ? (
        <table className="w-full text-sm">
          <caption className="sr-only">{label}</caption>
          <thead>
            <tr className="text-left text-ink-2">
              <th scope="col" className="py-1">
                {t('analytics.at')}
              </th>
              <th scope="col" className="py-1 text-right">
                {days(0)}
              </th>
              <th scope="col" className="py-1 text-right">
                {days(-7 * weeksOf(report))}
              </th>
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr key={point.key} className="border-t border-line/60">
                <th scope="row" className="py-1 text-left font-medium">
                  {point.name}
                </th>
                <td className="num py-1 text-right font-semibold">{say(point.now)}</td>
                <td className="num py-1 text-right text-ink-2">{say(point.before)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <LineChart
          label={label}
          help={t('analytics.chartHelp')}
          points={points}
          whole={isSum(measure) && measure !== 'revenue'}
          show={say}
          showShort={(value) => showShort(value, measure, format)}
          names={{ now: days(0), before: days(-7 * weeksOf(report)) }}
        />
      )}
    </Panel>
  )
}

/** Bars beside their names: the longest is the most; a thin mark is what it was before. */
function ByStore({
  report,
  measure,
  names,
}: {
  report: MetricsReport
  measure: Measure
  names: ReadonlyMap<string, string>
}) {
  const t = useT()
  const format = useFormat()
  const value = (figures: Figures) => amountOf(figures, measure) ?? 0
  const rows = [...report.stores].sort((a, b) => value(b.now) - value(a.now))
  const most = Math.max(1e-9, ...rows.flatMap(({ now, before }) => [value(now), value(before)]))
  const share = (of: number) => `${(of / most) * 100}%`
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">{`${t('analytics.byStore')}: ${t(`analytics.${measure}`)}`}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{t('analytics.store')}</th>
          <th scope="col">{t('analytics.now')}</th>
          <th scope="col">{t('analytics.before')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ storeId, now, before }) => (
          <tr key={storeId}>
            <th scope="row" className="w-1/3 py-1 pr-3 text-left font-medium wrap-anywhere">
              {names.get(storeId) ?? storeId}
            </th>
            <td className="py-1">
              <span className="flex flex-wrap items-center gap-x-3">
                <span className="relative h-5 min-w-8 flex-1 rounded-sm bg-sunk" aria-hidden="true">
                  <span
                    className="absolute inset-y-0 left-0 rounded-sm bg-brand"
                    style={{ width: share(value(now)) }}
                  />
                  {value(before) > 0 && (
                    <span className="absolute -inset-y-0.5 w-0.5 bg-ink" style={{ left: share(value(before)) }} />
                  )}
                </span>
                <span className="num min-w-16 text-right font-semibold">
                  {show(amountOf(now, measure), measure, format)}
                </span>
              </span>
            </td>
            <td className="num py-1 pl-3 text-right text-ink-2 max-sm:hidden">
              {show(amountOf(before, measure), measure, format)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
