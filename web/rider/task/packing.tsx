import { Hourglass } from 'lucide-react'
import { useFormat } from '../../shared/format.ts'
import { useT } from '../messages/messages.ts'
import type { Task } from '../outbox/queue.ts'

/** The bags are not closed yet, and when they are likely to be. Nothing once they are. */
export function Packing({ task, help = false }: { task: Task; help?: boolean }) {
  const t = useT()
  const format = useFormat()
  if (task.readyAt === undefined) return null
  return (
    <div role="status" className="flex items-start gap-3 rounded-lg bg-warn-soft px-4 py-3 text-lg text-warn">
      <Hourglass className="size-7 flex-none" aria-hidden="true" />
      <div>
        <p className="num font-bold">{t('store.packing', { time: format.time(task.readyAt) })}</p>
        {help && <p>{t('store.packingHelp')}</p>}
      </div>
    </div>
  )
}
