import { getRouteApi, Link } from '@tanstack/react-router'
import { Receipt, WifiOff } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { isProblem } from '../../api-client/problem.ts'
import type { Order } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { useConnection } from '../../shared/live/use-connection.ts'
import { useNow } from '../../shared/live/use-now.ts'
import { Button, buttonClass } from '../../shared/ui/button.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { EmptyState, ErrorState, Notice, Skeleton } from '../../shared/ui/feedback.tsx'
import { Bill } from '../cart/totals.tsx'
import { openLogin } from '../dialogs.ts'
import { useT } from '../messages/messages.ts'
import { OrderHead } from '../orders/order-head.tsx'
import { OrderLines } from '../orders/order-lines.tsx'
import { OrderSteps } from '../orders/order-steps.tsx'
import { Proposals } from '../orders/proposals.tsx'
import { hasEnded } from '../orders/status.ts'
import { Talk } from '../orders/talk.tsx'
import { TrackingMap } from '../orders/tracking-map.tsx'
import { useTracking } from '../orders/use-tracking.ts'
import { useUser } from '../session/use-user.ts'
import { NotFound } from '../shell/shell.tsx'

// What one does before or after the way of an order comes when it is there to be done.
const CancelOrder = lazy(async () => ({ default: (await import('../orders/cancel-order.tsx')).CancelOrder }))
const DoorPhotos = lazy(async () => ({ default: (await import('../orders/door-photos.tsx')).DoorPhotos }))
const PaymentPanel = lazy(async () => ({ default: (await import('../orders/payment-panel.tsx')).PaymentPanel }))
const RateOrder = lazy(async () => ({ default: (await import('../orders/rate-order.tsx')).RateOrder }))
const Reorder = lazy(async () => ({ default: (await import('../orders/reorder.tsx')).Reorder }))
const ReportIssue = lazy(async () => ({ default: (await import('../orders/report-issue.tsx')).ReportIssue }))
const ReportedIssues = lazy(async () => ({ default: (await import('../orders/report-issue.tsx')).ReportedIssues }))

const route = getRouteApi('/orders/$orderId')

export function OrderPage() {
  const t = useT()
  const user = useUser()
  const { orderId } = route.useParams()
  if (!user) {
    return (
      <EmptyState
        heading="h1"
        title={t('order.loginFirst')}
        action={<Button onClick={() => openLogin()}>{t('header.login')}</Button>}
      />
    )
  }
  return <Followed key={orderId} orderId={orderId} />
}

function Followed({ orderId }: { orderId: string }) {
  const t = useT()
  const { order, tracking } = useTracking(orderId)

  if (isProblem(order.error, 'orders/not-found', 'auth/forbidden', 'request/invalid')) return <NotFound />
  if (order.isError && !order.data) return <ErrorState error={order.error} onRetry={() => void order.refetch()} />
  if (!order.data) return <Loading />
  if (order.data.status === 'pending_payment') {
    return (
      <Suspense fallback={<Loading />}>
        <PaymentPanel order={order.data} />
      </Suspense>
    )
  }

  const ended = hasEnded(order.data.status)
  const about = (
    <>
      <Talk order={order.data} />
      <OrderSteps order={order.data} />
    </>
  )
  return (
    <div className="page grid gap-x-8 gap-y-4 pt-4 md:pt-6 lg:grid-cols-[minmax(0,1fr)_26rem]">
      <title>{t('order.title', { number: order.data.number })}</title>
      <div className={classes('flex flex-col gap-4 lg:self-start', !ended && 'lg:sticky lg:top-24')}>
        <Freshness ended={ended} failed={order.isError} at={order.dataUpdatedAt} />
        <OrderHead order={order.data} tracking={tracking} />
        {asksFirst(order.data) && !ended && <Proposals order={order.data} />}
        {!ended && <TrackingMap order={order.data} tracking={tracking} />}
        <Suspense>{order.data.status === 'delivered' && <RateOrder order={order.data} />}</Suspense>
        {ended && about}
      </div>
      <div className="flex flex-col gap-4">
        {!ended && about}
        <Suspense>
          {order.data.leaveAtDoor && order.data.status === 'delivered' && <DoorPhotos orderId={order.data.id} />}
          {order.data.status === 'delivered' && <ReportedIssues order={order.data} />}
        </Suspense>
        <Contents order={order.data} />
      </div>
    </div>
  )
}

