import { BellRing } from 'lucide-react'
import { Link } from 'wouter'
import { useFormat } from '../../shared/format.ts'
import { useT } from '../messages/messages.ts'
import { useRinging } from './attention.ts'
import { useTasks } from './queries.ts'

/** On the pages beside work: an offer waits, and leads there. */
export function OfferBanner() {
  const t = useT()
  const { money } = useFormat()
  const offer = useTasks().tasks.find((task) => task.state === 'offered')
  useRinging(offer?.id ?? null)
  return (
    // Always there, so that an offer is announced.
    <div role="status" className="sticky top-0 z-30">
      {offer && (
        <Link
          href="/"
          className="flex min-h-16 items-center justify-center gap-3 bg-accent px-4 text-xl font-bold text-on-accent"
        >
          <BellRing className="size-7" aria-hidden="true" />
          {t('offer.banner', { pay: money(offer.pay) })}
        </Link>
      )}
    </div>
  )
}
