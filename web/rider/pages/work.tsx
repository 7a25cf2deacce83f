import { lazy } from 'react'
import type { RiderShift } from '../../api-client/rider.ts'
import { lazyPart } from '../../shared/lazy-part.tsx'
import { useNow } from '../../shared/live/use-now.ts'
import { ErrorState, Skeleton } from '../../shared/ui/feedback.tsx'
import { useT, withMessages } from '../messages/messages.ts'
import { isNext } from '../outbox/queue.ts'
import { useRinging } from '../work/attention.ts'
import { lookMs } from '../work/look.ts'
import { useHere, usePositions } from '../work/positions.ts'
import { useShift, useTasks } from '../work/queries.ts'
import { WorkMap } from '../work/where.tsx'

// Each stands alone: whoever is on shift never sees the checks. All are fetched ahead, for offers do not wait.
export const loadOffer = withMessages(['road', 'tools'], () => import('../work/offer.tsx'))
export const loadInHand = withMessages(['road', 'tools'], () => import('../work/in-hand.tsx'))
export const loadStartShift = withMessages(['road', 'tools'], () => import('../work/start-shift.tsx'))
export const loadDeeds = withMessages(['road', 'tools'], () => import('../work/waiting-deeds.tsx'))
const Offer = lazy(() => loadOffer().then((module) => ({ default: module.Offer })))
const InHand = lazy(() => loadInHand().then((module) => ({ default: module.InHand })))
const StartShift = lazy(() => loadStartShift().then((module) => ({ default: module.StartShift })))
const WaitingDeeds = lazyPart(() => loadDeeds().then((module) => module.WaitingDeeds), <Skeleton className="h-36" />)

/** Where a rider stands: off shift, waiting, asked, or with work in hand. */
export function Work() {
  const { query, shift, state, counted } = useShift()
  const { query: tasksQuery, tasks, live } = useTasks()
  const offer = tasks.find((task) => task.state === 'offered')
  const inHand = tasks.filter((task) => task.state !== 'offered')
  const now = useNow(lookMs)
  useRinging(offer?.id ?? null)
  usePositions(counted, inHand.length > 0)

  if (!shift || state === undefined)
    return query.isError ? (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <Skeleton className="m-4 h-72" />
    )
  if (state !== 'on' && inHand.length === 0) return <StartShift shift={shift} onBreak={state === 'break'} />
  const last = shift.until !== undefined && Date.parse(shift.until) <= now + lookMs
  if (offer) return <Offer key={offer.id} task={offer} inHand={inHand.length} next={isNext(offer, tasks)} />
  if (inHand.length > 0) return <InHand tasks={inHand} shift={shift} last={last} />
  return <Waiting shift={shift} last={last} live={live} failed={tasksQuery.isError} />
}

function Waiting({ shift, last, live, failed }: { shift: RiderShift; last: boolean; live: boolean; failed: boolean }) {
  const t = useT()
  const here = useHere()
  const store = shift.store.name
  // Where work is likely; it is up to the rider.
  const suggested = shift.suggestion?.store.name
  return (
    <div className="flex flex-1 flex-col">
      <WorkMap tasks={[]} here={here} target={here} className="min-h-64 flex-1" />
      <div className="flex flex-col gap-4 border-t border-line bg-card p-4">
        <div role="status">
          <h1 className="text-2xl font-bold">{t('work.waiting')}</h1>
          <p className="mt-1 text-lg text-ink-2">
            {t(failed ? 'work.unreachable' : last ? 'work.noMore' : live ? 'work.waitingHelp' : 'work.asking', {
              store,
            })}
          </p>
          {suggested && !failed && !last && (
            <p className="mt-3 rounded-md border border-line bg-brand-soft px-3 py-2 text-lg text-on-brand-soft">
              {t('work.suggestion', { store: suggested })}
            </p>
          )}
        </div>
        <WaitingDeeds shift={shift} last={last} />
      </div>
    </div>
  )
}
