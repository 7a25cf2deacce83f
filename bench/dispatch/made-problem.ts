import type { RoutingProblem } from '../../services/deliveries/planner/routing/problem.ts'
import { seededRandom } from '../../services/deliveries/planner/routing/random.ts'
import { euclidean } from './euclidean.ts'

/**
 * A made-up problem with a depot in the middle of a square of 100: for warming up, where no public instance may be used.
 * `windowShare` is the length of a window in shares of the day. Each request can be served by a vehicle of its own.
 */
export function makeProblem({
  seed,
  requests,
  windowShare,
}: {
  seed: number
  requests: number
  windowShare: number
}): RoutingProblem {
  const random = seededRandom(seed)
  const dayLength = 1000
  const service = 10
  const points = [
    { x: 50, y: 50 },
    ...Array.from({ length: 2 * requests }, () => ({ x: random.below(100), y: random.below(100) })),
  ]
  const legs = euclidean(points)
  const leg = (a: number, b: number) => legs[a * points.length + b]!
  const vehicle = { start: 0, end: 0, startsAt: 0, endsAt: dayLength, capacity: [100] }
  return {
    places: points.length,
    durations: legs,
    distances: legs,
    vehicles: Array.from({ length: Math.ceil(requests / 2) }, () => vehicle),
    requests: Array.from({ length: requests }, (_, q) => {
      const [p, d] = [2 * q + 1, 2 * q + 2]
      const soonest = leg(0, p)
      const latest = dayLength - leg(p, d) - leg(d, 0) - 2 * service
      const pickupAt = soonest + random.next() * (latest - soonest)
      const deliveryAt = pickupAt + service + leg(p, d)
      const half = (windowShare * dayLength) / 2
      return {
        pickup: { place: p, earliest: Math.max(0, pickupAt - half), latest: pickupAt + half, service },
        delivery: { place: d, earliest: Math.max(0, deliveryAt - half), latest: deliveryAt + half, service },
        demand: [5 + random.below(30)],
      }
    }),
  }
}