function Loading() {
  const t = useT()
  return (
    <div className="page grid gap-4 pt-5 lg:grid-cols-2" role="status" aria-label={t('common.loading')}>
      <Skeleton className="h-96 rounded-xl" />
      <Skeleton className="h-96 rounded-xl" />
    </div>
  )
}

/** Whether the picker may have a question, about the whole order or about one of its lines. */
const asksFirst = ({ substitutions, lines }: Order): boolean =>
  substitutions === 'ask' || lines.some((line) => line.substitution === 'ask')

/** How far what is shown can be trusted: without a connection it is the last that is known, and says how old. */
function Freshness({ ended, failed, at }: { ended: boolean; failed: boolean; at: number }) {
  const t = useT()
  const { time, ago } = useFormat()
  // Not before a first try has failed: a page that opens has no connection yet, and has lost none.
  const connection = useConnection()
  const nowMs = useNow()
  const icon = <WifiOff className="size-4" aria-hidden="true" />
  if (connection === 'offline' || failed) {
    const since = new Date(at).toISOString()
    return (
      <Notice tone="warn" icon={icon}>
        {t('order.lastKnown', { time: time(since), ago: ago(since, Math.max(nowMs, at)) })}
      </Notice>
    )
  }
  return ended || connection !== 'lost' ? null : <Notice icon={icon}>{t('live.lost')}</Notice>
}

function Contents({ order }: { order: Order }) {
  const t = useT()
  const { dateTime } = useFormat()
  return (
    <>
      <section aria-label={t('order.contents')} className="rounded-lg border border-line bg-card">
        <OrderLines lines={order.lines} />
        <div className="border-t border-line p-3.5">
          <Bill totals={order.totals} refunded={order.refunded} />
          <p className="mt-1 text-sm text-ink-2">
            {t('order.paidBy', { method: t(`payment.${order.payment.method}`) })}
          </p>
        </div>
      </section>
      <section aria-label={t('order.about')} className="rounded-lg border border-line bg-card p-3.5 text-sm">
        <dl className="grid gap-2">
          <div>
            <dt className="text-ink-2">{t('order.to')}</dt>
            <dd className="font-semibold">{[order.dropOff.line1, order.dropOff.line2].filter(Boolean).join(', ')}</dd>
          </div>
          {order.instructions && (
            <div>
              <dt className="text-ink-2">{t('checkout.instructions')}</dt>
              <dd className="font-semibold">{order.instructions}</dd>
            </div>
          )}
          {order.leaveAtDoor && order.payment.method !== 'cash' && (
            <div>
              <dt className="text-ink-2">{t('order.handOver')}</dt>
              <dd className="font-semibold">{t('checkout.leaveAtDoor')}</dd>
            </div>
          )}
          {order.giftNote && (
            <div>
              <dt className="text-ink-2">{t('checkout.giftNote')}</dt>
              <dd className="font-semibold wrap-anywhere">{order.giftNote}</dd>
            </div>
          )}
          <div>
            <dt className="text-ink-2">{t('order.placed')}</dt>
            <dd className="font-semibold">{dateTime(order.placedAt)}</dd>
          </div>
        </dl>
      </section>
      <div className="flex flex-wrap gap-2">
        {order.status === 'delivered' && (
          <Link to="/orders/$orderId/receipt" params={{ orderId: order.id }} className={buttonClass('outline')}>
            <Receipt className="size-5" aria-hidden="true" />
            {t('order.receipt')}
          </Link>
        )}
        <Suspense>
          {order.status === 'delivered' && <ReportIssue order={order} />}
          {hasEnded(order.status) && <Reorder orderId={order.id} number={order.number} />}
          {order.cancellable && <CancelOrder order={order} />}
        </Suspense>
      </div>
    </>
  )
}
