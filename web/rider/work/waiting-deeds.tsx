import { Coffee, Power } from 'lucide-react'
import type { RiderShift } from '../../api-client/rider.ts'
import { useT } from '../messages/messages.ts'
import { enqueue } from '../outbox/outbox.ts'
import { Deed } from '../ui/deed.tsx'
import { Hours } from './hours.tsx'
import { LastOne } from './last-one.tsx'

/** What a rider who waits can do about the shift. */
export function WaitingDeeds({ shift, last }: { shift: RiderShift; last: boolean }) {
  const t = useT()
  return (
    <>
      {last && <LastOne last={last} />}
      <Hours shift={shift} />
      <div className="grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] gap-3">
        <Deed look="outline" onClick={() => void enqueue({ kind: 'shift', body: { state: 'break' } })}>
          <Coffee className="size-6" aria-hidden="true" />
          {t('shift.break')}
        </Deed>
        <Deed look="outline" onClick={() => void enqueue({ kind: 'shift', body: { state: 'off' } })}>
          <Power className="size-6" aria-hidden="true" />
          {t('shift.end')}
        </Deed>
      </div>
    </>
  )
}
