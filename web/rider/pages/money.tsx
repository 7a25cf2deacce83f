import { lazy, Suspense } from 'react'
import { useSearchParams } from 'wouter'
import { Skeleton } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import { Earned } from '../money/earned.tsx'
import { Segments } from '../ui/settings.tsx'

const CashInHand = lazy(() => import('../money/cash-in-hand.tsx').then((module) => ({ default: module.CashInHand })))
const Ratings = lazy(() => import('../money/ratings.tsx').then((module) => ({ default: module.Ratings })))

const views = ['earned', 'cash', 'ratings'] as const
type View = (typeof views)[number]

/** What was earned, what is owed, and what customers say; which of them is in the address. */
export function Money() {
  const t = useT()
  const [params, setParams] = useSearchParams()
  const asked = params.get('view')
  const view: View = views.find((each) => each === asked) ?? 'earned'
  return (
    <div className="flex flex-col gap-5 p-4">
      <h1 className="text-2xl font-bold">{t(`money.${view}`)}</h1>
      <Segments
        label={t('money.views')}
        labelHidden
        value={view}
        onChange={(next) => setParams({ view: next }, { replace: true })}
        options={views.map((value) => ({ value, label: t(`money.${value}`) }))}
      />
      <Suspense fallback={<Skeleton className="h-60" />}>
        {view === 'earned' && <Earned />}
        {view === 'cash' && <CashInHand />}
        {view === 'ratings' && <Ratings />}
      </Suspense>
    </div>
  )
}
