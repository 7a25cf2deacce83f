import { MessageCircle, Phone } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import { askForCall } from '../../api-client/rider.ts'
import { useT } from '../messages/messages.ts'
import type { Task } from '../outbox/queue.ts'
import { deedClass } from '../ui/deed.tsx'
import { noteContact } from './contacts.ts'
import { deed } from './panel.tsx'

/** Who waits and where, and the two ways to reach them. */
export function Customer({ task }: { task: Task }) {
  const t = useT()
  const { dropOff } = task
  return (
    <>
      <div>
        <h2 className="text-2xl leading-tight font-bold">{dropOff.name}</h2>
        <p className="text-xl">{[dropOff.line1, dropOff.line2].filter(Boolean).join(', ')}</p>
        {(dropOff.notes || task.instructions) && (
          <p className="mt-2 rounded-lg bg-warn-soft px-4 py-2 text-lg font-semibold text-warn">
            {[dropOff.notes, task.instructions].filter(Boolean).join(' · ')}
          </p>
        )}
      </div>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] gap-3">
        <Call task={task} />
        <Link href={`/tasks/${task.id}/messages`} className={deedClass('outline')}>
          <MessageCircle className="size-6" aria-hidden="true" />
          {t('door.message')}
        </Link>
      </div>
    </>
  )
}

/** Through the shop, so that neither sees the other's number; without signal for that, or a line, directly. */
function Call({ task }: { task: Task }) {
  const t = useT()
  const [state, setState] = useState<'idle' | 'asking' | 'ringing' | 'direct'>('idle')
  const note = () => {
    noteContact(task.id)
    void deed(task, 'contact', { way: 'call' })
  }
  const { phone } = task.dropOff
  if (state === 'direct' && phone)
    return (
      <a href={`tel:${phone}`} className={deedClass('outline')}>
        <Phone className="size-6" aria-hidden="true" />
        {t('door.callDirect')}
      </a>
    )
  return (
    <button
      type="button"
      disabled={state === 'asking'}
      className={deedClass('outline')}
      onClick={() => {
        note()
        setState('asking')
        askForCall(task.orderId).then(
          () => setState('ringing'),
          () => setState(phone ? 'direct' : 'idle'),
        )
      }}
    >
      <Phone className="size-6" aria-hidden="true" />
      <span aria-live="polite">{t(state === 'ringing' ? 'door.ringing' : 'door.call')}</span>
    </button>
  )
}
