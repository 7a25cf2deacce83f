import { CloudOff, CloudUpload } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useOnline } from '../../shared/live/use-online.ts'
import { useT, withMessages } from '../messages/messages.ts'
import { useOutbox } from './outbox.ts'
import { waitingOf } from './queue.ts'

export const loadWaiting = withMessages(['rest'], () => import('./waiting-sheet.tsx'))
const WaitingSheet = lazy(() => loadWaiting().then((module) => ({ default: module.WaitingSheet })))

/** Says when there is no signal, and what waits to be sent. Nothing when all is well. */
export function OutboxBar() {
  const t = useT()
  const online = useOnline()
  const waiting = waitingOf(useOutbox())
  const [open, setOpen] = useState(false)
  const text = waiting.length > 0 ? t('outbox.waiting', { count: waiting.length }) : t('outbox.offline')
  const Icon = online ? CloudUpload : CloudOff
  // A deed is on its way for a moment even when all is well; that is not worth a word.
  const shown = !online || waiting.some((deed) => deed.tries > 0)
  return (
    <>
      <div role="status" className="sticky top-0 z-30">
        {shown && (
          <button
            type="button"
            onClick={() => setOpen(true)}
            className="flex min-h-14 w-full items-center justify-center gap-3 bg-warn-soft px-4 py-1.5 text-lg font-bold text-warn"
          >
            <Icon className="size-6 flex-none" aria-hidden="true" />
            {text}
          </button>
        )}
      </div>
      <Suspense>{open && <WaitingSheet onClose={() => setOpen(false)} />}</Suspense>
    </>
  )
}
