import { seededRandom } from '../../engines/roads/places/random.ts'
import type { Day } from './demand.ts'
import type { Streets } from './streets.ts'

/**
 * What really happens to each order: drawn once a day and order, so that every rule meets the same day. The promise knows
 * none of it: it sees the road engine's times, queues and riders, and what has been delivered.
 */
export interface Fate {
  readonly pickS: number
  /** How much longer than by the road engine its rides take. */
  readonly rideFactor: number
  readonly doorS: number
  readonly takeS: number
  readonly acceptS: number
  /** The first rider who is asked says no. */
  readonly declined: boolean
}

/** Seconds of walking and packing whatever is bought, and for each line. */
const pickBaseS = 45
const pickLineS = 10
const declinedShare = 0.03

export const meanPickS = (lines: number): number => pickBaseS + pickLineS * lines

export function fatesOf(day: Day, seed: number): Fate[] {
  return day.orders.map((order, index) => {
    const random = seededRandom(seed * 1_000_003 + index)
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const around = (median: number, sigma: number) => median * Math.exp(sigma * normal())
    return {
      pickS: around(meanPickS(order.lines), 0.2),
      rideFactor: around(1, 0.12),
      doorS: around(75, 0.4),
      takeS: around(40, 0.25),
      acceptS: around(8, 0.5),
      declined: random() < declinedShare,
    }
  })
}

/** How streets are at an hour of the day: fuller in the morning and the evening. */
export const trafficAt = (atS: number): number => {
  const hour = (atS / 3600) % 24
  const peak = (middle: number, width: number) => Math.exp(-(((hour - middle) / width) ** 2))
  return 1 + 0.12 * peak(10, 1.5) + 0.18 * peak(19, 2)
}

/**
 * People who pick, by store and hour of the day: as many as keeps them three quarters busy with that hour's orders, if
 * each is served by the store that is nearest to its door.
 */
export function pickersOf(day: Day, streets: Streets): number[][] {
  const busy = 0.75
  const workS = day.stores.map(() => new Array<number>(24).fill(0))
  for (const [index, { atS, lines }] of day.orders.entries()) {
    const rides = day.stores.map((_, store) => streets.rideS(store, day.stores.length + index))
    workS[rides.indexOf(Math.min(...rides))]![Math.floor(atS / 3600) % 24]! += meanPickS(lines)
  }
  return workS.map((hours) =>
    Array.from({ length: 48 }, (_, hour) => Math.max(1, Math.ceil(hours[hour % 24]! / 3600 / busy))),
  )
}
