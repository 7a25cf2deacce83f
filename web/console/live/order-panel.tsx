import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { getAdminOrder } from '../../api-client/admin.ts'
import { getOrderCase, type OrderCase } from '../../api-client/operations.ts'
import type { Order } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { pollMs, useLive } from '../../shared/live/use-live.ts'
import { useNow } from '../../shared/live/use-now.ts'
import { Button, IconButton } from '../../shared/ui/button.tsx'
import { Badge, ErrorState, Notice, Skeleton } from '../../shared/ui/feedback.tsx'
import { useName } from '../../shared/use-name.ts'
import { useT } from '../messages/messages.ts'
import { may } from '../operations/orders/allowed.ts'
import { LostDeeds } from '../operations/orders/lost.tsx'
import { useStepReason, useWho } from '../operations/orders/told-by.ts'
import { Why } from '../operations/orders/why.tsx'
import { toneOf } from './order-list.tsx'

/** One order with all that has happened to it: a panel beside the map, over it on a phone. */
export function OrderPanel({
  orderId,
  riderId,
  deliveryId,
  heard,
  onFollow,
  onClose,
}: {
  orderId: string
  riderId?: string
  /** Once somebody picks it, and until it has ended. */
  deliveryId?: string
  /** Of the rider who has it: when last, and whether that is too long ago. */
  heard?: { name: string | undefined; at: string; silent: boolean }
  onFollow: (riderId: string) => void
  onClose: () => void
}) {
  const t = useT()
  const order = useQuery({
    queryKey: ['order', orderId],
    queryFn: ({ signal }) => getAdminOrder(orderId, signal),
    refetchInterval: pollMs,
  })
  useLive(`order:${orderId}`, () => void order.refetch())
  // For the names of those who acted: asked for again when somebody else has.
  const steps = order.data?.history.length
  const known = useQuery({
    queryKey: ['admin-order', orderId, 'case', steps],
    queryFn: () => getOrderCase(orderId),
    enabled: steps !== undefined,
    placeholderData: (before) => before,
  })
  return (
    <aside
      aria-label={order.data ? t('order.detail', { number: order.data.number }) : t('common.loading')}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
      className="flex min-h-0 flex-col border-line bg-paper max-lg:fixed max-lg:inset-0 max-lg:z-20 lg:w-[26rem] lg:flex-none lg:border-l"
    >
      <header className="flex flex-none items-center gap-2 border-b border-line bg-card py-1.5 pr-1.5 pl-4">
        <h2 className="num mr-auto text-lg font-extrabold">
          {order.data && t('order.detail', { number: order.data.number })}
        </h2>
        {order.data && <Badge tone={toneOf[order.data.status]}>{t(`status.${order.data.status}`)}</Badge>}
        <IconButton label={t('common.close')} onClick={onClose}>
          <X className="size-5" aria-hidden="true" />
        </IconButton>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto p-4">
        {order.isError && !order.data && <ErrorState error={order.error} onRetry={() => void order.refetch()} />}
        {order.isPending && <Skeleton className="h-96" />}
        {order.data && (
          <div className="flex flex-wrap items-center gap-3 pb-4">
            <Link
              to="/orders/$orderId"
              params={{ orderId }}
              className="inline-flex min-h-9 items-center rounded-md bg-brand px-3 text-sm font-bold text-on-brand"
            >
              {t('live.openOrder')}
            </Link>
            {riderId && (
              <Button size="s" look="outline" onClick={() => onFollow(riderId)}>
                {t('live.follow')}
              </Button>
            )}
          </div>
        )}
        {order.data && deliveryId && (
          <Lost
            order={order.data}
            deliveryId={deliveryId}
            riderId={riderId}
            heard={heard}
            onDone={() => void order.refetch()}
          />
        )}
        {order.data && deliveryId && (
          <section aria-labelledby="why" className="pb-5">
            <h3 id="why" className="pb-2 font-bold">
              {t('ops.why')}
            </h3>
            <Why
              orderId={orderId}
              deliveryId={deliveryId}
              storeId={order.data.storeId}
              decided={!may('reassign', order.data.status)}
            />
          </section>
        )}
        {order.data && <Detail order={order.data} people={known.data?.people} />}
      </div>
    </aside>
  )
}

