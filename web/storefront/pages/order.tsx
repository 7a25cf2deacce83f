import { getRouteApi } from '@tanstack/react-router'
import { WifiOff } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { isProblem } from '../../api-client/problem.ts'
import type { Order } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { lazyPart } from '../../shared/lazy-part.tsx'
import { useConnection } from '../../shared/live/use-connection.ts'
import { useNow } from '../../shared/live/use-now.ts'
import { Button } from '../../shared/ui/button.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { EmptyState, ErrorState, Notice, Skeleton } from '../../shared/ui/feedback.tsx'
import { openLogin } from '../dialogs.ts'
import { useT, withMessages } from '../messages/messages.ts'
import { OrderHead } from '../orders/order-head.tsx'
import { OrderSteps } from '../orders/order-steps.tsx'
import { hasEnded } from '../orders/status.ts'
import { TrackingMap } from '../orders/tracking-map.tsx'
import { useTracking } from '../orders/use-tracking.ts'
import { useUser } from '../session/use-user.ts'
import { NotFound } from '../shell/shell.tsx'

// First where the order is; what is in it comes below, and what one does before or after when it is there to be done.
const Contents = lazyPart(
  withMessages(['cart', 'care'], async () => (await import('../orders/contents.tsx')).Contents),
  <Skeleton className="h-96 rounded-lg" />,
)
const Talk = lazyPart(withMessages(['care'], async () => (await import('../orders/talk.tsx')).Talk))
const Proposals = lazyPart(withMessages(['care'], async () => (await import('../orders/proposals.tsx')).Proposals))
const DoorPhotos = lazy(
  withMessages(['care'], async () => ({ default: (await import('../orders/door-photos.tsx')).DoorPhotos })),
)
const PaymentPanel = lazy(
  withMessages(['cart', 'care'], async () => ({ default: (await import('../orders/payment-panel.tsx')).PaymentPanel })),
)
const RateOrder = lazy(
  withMessages(['care'], async () => ({ default: (await import('../orders/rate-order.tsx')).RateOrder })),
)
const ReportedIssues = lazy(
  withMessages(['care'], async () => ({ default: (await import('../orders/report-issue.tsx')).ReportedIssues })),
)

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
