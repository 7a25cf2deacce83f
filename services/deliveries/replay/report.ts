import type { PastDelivery } from '../store/replay.ts'
import type { Outcome } from './day.ts'
import type { Stint } from './presence.ts'

/** How a day went for customers and riders. Times in seconds of the city's clock. */
export interface DayReport {
  delivered: number
  undelivered: number
  /** Of what was delivered, the share that came when promised. */
  promiseKept: number
  clickToDoorS: { mean: number; median: number; p90: number }
  readyToPickupS: number
  /** Share of the time at work in which riders had something in hand. */
  riderUse: number
  ordersPerRiderHour: number
}

/** Sums up outcomes, those that were and those that might have been alike. */
export function reportOf(
  deliveries: readonly PastDelivery[],
  outcomes: readonly Outcome[],
  stints: readonly Stint[],
): DayReport {
  const known = new Map(outcomes.map((each) => [each.deliveryId, each]))
  const asked = deliveries.filter((row) => row.state !== 'cancelled')
  const rows = asked.flatMap((row) => {
    const outcome = known.get(row.id)
    return outcome ? [{ row, outcome }] : []
  })
  const seconds = (ms: number) => ms / 1000
  const click = rows
    .map(({ row, outcome }) => seconds(outcome.deliveredAtMs - (row.placedAt ?? row.readyAt).getTime()))
    .sort((a, b) => a - b)
  const waits = rows.map(({ row, outcome }) => seconds(Math.max(0, outcome.pickedUpAtMs - row.readyAt.getTime())))
  const kept = rows.filter(({ row, outcome }) => outcome.deliveredAtMs <= row.promisedAt.getTime()).length
  const workMs = stints.reduce((sum, each) => sum + each.toMs - each.fromMs, 0)
  return {
    delivered: rows.length,
    undelivered: asked.length - rows.length,
    promiseKept: share(kept, rows.length),
    clickToDoorS: {
      mean: tenths(mean(click)),
      median: tenths(quantile(click, 0.5)),
      p90: tenths(quantile(click, 0.9)),
    },
    readyToPickupS: tenths(mean(waits)),
    riderUse: share(busyMs(outcomes), workMs),
    ordersPerRiderHour: workMs === 0 ? 0 : Math.round((rows.length / (workMs / 3_600_000)) * 100) / 100,
  }
}

/** What really happened to what was delivered. */
export const outcomesOf = (deliveries: readonly PastDelivery[]): Outcome[] =>
  deliveries.flatMap(({ id, state, riderId, acceptedAt, pickedUpAt, endedAt }) =>
    state === 'delivered' && riderId && acceptedAt && pickedUpAt && endedAt
      ? [
          {
            deliveryId: id,
            riderId,
            acceptedAtMs: acceptedAt.getTime(),
            pickedUpAtMs: pickedUpAt.getTime(),
            deliveredAtMs: endedAt.getTime(),
          },
        ]
      : [],
  )

/** Of deliveries in both, how many went to the same rider. */
export function sameRider(one: readonly Outcome[], other: readonly Outcome[]): number {
  const riders = new Map(one.map((each) => [each.deliveryId, each.riderId]))
  return other.filter((each) => riders.get(each.deliveryId) === each.riderId).length
}

/** Time with something in hand: a rider with two orders is busy once. */
function busyMs(outcomes: readonly Outcome[]): number {
  const byRider = Map.groupBy(outcomes, (each) => each.riderId)
  let sum = 0
  for (const trips of byRider.values()) {
    let untilMs = Number.NEGATIVE_INFINITY
    for (const { acceptedAtMs, deliveredAtMs } of trips.toSorted((a, b) => a.acceptedAtMs - b.acceptedAtMs)) {
      sum += Math.max(0, deliveredAtMs - Math.max(acceptedAtMs, untilMs))
      untilMs = Math.max(untilMs, deliveredAtMs)
    }
  }
  return sum
}

const mean = (list: readonly number[]) =>
  list.length === 0 ? 0 : list.reduce((sum, each) => sum + each, 0) / list.length
const quantile = (sorted: readonly number[], q: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0
const tenths = (value: number) => Math.round(value * 10) / 10
const share = (part: number, whole: number) => (whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000)
