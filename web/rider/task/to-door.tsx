import { useFormat } from '../../shared/format.ts'
import { useT } from '../messages/messages.ts'
import type { Task } from '../outbox/queue.ts'
import { Deed } from '../ui/deed.tsx'
import { Customer } from './customer.tsx'
import { deed, Panel, YouAreThere } from './panel.tsx'

export function ToDoor({ task, near, leftM }: { task: Task; near: boolean; leftM: number | null }) {
  const t = useT()
  const format = useFormat()
  return (
    <Panel>
      {near && <YouAreThere />}
      <Customer task={task} />
      <Deed look={near || leftM === null ? 'primary' : 'outline'} onClick={() => void deed(task, 'arrive')}>
        <span>
          {t('door.here')}
          {leftM !== null && !near && <span className="num font-normal"> · {format.distance(leftM)}</span>}
        </span>
      </Deed>
    </Panel>
  )
}
