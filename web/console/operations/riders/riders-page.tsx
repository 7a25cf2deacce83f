import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { endRiderShift, getRider, listRiders, type RiderBrief, releaseRider } from '../../../api-client/operations.ts'
import { useFormat } from '../../../shared/format.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../../shared/ui/confirm-dialog.tsx'
import { type Column, DataTable } from '../../../shared/ui/data-table.tsx'
import { Dialog } from '../../../shared/ui/dialog.tsx'
import { Badge, ErrorState, Skeleton } from '../../../shared/ui/feedback.tsx'
import { Select } from '../../../shared/ui/field.tsx'
import { FilterBar } from '../../../shared/ui/filter-bar.tsx'
import { PageHeader, Panel } from '../../../shared/ui/page-header.tsx'
import { Stat, Stats } from '../../../shared/ui/stat.tsx'
import { toast } from '../../../shared/ui/toast.tsx'
import { useAreas } from '../../live/use-live-city.ts'
import { useT } from '../../messages/messages.ts'
import { useSavedFilters } from '../../saved-filters.ts'
import type { RidersSearch } from '../routes.tsx'

const route = getRouteApi('/riders')
const refreshMs = 10_000

export function RidersPage() {
  const t = useT()
  const saved = useSavedFilters('riders')
  const { ago, money, number } = useFormat()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const stores = useAreas().data
  const { store, shift, q } = search
  const list = useInfiniteQuery({
    queryKey: ['riders', { store, shift, q }],
    queryFn: ({ pageParam }) => listRiders({ store, shift, q }, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: refreshMs,
  })
  const change = (next: RidersSearch) => void navigate({ to: '/riders', search: { ...search, ...next }, replace: true })
  const columns = useMemo(
    (): Column<RiderBrief>[] => [
      {
        key: 'name',
        header: t('ops.rider'),
        grow: true,
        cell: (row) => (
          <>
            <span className="font-semibold">{row.name}</span>
            <span className="block text-xs text-ink-2">{row.phone}</span>
          </>
        ),
      },
      {
        key: 'state',
        header: t('ops.state'),
        cell: (row) => (
          <Badge tone={row.state === 'off' ? 'plain' : row.state === 'free' ? 'ok' : 'brand'}>
            {t(`ops.rider.${row.state as 'free'}`)}
          </Badge>
        ),
      },
      { key: 'tasks', header: t('ops.tasks'), align: 'end', cell: (row) => <span className="num">{row.tasks}</span> },
      {
        key: 'store',
        header: t('ops.store'),
        from: 'md',
        cell: (row) => (
          <span className="whitespace-nowrap">{stores?.find(({ id }) => id === row.storeId)?.name ?? '–'}</span>
        ),
      },
      {
        key: 'cash',
        header: t('ops.cashInHand'),
        align: 'end',
        from: 'sm',
        cell: (row) => <span className="num">{row.cashInHand.amount === 0 ? '–' : money(row.cashInHand)}</span>,
      },
      {
        key: 'rating',
        header: t('ops.rating'),
        align: 'end',
        from: 'md',
        cell: (row) => (
          <span className="num whitespace-nowrap">
            {row.rating ? t('ops.ratingOf', { average: number(row.rating.average), count: row.rating.count }) : '–'}
          </span>
        ),
      },
      {
        key: 'hours',
        header: t('ops.hours'),
        from: 'md',
        cell: (row) => <Hours rider={row} />,
      },
      {
        key: 'seen',
        header: t('ops.seen'),
        from: 'sm',
        cell: (row) => <span className="whitespace-nowrap">{row.at ? ago(row.at) : '–'}</span>,
      },
    ],
    [t, ago, money, number, stores],
  )
  const all = { value: '', label: t('ops.all') }
  return (
    <>
      <PageHeader title={t('ops.riders')}>
        <FilterBar
          saved={saved}
          filters={{ q, store, shift }}
          onChange={(next) => change({ q: next.q, store: next.store, shift: next.shift as RidersSearch['shift'] })}
          search={t('ops.searchRiders')}
        >
          <Select
            label={t('ops.store')}
            value={store ?? ''}
            options={[all, ...(stores ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
            onChange={(value) => change({ store: value || undefined })}
          />
          <Select
            label={t('ops.shift')}
            value={shift ?? ''}
            options={[all, { value: 'on', label: t('ops.onShift') }, { value: 'off', label: t('ops.offShift') }]}
            onChange={(value) => change({ shift: (value || undefined) as RidersSearch['shift'] })}
          />
        </FilterBar>
      </PageHeader>
      <div className="px-4 pb-6 md:px-6">
        <Panel flush>
          <DataTable
            label={t('ops.riders')}
            columns={columns}
            rows={list.data?.pages.flatMap((page) => page.items)}
            rowKey={(row) => row.userId}
            current={search.rider}
            onOpen={(row) => change({ rider: row.userId })}
            error={list.error}
            onRetry={() => void list.refetch()}
            empty={{ title: t('ops.noRiders') }}
            more={list.hasNextPage ? { busy: list.isFetchingNextPage, onMore: () => void list.fetchNextPage() } : null}
          />
        </Panel>
      </div>
      {search.rider && <RiderPanel riderId={search.rider} onClose={() => change({ rider: undefined })} />}
    </>
  )
}

/** The break that is on or comes next, and the end of the shift, where they are known. */
function Hours({ rider }: { rider: Pick<RiderBrief, 'until' | 'break'> }) {
  const t = useT()
  const { time } = useFormat()
  const { until, break: next } = rider
  if (!until && !next) return <span>–</span>
  return (
    <span className="num whitespace-nowrap">
      {next && (
        <span className="block">
          {t(next.state === 'running' ? 'ops.break.running' : 'ops.break.planned', {
            from: time(next.startsAt),
            until: time(next.endsAt),
          })}
        </span>
      )}
      {until && <span className="block text-ink-2">{t('ops.shiftUntil', { time: time(until) })}</span>}
    </span>
  )
}

function RiderPanel({ riderId, onClose }: { riderId: string; onClose: () => void }) {
  const t = useT()
  const { money, time, dateTime } = useFormat()
  const client = useQueryClient()
  const [asking, setAsking] = useState<'release' | 'endShift' | null>(null)
  const rider = useQuery({
    queryKey: ['riders', riderId],
    queryFn: () => getRider(riderId),
    refetchInterval: refreshMs,
  })
  const deed = useMutation({
    mutationFn: (reason: string) =>
      asking === 'release' ? releaseRider(riderId, reason) : endRiderShift(riderId, reason),
    onSuccess: ({ released }) => {
      toast(t('ops.released', { count: released }))
      setAsking(null)
      void client.invalidateQueries({ queryKey: ['riders'] })
    },
  })
  const known = rider.data
  const today = known?.earnings.days[0]
  return (
    <>
      <Dialog open={asking === null} onClose={onClose} place="side" title={known?.rider.name ?? t('ops.rider')}>
        <div className="flex flex-col gap-5 p-5 text-sm">
          {rider.isError && !known && <ErrorState error={rider.error} onRetry={() => void rider.refetch()} />}
          {rider.isPending && <Skeleton className="h-64" />}
          {known && (
            <>
              <Stats>
                <Stat label={t('ops.state')} value={t(`ops.rider.${known.rider.state as 'free'}`)} />
                <Stat label={t('ops.trips')} value={today?.deliveries ?? 0} />
                <Stat label={t('ops.earned')} value={today ? money(today.total) : '–'} />
                <Stat label={t('ops.cash')} value={today ? money(today.cashCollected) : '–'} />
              </Stats>
              <Hours rider={known.rider} />
              {known.rider.phone && (
                <a className="font-semibold text-brand underline" href={`tel:${known.rider.phone}`}>
                  {known.rider.phone}
                </a>
              )}
              <div className="flex flex-wrap gap-2">
                <Button size="s" look="outline" disabled={known.rider.tasks === 0} onClick={() => setAsking('release')}>
                  {t('ops.release')}
                </Button>
                <Button
                  size="s"
                  look="danger"
                  disabled={known.rider.state === 'off'}
                  onClick={() => setAsking('endShift')}
                >
                  {t('ops.endShift')}
                </Button>
              </div>
              <section aria-label={t('ops.tasks')}>
                <h3 className="pb-1 font-bold">{t('ops.tasks')}</h3>
                {known.tasks.length === 0 && <p className="text-ink-2">{t('ops.noTasks')}</p>}
                <ul>
                  {known.tasks.map((task) => (
                    <li key={task.id} className="flex min-h-9 items-center justify-between gap-3">
                      <Link
                        to="/orders/$orderId"
                        params={{ orderId: task.orderId }}
                        className="num font-semibold text-brand underline"
                      >
                        {task.number}
                      </Link>
                      <span className="text-ink-2">{t(`ops.delivery.${task.state as 'waiting'}`)}</span>
                      <span className="num">{time(task.promisedAt)}</span>
                    </li>
                  ))}
                </ul>
              </section>
              <section aria-label={t('ops.trips')}>
                <h3 className="pb-1 font-bold">{t('ops.trips')}</h3>
                <ul>
                  {known.earnings.items.map((trip) => (
                    <li key={trip.id} className="flex min-h-9 items-center justify-between gap-3">
                      <Link
                        to="/orders/$orderId"
                        params={{ orderId: trip.orderId }}
                        className="num text-brand underline"
                      >
                        {trip.number}
                      </Link>
                      <span className="text-ink-2">{dateTime(trip.endedAt)}</span>
                      <span className="num">{money(trip.total)}</span>
                    </li>
                  ))}
                </ul>
              </section>
            </>
          )}
        </div>
      </Dialog>
      <ConfirmDialog
        open={asking !== null}
        title={t(asking === 'release' ? 'ops.releaseTitle' : 'ops.endShiftTitle')}
        confirm={t(asking === 'release' ? 'ops.release' : 'ops.endShift')}
        danger
        reason={{ required: true }}
        busy={deed.isPending}
        error={deed.error}
        onClose={() => setAsking(null)}
        onConfirm={(reason) => deed.mutate(reason)}
      >
        {t('ops.releaseHelp')}
      </ConfirmDialog>
    </>
  )
}
