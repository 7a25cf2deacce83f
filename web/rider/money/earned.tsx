import { useInfiniteQuery } from '@tanstack/react-query'
import { Receipt } from 'lucide-react'
import { getEarnings } from '../../api-client/rider.ts'
import { useFormat } from '../../shared/format.ts'
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import { Deed } from '../ui/deed.tsx'

const daysShown = 7

/** Days first, then trips: what each paid, and what of it was a tip. */
export function Earned() {
  const t = useT()
  const format = useFormat()
  const query = useInfiniteQuery({
    queryKey: ['rider', 'earnings'],
    queryFn: ({ pageParam }) => getEarnings(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })
  if (query.isPending) return <Skeleton className="h-72" />
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  const { days, today } = query.data.pages[0]!
  const trips = query.data.pages.flatMap((page) => page.items)
  const [latest] = days
  if (!latest) return <EmptyState icon={<Receipt className="size-8" aria-hidden="true" />} title={t('earned.none')} />
  const dayOf = (date: string) => (date === today ? t('earned.today') : format.date(date))
  const most = Math.max(...days.slice(0, daysShown).map((day) => day.total.amount), 1)

  return (
    <>
      <section aria-labelledby="latest" className="rounded-xl bg-brand-soft p-5 text-on-brand-soft">
        <h2 id="latest" className="text-lg font-semibold">
          {dayOf(latest.date)}
        </h2>
        <p className="num text-3xl font-extrabold">{format.money(latest.total)}</p>
        <p className="num mt-1 text-lg">
          {t('earned.trips', { count: latest.deliveries })} · {t('earned.tips', { tips: format.money(latest.tips) })}
        </p>
      </section>
      <section aria-labelledby="days">
        <h2 id="days" className="mb-2 text-xl font-bold">
          {t('earned.days')}
        </h2>
        <ul className="flex flex-col gap-3">
          {days.slice(0, daysShown).map((day) => (
            <li key={day.date}>
              <p className="num flex flex-wrap justify-between gap-x-3 text-lg">
                <span>
                  {dayOf(day.date)} · {t('earned.trips', { count: day.deliveries })}
                </span>
                <span className="font-bold">{format.money(day.total)}</span>
              </p>
              <div aria-hidden="true" className="mt-1 h-2.5 overflow-hidden rounded-full bg-sunk">
                <div
                  className="h-full rounded-full bg-brand"
                  style={{ width: `${(day.total.amount / most) * 100}%` }}
                />
              </div>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="trips">
        <h2 id="trips" className="mb-1 text-xl font-bold">
          {t('earned.list')}
        </h2>
        <ul className="divide-y divide-line">
          {trips.map((trip) => (
            <li key={trip.id} className="flex items-start justify-between gap-3 py-3">
              <div className="min-w-0">
                <p className="num text-lg font-semibold">{trip.number}</p>
                <p className="num text-base text-ink-2">
                  {format.dateTime(trip.endedAt)} · {format.distance(trip.distanceM)} · {t(`state.${trip.state}`)}
                </p>
              </div>
              <p className="num flex-none text-right text-lg font-bold">
                {format.money(trip.total)}
                {trip.tip.amount > 0 && (
                  <span className="block text-base font-semibold text-ok">
                    {t('earned.withTip', { tip: format.money(trip.tip) })}
                  </span>
                )}
              </p>
            </li>
          ))}
        </ul>
        {query.hasNextPage && (
          <Deed look="outline" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('common.more')}
          </Deed>
        )}
      </section>
    </>
  )
}
