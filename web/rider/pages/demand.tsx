import { useQuery } from '@tanstack/react-query'
import { Flame } from 'lucide-react'
import { type Demand, getDemand } from '../../api-client/rider.ts'
import { useFormat } from '../../shared/format.ts'
import { CityMap, type Line } from '../../shared/map/map.tsx'
import { RiderPin } from '../../shared/map/pins.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import { useHere, usePositions } from '../work/positions.ts'
import { useShift, useTasks } from '../work/queries.ts'

const everyMs = 60_000
type Level = Demand['cells'][number]['level']

/** Besides colour, size and the number say how much is asked for. */
const looks: Record<Level, string> = {
  low: 'size-8 bg-warn-soft text-warn border-warn',
  some: 'size-11 bg-accent-soft text-on-accent-soft border-accent',
  high: 'size-14 bg-accent text-on-accent border-card',
}

/** Where orders wait and usually come from at this hour: on the map, and in words. */
export function DemandPage() {
  const t = useT()
  const format = useFormat()
  const here = useHere()
  const { counted } = useShift()
  const { tasks } = useTasks()
  usePositions(
    counted,
    tasks.some((task) => task.state !== 'offered'),
  )
  const query = useQuery({ queryKey: ['demand'], queryFn: getDemand, refetchInterval: everyMs })
  if (query.isPending) return <Skeleton className="m-4 h-80" />
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  const { cells, stores } = query.data
  const busy = cells.filter((cell) => cell.waiting > 0 || cell.expected >= 0.1)
  const busiest = stores.toSorted((a, b) => b.waiting * 2 + b.expected - (a.waiting * 2 + a.expected))

  return (
    <div className="flex flex-1 flex-col">
      <div className="p-4 pb-3">
        <h1 className="text-2xl font-bold">{t('demand.title')}</h1>
        <p className="text-lg text-ink-2">{t('demand.help')}</p>
      </div>
      {busy.length === 0 ? (
        <EmptyState icon={<Flame className="size-8" aria-hidden="true" />} title={t('demand.quiet')} />
      ) : (
        <>
          <CityMap
            label={t('demand.map')}
            className="min-h-72 flex-1"
            areas={busy.map((cell) => cell.boundary as Line)}
            fit={busy.map((cell) => cell.centre)}
            fitKey={String(busy.length)}
            markers={[
              ...busy.map((cell) => ({
                id: cell.cell,
                point: cell.centre,
                content: (
                  <span
                    role="img"
                    aria-label={t('demand.cell', { level: t(`demand.${cell.level}`), count: cell.waiting })}
                    className={classes(
                      'num flex items-center justify-center rounded-full border-2 text-base font-bold shadow-1',
                      looks[cell.level],
                    )}
                  >
                    {cell.waiting > 0 ? cell.waiting : ''}
                  </span>
                ),
              })),
              ...(here ? [{ id: 'me', point: here, level: 2, content: <RiderPin label={t('map.me')} /> }] : []),
            ]}
          />
          <ul
            aria-label={t('demand.legend')}
            className="flex flex-wrap gap-x-5 gap-y-2 border-y border-line p-4 text-lg"
          >
            {(['high', 'some', 'low'] as const).map((level) => (
              <li key={level} className="flex items-center gap-2">
                <span aria-hidden="true" className={classes('rounded-full border-2', looks[level])} />
                {t(`demand.${level}`)}
              </li>
            ))}
          </ul>
        </>
      )}
      <section aria-labelledby="stores" className="p-4">
        <h2 id="stores" className="mb-1 text-xl font-bold">
          {t('demand.stores')}
        </h2>
        <ul className="divide-y divide-line">
          {busiest.map((store) => (
            <li key={store.id} className="flex flex-wrap justify-between gap-x-3 py-3 text-lg">
              <span className="font-semibold">{store.name}</span>
              <span className="num text-ink-2">
                {`${t('demand.waiting', { count: store.waiting })} · ${
                  store.expected < 1
                    ? t('demand.few')
                    : t('demand.expected', { expected: format.number(Math.round(store.expected)) })
                }`}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}
