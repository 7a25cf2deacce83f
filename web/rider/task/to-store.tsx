import { useState } from 'react'
import { useLocation } from 'wouter'
import { useFormat } from '../../shared/format.ts'
import { useT } from '../messages/messages.ts'
import type { Task } from '../outbox/queue.ts'
import { Deed } from '../ui/deed.tsx'
import { Reasons, Sheet } from '../ui/sheet.tsx'
import { Packing } from './packing.tsx'
import { deed, Panel, YouAreThere } from './panel.tsx'

const giveBackReasons = ['vehicle', 'unsafe', 'too_heavy', 'other'] as const

export function ToStore({ task, near, leftM }: { task: Task; near: boolean; leftM: number | null }) {
  const t = useT()
  const format = useFormat()
  const [, go] = useLocation()
  const [giving, setGiving] = useState(false)
  return (
    <Panel>
      {near && <YouAreThere />}
      <Packing task={task} />
      <p className="text-xl font-bold">
        {task.store.name}
        {leftM !== null && <span className="num font-normal text-ink-2"> · {format.distance(leftM)}</span>}
      </p>
      <Deed look={near || leftM === null ? 'primary' : 'outline'} onClick={() => void deed(task, 'arrive')}>
        {t('store.here')}
      </Deed>
      <Deed look="quiet" onClick={() => setGiving(true)}>
        {t('store.giveBack')}
      </Deed>
      {giving && (
        <Sheet title={t('store.giveBack')} onClose={() => setGiving(false)}>
          <Reasons
            reasons={giveBackReasons}
            labelOf={(reason) => t(`decline.${reason}`)}
            onChoose={(reason) => {
              void deed(task, 'decline', { reason })
              go('/')
            }}
          />
        </Sheet>
      )}
    </Panel>
  )
}
