import { getRouteApi } from '@tanstack/react-router'
import { List, Map as MapIcon } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { useNow } from '../../shared/live/use-now.ts'
import { Button } from '../../shared/ui/button.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { Badge, ErrorState } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import { AlarmSwitch, useLateAlarm } from './late-alarm.tsx'
import { LiveMap } from './live-map.tsx'
import { filterOrders, isLate, isLateSoon, underWay } from './order-filter.ts'
import { OrderFilters } from './order-filters.tsx'
import { OrderList } from './order-list.tsx'
import { OrderPanel } from './order-panel.tsx'
import type { LiveSearch } from './routes.tsx'
import { useAdminOrders, useLiveCity } from './use-live-city.ts'

const route = getRouteApi('/')

/** The city as it is: a list of orders, a map of everything, and the one order that is looked at. */
export function LivePage() {
  const t = useT()
  const search = route.useSearch() as LiveSearch
  const navigate = route.useNavigate()
  const now = useNow(10_000)
  const { city, live } = useLiveCity()
  const orders = useAdminOrders(search.show === 'all' ? 'all' : 'live', live)
  const { show, store, q } = search
  // Riders move several times a second: what does not speak of them stays the same meanwhile, and is not drawn again.
  const all = useMemo(() => orders.data?.pages.flatMap((page) => page.items) ?? [], [orders.data])
  const shown = useMemo(() => filterOrders(all, { show, store, q }, now), [all, show, store, q, now])
  const onMap = city.data?.orders
  const open = underWay(onMap ?? [], all)
  const late = open.filter((order) => isLate(order, now)).length
  const inStore = city.data?.inStore
  const soonLate = useMemo(
    () => new Map([...(onMap ?? []), ...(inStore ?? [])].map((order) => [order.id, order.soonLate])),
    [onMap, inStore],
  )
  const soon = open.filter((order) => soonLate.get(order.id) && isLateSoon(order, now, true)).length
  const silent = useMemo(
    () => new Map(onMap?.flatMap(({ id, silent, heardAt }) => (silent && heardAt ? [[id, heardAt] as const] : []))),
    [onMap],
  )
  const lost = new Set(onMap?.flatMap((order) => (order.silent && order.riderId ? [order.riderId] : []))).size

  const change = useCallback(
    (next: Partial<LiveSearch>) => void navigate({ to: '/', search: (now) => ({ ...now, ...next }), replace: true }),
    [navigate],
  )
  const select = useCallback((order: string | undefined) => change({ order }), [change])
  const chosen = city.data?.orders.find((each) => each.id === search.order)
  const carrier = city.data?.riders.find((rider) => rider.userId === chosen?.riderId)
  const followed = city.data?.riders.find((rider) => rider.userId === search.rider)
  useLateAlarm(city.data && orders.data && late + soon + silent.size)

  if (city.isError && !city.data) return <ErrorState error={city.error} onRetry={() => void city.refetch()} />

  return (
    <div className="flex h-full max-lg:flex-col">
      <section
        aria-label={t('live.title')}
        className={classes(
          'flex min-h-0 flex-col border-line bg-paper lg:w-[25rem] lg:flex-none lg:border-r',
          search.view === 'map' ? 'max-lg:flex-none' : 'max-lg:flex-1',
        )}
      >
        <div className="flex flex-none flex-col gap-3 border-b border-line bg-card p-3">
          <div className="flex flex-wrap items-center gap-2">
            <h1 className="mr-auto text-lg font-extrabold">{t('live.title')}</h1>
            <AlarmSwitch />
            {lost > 0 && <Badge tone="bad">{t('live.silent', { count: lost })}</Badge>}
            {late > 0 && <Badge tone="bad">{t('live.late', { count: late })}</Badge>}
            {soon > 0 && <Badge tone="warn">{t('live.soonLate', { count: soon })}</Badge>}
            <Badge tone={live ? 'ok' : 'warn'}>
              <span className="size-2 rounded-full bg-current" aria-hidden="true" />
              {t(live ? 'live.connected' : 'live.polling')}
            </Badge>
            <ViewSwitch view={search.view} onChange={(view) => change({ view })} />
          </div>
          {city.data && (
            <p className="num text-sm text-ink-2">
              {t('live.orders', { count: open.length })}, {t('live.riders', { count: city.data.riders.length })},{' '}
              {t('live.stores', { count: city.data.stores.length })}
            </p>
          )}
          <OrderFilters search={search} stores={city.data?.stores ?? []} onChange={change} />
        </div>
        <div className={classes('min-h-0 flex-1 overflow-y-auto', search.view === 'map' && 'max-lg:hidden')}>
          <OrderList
            orders={orders}
            shown={shown}
            soonLate={soonLate}
            silent={silent}
            selected={search.order}
            onSelect={select}
            now={now}
          />
        </div>
      </section>
      <div className={classes('relative min-h-0 flex-1', search.view !== 'map' && 'max-lg:hidden')}>
        <LiveMap city={city.data} selected={search.order} store={search.store} rider={search.rider} onSelect={select} />
        {followed && (
          <p
            role="status"
            className="absolute top-3 left-3 flex items-center gap-2 rounded-md border border-line bg-card py-1 pr-1 pl-3 text-sm font-semibold shadow-1"
          >
            {t('live.following', { name: followed.name })}
            <Button size="s" look="quiet" onClick={() => change({ rider: undefined })}>
              {t('live.unfollow')}
            </Button>
          </p>
        )}
      </div>
      {search.order && (
        <OrderPanel
          orderId={search.order}
          riderId={chosen?.riderId}
          deliveryId={chosen?.deliveryId}
          heard={
            chosen?.heardAt
              ? {
                  name: carrier?.name,
                  // Messages tell it of the rider, and it is later than what the order was read with.
                  at: carrier && carrier.at > chosen.heardAt ? carrier.at : chosen.heardAt,
                  silent: chosen.silent === true,
                }
              : undefined
          }
          onFollow={(rider) => change({ rider, view: 'map', order: undefined })}
          onClose={() => select(undefined)}
        />
      )}
    </div>
  )
}

/** On a narrow screen there is room for one of the two. */
function ViewSwitch({ view, onChange }: { view: LiveSearch['view']; onChange: (view: LiveSearch['view']) => void }) {
  const t = useT()
  const button = 'flex size-10 items-center justify-center rounded-sm aria-pressed:bg-card aria-pressed:shadow-1'
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend and its own layout
    <div role="group" aria-label={t('live.view')} className="flex rounded-md bg-sunk p-0.5 lg:hidden">
      <button
        type="button"
        className={button}
        aria-label={t('live.viewList')}
        aria-pressed={view !== 'map'}
        onClick={() => onChange(undefined)}
      >
        <List className="size-5" aria-hidden="true" />
      </button>
      <button
        type="button"
        className={button}
        aria-label={t('live.viewMap')}
        aria-pressed={view === 'map'}
        onClick={() => onChange('map')}
      >
        <MapIcon className="size-5" aria-hidden="true" />
      </button>
    </div>
  )
}
