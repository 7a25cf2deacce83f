import { useEffect, useState } from 'react'
import { getCity } from '../../api-client/places.ts'
import type { Point } from '../../api-client/types.ts'
import { CityMap, type Line, MapFailed, type MapMarker } from '../../shared/map/map.tsx'
import { HomePin, RiderPin, StorePin } from '../../shared/map/pins.tsx'
import { useNear } from '../../shared/use-near.ts'
import { useT } from '../messages/messages.ts'

const room = 'h-96 rounded-md border border-line'
/** From the middle of the city, degrees to the north and to the east. */
const off = ({ lat, lng }: Point, north: number, east: number): Point => ({ lat: lat + north, lng: lng + east })
const pair = ({ lat, lng }: Point): [number, number] => [lng, lat]

/** The map with all that may stand on it, each pin by itself, and what is shown where no map can be. */
export function Maps() {
  const t = useT()
  const { ref, near } = useNear()
  const [centre, setCentre] = useState<Point>()
  const [home, setHome] = useState<Point>()
  useEffect(() => {
    if (near)
      getCity().then(
        ({ centre: middle }) => {
          setCentre(middle)
          setHome(off(middle, 0.006, 0.008))
        },
        () => {}, // Without a city behind it the page shows the pins only.
      )
  }, [near])
  const labels = {
    store: t('sample.store'),
    closed: t('sample.storeShut'),
    home: t('sample.home'),
    rider: t('sample.rider'),
  }
  return (
    <div ref={ref} className="flex flex-col gap-5">
      <div className="flex flex-wrap items-end gap-6">
        <StorePin label={labels.store} />
        <StorePin label={labels.closed} closed />
        <HomePin label={labels.home} />
        <RiderPin label={labels.rider} />
        <RiderPin label={labels.rider} small />
      </div>
      <div className="grid gap-4 md:grid-cols-2">
        {centre && home ? (
          <>
            <CityMap label={t('sample.pins')} className={room} {...sample({ centre, home, labels, setHome })} />
            <CityMap still label={t('sample.still')} className={room} {...sample({ centre, home, labels, setHome })} />
          </>
        ) : (
          <div className={`relative overflow-hidden bg-sunk ${room}`} />
        )}
        <div className={`relative overflow-hidden ${room}`}>
          <MapFailed />
        </div>
      </div>
    </div>
  )
}

function sample({
  centre,
  home,
  labels,
  setHome,
}: {
  centre: Point
  home: Point
  labels: Record<'store' | 'closed' | 'home' | 'rider', string>
  setHome: (point: Point) => void
}) {
  const store = off(centre, -0.004, -0.008)
  const rider = off(centre, 0, -0.001)
  const markers: MapMarker[] = [
    { id: 'store', point: store, content: <StorePin label={labels.store} />, anchor: 'bottom' },
    {
      id: 'closed',
      point: off(centre, 0.006, -0.01),
      content: <StorePin label={labels.closed} closed />,
      anchor: 'bottom',
    },
    {
      id: 'home',
      point: home,
      content: <HomePin label={labels.home} />,
      anchor: 'bottom',
      drag: { onMove: setHome, onEnd: setHome },
    },
    { id: 'rider', point: rider, content: <RiderPin label={labels.rider} />, level: 1 },
  ]
  const area: Line = [
    [-0.009, -0.014],
    [-0.009, 0.014],
    [0.011, 0.014],
    [0.011, -0.014],
    [-0.009, -0.014],
  ].map(([north, east]) => pair(off(centre, north!, east!)))
  return {
    centre,
    // Where it is dragged to later does not move the map.
    fit: markers.map(({ point }) => point),
    fitKey: 'sample',
    padding: 56,
    markers,
    line: [store, rider, home].map(pair),
    areas: [area],
    moving: (['busy', 'idle', 'off'] as const).map((tone, index) => ({
      id: tone,
      tone,
      point: off(centre, 0.008 - index * 0.004, 0.002),
    })),
  }
}
