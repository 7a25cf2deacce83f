import { Bike, KeyRound } from 'lucide-react'
import type { Order, Tracking } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { saidOf } from '../../shared/i18n/said.ts'
import { useNow } from '../../shared/live/use-now.ts'
import { useT } from '../messages/messages.ts'
import { hasEnded } from './status.ts'

/** The one thing that one opens this page for: how long still. */
export function OrderHead({ order, tracking }: { order: Order; tracking?: Tracking }) {
  const t = useT()
  const { time } = useFormat()
  const ended = hasEnded(order.status)
  // That the goods are back says nothing of why it ended.
  const last = order.history.findLast((each) => each.status !== 'returned')
  const reason = saidOf(t, `ended/${last?.reasonCode}`) ?? last?.reason
  return (
    <section
      aria-labelledby="order-head"
      className="weave flex flex-col gap-4 rounded-xl bg-deep p-4 sm:p-5 text-on-deep"
    >
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <p className="text-sm text-on-deep-2">
            {t('order.number', { number: order.number, store: order.storeName })}
          </p>
          <h1 id="order-head" aria-live="polite" className="text-2xl font-extrabold">
            {t(`status.${order.status}`)}
          </h1>
          {order.status === 'delivered' && order.deliveredAt && (
            <p className="text-on-deep-2">{t('order.deliveredAt', { time: time(order.deliveredAt) })}</p>
          )}
          {ended && order.status !== 'delivered' && reason && <p className="text-on-deep-2">{reason}</p>}
        </div>
        {!ended &&
          (order.window && !tracking?.rider ? (
            <Window {...order.window} />
          ) : (
            <Countdown
              until={tracking?.etaAt ?? order.promisedAt}
              promisedAt={order.promisedAt}
              reason={tracking?.etaAt ? tracking.etaReason : undefined}
            />
          ))}
      </div>
      {!ended && (order.doorCode || tracking?.rider) && (
        <div className="flex flex-wrap items-center justify-between gap-3 border-t border-on-deep/20 pt-4">
          {tracking?.rider ? (
            <div className="flex items-center gap-3">
              <span className="flex size-11 items-center justify-center rounded-full bg-cane text-[#2a1a04]">
                <Bike className="size-6" aria-hidden="true" />
              </span>
              <p className="leading-tight">
                <span className="block font-bold">{tracking.rider.name}</span>
                <span className="text-sm text-on-deep-2">{t(`vehicle.${tracking.rider.vehicle}`)}</span>
              </p>
            </div>
          ) : (
            <span className="text-sm text-on-deep-2">{t('order.noRiderYet')}</span>
          )}
          {order.doorCode && (
            <p className="flex items-center gap-2.5 rounded-md bg-on-deep/12 px-3.5 py-2 max-[24rem]:w-full">
              <KeyRound className="size-5 text-cane" aria-hidden="true" />
              <span className="leading-tight">
                <span className="block text-xs text-on-deep-2">{t('order.doorCode')}</span>
                <span className="num text-lg font-extrabold tracking-[0.18em]">{order.doorCode}</span>
              </span>
            </p>
          )}
        </div>
      )}
    </section>
  )
}

/** Ordered for later: the time that was chosen, until somebody is on the way with it. */
function Window({ start, end }: NonNullable<Order['window']>) {
  const { time, date } = useFormat()
  return (
    <p className="ml-auto text-right">
      <span className="num block text-2xl leading-none font-extrabold text-cane">
        {time(start)} – {time(end)}
      </span>
      <span className="text-sm text-on-deep-2">{date(start)}</span>
    </p>
  )
}

/** Minutes that count down; within the last one, seconds. Past the time it says so instead of counting up. */
function Countdown({
  until,
  promisedAt,
  reason,
}: {
  until: string
  promisedAt: string
  reason: Tracking['etaReason']
}) {
  const t = useT()
  const { time, number } = useFormat()
  const leftS = Math.round((Date.parse(until) - useNow()) / 1_000)
  return (
    <div className="ml-auto text-right" role="timer" aria-label={t('order.eta')}>
      <p className="num text-3xl leading-none font-extrabold text-cane">
        {leftS > 60 ? (
          <>
            {number(Math.ceil(leftS / 60))}
            <span className="ml-1.5 text-lg">{t('home.promiseUnit', { count: Math.ceil(leftS / 60) })}</span>
          </>
        ) : leftS > 0 ? (
          <>
            {number(leftS)}
            <span className="ml-1.5 text-lg">{t('order.seconds')}</span>
          </>
        ) : (
          <span className="text-xl">{t('order.anyMoment')}</span>
        )}
      </p>
      <p className="mt-1 text-sm text-on-deep-2">{t('order.promised', { time: time(promisedAt) })}</p>
      {reason && (
        <p aria-live="polite" className="mt-1 max-w-56 text-sm font-semibold">
          {t(`eta.${reason}`)}
        </p>
      )}
    </div>
  )
}
