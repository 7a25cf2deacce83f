import { MapPinCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { useT } from '../messages/messages.ts'
import { enqueue } from '../outbox/outbox.ts'
import type { DeedKind, Task } from '../outbox/queue.ts'

/** What is to be done now, at the thumb. */
export const Panel = ({ children }: { children: ReactNode }) => (
  <div className="flex flex-col gap-3 border-t border-line bg-card p-4 pb-[max(1rem,env(safe-area-inset-bottom))]">
    {children}
  </div>
)

/** The phone sees that the place is near: what comes next is offered at once. */
export function YouAreThere() {
  const t = useT()
  return (
    <p role="status" className="flex items-center gap-2 rounded-lg bg-ok-soft px-4 py-3 text-lg font-bold text-ok">
      <MapPinCheck className="size-7 flex-none" aria-hidden="true" />
      {t('task.near')}
    </p>
  )
}

/** Does something with a delivery: now, or as soon as there is signal. */
export const deed = (task: Task, kind: DeedKind, body: Record<string, unknown> = {}): Promise<void> =>
  enqueue({ kind, taskId: task.id, number: task.number, body })
