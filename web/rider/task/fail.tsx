import { useState } from 'react'
import { useNow } from '../../shared/live/use-now.ts'
import { useT } from '../messages/messages.ts'
import type { Task } from '../outbox/queue.ts'
import { Reasons, Sheet } from '../ui/sheet.tsx'
import { Slide } from '../ui/slide.tsx'
import { useShift } from '../work/queries.ts'
import { useContacted } from './contacts.ts'
import { deed } from './panel.tsx'

const failReasons = ['absent', 'refused', 'wrong_address', 'no_access', 'damaged', 'unsafe', 'other'] as const
type Reason = (typeof failReasons)[number]

/** Giving up at a door: with a reason, and for an absent customer only after waiting and a call. */
export function CannotHandOver({ task, onClose }: { task: Task; onClose: () => void }) {
  const t = useT()
  const now = useNow()
  const contacted = useContacted(task.id)
  const { shift } = useShift()
  const [reason, setReason] = useState<Reason | null>(null)
  const sinceMs = task.atDoorSince ? Date.parse(task.atDoorSince) : now
  const waitS = Math.max(0, Math.ceil((sinceMs + (shift?.waitS ?? 300) * 1_000 - now) / 1_000))
  const tooSoon = reason === 'absent' && (waitS > 0 || !contacted)
  const clock = `${Math.floor(waitS / 60)}:${String(waitS % 60).padStart(2, '0')}`

  return (
    <Sheet title={t(reason === null ? 'fail.why' : `fail.${reason}`)} onClose={onClose}>
      {reason === null ? (
        <Reasons reasons={failReasons} labelOf={(each) => t(`fail.${each}`)} onChoose={setReason} />
      ) : (
        <>
          {reason === 'absent' && (
            <ul className="flex flex-col gap-2 text-xl font-semibold">
              <li className={contacted ? 'text-ok' : 'text-bad'}>{t(contacted ? 'fail.called' : 'fail.callFirst')}</li>
              <li className={waitS === 0 ? 'text-ok' : ''}>
                {waitS === 0 ? (
                  t('fail.waited')
                ) : (
                  <>
                    {t('fail.wait')}{' '}
                    <span role="timer" className="num text-3xl font-extrabold">
                      {clock}
                    </span>
                  </>
                )}
              </li>
            </ul>
          )}
          <p className="text-lg">{t('fail.goesBack', { store: task.store.name })}</p>
          <Slide
            label={t('fail.slide')}
            tone="bg-bad text-paper"
            missing={tooSoon ? t('fail.tooSoon') : undefined}
            onDone={() => {
              void deed(task, 'fail', { reason: englishReasons[reason], code: reason })
              onClose()
            }}
          />
        </>
      )}
    </Sheet>
  )
}

/** What is kept in the order's history beside the code; staff read it. */
const englishReasons: Record<Reason, string> = {
  absent: 'Nobody opened, after a call and a wait',
  refused: 'The customer did not take it',
  wrong_address: 'The address is not right',
  no_access: 'There is no way in',
  damaged: 'The goods are damaged',
  unsafe: 'It is not safe there',
  other: 'Another reason',
}
