import { useEffect, useState } from 'react'
import { whenIdle } from '../../shared/use-idle.ts'

/** Not in all browsers, and not in TypeScript's types. */
interface Connection {
  readonly saveData?: boolean
  readonly effectiveType?: string
}

/** Whether streets that nobody asked for are unwelcome here, or would not come. */
function isThrifty(): boolean {
  const { saveData, effectiveType } = (navigator as { connection?: Connection }).connection ?? {}
  const slow = effectiveType !== undefined && effectiveType !== '4g'
  return !navigator.onLine || saveData === true || slow || window.matchMedia('(prefers-reduced-data: reduce)').matches
}

const idleWithinMs = 5_000
const neededWithinMs = 2_000

/**
 * Whether the map may come by itself: it is `needed` (there is a rider to watch), or `wanted` and data is not scarce; and the
 * page has done what was to be done first.
 */
export function useUnaskedMap({ needed, wanted }: { needed: boolean; wanted: boolean }): boolean {
  const [free, setFree] = useState(false)
  useEffect(() => {
    if (!needed && (!wanted || isThrifty())) return
    return whenIdle(() => setFree(true), needed ? neededWithinMs : idleWithinMs)
  }, [needed, wanted])
  return free
}
