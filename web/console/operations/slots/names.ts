import type { SlotTemplate } from '../../../api-client/operations.ts'
import { clockOf } from '../../clock-times.ts'
import { useT } from '../../messages/messages.ts'

/** As they follow each other; 0 is Sunday. */
export const weekdays = [1, 2, 3, 4, 5, 6, 0] as const

/** What a window is called by: its day, and when it begins. */
export function useNames(): (slot: Pick<SlotTemplate, 'weekday' | 'start'>) => { day: string; time: string } {
  const t = useT()
  return ({ weekday, start }) => ({ day: t(`ops.day.${weekday as 0}`), time: clockOf(start) })
}
