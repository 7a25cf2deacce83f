import { useQuery } from '@tanstack/react-query'
import { Banknote, MapPin, Package, Store } from 'lucide-react'
import { useState } from 'react'
import { getWay } from '../../api-client/rider.ts'
import { useFormat } from '../../shared/format.ts'
import { useNow } from '../../shared/live/use-now.ts'
import { useT } from '../messages/messages.ts'
import { enqueue } from '../outbox/outbox.ts'
import type { Task } from '../outbox/queue.ts'
import { Deed } from '../ui/deed.tsx'
import { Reasons, Sheet } from '../ui/sheet.tsx'
import { distanceM } from './geometry.ts'
import { useHere } from './positions.ts'
import { WorkMap } from './where.tsx'

const declineReasons = ['too_far', 'low_pay', 'too_heavy', 'on_break', 'vehicle', 'unsafe', 'other'] as const

/** An offer: what it pays, where it leads and how long it stands, and two buttons at the thumb. */
export function Offer({ task, inHand, next }: { task: Task; inHand: number; next: boolean }) {
  const t = useT()
  const format = useFormat()
  const here = useHere()
  const now = useNow(500)
  const [declining, setDeclining] = useState(false)
  const way = useQuery({
    queryKey: ['way', task.store.point, task.dropOff.point],
    queryFn: ({ signal }) => getWay(task.store.point, task.dropOff.point, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const leftS = task.offerExpiresAt ? Math.max(0, Math.ceil((Date.parse(task.offerExpiresAt) - now) / 1_000)) : null
  const answer = (kind: 'accept' | 'decline', body = {}) =>
    void enqueue({ kind, taskId: task.id, number: task.number, body })

  return (
    <section aria-labelledby="offer" className="flex flex-1 flex-col">
      <WorkMap
        tasks={[task]}
        here={here}
        line={way.data?.path as [number, number][] | undefined}
        target={null}
        className="min-h-32 flex-1"
      />
      <div className="flex flex-col gap-4 border-t border-line bg-card p-4">
        <div className="flex flex-wrap items-start justify-between gap-3">
          <div>
            <h1 id="offer" className="text-lg font-semibold text-ink-2">
              {t(next ? 'offer.next' : inHand > 0 ? 'offer.oneMore' : 'offer.title')}
            </h1>
            <p className="num text-3xl font-extrabold">{format.money(task.pay)}</p>
            {task.tip.amount > 0 && (
              <p className="text-lg font-semibold text-ok">{t('offer.tip', { tip: format.money(task.tip) })}</p>
            )}
          </div>
          {leftS !== null && (
            <p
              role="timer"
              aria-label={t('offer.left')}
              className="num flex size-18 flex-none items-center justify-center rounded-full border-4 border-accent text-2xl font-extrabold text-accent"
            >
              {leftS}
            </p>
          )}
        </div>
        <ul className="grid gap-2 text-lg font-semibold">
          <li className="flex items-center gap-3">
            <Store className="size-6 flex-none text-brand" aria-hidden="true" />
            <span>
              {task.store.name}
              {here && !next && (
                <span className="font-normal text-ink-2">
                  {' '}
                  · {t('offer.away', { distance: format.distance(distanceM(here, task.store.point)) })}
                </span>
              )}
            </span>
          </li>
          <li className="flex items-center gap-3">
            <MapPin className="size-6 flex-none text-accent" aria-hidden="true" />
            {t('offer.drop', { distance: format.distance(task.distanceM), time: format.time(task.promisedAt) })}
          </li>
          <li className="flex items-center gap-3">
            <Package className="size-6 flex-none text-ink-2" aria-hidden="true" />
            {t('task.bags', { count: task.bags })}
          </li>
          {task.cashDue.amount > 0 && (
            <li className="flex items-center gap-3">
              <Banknote className="size-6 flex-none text-ink-2" aria-hidden="true" />
              {t('offer.cash', { cash: format.money(task.cashDue) })}
            </li>
          )}
        </ul>
        <Deed onClick={() => answer('accept')}>{t('offer.accept')}</Deed>
        <Deed look="outline" onClick={() => setDeclining(true)}>
          {t('offer.decline')}
        </Deed>
      </div>
      {declining && (
        <Sheet title={t('offer.why')} onClose={() => setDeclining(false)}>
          <Reasons
            reasons={declineReasons}
            labelOf={(reason) => t(`decline.${reason}`)}
            onChoose={(reason) => answer('decline', { reason })}
          />
        </Sheet>
      )}
    </section>
  )
}
