import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { getAdminOrder } from '../../../api-client/admin.ts'
import {
  getOrderCase,
  getOrderMoney,
  type OrderCase,
  type OrderMoney,
  type StaffOrder,
} from '../../../api-client/operations.ts'
import { currentUser } from '../../../api-client/session.ts'
import { useFormat } from '../../../shared/format.ts'
import { useLive } from '../../../shared/live/use-live.ts'
import { useNow } from '../../../shared/live/use-now.ts'
import { CityMap } from '../../../shared/map/map.tsx'
import { StorePin } from '../../../shared/map/pins.tsx'
import { Button } from '../../../shared/ui/button.tsx'
import { Badge, ErrorState, Notice, Skeleton } from '../../../shared/ui/feedback.tsx'
import { PageHeader, Panel } from '../../../shared/ui/page-header.tsx'
import { orderTones, StatusPill } from '../../../shared/ui/status.tsx'
import { Timeline, type TimelineEntry } from '../../../shared/ui/timeline.tsx'
import { useAreas } from '../../live/use-live-city.ts'
import { useT } from '../../messages/messages.ts'
import { useCommands } from '../../palette/commands.ts'
import { isDecided, may } from './allowed.ts'
import { CancelDialog, CreditDialog, ReassignDialog, RefundDialog } from './deeds.tsx'
import { DoorPhotos } from './door-photos.tsx'
import { Lines } from './lines.tsx'
import { LostDeeds } from './lost.tsx'
import { Money } from './money.tsx'
import { Reports } from './reports.tsx'
import { Messages, Notes } from './talk.tsx'
import { Told } from './told.tsx'
import { useStepReason, useWho } from './told-by.ts'
import { Why } from './why.tsx'

const route = getRouteApi('/orders/$orderId')
type Deed = 'cancel' | 'refund' | 'credit' | 'reassign' | null

/** One order with all that belongs to it, and what may be done about it. */
export function OrderPage() {
  const t = useT()
  const { orderId } = route.useParams()
  const client = useQueryClient()
  const key = ['admin-order', orderId]
  const refresh = () => void client.invalidateQueries({ queryKey: key })
  useLive(`order:${orderId}`, refresh)
  const order = useQuery({ queryKey: key, queryFn: ({ signal }) => getAdminOrder(orderId, signal) })
  const known = useQuery({ queryKey: [...key, 'case'], queryFn: () => getOrderCase(orderId) })
  const books = useQuery({ queryKey: [...key, 'money'], queryFn: () => getOrderMoney(orderId) })
  const [deed, setDeed] = useState<Deed>(null)
  const done = () => {
    setDeed(null)
    refresh()
  }
  if (order.isError && !order.data) return <ErrorState error={order.error} onRetry={() => void order.refetch()} />
  if (!order.data)
    return (
      <div className="p-6">
        <Skeleton className="h-96" />
      </div>
    )
  const delivery = known.data?.delivery ?? null
  return (
    <>
      <Head order={order.data} books={books.data} delivery={delivery} onDeed={setDeed} onDone={done} />
      <div className="grid gap-4 px-4 pb-8 md:px-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <Lines order={order.data} />
          {known.data && known.data.issues.length > 0 && <Reports order={order.data} issues={known.data.issues} />}
          <Messages orderId={orderId} />
          <Told orderId={orderId} />
          <Money books={books.data} error={books.error} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Facts order={order.data} />
          <Notes orderId={orderId} known={known.data} />
          {delivery && (
            <Panel title={t('ops.why')}>
              <Why
                orderId={orderId}
                deliveryId={delivery.id}
                storeId={delivery.storeId}
                decided={isDecided(delivery.state)}
              />
            </Panel>
          )}
          <Route order={order.data} delivery={delivery} />
          {delivery && isDecided(delivery.state) && <DoorPhotos orderId={orderId} />}
          <Steps order={order.data} known={known.data} />
        </div>
      </div>
      {deed === 'cancel' && <CancelDialog order={order.data} onClose={() => setDeed(null)} onDone={done} />}
      {deed === 'refund' && books.data && (
        <RefundDialog order={order.data} books={books.data} onClose={() => setDeed(null)} onDone={done} />
      )}
      {deed === 'credit' && books.data && (
        <CreditDialog order={order.data} books={books.data} onClose={() => setDeed(null)} onDone={done} />
      )}
      {deed === 'reassign' && delivery && (
        <ReassignDialog delivery={delivery} onClose={() => setDeed(null)} onDone={done} />
      )}
    </>
  )
}

interface HeadProps {
  order: StaffOrder
  books: OrderMoney | undefined
  delivery: OrderCase['delivery']
  onDeed: (deed: Deed) => void
  onDone: () => void
}

