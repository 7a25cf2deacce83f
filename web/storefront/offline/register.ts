import { useSyncExternalStore } from 'react'

/** A version that has come and waits to be taken. */
let waiting: ServiceWorker | null = null
const listeners = new Set<() => void>()
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useNewVersion = (): boolean => useSyncExternalStore(subscribe, () => waiting !== null)

/** Lets the new version take over; the page is loaded anew when it has. */
export function takeNewVersion(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload(), { once: true })
  waiting?.postMessage('take-over')
}

/** A first visit draws its page before what is for later ones is fetched. */
const registerAfterMs = 5_000

/** After the page has loaded and stands: the first visit has better things to do with its connection. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const register = () => void navigator.serviceWorker.register('/service-worker.js').then(watch, () => {})
  // Who has one already hears of a new version soon; a first one has time.
  const begin = () => void setTimeout(register, navigator.serviceWorker.controller ? 0 : registerAfterMs)
  if (document.readyState === 'complete') begin()
  else window.addEventListener('load', begin, { once: true })
}

function watch(registration: ServiceWorkerRegistration | undefined): void {
  // Where service workers are forbidden some browsers say so by giving none.
  if (!registration) return
  const found = (worker: ServiceWorker | null) => {
    // Without a controller this is the first one, and takes over by itself.
    if (!worker || !navigator.serviceWorker.controller) return
    waiting = worker
    for (const tell of listeners) tell()
  }
  found(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const next = registration.installing
    next?.addEventListener('statechange', () => next.state === 'installed' && found(registration.waiting))
  })
}
