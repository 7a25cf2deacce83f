import { AlarmClock, CircleAlert } from 'lucide-react'
import { Badge } from '../../../shared/ui/feedback.tsx'
import { useT } from '../../messages/messages.ts'

/** With less than this left, somebody has to hurry. */
const soonMs = 5 * 60_000

export type Urgency = 'late' | 'soon' | 'calm'

export function urgencyOf(promisedAt: string, now: number): Urgency {
  const leftMs = Date.parse(promisedAt) - now
  return leftMs < 0 ? 'late' : leftMs < soonMs ? 'soon' : 'calm'
}

/** How long there is to the promise, in words, an icon and a colour. */
export function Due({ promisedAt, now, large = false }: { promisedAt: string; now: number; large?: boolean }) {
  const t = useT()
  const urgency = urgencyOf(promisedAt, now)
  const leftMs = Date.parse(promisedAt) - now
  const count = urgency === 'late' ? Math.floor(-leftMs / 60_000) : Math.ceil(leftMs / 60_000)
  const Icon = urgency === 'late' ? CircleAlert : AlarmClock
  return (
    <Badge
      tone={urgency === 'late' ? 'bad' : urgency === 'soon' ? 'warn' : 'ok'}
      className={large ? 'px-2.5 py-1.5 text-base' : 'px-2 py-1 text-sm'}
    >
      <Icon className="size-4" aria-hidden="true" />
      <span className="num">{t(urgency === 'late' ? 'order.minutesLate' : 'order.minutesLeft', { count })}</span>
    </Badge>
  )
}
