import { distanceM, type Point } from '../../../contracts/geo.ts'

/** What is known of a delivery that has not ended. */
export interface UnderWay {
  readonly store: Point
  readonly drop: Point
  readonly promisedAtMs: number
  /** Estimated from the rider's position; null while nobody rides. */
  readonly etaAtMs: number | null
  /** When its rider was heard of last; null while nobody rides. */
  readonly heardAtMs: number | null
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
/** Phones that stand still tell it every 45 seconds: who is silent for longer is not known to come nearer. */
const quietMs = 60_000

/** How much later an arrival is than was estimated when its rider was heard of last: all the time since, once that is long. */
export function slidMs(heardAtMs: number | null, nowMs: number): number {
  const silentMs = heardAtMs === null ? 0 : nowMs - heardAtMs
  return silentMs > quietMs ? silentMs : 0
}

/**
 * When a delivery is expected at its door: as its rider rides, or as one would who were asked now; never before its bags
 * are closed and brought there. A rider who is silent has as far to go as when last heard of.
 */
export function expectedMs(delivery: UnderWay, { nowMs, handoverS, fallbackKmh, speed }: Pace): number {
  const { etaAtMs, heardAtMs, readyAtMs } = delivery
  const rideS = ((distanceM(delivery.store, delivery.drop) * detourFactor) / 1000 / fallbackKmh) * 3600
  const fromStoreMs = ((handoverS + rideS) * 1000) / speed
  const byRiderMs =
    etaAtMs === null
      ? nowMs + (findRiderS * 1000) / speed + fromStoreMs
      : Math.max(nowMs, etaAtMs + slidMs(heardAtMs, nowMs))
  return Math.round(readyAtMs === null ? byRiderMs : Math.max(byRiderMs, Math.max(nowMs, readyAtMs) + fromStoreMs))
}

/** Where an order was promised without a look at the map. */
const usualRideS = 480

/** The same of an order for which nobody can be asked yet: by then a rider is at the store, and rides as was expected. */
export function expectedFromStoreMs(
  order: { readonly readyAtMs: number; readonly rideS: number | null },
  { nowMs, handoverS, speed }: Pick<Pace, 'nowMs' | 'handoverS' | 'speed'>,
): number {
  const fromStoreS = handoverS + (order.rideS ?? usualRideS)
  return Math.round(Math.max(nowMs, order.readyAtMs) + (fromStoreS * 1000) / speed)
}

/** An alarm ends only when a delivery is expected so long before its promise, so that it does not ring again at once. */
const calmMs = 60_000

/** What is to be told of a delivery: that it will be late, that it will not after all, or nothing. */
export function lateNews(told: boolean, promisedAtMs: number, expectedAtMs: number): 'late' | 'on-time' | null {
  if (!told && expectedAtMs > promisedAtMs) return 'late'
  return told && expectedAtMs <= promisedAtMs - calmMs ? 'on-time' : null
}
