import type { Situation } from '../../services/stores/promise/types.ts'
import type { Told } from './simulate.ts'
import type { Streets } from './streets.ts'

export interface Order {
  readonly index: number
  readonly store: number
  readonly node: number
  readonly told: Told
  readonly situation: Situation
  state: 'queued' | 'picking' | 'packed' | 'held' | 'done'
  packed: boolean
  /** Until it is packed, when it is expected to be. */
  readyS: number
  /** When its rider began to take the bags, and how long that rider had stood in the store by then. */
  takenS: number
  stoodS: number
  declinedBy: string[]
  together: number
}

export interface Rider {
  readonly id: string
  readonly home: number
  readonly onS: number
  readonly offS: number
  phase: 'off' | 'free' | 'to-store' | 'at-store' | 'riding'
  /** Where the rider is or, on the way, comes from; `to` and the times tell the way. */
  from: number
  to: number
  leftS: number
  /** As it is expected; when it will really be is not known to anybody. */
  thereS: number
  since: number
  atStoreS: number
  busySinceS: number
  busyS: number
  route: Order[]
}

/** How soon a rider is expected to be able to be at a place, in seconds. */
export function reachS(streets: Streets, rider: Rider, to: number, nowS: number): number {
  if (rider.phase === 'free' && rider.thereS > nowS) {
    // On the way back to the store, somewhere between.
    const share = (rider.thereS - nowS) / (rider.thereS - rider.leftS)
    const onward = rider.thereS - nowS + streets.rideS(rider.to, to)
    return Math.min(onward, streets.rideS(rider.from, to) * share + streets.rideS(rider.to, to) * (1 - share))
  }
  const waitS = Math.max(0, rider.thereS - nowS)
  return waitS + (rider.to === to ? 0 : streets.rideS(rider.to, to))
}

/** Two or three doors in the order in which the ride through them is shortest. */
export function shortest(streets: Streets, route: Order[]): Order[] {
  if (route.length < 2) return route
  let best = route
  let bestS = Number.POSITIVE_INFINITY
  for (const order of permutations(route)) {
    let s = 0
    let at = order[0]!.store
    for (const stop of order) {
      s += streets.rideS(at, stop.node)
      at = stop.node
    }
    if (s < bestS) [best, bestS] = [order, s]
  }
  return best
}

const permutations = <T>(items: T[]): T[][] =>
  items.length <= 1
    ? [items]
    : items.flatMap((item, index) =>
        permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
      )
