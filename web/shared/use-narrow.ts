import { useSyncExternalStore } from 'react'

const narrow = window.matchMedia('(width < 48rem)')

function subscribe(listener: () => void): () => void {
  narrow.addEventListener('change', listener)
  return () => narrow.removeEventListener('change', listener)
}

/** Whether the window is a phone's: below `md` of the styles. For what is built otherwise there; looks are for styles. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches)
