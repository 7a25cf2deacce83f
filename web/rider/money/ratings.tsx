import { useQuery } from '@tanstack/react-query'
import { Star } from 'lucide-react'
import { getRatings } from '../../api-client/rider.ts'
import { useFormat } from '../../shared/format.ts'
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'

/** How customers rate the rider, without who they are. */
export function Ratings() {
  const t = useT()
  const format = useFormat()
  const query = useQuery({ queryKey: ['rider', 'ratings'], queryFn: getRatings })
  if (query.isPending) return <Skeleton className="h-60" />
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  const { average, count, stars, recent } = query.data
  if (average === null)
    return <EmptyState icon={<Star className="size-8" aria-hidden="true" />} title={t('ratings.none')} />
  const most = Math.max(...stars, 1)
  return (
    <>
      <section className="rounded-xl bg-brand-soft p-5 text-on-brand-soft">
        <p className="num flex items-center gap-2 text-3xl font-extrabold">
          {format.number(average)}
          <Star className="size-9 fill-current" aria-hidden="true" />
        </p>
        <p className="text-lg">{t('ratings.count', { count })}</p>
      </section>
      <ul className="flex flex-col gap-2">
        {[5, 4, 3, 2, 1].map((each) => (
          <li key={each} className="num flex items-center gap-3 text-lg">
            <span className="w-20 flex-none">{t('ratings.stars', { count: each })}</span>
            <span aria-hidden="true" className="h-3 flex-1 overflow-hidden rounded-full bg-sunk">
              <span
                className="block h-full rounded-full bg-brand"
                style={{ width: `${((stars[each - 1] ?? 0) / most) * 100}%` }}
              />
            </span>
            <span className="w-10 flex-none text-right font-bold">{format.number(stars[each - 1] ?? 0)}</span>
          </li>
        ))}
      </ul>
      {recent.length > 0 && (
        <section aria-labelledby="recent">
          <h2 id="recent" className="mb-1 text-xl font-bold">
            {t('ratings.recent')}
          </h2>
          <ul className="divide-y divide-line">
            {recent.map((each, index) => (
              <li key={`${each.date}-${index}`} className="py-3 text-lg">
                <p className="num font-semibold">
                  {t('ratings.stars', { count: each.stars })} · {format.date(each.date)}
                </p>
                {each.comment && <p className="text-ink-2">{each.comment}</p>}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
