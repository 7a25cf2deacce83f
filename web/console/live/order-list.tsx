import { Bike, CircleAlert, Inbox } from 'lucide-react'
import { memo } from 'react'
import type { AdminOrder, OrderStatus } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { Button } from '../../shared/ui/button.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { Badge, EmptyState, ErrorState, Skeleton } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import { isLate, isLateSoon } from './order-filter.ts'
import type { useAdminOrders } from './use-live-city.ts'

export const toneOf: Record<OrderStatus, 'plain' | 'brand' | 'ok' | 'warn' | 'bad' | 'accent'> = {
  pending_payment: 'warn',
  confirmed: 'plain',
  picking: 'plain',
  packed: 'brand',
  assigned: 'brand',
  picked_up: 'brand',
  arriving: 'brand',
  delivered: 'ok',
  cancelled: 'bad',
  failed: 'bad',
  returned: 'bad',
}

export const OrderList = memo(function OrderList({
  orders,
  shown,
  soonLate,
  silent,
  selected,
  onSelect,
  now,
}: {
  orders: ReturnType<typeof useAdminOrders>
  shown: AdminOrder[]
  /** Of which orders on the road it is known whether they will be late. */
  soonLate: ReadonlyMap<string, boolean | undefined>
  /** Orders whose rider is silent, with when the rider was heard of last. */
  silent: ReadonlyMap<string, string>
  selected?: string
  onSelect: (id: string) => void
  now: number
}) {
  const t = useT()
  if (orders.isPending) {
    return (
      <div className="grid gap-2 p-3" role="status" aria-label={t('common.loading')}>
        {Array.from({ length: 7 }, (_, index) => (
          <Skeleton key={index} className="h-20" />
        ))}
      </div>
    )
  }
  if (orders.isError && !orders.data) return <ErrorState error={orders.error} onRetry={() => void orders.refetch()} />
  if (shown.length === 0) {
    const none = orders.data.pages.every(({ items }) => items.length === 0)
    return (
      <EmptyState icon={<Inbox className="size-8" aria-hidden="true" />} title={t(none ? 'live.none' : 'live.empty')}>
        <p>{t('live.emptyHelp')}</p>
      </EmptyState>
    )
  }
  return (
    <>
      <ul className="grid gap-2 p-3">
        {shown.map((order) => (
          <li key={order.id} className="[contain-intrinsic-size:auto_5.5rem] [content-visibility:auto]">
            <Row
              order={order}
              soonLate={soonLate.get(order.id)}
              silentSince={silent.get(order.id)}
              selected={order.id === selected}
              onSelect={() => onSelect(order.id)}
              now={now}
            />
          </li>
        ))}
      </ul>
      {orders.hasNextPage && (
        <div className="flex justify-center pb-4">
          <Button look="outline" size="s" busy={orders.isFetchingNextPage} onClick={() => void orders.fetchNextPage()}>
            {t('common.more')}
          </Button>
        </div>
      )}
    </>
  )
})

function Row({
  order,
  soonLate,
  silentSince,
  selected,
  onSelect,
  now,
}: {
  order: AdminOrder
  soonLate: boolean | undefined
  silentSince: string | undefined
  selected: boolean
  onSelect: () => void
  now: number
}) {
  const t = useT()
  const { money, time } = useFormat()
  const late = isLate(order, now)
  const soon = isLateSoon(order, now, soonLate)
  const minutes = Math.round(Math.abs(Date.parse(order.promisedAt) - now) / 60_000)
  const under = !['delivered', 'cancelled', 'failed', 'returned'].includes(order.status)
  return (
    <button
      type="button"
      aria-pressed={selected}
      onClick={onSelect}
      className={classes(
        'flex w-full flex-col gap-1 rounded-md border-[1.5px] bg-card px-3.5 py-2.5 text-left text-sm hover:border-line-strong',
        selected ? 'border-brand' : late || silentSince ? 'border-bad' : soon ? 'border-warn' : 'border-line',
      )}
    >
      <span className="flex w-full items-center gap-2">
        <span className="num font-bold">{order.number}</span>
        <Badge tone={toneOf[order.status]}>{t(`status.${order.status}`)}</Badge>
        <span className="num ml-auto font-bold">{money(order.total)}</span>
      </span>
      <span className="flex w-full items-center gap-2 text-ink-2">
        <span className="truncate">
          {order.userName}, {order.storeName}
        </span>
        {under && (
          <span
            className={classes(
              'num ml-auto flex flex-none items-center gap-1',
              late && 'font-bold text-bad',
              soon && 'font-bold text-warn',
            )}
          >
            {(late || soon) && <CircleAlert className="size-4" aria-hidden="true" />}
            {t(late ? 'order.minutesLate' : 'order.minutesLeft', { count: minutes })}
          </span>
        )}
        {!under && <span className="ml-auto flex-none">{time(order.deliveredAt ?? order.placedAt)}</span>}
      </span>
      {under && (
        <span className="flex items-center gap-1.5 text-ink-2">
          <Bike className="size-4" aria-hidden="true" />
          {order.riderName ?? t('order.noRider')}
          {silentSince && (
            <span className="num ml-auto flex flex-none items-center gap-1 font-bold text-bad">
              <CircleAlert className="size-4" aria-hidden="true" />
              {t('order.silent', { time: time(silentSince) })}
            </span>
          )}
        </span>
      )}
    </button>
  )
}
