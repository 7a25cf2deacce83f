import { useEffect, useEffectEvent, useRef } from 'react'
import type { PickTask } from '../../../api-client/picking.ts'
import { toast } from '../../../shared/ui/toast.tsx'
import { useT } from '../../messages/messages.ts'
import { answersOf } from './question.ts'
import { play } from './sound.ts'

/** Says aloud what the customer answered, wherever in the order the picker is by then. */
export function useAnswers(pick: PickTask | undefined): void {
  const t = useT()
  const before = useRef<PickTask>(undefined)
  const tell = useEffectEvent((now: PickTask) => {
    for (const { said, name, line } of before.current ? answersOf(before.current, now) : []) {
      play(said === 'approved' ? 'good' : 'wrong')
      toast(t(`ask.${said}`, { name, ordered: line.name }), said === 'approved' ? 'plain' : 'bad')
    }
    before.current = now
  })
  useEffect(() => {
    if (pick) tell(pick)
  }, [pick])
}
