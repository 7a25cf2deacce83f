import { useSyncExternalStore } from 'react'
import { stored, useStored } from '../../shared/stored.ts'

interface InstallEvent extends Event {
  prompt: () => Promise<void>
}

/** Asked once, and only of people who have come back; who declines is not asked again. */
const visits = stored('tokri.visits', 0)
const declined = stored('tokri.install-declined', false)
const visitsBefore = 2

let offered: InstallEvent | null = null
const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}

export function watchInstall(): void {
  visits.set(visits.get() + 1)
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    offered = event as InstallEvent
    tell()
  })
  window.addEventListener('appinstalled', () => {
    offered = null
    tell()
  })
}

export function useInstall(): { offered: boolean; install: () => void; decline: () => void } {
  const known = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => offered,
  )
  const no = useStored(declined)
  const install = () => {
    void known?.prompt()
    offered = null
    tell()
  }
  return { offered: known !== null && !no && visits.get() > visitsBefore, install, decline: () => declined.set(true) }
}
