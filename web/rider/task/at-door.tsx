import { useState } from 'react'
import { useLocation } from 'wouter'
import { Field } from '../../shared/ui/field.tsx'
import { toast } from '../../shared/ui/toast.tsx'
import { useT } from '../messages/messages.ts'
import type { Task } from '../outbox/queue.ts'
import { Deed } from '../ui/deed.tsx'
import { Segments } from '../ui/settings.tsx'
import { Slide } from '../ui/slide.tsx'
import { Cash } from './cash.tsx'
import { Customer } from './customer.tsx'
import { CannotHandOver } from './fail.tsx'
import { deed } from './panel.tsx'
import { DoorPhoto } from './photo.tsx'

/** At the door: the customer's code, cash and change, or bags left with a photo; and the way out when it does not work. */
export function AtDoor({ task }: { task: Task }) {
  const t = useT()
  const [, go] = useLocation()
  const [how, setHow] = useState<'hand' | 'leave'>(task.leaveAtDoor ? 'leave' : 'hand')
  const [code, setCode] = useState('')
  const [given, setGiven] = useState<number | null>(null)
  const [failing, setFailing] = useState(false)
  const due = task.cashDue.amount
  const paid = due === 0 || (given !== null && given >= due)
  const missing =
    how === 'leave'
      ? task.photos > 0
        ? undefined
        : t('photo.first')
      : !paid
        ? t('cash.first')
        : code.trim().length >= 4
          ? undefined
          : t('door.codeFirst')

  const done = async () => {
    await deed(
      task,
      'deliver',
      how === 'leave'
        ? { leftAtDoor: true }
        : { code: code.trim(), ...(due > 0 ? { cashCollected: task.cashDue } : {}) },
    )
    navigator.vibrate?.(120)
    toast(t('door.done', { number: task.number }))
    go('/')
  }

  return (
    <div className="flex flex-1 flex-col gap-4 p-4">
      <Customer task={task} />
      {task.leaveAtDoor && (
        <Segments
          label={t('door.how')}
          labelHidden
          value={how}
          onChange={setHow}
          options={[
            { value: 'leave', label: t('door.leave') },
            { value: 'hand', label: t('door.hand') },
          ]}
        />
      )}
      <p className="text-xl font-bold">{t('task.bags', { count: task.bags })}</p>
      {how === 'leave' ? (
        <DoorPhoto task={task} />
      ) : (
        <>
          {due > 0 && <Cash duePaise={due} givenPaise={given} onGiven={setGiven} />}
          <Field
            label={t('door.code')}
            hint={t('door.codeHint')}
            value={code}
            onChange={(event) => setCode(event.target.value)}
            inputMode="numeric"
            autoComplete="off"
            maxLength={12}
            className="num min-h-18 text-center text-3xl font-extrabold tracking-[0.4em]"
          />
        </>
      )}
      <div className="mt-auto flex flex-col gap-3">
        <Slide
          label={t(how === 'leave' ? 'door.slideLeave' : 'door.slide')}
          missing={missing}
          onDone={() => void done()}
        />
        <Deed look="quiet" className="text-bad!" onClick={() => setFailing(true)}>
          {t('door.cannot')}
        </Deed>
      </div>
      {failing && <CannotHandOver task={task} onClose={() => setFailing(false)} />}
    </div>
  )
}
