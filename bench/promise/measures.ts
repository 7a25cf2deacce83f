import type { Run } from './simulate.ts'

/** What a run comes to. Shares are of the orders that were taken, those that never came counted as broken. */
export interface Measures {
  readonly riders: number
  readonly riderHours: number
  readonly taken: number
  readonly refused: number
  readonly undelivered: number
  readonly keptPercent: number
  readonly promiseMedianMin: number
  readonly promiseP90Min: number
  /** Null for a rule that tells no interval. */
  readonly coveragePercent: number | null
  readonly earlierPercent: number | null
  readonly laterPercent: number | null
  readonly clickToDoorMeanMin: number
  readonly clickToDoorP90Min: number
  /** From packed until the rider begins to take the bags. */
  readonly readyToPickupMeanS: number
  readonly readyToPickupP90S: number
  /** How long riders stand in the store before that, for each order. */
  readonly riderStoodMeanS: number
  readonly ordersPerRiderHour: number
  /** Orders at their doors within their promise, by rider-hour. */
  readonly keptPerRiderHour: number
  readonly riderBusyPercent: number
  readonly ordersPerTrip: number
  readonly roundP99Ms: number | null
}

const quantile = (list: readonly number[], q: number): number =>
  [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))] ?? 0
const round = (value: number, digits = 1) => Number(value.toFixed(digits))
const mean = (list: readonly number[]) => list.reduce((sum, each) => sum + each, 0) / Math.max(1, list.length)

export function measure(run: Run, riders: number, orders: number): Measures {
  const { done, refused, riderHours } = run
  const taken = orders - refused
  const percent = (count: number, of: number) => round((100 * count) / Math.max(1, of))
  const kept = done.filter(({ actualS, told }) => actualS <= told.minutes * 60).length
  const shown = done.flatMap(({ actualS, told: { earliestMinutes, latestMinutes } }) =>
    earliestMinutes === undefined || latestMinutes === undefined
      ? []
      : [{ actualS, fromS: earliestMinutes * 60, toS: latestMinutes * 60 }],
  )
  const early = shown.filter(({ actualS, fromS }) => actualS < fromS).length
  const late = shown.filter(({ actualS, toS }) => actualS > toS).length
  const tells = shown.length > 0
  const minutes = done.map(({ told }) => told.minutes)
  const doorMin = done.map(({ actualS }) => actualS / 60)
  return {
    riders,
    riderHours: round(riderHours, 0),
    taken,
    refused,
    undelivered: taken - done.length,
    keptPercent: percent(kept, taken),
    promiseMedianMin: quantile(minutes, 0.5),
    promiseP90Min: quantile(minutes, 0.9),
    coveragePercent: tells ? percent(shown.length - early - late, shown.length) : null,
    earlierPercent: tells ? percent(early, shown.length) : null,
    laterPercent: tells ? percent(late, shown.length) : null,
    clickToDoorMeanMin: round(mean(doorMin)),
    clickToDoorP90Min: round(quantile(doorMin, 0.9)),
    readyToPickupMeanS: round(mean(done.map((each) => each.readyToPickupS)), 0),
    readyToPickupP90S: round(
      quantile(
        done.map((each) => each.readyToPickupS),
        0.9,
      ),
      0,
    ),
    riderStoodMeanS: round(mean(done.map((each) => each.riderStoodS)), 0),
    ordersPerRiderHour: round(done.length / Math.max(1, riderHours), 2),
    keptPerRiderHour: round(kept / Math.max(1, riderHours), 2),
    riderBusyPercent: round(100 * run.busyShare),
    ordersPerTrip: round(mean(done.map(({ together }) => together)), 2),
    roundP99Ms: run.roundsMs.length > 0 ? round(quantile(run.roundsMs, 0.99)) : null,
  }
}
