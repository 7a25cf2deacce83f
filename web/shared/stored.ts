import { useSyncExternalStore } from 'react'

export interface Stored<T> {
  get: () => T
  set: (next: T) => void
  subscribe: (listener: () => void) => () => void
}

/** A small value that outlives the page, kept in `localStorage` and shared by all tabs. Bad content counts as absent. */
export function stored<T>(key: string, initial: T): Stored<T> {
  const listeners = new Set<() => void>()
  let value = read(key, initial)
  const tell = () => {
    for (const listener of listeners) listener()
  }
  window.addEventListener('storage', (event) => {
    if (event.key !== key) return
    value = read(key, initial)
    tell()
  })
  return {
    get: () => value,
    set(next) {
      value = next
      try {
        localStorage.setItem(key, JSON.stringify(next))
      } catch {
        // A full or forbidden storage: the value lives as long as the page.
      }
      tell()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export const useStored = <T>(source: Stored<T>): T => useSyncExternalStore(source.subscribe, source.get)

function read<T>(key: string, initial: T): T {
  try {
    const text = localStorage.getItem(key)
    return text === null ? initial : (JSON.parse(text) as T)
  } catch {
    return initial
  }
}
