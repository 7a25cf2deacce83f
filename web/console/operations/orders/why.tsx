import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { type DispatchWhy, getDispatchWhy, lockDelivery, unlockDelivery } from '../../../api-client/operations.ts'
import { useFormat } from '../../../shared/format.ts'
import { useLive } from '../../../shared/live/use-live.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { Badge, ErrorState, Notice, Skeleton } from '../../../shared/ui/feedback.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { type RiderChoice, RiderDialog } from './rider-dialog.tsx'

type Offer = DispatchWhy['offers'][number]
type Costs = NonNullable<Offer['costs']>

/** In the order in which people ask: the customer first, then the rider. */
const terms = [
  'clickToDoorS',
  'readyToPickupS',
  'lateS',
  'detourS',
  'riderS',
  'fairnessS',
] as const satisfies (keyof Costs)[]
const plainReasons = ['nearest', 'longest-idle', 'batched', 'planned', 'locked'] as const
const refreshMs = 5_000

/** Why this rider: who was asked and at what cost beside the next best, why nobody is asked, and for whom it is kept. */
export function Why({
  orderId,
  deliveryId,
  storeId,
  decided,
}: {
  orderId: string
  deliveryId: string
  storeId: string
  decided: boolean
}) {
  const t = useT()
  const why = useQuery({
    queryKey: ['dispatch-why', deliveryId],
    queryFn: ({ signal }) => getDispatchWhy(deliveryId, signal),
    refetchInterval: decided ? false : refreshMs,
  })
  useLive(`order:${orderId}`, () => void why.refetch())
  const [deed, setDeed] = useState<'lock' | 'unlock' | null>(null)
  if (why.isError && !why.data) return <ErrorState error={why.error} onRetry={() => void why.refetch()} />
  if (!why.data) return <Skeleton className="h-32" />
  const { lock, wait, offers } = why.data
  const [latest, ...earlier] = offers
  const done = () => {
    setDeed(null)
    void why.refetch()
  }
  return (
    <div className="flex flex-col gap-3 text-sm">
      {lock && <Notice tone="brand">{t('ops.lockedTo', { name: lock.rider.name, reason: lock.reason })}</Notice>}
      {wait && <Waits wait={wait} />}
      {latest ? <Chosen offer={latest} /> : !wait && <p className="text-ink-2">{t('ops.whyNothing')}</p>}
      {earlier.length > 0 && (
        <details>
          <summary className="cursor-pointer font-semibold">{t('ops.whyEarlier', { count: earlier.length })}</summary>
          <ul className="flex flex-col gap-4 pt-3">
            {earlier.map((offer) => (
              <li key={offer.id} className="border-t border-line pt-3">
                <Chosen offer={offer} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {!decided && (
        <div>
          <Button size="s" look="outline" onClick={() => setDeed(lock ? 'unlock' : 'lock')}>
            {t(lock ? 'ops.unlock' : 'ops.lock')}
          </Button>
        </div>
      )}
      {deed === 'lock' && (
        <LockDialog deliveryId={deliveryId} storeId={storeId} onClose={() => setDeed(null)} onDone={done} />
      )}
      {deed === 'unlock' && <UnlockDialog deliveryId={deliveryId} onClose={() => setDeed(null)} onDone={done} />}
    </div>
  )
}

function Waits({ wait }: { wait: NonNullable<DispatchWhy['wait']> }) {
  const t = useT()
  const { time } = useFormat()
  return <Notice tone="warn">{t('ops.waits', { reason: t(`ops.wait.${wait.reason}`), time: time(wait.since) })}</Notice>
}

/** One offer in a sentence, and what it costs beside the next best. */
function Chosen({ offer }: { offer: Offer }) {
  const t = useT()
  const { time } = useFormat()
  const plain = plainReasons.find((each) => each === offer.reason)
  const reason: ReactNode = plain ? t(`ops.chosen.${plain}`) : offer.reason
  return (
    <div className="flex flex-col gap-2">
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-semibold">{t('ops.asked', { name: offer.rider.name, time: time(offer.offeredAt) })}</span>
        <Badge tone={offer.state === 'accepted' ? 'ok' : offer.state === 'open' ? 'brand' : 'plain'}>
          {t(`ops.offer.${offer.state}`)}
        </Badge>
      </p>
      <p className="text-ink-2">{reason}</p>
      {offer.fallback && <p className="text-warn">{t('ops.fallback')}</p>}
      {offer.costs && <Terms offer={offer} costs={offer.costs} />}
    </div>
  )
}

/** On a narrow screen the table scrolls in its own box. */
function Terms({ offer, costs }: { offer: Offer; costs: Costs }) {
  const t = useT()
  const columns = [{ rider: offer.rider, costs }, ...offer.others]
  const label = t('ops.costsOf', { name: offer.rider.name })
  const told = terms.filter((term) => columns.some((each) => each.costs[term] !== 0))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by the keyboard
    <section className="overflow-x-auto" aria-label={label} tabIndex={0}>
      <table className="w-full">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr className="text-left text-ink-2">
            <th scope="col" className="py-1 pr-3 font-semibold">
              {t('ops.costs')}
            </th>
            {columns.map(({ rider }) => (
              <th key={rider.userId} scope="col" className="px-2 py-1 text-right font-semibold">
                {rider.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {told.map((term) => (
            <tr key={term} className="border-t border-line">
              <th scope="row" className="py-1 pr-3 text-left font-normal">
                {t(`ops.cost.${term}`)}
              </th>
              {columns.map(({ rider, costs: each }) => (
                <td key={rider.userId} className="num px-2 py-1 text-right whitespace-nowrap">
                  <Span seconds={each[term]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {offer.others.length === 0 && <p className="pt-1 text-ink-2">{t('ops.noOthers')}</p>}
    </section>
  )
}

const minuteS = 60

function Span({ seconds }: { seconds: number }) {
  const t = useT()
  const s = Math.round(seconds)
  if (Math.abs(s) < 2 * minuteS) return t('ops.seconds', { count: s })
  return t('ops.minutes', { count: Math.round(s / minuteS) })
}

interface Ends {
  deliveryId: string
  onClose: () => void
  onDone: () => void
}

function LockDialog({ deliveryId, storeId, onClose, onDone }: Ends & { storeId: string }) {
  const t = useT()
  const deed = useMutation({
    mutationFn: ({ riderId, reason }: RiderChoice) => lockDelivery(deliveryId, { riderId, reason }),
    onSuccess: ({ lock }) => {
      toast(t('ops.lockDone', { name: lock?.rider.name ?? '' }))
      onDone()
    },
  })
  return (
    <RiderDialog
      title={t('ops.lockTitle')}
      help={t('ops.lockHelp')}
      label={t('ops.lockRider')}
      nobody={t('ops.lockChoose')}
      required
      confirm={t('ops.lock')}
      of={{ store: storeId }}
      busy={deed.isPending}
      error={deed.error}
      onClose={onClose}
      onConfirm={deed.mutate}
    />
  )
}

function UnlockDialog({ deliveryId, onClose, onDone }: Ends) {
  const t = useT()
  const deed = useMutation({
    mutationFn: (reason: string) => unlockDelivery(deliveryId, reason),
    onSuccess: () => {
      toast(t('ops.unlockDone'))
      onDone()
    },
  })
  return (
    <ConfirmDialog
      open
      title={t('ops.unlockTitle')}
      confirm={t('ops.unlock')}
      reason={{ required: true }}
      busy={deed.isPending}
      error={deed.error}
      onClose={onClose}
      onConfirm={(reason) => deed.mutate(reason)}
    >
      {t('ops.unlockHelp')}
    </ConfirmDialog>
  )
}
