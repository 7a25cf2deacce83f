import { useQuery } from '@tanstack/react-query'
import { House, Map as MapIcon, Store } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Order, Point, Tracking } from '../../api-client/types.ts'
import { CityMap, type MapMarker } from '../../shared/map/map.tsx'
import { HomePin, RiderPin, StorePin } from '../../shared/map/pins.tsx'
import { Button } from '../../shared/ui/button.tsx'
import { useT } from '../messages/messages.ts'
import { wayQuery } from './queries.ts'
import { useUnaskedMap } from './use-unasked-map.ts'

interface Followed {
  order: Order
  tracking?: Tracking
}

/**
 * The map weighs three times what the page does. It opens by itself when there is a rider to watch, and while the order is
 * picked and packed where data is not scarce; who wants to see it otherwise asks for it.
 */
export function TrackingMap({ order, tracking }: Followed) {
  const [asked, setAsked] = useState(false)
  const unasked = useUnaskedMap(tracking !== undefined && isInStore(order))
  return asked || unasked || tracking?.rider || tracking?.position ? (
    <RiderMap order={order} tracking={tracking} />
  ) : (
    <MapToCome onAsk={() => setAsked(true)} />
  )
}

/** As high as the map, so that nothing moves when it opens. */
function MapToCome({ onAsk }: { onAsk: () => void }) {
  const t = useT()
  return (
    <section
      aria-label={t('map.tracking')}
      className="flex h-72 flex-col items-center justify-center gap-4 rounded-xl bg-sunk p-5 text-center ring-1 ring-line md:h-96"
    >
      <p aria-hidden="true" className="flex items-center gap-2 text-brand">
        <Store className="size-7" />
        <span className="w-24 border-t-4 border-dotted border-line-strong" />
        <House className="size-7" />
      </p>
      <p className="text-sm text-ink-2">{t('map.later')}</p>
      <Button look="outline" onClick={onAsk}>
        <MapIcon className="size-5" aria-hidden="true" />
        {t('map.show')}
      </Button>
    </section>
  )
}

/** Store, door and rider; the rider glides along the street from one position to the next. */
function RiderMap({ order, tracking }: Followed) {
  const t = useT()
  const home = tracking?.dropOff ?? order.dropOff.point
  const store = tracking?.store
  const position = tracking?.position
  const ahead = useQuery({
    ...wayQuery(store?.point ?? home, home),
    enabled: store !== undefined && !position && !onTheWay(order),
  }).data
  const route = tracking?.route ?? (position ? undefined : ahead)

  const markers = useMemo<MapMarker[]>(
    () => [
      { id: 'home', point: home, anchor: 'bottom', level: 2, content: <HomePin label={t('map.home')} /> },
      ...(store
        ? [
            {
              id: 'store',
              point: store.point,
              anchor: 'bottom' as const,
              level: 1,
              content: <StorePin label={store.name} />,
            },
          ]
        : []),
      ...(position
        ? [{ id: 'rider', point: position.point, along: route, level: 3, content: <RiderPin label={t('map.rider')} /> }]
        : []),
    ],
    [home, store, position, route, t],
  )
  const fit = [home, ...(store && !onTheWay(order) ? [store.point] : []), ...(position ? [position.point] : [])]
  return (
    <CityMap
      label={t('map.tracking')}
      className="h-72 rounded-xl ring-1 ring-line md:h-96"
      markers={markers}
      line={route}
      fit={fit}
      fitKey={`${order.status}${store ? 's' : ''}${position ? nearness(position.point, home) : ''}`}
      padding={64}
    />
  )
}

/** Changes each time the way has become half as long, or twice: then the map comes closer, or steps back. */
const nearness = (rider: Point, home: Point) =>
  Math.round(Math.log2(Math.hypot(rider.lat - home.lat, rider.lng - home.lng) + 0.001))

const isInStore = ({ status }: Order) => status === 'picking' || status === 'packed' || status === 'assigned'
const onTheWay = (order: Order) => order.status === 'picked_up' || order.status === 'arriving'
