import { CalendarClock } from 'lucide-react'
import { useState } from 'react'
import type { RiderShift } from '../../api-client/rider.ts'
import { useFormat } from '../../shared/format.ts'
import { useNow } from '../../shared/live/use-now.ts'
import { useT } from '../messages/messages.ts'
import { deedClass } from '../ui/deed.tsx'
import { HoursSheet } from './hours-sheet.tsx'
import { lookMs } from './look.ts'

/** The next break and the end of the shift in a line, and a sheet in which both are planned. */
export function Hours({ shift }: { shift: RiderShift }) {
  const t = useT()
  const { time } = useFormat()
  const now = useNow(lookMs)
  const [open, setOpen] = useState(false)
  const next = shift.breaks?.find((each) => each.state === 'running') ?? shift.breaks?.[0]
  const isDue = next?.state === 'planned' && Date.parse(next.startsAt) <= now
  const facts = [
    ...(next
      ? [
          isDue
            ? t('hours.due')
            : next.state === 'running'
              ? t('hours.running', { time: time(next.endsAt) })
              : t('hours.break', { from: time(next.startsAt), until: time(next.endsAt) }),
        ]
      : []),
    ...(shift.until && Date.parse(shift.until) > now ? [t('hours.ends', { time: time(shift.until) })] : []),
  ]
  return (
    <>
      <button type="button" className={deedClass('outline', 'justify-start! text-left')} onClick={() => setOpen(true)}>
        <CalendarClock className="size-7 flex-none" aria-hidden="true" />
        <span className="min-w-0 flex-1 py-2">
          <span className="block leading-tight">{t('hours.title')}</span>
          {facts.map((fact) => (
            <span key={fact} className="num block text-base font-normal text-ink-2">
              {fact}
            </span>
          ))}
        </span>
      </button>
      {open && <HoursSheet shift={shift} onClose={() => setOpen(false)} />}
    </>
  )
}
