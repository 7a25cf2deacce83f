import { useLocation } from 'wouter'
import { useT } from '../messages/messages.ts'
import type { Task } from '../outbox/queue.ts'
import { Slide } from '../ui/slide.tsx'
import { deed, Panel } from './panel.tsx'

/** What could not be handed over goes back to the store. */
export function Back({ task }: { task: Task }) {
  const t = useT()
  const [, go] = useLocation()
  return (
    <Panel>
      <h2 className="text-2xl font-bold">{t('back.title', { store: task.store.name })}</h2>
      <p className="text-lg">{t('back.help', { count: task.bags })}</p>
      <Slide
        label={t('back.slide')}
        onDone={() => {
          void deed(task, 'return')
          go('/')
        }}
      />
    </Panel>
  )
}
