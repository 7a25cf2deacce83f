import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { LocateFixed, Map as MapIcon, MapPin, Search } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { geocode, reverseGeocode } from '../../api-client/places.ts'
import type { Point } from '../../api-client/types.ts'
import { Button } from '../../shared/ui/button.tsx'
import { useErrorText } from '../../shared/ui/feedback.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { useT } from '../messages/messages.ts'
import type { Place } from './place.ts'

/** Finds a place by what one calls it, by where the device is, or on the map. */
export function AddressSearch({
  near,
  onChoose,
  onMap,
}: {
  near: Point | null
  onChoose: (place: Place) => void
  onMap: () => void
}) {
  const t = useT()
  const errorText = useErrorText()
  const [text, setText] = useState('')
  const [locating, setLocating] = useState(false)
  const asked = useDeferredValue(text.trim())
  const found = useQuery({
    queryKey: ['geocode', asked, near?.lat, near?.lng],
    queryFn: ({ signal }) => geocode(asked, near ?? { lat: 0, lng: 0 }, signal),
    enabled: asked.length > 1 && near !== null,
    placeholderData: keepPreviousData,
  })

  const locate = () => {
    setLocating(true)
    navigator.geolocation.getCurrentPosition(
      async ({ coords }) => {
        const point = { lat: coords.latitude, lng: coords.longitude }
        const address = await reverseGeocode(point).catch(() => null)
        setLocating(false)
        onChoose({ point, label: t('place.here'), line1: address?.line1 ?? '', line2: address?.line2 })
      },
      () => {
        setLocating(false)
        toast(t('place.noPosition'), 'bad')
      },
      { enableHighAccuracy: true, timeout: 10_000 },
    )
  }

  const items = asked.length > 1 ? (found.data?.items ?? []) : []
  return (
    <div className="flex flex-col gap-3">
      <div className="relative">
        <Search className="pointer-events-none absolute top-3.5 left-3.5 size-5" aria-hidden="true" />
        <input
          type="search"
          aria-label={t('place.search')}
          placeholder={t('place.searchHint')}
          value={text}
          autoComplete="off"
          maxLength={120}
          onChange={(event) => setText(event.target.value)}
          className="h-12 w-full rounded-md border-[1.5px] border-line-strong bg-card pr-3 pl-11 text-base placeholder:text-ink-3"
        />
      </div>
      <div aria-live="polite">
        {found.isError && <p className="text-sm font-medium text-bad">{errorText(found.error)}</p>}
        {asked.length > 1 && found.isSuccess && items.length === 0 && (
          <p className="px-1 text-sm text-ink-2">{t('place.nothingFound', { text: asked })}</p>
        )}
        <ul aria-label={t('place.results')} className="grid">
          {items.map((item) => (
            <li key={`${item.label}${item.point.lat},${item.point.lng}`}>
              <button
                type="button"
                className="flex min-h-13 w-full items-center gap-3 rounded-md px-2 py-1.5 text-left hover:bg-sunk"
                onClick={() => onChoose({ point: item.point, label: item.label, line1: item.line1, line2: item.line2 })}
              >
                <MapPin className="size-5 flex-none text-brand" aria-hidden="true" />
                <span className="min-w-0">
                  <span className="block truncate font-semibold">{item.line1 || item.label}</span>
                  <span className="block truncate text-sm text-ink-2">{item.line2}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
      <div className="flex flex-wrap gap-2">
        {'geolocation' in navigator && (
          <Button look="outline" size="m" busy={locating} onClick={locate}>
            <LocateFixed className="size-5" aria-hidden="true" />
            {t('place.useMine')}
          </Button>
        )}
        <Button look="outline" size="m" onClick={onMap} disabled={near === null}>
          <MapIcon className="size-5" aria-hidden="true" />
          {t('place.onMap')}
        </Button>
      </div>
    </div>
  )
}
