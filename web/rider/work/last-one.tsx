import { useT } from '../messages/messages.ts'
import { enqueue } from '../outbox/outbox.ts'
import { Deed } from '../ui/deed.tsx'

/** No more orders after what is in hand, or on with them. */
export function LastOne({ last }: { last: boolean }) {
  const t = useT()
  // Without an end: who says after it to be at work has none any more.
  const more = () => (last ? {} : { until: new Date().toISOString() })
  return (
    <Deed look="outline" onClick={() => void enqueue({ kind: 'shift', body: { state: 'on', ...more() } })}>
      {t(last ? 'shift.more' : 'shift.last')}
    </Deed>
  )
}
