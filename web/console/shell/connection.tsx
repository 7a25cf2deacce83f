import { CloudOff, Radio, RefreshCw } from 'lucide-react'
import { useConnection } from '../../shared/live/use-connection.ts'
import { classes } from '../../shared/ui/classes.ts'
import { useT } from '../messages/messages.ts'

const looks = {
  live: { icon: Radio, tone: 'text-ok' },
  lost: { icon: RefreshCw, tone: 'text-warn' },
  offline: { icon: CloudOff, tone: 'text-bad' },
} as const

/** Whether what is shown is fresh: said when it changes, shown always. */
export function Connection({ compact = false }: { compact?: boolean }) {
  const t = useT()
  const state = useConnection()
  const { icon: Icon, tone } = looks[state === 'idle' ? 'live' : state]
  const text = t(`connection.${state}`)
  if (state === 'idle' && compact) return null
  return (
    <p
      role="status"
      title={text}
      className={classes(
        'flex flex-none items-center gap-2 text-sm font-medium',
        compact && 'size-9 justify-center',
        compact && 'max-lg:text-current',
      )}
    >
      <Icon className={classes('size-4.5', compact ? 'lg:text-current' : tone)} aria-hidden="true" />
      <span className={compact ? 'sr-only' : undefined}>{text}</span>
    </p>
  )
}
