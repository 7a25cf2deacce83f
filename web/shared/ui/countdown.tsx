import { useFormat } from '../format.ts'
import { useSharedT } from '../i18n/i18n.tsx'
import { useNow } from '../live/use-now.ts'
import { classes } from './classes.ts'

/**
 * The time left until an instant, as `m:ss`; past it, how late. Quiet for screen readers (a timer that speaks each
 * second helps nobody): they read it when they come to it.
 */
export function Countdown({
  until,
  label,
  warnS = 60,
  className,
}: {
  until: string
  /** What ends then; “Time left” unless told. */
  label?: string
  /** From here on it is urgent, in seconds. */
  warnS?: number
  className?: string
}) {
  const t = useSharedT()
  const format = useFormat()
  const leftS = Math.ceil((Date.parse(until) - useNow(1_000)) / 1_000)
  const late = leftS < 0
  return (
    <span
      role="timer"
      aria-label={label ?? t('countdown.label')}
      className={classes(
        'num font-bold whitespace-nowrap',
        late ? 'text-bad' : leftS <= warnS ? 'text-warn' : undefined,
        className,
      )}
    >
      {late ? t('countdown.late', { time: format.clock(-leftS) }) : format.clock(leftS)}
    </span>
  )
}
