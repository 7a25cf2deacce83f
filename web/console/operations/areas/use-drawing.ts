import { useState } from 'react'
import type { Line } from '../../../shared/map/map.tsx'

interface History {
  readonly past: readonly Line[]
  readonly now: Line
  readonly future: readonly Line[]
  /** What the last step was made by: steps in a row of one corner's arrow keys are undone as one. */
  readonly by: string | null
}

const mostSteps = 200

/** An outline, or what is made of the one that is drawn by then: a key that is held repeats faster than the page is drawn. */
export type Drawn = Line | ((ring: Line) => Line)

/** An outline with what it was before: each change is a step that can be undone and done again. */
export function useDrawing(first: Line) {
  const [history, setHistory] = useState<History>({ past: [], now: first, future: [], by: null })
  return {
    ring: history.now,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    draw: (drawn: Drawn, by: string | null = null) =>
      setHistory(({ past, now, by: before }) => ({
        past: by !== null && by === before ? past : [...past, now].slice(-mostSteps),
        now: typeof drawn === 'function' ? drawn(now) : drawn,
        future: [],
        by,
      })),
    undo: () =>
      setHistory((all) => {
        const last = all.past.at(-1)
        return last ? { past: all.past.slice(0, -1), now: last, future: [all.now, ...all.future], by: null } : all
      }),
    redo: () =>
      setHistory((all) => {
        const [next, ...future] = all.future
        return next ? { past: [...all.past, all.now], now: next, future, by: null } : all
      }),
  }
}
