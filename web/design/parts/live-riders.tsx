import { useEffect, useState } from 'react'
import { getCity } from '../../api-client/places.ts'
import type { Point } from '../../api-client/types.ts'
import { CityMap, type MovingThing } from '../../shared/map/map.tsx'
import { useT } from '../messages/messages.ts'

const everyMs = 1_000
const stepDegrees = 0.0008
const spreadDegrees = 0.04

/** `/design?riders=200`: so many riders on the map, each told anew every second. `bench/live-map.ts` measures it. */
export function LiveRiders({ count }: { count: number }) {
  const t = useT()
  const [centre, setCentre] = useState<Point>()
  const [riders, setRiders] = useState<MovingThing[]>([])

  useEffect(() => {
    let timer: ReturnType<typeof setInterval> | undefined
    void getCity().then(({ centre: middle }) => {
      setCentre(middle)
      setRiders(Array.from({ length: count }, (_, index) => started(index, middle)))
      timer = setInterval(() => setRiders((former) => former.map(moved)), everyMs)
    })
    return () => clearInterval(timer)
  }, [count])

  return (
    <main>
      <h1 className="sr-only">{t('design.title')}</h1>
      {centre && (
        <CityMap label={t('sample.map')} className="absolute! inset-0" centre={centre} zoom={12.5} moving={riders} />
      )}
    </main>
  )
}

/** Spread by the golden angle: always the same, and nowhere on top of one another. */
const started = (index: number, { lat, lng }: Point): MovingThing => {
  const angle = index * 2.399_963
  const away = spreadDegrees * Math.sqrt((index + 1) / 200)
  const point = { lat: lat + away * Math.sin(angle), lng: lng + away * Math.cos(angle) }
  return { id: String(index), point, tone: index % 3 === 0 ? 'idle' : 'busy' }
}

const moved = (rider: MovingThing): MovingThing => {
  const angle = Math.random() * 2 * Math.PI
  const { lat, lng } = rider.point
  return { ...rider, point: { lat: lat + stepDegrees * Math.sin(angle), lng: lng + stepDegrees * Math.cos(angle) } }
}
