import { Bell, BellOff } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { stored, useStored } from '../../shared/stored.ts'
import { IconButton } from '../../shared/ui/button.tsx'
import { useT } from '../messages/messages.ts'
import { sound } from '../store/picking/sound.ts'

/** Whether this device rings for late orders: only if somebody wants it. */
const alarmChoice = stored('tokri.console.late-alarm', false)

/** Rings once when more orders are late, or with silent riders, than before; not for those that were when the page was opened. */
export function useLateAlarm(late: number | undefined): void {
  const on = useStored(alarmChoice)
  const before = useRef<number>(undefined)
  useEffect(() => {
    if (late === undefined) return
    if (on && before.current !== undefined && late > before.current) sound('late')
    before.current = late
  }, [late, on])
}

/** Switching it on is a touch of the page, which browsers want before a sound; it rings, so that one knows it. */
export function AlarmSwitch() {
  const t = useT()
  const on = useStored(alarmChoice)
  const Icon = on ? Bell : BellOff
  return (
    <IconButton
      label={t('live.alarm')}
      aria-pressed={on}
      onClick={() => {
        alarmChoice.set(!on)
        if (!on) sound('late')
      }}
    >
      <Icon className={on ? 'size-5 text-brand' : 'size-5 text-ink-2'} aria-hidden="true" />
    </IconButton>
  )
}