/** Buttons that cannot be pressed say why, so that nobody wonders where they are. */
function Head({ order, books, delivery, onDeed, onDone }: HeadProps) {
  const t = useT()
  const { money } = useFormat()
  const now = useNow(30_000)
  const roles = currentUser()?.roles ?? []
  const pays = roles.includes('admin') || roles.includes('support')
  const late = !order.deliveredAt && order.cancellable && Date.parse(order.promisedAt) < now
  const status = t(`status.${order.status}`)
  const why: Record<Exclude<Deed, null>, string | undefined> = {
    reassign: may('reassign', order.status) && delivery ? undefined : t('ops.noReassign', { status }),
    cancel: may('cancel', order.status) ? undefined : t('ops.noCancel', { status }),
    refund: !pays ? t('ops.noMoneyRole') : (books?.refundable.amount ?? 0) > 0 ? undefined : t('ops.noRefund'),
    credit: !pays ? t('ops.noMoneyRole') : (books?.creditLimit.each.amount ?? 0) > 0 ? undefined : t('ops.noCredit'),
  }
  const deeds = ['reassign', 'refund', 'credit', 'cancel'] as const
  useCommands(
    t('ops.orderTitle', { number: order.number }),
    deeds.filter((deed) => !why[deed]).map((deed) => ({ id: deed, label: t(`ops.${deed}`), run: () => onDeed(deed) })),
  )
  const refused = [...new Set(deeds.flatMap((deed) => why[deed] ?? []))]
  return (
    <PageHeader
      title={t('ops.orderTitle', { number: order.number })}
      back={<Link to="/orders">{t('ops.orders')}</Link>}
      note={`${order.storeName} · ${money(order.total)} · ${t(`payment.${order.payment.method}`)}`}
      badge={
        <>
          <StatusPill tone={orderTones[order.status]} label={status} />
          {late && <Badge tone="bad">{t('ops.late')}</Badge>}
        </>
      }
      actions={[
        delivery && (
          <LostDeeds
            key="lost"
            order={order}
            deliveryId={delivery.id}
            riderId={delivery.rider?.userId}
            onDone={onDone}
          />
        ),
        ...deeds.map((deed) => (
          <Button
            key={deed}
            size="s"
            look={deed === 'cancel' ? 'danger' : 'outline'}
            disabled={why[deed] !== undefined}
            aria-describedby={why[deed] ? 'why-not' : undefined}
            onClick={() => onDeed(deed)}
          >
            {t(`ops.${deed}`)}
          </Button>
        )),
      ]}
    >
      {refused.length > 0 && (
        <p id="why-not" className="text-xs text-ink-2">
          {refused.join(' · ')}
        </p>
      )}
    </PageHeader>
  )
}

function Facts({ order }: { order: StaffOrder }) {
  const t = useT()
  const { dateTime, time } = useFormat()
  const { dropOff } = order
  const facts: [string, ReactNode][] = [
    [
      t('ops.customer'),
      <Link key="customer" to="/orders" search={{ user: order.userId }} className="font-semibold text-brand underline">
        {dropOff.name}
      </Link>,
    ],
    [
      t('ops.phone'),
      dropOff.phone ? (
        <a key="phone" className="underline" href={`tel:${dropOff.phone}`}>
          {dropOff.phone}
        </a>
      ) : (
        '–'
      ),
    ],
    [t('ops.address'), [dropOff.line1, dropOff.line2, dropOff.notes].filter(Boolean).join(', ')],
    ...(order.instructions ? [[t('ops.instructions'), order.instructions] as [string, ReactNode]] : []),
    [t('ops.placed'), dateTime(order.placedAt)],
    [
      t('ops.promise'),
      order.window ? `${dateTime(order.window.start)} – ${time(order.window.end)}` : dateTime(order.promisedAt),
    ],
  ]
  return (
    <Panel title={t('ops.customer')}>
      <dl className="grid grid-cols-[7rem_1fr] gap-y-1.5 text-sm">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-2">{name}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}

function Route({ order, delivery }: { order: StaffOrder; delivery: OrderCase['delivery'] }) {
  const t = useT()
  const store = useAreas().data?.find((each) => each.id === order.storeId)
  const track = delivery?.track ?? []
  const door = order.dropOff.point
  return (
    <Panel title={t('ops.route')} flush>
      <CityMap
        label={t('ops.routeMap')}
        className="h-64"
        line={track}
        markers={[
          ...(store
            ? [{ id: 'store', point: store.point, anchor: 'bottom' as const, content: <StorePin label={store.name} /> }]
            : []),
          {
            id: 'door',
            point: door,
            level: 2,
            content: (
              <span
                role="img"
                aria-label={t('ops.door')}
                className="block size-4 rounded-full border-2 border-card bg-accent"
              />
            ),
          },
        ]}
        fit={[door, ...(store ? [store.point] : []), ...track.map(([lng, lat]) => ({ lng, lat }))]}
        fitKey={`${store?.id}${track.length}`}
      />
      {delivery?.rider && (
        <p className="px-4 py-3 text-sm">
          {t('ops.rider')}:{' '}
          <Link to="/riders" search={{ rider: delivery.rider.userId }} className="font-semibold text-brand underline">
            {delivery.rider.name}
          </Link>
        </p>
      )}
    </Panel>
  )
}

/** What happened and who did it, of the order and of its delivery, in one order of time. */
function Steps({ order, known }: { order: StaffOrder; known: OrderCase | undefined }) {
  const t = useT()
  const { dateTime } = useFormat()
  const who = useWho(order, known?.people)
  const reasonOf = useStepReason()
  const steps = [
    ...order.history.map((entry) => ({ ...entry, title: t(`status.${entry.status}`), of: 'order' })),
    ...(known?.delivery?.history ?? [])
      .filter((entry) => ['offered', 'accepted', 'at_store'].includes(entry.state) || entry.reason)
      .map((entry) => ({
        ...entry,
        title: t('ops.deliveryStep', { state: t(`ops.delivery.${entry.state as 'waiting'}`) }),
        of: 'delivery',
      })),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  const entries = steps.map(
    (step, index): TimelineEntry => ({
      id: `${index}`,
      title: step.title,
      at: step.at,
      time: dateTime(step.at),
      note: [who(step.actor), reasonOf(step)].filter(Boolean).join(': '),
      tone: step.of === 'order' ? 'brand' : 'plain',
    }),
  )
  return (
    <Panel title={t('ops.timeline')}>
      {known && known.missing.length > 0 && <Notice tone="warn">{t('ops.partMissing')}</Notice>}
      <Timeline label={t('ops.timeline')} entries={entries} />
    </Panel>
  )
}
