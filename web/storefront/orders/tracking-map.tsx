import { House, Map as MapIcon, Store } from 'lucide-react'
import { useState } from 'react'
import type { Order, Tracking } from '../../api-client/types.ts'
import { lazyPart } from '../../shared/lazy-part.tsx'
import { Button } from '../../shared/ui/button.tsx'
import { Skeleton } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import { useUnaskedMap } from './use-unasked-map.ts'

const place = <Skeleton className="h-72 rounded-xl md:h-96" />
const RiderMap = lazyPart(async () => (await import('./rider-map.tsx')).RiderMap, place)

interface Followed {
  order: Order
  tracking?: Tracking
}

/**
 * The page goes first. The map opens by itself when there is a rider to watch, and while the order is picked and packed where
 * data is not scarce; who wants to see it otherwise asks for it.
 */
export function TrackingMap({ order, tracking }: Followed) {
  const [asked, setAsked] = useState(false)
  const needed = tracking?.rider !== undefined || tracking?.position !== undefined
  const unasked = useUnaskedMap({ needed, wanted: tracking !== undefined && isInStore(order) })
  if (asked || unasked) return <RiderMap order={order} tracking={tracking} />
  return needed ? place : <MapToCome onAsk={() => setAsked(true)} />
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

const isInStore = ({ status }: Order) => status === 'picking' || status === 'packed' || status === 'assigned'
