import { CloudOff, CloudUpload } from 'lucide-react'
import { useState } from 'react'
import { useFormat } from '../../shared/format.ts'
import { useOnline } from '../../shared/live/use-online.ts'
import { useT } from '../messages/messages.ts'
import { Sheet } from '../ui/sheet.tsx'
import { useOutbox } from './outbox.ts'
import { waitingOf } from './queue.ts'

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
      {open && (
        <Sheet title={t('outbox.title')} onClose={() => setOpen(false)}>
          <Waiting />
        </Sheet>
      )}
    </>
  )
}

function Waiting() {
  const t = useT()
  const format = useFormat()
  const waiting = waitingOf(useOutbox())
  return (
    <>
      <p className="text-lg text-ink-2">{t('outbox.help')}</p>
      <ol aria-label={t('outbox.list')} className="flex flex-col divide-y divide-line">
        {waiting.map((deed) => (
          <li key={deed.key} className="flex items-baseline gap-3 py-3 text-lg">
            <span className="num flex-none text-ink-2">{format.time(deed.at)}</span>
            <span className="flex-1 font-semibold">
              {t(`deed.${deed.kind}`)}
              {deed.number && <span className="num font-normal text-ink-2"> · {deed.number}</span>}
            </span>
          </li>
        ))}
      </ol>
      {waiting.length === 0 && <p className="text-lg font-semibold">{t('outbox.empty')}</p>}
    </>
  )
}
