import { distanceM, type Point } from '../../../contracts/geo.ts'

/** What is known of a delivery that has not ended. */
export interface UnderWay {
  readonly store: Point
  readonly drop: Point
  readonly promisedAtMs: number
  /** Estimated from the rider's position; null while nobody rides. */
  readonly etaAtMs: number | null
  /** When its bags are expected to be closed; null once they are. */
  readonly readyAtMs: number | null
}

export interface Pace {
  readonly nowMs: number
  readonly handoverS: number
  readonly fallbackKmh: number
  /** The demo city's riders ride so many times faster. */
  readonly speed: number
}

/** Streets are so much longer than the line. */
const detourFactor = 1.4
/** Until somebody has taken an order on and is in the store. */
const findRiderS = 150

/**
 * When a delivery is expected at its door: as its rider rides, or as one would who were asked now; never before its bags
 * are closed and brought there.
 */
export function expectedMs(delivery: UnderWay, { nowMs, handoverS, fallbackKmh, speed }: Pace): number {
  const { etaAtMs, readyAtMs } = delivery
  const rideS = ((distanceM(delivery.store, delivery.drop) * detourFactor) / 1000 / fallbackKmh) * 3600
  const fromStoreMs = ((handoverS + rideS) * 1000) / speed
  const byRiderMs = etaAtMs === null ? nowMs + (findRiderS * 1000) / speed + fromStoreMs : Math.max(nowMs, etaAtMs)
  return Math.round(readyAtMs === null ? byRiderMs : Math.max(byRiderMs, Math.max(nowMs, readyAtMs) + fromStoreMs))
}

/** An alarm ends only when a delivery is expected so long before its promise, so that it does not ring again at once. */
const calmMs = 60_000

/** What is to be told of a delivery: that it will be late, that it will not after all, or nothing. */
export function lateNews(told: boolean, promisedAtMs: number, expectedAtMs: number): 'late' | 'on-time' | null {
  if (!told && expectedAtMs > promisedAtMs) return 'late'
  return told && expectedAtMs <= promisedAtMs - calmMs ? 'on-time' : null
}
