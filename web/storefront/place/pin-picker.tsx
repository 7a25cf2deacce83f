import { useQuery } from '@tanstack/react-query'
import { MapPinOff, Zap } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { getServiceability, reverseGeocode } from '../../api-client/places.ts'
import type { Point } from '../../api-client/types.ts'
import { useFormat } from '../../shared/format.ts'
import { CityMap } from '../../shared/map/map.tsx'
import { HomePin } from '../../shared/map/pins.tsx'
import { Notice, Skeleton } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import type { Place } from './place.ts'
import { servingKept } from './serving-kept.ts'
import { whyNotNow } from './why-not-now.ts'

/**
 * The map moves under a pin that stands still in the middle; the address of the place is looked up as it stops. Arrow
 * keys move the map, so it needs no pointer.
 */
export function PinPicker({ place, onChange }: { place: Place; onChange: (place: Place) => void }) {
  const t = useT()
  const { dateTime, minutes } = useFormat()
  const [target] = useState({ point: place.point, key: `${place.point.lat},${place.point.lng}` })
  const latest = useRef(place)
  latest.current = place
  const { lat, lng } = place.point

  const address = useQuery({
    queryKey: ['reverse', lat, lng],
    queryFn: ({ signal }) => reverseGeocode(place.point, signal),
    enabled: place.line1 === '',
  })
  useEffect(() => {
    if (!address.data) return
    const { label, line1, line2 } = address.data
    onChange({ ...latest.current, label: label || t('place.here'), line1: line1 || label, line2 })
  }, [address.data])
  const answer = useQuery({
    // Not the question of who serves: this is no chosen place yet.
    queryKey: ['pin', lat, lng],
    queryFn: ({ signal }) => getServiceability(place.point, servingKept(), signal),
  })

  const moved = (point: Point) => onChange({ point, label: t('place.here'), line1: '' })

  return (
    <div className="flex flex-col">
      <div className="relative">
        <CityMap
          label={t('place.map')}
          className="h-[46dvh] min-h-64"
          target={target}
          zoom={16}
          centre={target.point}
          onMoved={moved}
        />
        <div className="pointer-events-none absolute top-1/2 left-1/2 z-1 -translate-x-1/2 -translate-y-full">
          <HomePin label={t('place.pin')} />
        </div>
      </div>
      <div className="flex min-h-28 flex-col gap-2 p-4">
        <p className="text-sm text-ink-2">{t('place.moveMap')}</p>
        {place.line1 === '' && address.isPending ? (
          <Skeleton className="h-6 w-3/4" />
        ) : (
          <p className="text-lg font-semibold">
            {[place.line1 || place.label, place.line2].filter(Boolean).join(', ')}
          </p>
        )}
        {answer.data?.serviceable === true && (
          <Notice tone="brand" icon={<Zap className="size-4" aria-hidden="true" />}>
            {t('place.promise', { store: answer.data.store.name, minutes: minutes(answer.data.promiseMinutes) })}
          </Notice>
        )}
        {answer.data?.serviceable === false && (
          <Notice tone="warn" icon={<MapPinOff className="size-4" aria-hidden="true" />}>
            {t(whyNotNow(answer.data))}
            {answer.data.later && (
              <span className="block">{t('place.onlyLater', { time: dateTime(answer.data.later.from) })}</span>
            )}
          </Notice>
        )}
      </div>
    </div>
  )
}
