import { useFormat } from '../../shared/format.ts'
import { useT } from '../messages/messages.ts'
import { Sheet } from '../ui/sheet.tsx'
import { useOutbox } from './outbox.ts'
import { waitingOf } from './queue.ts'

/** What waits to be sent, in its order. */
export function WaitingSheet({ onClose }: { onClose: () => void }) {
  const t = useT()
  const format = useFormat()
  const waiting = waitingOf(useOutbox())
  return (
    <Sheet title={t('outbox.title')} onClose={onClose}>
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
    </Sheet>
  )
}