/** When its rider was heard of last, and what may be done where that is too long ago. */
function Lost({
  order,
  deliveryId,
  riderId,
  heard,
  onDone,
}: {
  order: Order
  deliveryId: string
  riderId: string | undefined
  heard: { name: string | undefined; at: string; silent: boolean } | undefined
  onDone: () => void
}) {
  const t = useT()
  const { ago, time } = useFormat()
  const now = useNow(10_000)
  const name = heard?.name ?? t('ops.rider')
  const said = heard && (
    <>
      {heard.silent && <b className="block">{t('ops.silentSince', { name, time: time(heard.at) })}</b>}
      {t('ops.lastHeard', { name, ago: ago(heard.at, now) })}
    </>
  )
  return (
    <div className="flex flex-col gap-3 pb-5">
      {said && (heard.silent ? <Notice tone="bad">{said}</Notice> : <p className="text-sm text-ink-2">{said}</p>)}
      <div className="flex flex-wrap gap-3 empty:hidden">
        <LostDeeds order={order} deliveryId={deliveryId} riderId={riderId} onDone={onDone} />
      </div>
    </div>
  )
}

function Detail({ order, people }: { order: Order; people: OrderCase['people'] | undefined }) {
  const t = useT()
  const who = useWho(order, people)
  const reasonOf = useStepReason()
  const nameOf = useName()
  const { money, time, dateTime } = useFormat()
  const facts: [string, ReactNode][] = [
    [t('order.placed'), dateTime(order.placedAt)],
    [t('order.promised'), time(order.promisedAt)],
    [
      t('order.to'),
      [order.dropOff.name, order.dropOff.line1, order.dropOff.line2, order.dropOff.notes].filter(Boolean).join(', '),
    ],
    ...(order.instructions ? [[t('order.instructions'), order.instructions] as [string, ReactNode]] : []),
    [t('order.paidBy'), t(`payment.${order.payment.method}`)],
    [t('order.total'), <b key="total">{money(order.total)}</b>],
    ...(order.refunded.amount > 0 ? [[t('order.refunded'), money(order.refunded)] as [string, ReactNode]] : []),
  ]
  return (
    <div className="flex flex-col gap-5">
      <dl className="grid grid-cols-[7rem_1fr] gap-y-1.5 text-sm">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-2">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section aria-labelledby="timeline">
        <h3 id="timeline" className="pb-2 font-bold">
          {t('order.timeline')}
        </h3>
        <ol className="border-l-2 border-line pl-4">
          {order.history.map((entry) => (
            <li key={`${entry.status}${entry.at}`} className="relative pb-3 text-sm last:pb-0">
              <span
                aria-hidden="true"
                className="absolute top-1.5 -left-[1.4375rem] size-3 rounded-full border-2 border-brand bg-card"
              />
              <p className="flex justify-between gap-3">
                <span className="font-semibold">{t(`status.${entry.status}`)}</span>
                <time className="num text-ink-2">{time(entry.at)}</time>
              </p>
              <p className="truncate text-xs text-ink-2">
                {[who(entry.actor), reasonOf(entry)].filter(Boolean).join(': ')}
              </p>
            </li>
          ))}
        </ol>
      </section>
      <section aria-labelledby="lines">
        <h3 id="lines" className="pb-2 font-bold">
          {t('order.lines')}
        </h3>
        <ul className="divide-y divide-line rounded-md border border-line bg-card text-sm">
          {order.lines.map((line) => (
            <li key={line.productId} className="flex items-center gap-3 p-2.5">
              <img src={line.image} alt="" width={40} height={40} className="size-10 rounded-sm bg-tile object-cover" />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-semibold">{nameOf(line)}</span>
                <span className="text-ink-2">
                  {line.picked === null
                    ? `${line.quantity} ×`
                    : t('order.picked', { picked: line.picked, count: line.quantity })}{' '}
                  {line.pack}
                </span>
              </span>
              <span className="num font-semibold">{money(line.total)}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}
