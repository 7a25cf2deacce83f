import { distanceM } from './geometry.ts'

export interface Where {
  lat: number
  lng: number
}

/** How often a phone tells where it is. */
export interface Pace {
  /** Not more often than this, unless so many metres have been ridden. */
  everyMs: number
  everyM: number
  /** At least this often, even standing: silence takes work away. */
  heartbeatMs: number
  /** GPS instead of masts: costs battery. */
  precise: boolean
}

const lowBattery = 0.2

/** Close together while somebody watches the rider come; seldom while waiting, and when the battery is low. */
export function paceOf({ working, battery }: { working: boolean; battery: number | null }): Pace {
  const low = battery !== null && battery < lowBattery
  if (working) return { everyMs: low ? 20_000 : 8_000, everyM: low ? 120 : 40, heartbeatMs: 45_000, precise: true }
  return { everyMs: low ? 60_000 : 30_000, everyM: 250, heartbeatMs: 90_000, precise: false }
}

/** Whether a position is worth telling after the last one told. */
export function isWorthTelling(
  last: (Where & { atMs: number }) | null,
  now: Where & { atMs: number },
  { everyMs, everyM }: Pace,
): boolean {
  if (!last) return true
  const moved = distanceM(last, now)
  const sinceMs = now.atMs - last.atMs
  return moved >= everyM || (sinceMs >= everyMs && moved >= 5)
}
