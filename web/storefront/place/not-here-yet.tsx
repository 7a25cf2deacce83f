import { useQuery } from '@tanstack/react-query'
import { MapPinOff, Moon } from 'lucide-react'
import { useFormat } from '../../shared/format.ts'
import { Button } from '../../shared/ui/button.tsx'
import { EmptyState } from '../../shared/ui/feedback.tsx'
import { openPlace } from '../dialogs.ts'
import { useT } from '../messages/messages.ts'
import { cityQuery } from '../queries.ts'
import { choosePlace, type Serving } from './place.ts'
import { whyNotNow } from './why-not-now.ts'

/** No store brings anything here, or none is open: said plainly, with the way on. */
export function NotHereYet({ serving }: { serving: Serving }) {
  const t = useT()
  const { dateTime } = useFormat()
  const city = useQuery(cityQuery).data
  const closed = serving.reason !== 'outside-every-area'
  return (
    <EmptyState
      heading="h1"
      icon={
        closed ? <Moon className="size-8" aria-hidden="true" /> : <MapPinOff className="size-8" aria-hidden="true" />
      }
      title={t(whyNotNow(serving))}
      action={
        <div className="flex flex-wrap justify-center gap-3">
          <Button onClick={openPlace}>{t('place.chooseAnother')}</Button>
          {serving.place && city && (
            <Button look="outline" onClick={() => choosePlace(null)}>
              {t('place.lookAround', { city: city.name })}
            </Button>
          )}
        </div>
      }
    >
      <p>
        {closed
          ? serving.opensAt
            ? t('place.opensAt', { time: dateTime(serving.opensAt) })
            : t(serving.reason === 'too-busy' ? 'place.busyHelp' : 'place.closedHelp')
          : t('place.notHereHelp', { place: serving.place?.line1 ?? '', city: city?.name ?? '' })}
      </p>
    </EmptyState>
  )
}
