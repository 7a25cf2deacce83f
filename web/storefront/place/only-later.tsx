import { CalendarClock } from 'lucide-react'
import { useFormat } from '../../shared/format.ts'
import { Notice } from '../../shared/ui/feedback.tsx'
import { useT } from '../messages/messages.ts'
import type { Serving } from './place.ts'
import { whyNotNow } from './why-not-now.ts'

/** The store brings nothing now: why, and from when it does. Its goods can be looked at and ordered for a window. */
export function OnlyLater({ serving }: { serving: Serving }) {
  const t = useT()
  const { dateTime } = useFormat()
  if (!serving.from) return null
  return (
    <div className="page min-h-20 pt-3">
      <Notice tone="warn" icon={<CalendarClock className="size-5" aria-hidden="true" />}>
        <span className="block font-bold">{t(whyNotNow(serving))}</span>
        {serving.opensAt && <span className="block">{t('place.opensAt', { time: dateTime(serving.opensAt) })}</span>}
        {t('place.onlyLater', { time: dateTime(serving.from) })}
      </Notice>
    </div>
  )
}
