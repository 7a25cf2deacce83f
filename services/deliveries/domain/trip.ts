import { distanceM, type Point } from '../../../contracts/geo.ts'

/**
 * The order in which the drops of one trip are ridden: the shortest line from the store through all of them. It starts at
 * the store even when the rider has left, so that it does not flip on the way. Doors with a window come last, in the order
 * in which they were planned. At most four, so all orders are tried.
 */
export function tripOrder<T extends { id: string; dropOff: Point; plannedAtMs?: number | undefined }>(
  store: Point,
  drops: readonly T[],
): T[] {
  const sorted = drops.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  let best: T[] = sorted
  let bestM = Infinity
  for (const order of permutations(sorted)) {
    let m = 0
    let at = store
    for (const [place, drop] of order.entries()) {
      m += distanceM(at, drop.dropOff)
      at = drop.dropOff
      if (plannedMs(drop) < plannedMs(order[place - 1])) m = Infinity
    }
    if (m < bestM) [best, bestM] = [order, m]
  }
  return best
}

const plannedMs = (drop: { plannedAtMs?: number | undefined } | undefined): number => drop?.plannedAtMs ?? 0

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  )
}

/** When a rider will be at a door: the ride, and the time at the store and at the doors before. */
export const arrivalMs = (parts: {
  nowMs: number
  rideS: number
  stops: number
  handoverS: number
  /** The demo city's riders ride so many times faster. */
  speed: number
}): number => Math.round(parts.nowMs + ((parts.rideS + parts.stops * parts.handoverS) * 1000) / parts.speed)

/** What a rider earns for a delivery, in paise: a base and so much per road kilometre, rounded up. */
export const payPaise = (distanceM: number, rates: { payBasePaise: number; payPerKmPaise: number }): number =>
  rates.payBasePaise + Math.ceil((distanceM * rates.payPerKmPaise) / 1000)
