import { useMemo } from 'react'
import type { LiveCity, LiveOrder } from '../../api-client/types.ts'
import { CityMap, type MapMarker, type MovingThing } from '../../shared/map/map.tsx'
import { RiderPin, StorePin } from '../../shared/map/pins.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { Skeleton } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import { useAreas } from './use-live-city.ts'

/** With more, each is a dot on one canvas: names would lie over one another, and frames would be lost. */
const mostNamedRiders = 60

/** Stores with their areas, riders as they move, doors that wait; late ones stand out by shape and colour. */
export function LiveMap({
  city,
  selected,
  store,
  rider,
  onSelect,
}: {
  city: LiveCity | undefined
  selected?: string
  store?: string
  /** Whom the map follows. */
  rider?: string
  onSelect: (orderId: string) => void
}) {
  const t = useT()
  const { stores: places, orders, riders } = city ?? {}
  const many = (riders?.length ?? 0) > mostNamedRiders
  const still = useMemo<MapMarker[]>(() => {
    const shown = orders?.filter((order) => !store || order.storeId === store) ?? []
    return [
      ...(places ?? []).map((each) => ({
        id: each.id,
        point: each.point,
        anchor: 'bottom' as const,
        level: 1,
        content: (
          <StorePin label={each.open ? each.name : t('store.closed', { name: each.name })} closed={!each.open} />
        ),
      })),
      ...shown.map((order) => ({
        id: order.id,
        point: order.dropOff,
        level: order.id === selected ? 5 : order.late ? 3 : 2,
        content: <OrderDot order={order} selected={order.id === selected} onSelect={() => onSelect(order.id)} />,
      })),
    ]
  }, [places, orders, selected, store, onSelect, t])
  const named = useMemo(
    () =>
      (many ? [] : (riders ?? [])).map(
        ({ userId, name, point, state }): MapMarker => ({
          id: userId,
          point,
          level: 4,
          content: <RiderPin small label={t('rider.pin', { name, state: t(`ops.rider.${state as 'free'}`) })} />,
        }),
      ),
    [many, riders, t],
  )
  const markers = useMemo(() => [...still, ...named], [still, named])

  const moving = useMemo<MovingThing[] | undefined>(
    () =>
      many
        ? riders?.map(({ userId, point, state }) => ({
            id: userId,
            point,
            tone: state === 'free' ? ('idle' as const) : ('busy' as const),
          }))
        : undefined,
    [riders, many],
  )
  const stores = useAreas().data
  const areas = useMemo(
    () => stores?.filter((each) => !store || each.id === store).map((each) => each.area) ?? [],
    [stores, store],
  )
  const followed = city?.riders.find((each) => each.userId === rider)
  const focus = city?.orders.find((order) => order.id === selected)
  if (!city) return <Skeleton className="absolute inset-0 size-full rounded-none" />
  const corners = areas.flat().map(([lng, lat]) => ({ lng, lat }))
  return (
    <CityMap
      label={t('live.map')}
      className="absolute! inset-0"
      markers={markers}
      moving={moving}
      areas={areas}
      fit={corners.length > 0 ? corners : city.stores.map((each) => each.point)}
      fitKey={`${store ?? 'city'}${corners.length > 0}`}
      target={
        followed
          ? { point: followed.point, key: `${followed.userId}${followed.point.lat},${followed.point.lng}` }
          : focus && {
              point: focus.dropOff,
              beside: focus.position,
              key: focus.id,
              zoom: 15.5,
            }
      }
    />
  )
}

function OrderDot({ order, selected, onSelect }: { order: LiveOrder; selected: boolean; onSelect: () => void }) {
  const t = useT()
  const words = { number: order.number, status: t(`status.${order.status}`) }
  return (
    <button
      type="button"
      aria-label={t(order.late ? 'order.pinLate' : 'order.pin', words)}
      title={order.number}
      onClick={onSelect}
      className="flex size-7 items-center justify-center"
    >
      <span
        className={classes(
          'flex items-center justify-center border-2 border-card text-xs leading-none font-extrabold shadow-1 transition-[width,height]',
          order.late ? 'rounded-sm bg-bad text-card' : 'rounded-full bg-accent text-on-accent',
          selected ? 'size-7 ring-3 ring-ink' : order.late ? 'size-5' : 'size-4',
        )}
        aria-hidden="true"
      >
        {order.late && '!'}
      </span>
    </button>
  )
}
