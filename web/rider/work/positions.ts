import { useEffect, useSyncExternalStore } from 'react'
import { isProblem } from '../../api-client/problem.ts'
import { sendPositions } from '../../api-client/rider.ts'
import { addFix, dropFixes, type Fix, readFixes } from '../outbox/database.ts'
import { queryClient } from '../query-client.ts'
import { batteryLevel } from './battery.ts'
import { isWorthTelling, paceOf } from './pace.ts'
import { shiftQuery } from './queries.ts'

export interface Here {
  lat: number
  lng: number
  accuracyM: number
  heading: number | null
  atMs: number
}
export type Locating = 'unknown' | 'ok' | 'denied' | 'unavailable'

/** The API takes so many at once. */
const batchMax = 100
/** Older ones than these are dropped first when the phone was without signal for hours. */
const keptMax = 2_000

let here: Here | null = null
let locating: Locating = 'unknown'
const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useHere = (): Here | null => useSyncExternalStore(subscribe, () => here)
export const useLocating = (): Locating => useSyncExternalStore(subscribe, () => locating)

/** Asks for the position once: the browser asks the person for leave. */
export function askForPosition(): void {
  navigator.geolocation.getCurrentPosition(took, failed, { enableHighAccuracy: true, timeout: 15_000 })
}

function took({ coords, timestamp }: GeolocationPosition): void {
  const { latitude: lat, longitude: lng, accuracy: accuracyM, heading } = coords
  here = { lat, lng, accuracyM, heading: Number.isNaN(heading) ? null : heading, atMs: Math.min(Date.now(), timestamp) }
  locating = 'ok'
  tell()
}

function failed({ code, PERMISSION_DENIED }: GeolocationPositionError): void {
  locating = code === PERMISSION_DENIED ? 'denied' : 'unavailable'
  tell()
}

/** Follows the phone while on shift and tells the server where it is, as often as `working` needs. */
export function usePositions(onShift: boolean, working: boolean): void {
  useEffect(() => {
    if (!onShift || !('geolocation' in navigator)) return
    const pace = paceOf({ working, battery: batteryLevel() })
    let last: { lat: number; lng: number; atMs: number } | null = null
    const note = async () => {
      if (!here) return
      const now = { ...here, atMs: Date.now() }
      const due = last !== null && now.atMs - last.atMs >= pace.heartbeatMs
      if (!due && !isWorthTelling(last, now, pace)) return
      last = now
      await keepAndSend(now)
    }
    const watch = navigator.geolocation.watchPosition(
      (position) => {
        took(position)
        void note()
      },
      failed,
      { enableHighAccuracy: pace.precise, maximumAge: pace.everyMs / 2, timeout: 30_000 },
    )
    // Who stands still is not told of by the phone.
    const heart = setInterval(() => void note(), pace.heartbeatMs / 2)
    return () => {
      navigator.geolocation.clearWatch(watch)
      clearInterval(heart)
    }
  }, [onShift, working])
}

let sending = false

async function keepAndSend({ lat, lng, heading, atMs }: Here): Promise<void> {
  await addFix({ lat, lng, at: new Date(atMs).toISOString(), ...(heading === null ? {} : { heading }) })
  if (sending || !navigator.onLine) return
  sending = true
  try {
    for (;;) {
      const fixes = (await readFixes(keptMax + batchMax)) as (Fix & { id: number })[]
      const overdue = fixes.slice(0, Math.max(0, fixes.length - keptMax))
      if (overdue.length > 0) await dropFixes(overdue.map((fix) => fix.id))
      const batch = fixes.slice(overdue.length, overdue.length + batchMax)
      if (batch.length === 0) return
      if (!(await sent(batch))) return
      await dropFixes(batch.map((fix) => fix.id))
    }
  } finally {
    sending = false
  }
}

/** @returns whether the batch is done with: taken, or refused for good (off shift) */
async function sent(batch: readonly Fix[]): Promise<boolean> {
  try {
    await sendPositions(
      batch.map(({ lat, lng, at, heading }) => ({ lat, lng, at, ...(heading === undefined ? {} : { heading }) })),
    )
    return true
  } catch (error) {
    // The shift was ended elsewhere, and nobody could tell this phone.
    if (isProblem(error, 'deliveries/off-shift')) void queryClient.invalidateQueries(shiftQuery)
    return isProblem(error) && !error.transient && error.status !== 401
  }
}
