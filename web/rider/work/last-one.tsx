import { useT } from '../messages/messages.ts'
import { enqueue } from '../outbox/outbox.ts'
import { Deed } from '../ui/deed.tsx'

/** How often the page looks at the clock for the end of the shift. */
export const lookMs = 30_000
const hourMs = 3_600_000

/** No more orders after what is in hand, or on with them. */
export function LastOne({ last }: { last: boolean }) {
  const t = useT()
  const until = () => new Date(Date.now() + (last ? 12 * hourMs : 0)).toISOString()
  return (
    <Deed look="outline" onClick={() => void enqueue({ kind: 'shift', body: { state: 'on', until: until() } })}>
      {t(last ? 'shift.more' : 'shift.last')}
    </Deed>
  )
}
