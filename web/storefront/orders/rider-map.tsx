import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Order, Point, Tracking } from '../../api-client/types.ts'
import { CityMap, type MapMarker } from '../../shared/map/map.tsx'
import { HomePin, RiderPin, StorePin } from '../../shared/map/pins.tsx'
import { useT } from '../messages/messages.ts'
import { wayQuery } from './queries.ts'

/** Store, door and rider; the rider glides along the street from one position to the next. */
export function RiderMap({ order, tracking }: { order: Order; tracking?: Tracking }) {
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
      still
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

const onTheWay = (order: Order) => order.status === 'picked_up' || order.status === 'arriving'
