import fc from 'fast-check'
import type { RoutingProblem, RoutingRequest, RoutingVehicle, StopName } from '../problem.ts'

const stopOf = (places: number) =>
  fc.record({
    place: fc.nat(places - 1),
    earliest: fc.nat(150),
    latest: fc.integer({ min: 20, max: 300 }),
    service: fc.nat(10),
  })

const requestOf = (places: number, vehicles: number): fc.Arbitrary<RoutingRequest> =>
  fc
    .record({
      stops: fc.constantFrom('both', 'both', 'both', 'pickup', 'delivery'),
      pickup: stopOf(places),
      delivery: stopOf(places),
      demand: fc.array(fc.nat(4), { minLength: 1, maxLength: 2 }),
      vehicles: fc.option(fc.uniqueArray(fc.nat(vehicles - 1), { minLength: 1 }), { freq: 4, nil: undefined }),
    })
    .map(({ stops, pickup, delivery, ...rest }) => ({
      ...rest,
      ...(stops === 'delivery' ? {} : { pickup }),
      ...(stops === 'pickup' ? {} : { delivery }),
    }))

const vehicleOf = (places: number): fc.Arbitrary<RoutingVehicle> =>
  fc.record({
    start: fc.nat(places - 1),
    end: fc.option(fc.nat(places - 1), { nil: undefined }),
    startsAt: fc.nat(60),
    endsAt: fc.integer({ min: 100, max: 500 }),
    capacity: fc.array(fc.integer({ min: 2, max: 9 }), { minLength: 1, maxLength: 2 }),
  })

/**
 * Several starts and ends, open routes, shifts, one or two dimensions, single stops, forbidden vehicles; and in half of them
 * the first vehicle has already accepted the first requests: picked up all, and delivered some of them. Some vehicles are
 * slower than others, and but for the first one do not get everywhere.
 */
export function randomProblems(most: { requests: number; vehicles: number }): fc.Arbitrary<RoutingProblem> {
  return fc
    .record({ places: fc.integer({ min: 2, max: 8 }), vehicles: fc.integer({ min: 1, max: most.vehicles }) })
    .chain(({ places, vehicles }) =>
      fc.record({
        points: fc.array(fc.record({ x: fc.nat(60), y: fc.nat(60) }), { minLength: places, maxLength: places }),
        vehicles: fc.array(vehicleOf(places), { minLength: vehicles, maxLength: vehicles }),
        slow: fc.option(fc.array(fc.boolean(), { minLength: vehicles, maxLength: vehicles }), { nil: undefined }),
        island: fc.nat(places - 1),
        requests: fc.array(requestOf(places, vehicles), { maxLength: most.requests }),
        aim: fc.constantFrom('vehicles' as const, 'distance' as const),
        accepted: fc.constantFrom(0, 0, 1, 2, 3),
        handedOver: fc.nat(3),
      }),
    )
    .map(({ points, vehicles, slow, island, requests, aim, accepted, handedOver }) => {
      const legs = Float64Array.from({ length: points.length ** 2 }, (_, i) => {
        const [a, b] = [points[Math.floor(i / points.length)]!, points[i % points.length]!]
        return Math.hypot(a.x - b.x, a.y - b.y)
      })
      const n = points.length
      const slowLegs = legs.map((leg) => 1.5 * leg)
      const landLegs = slowLegs.map((leg, i) =>
        (Math.floor(i / n) === island) === (i % n === island) ? leg : Number.POSITIVE_INFINITY,
      )
      const everywhere = { durations: slowLegs, distances: slowLegs }
      const onLand = { durations: landLegs, distances: landLegs }
      const [first, ...others] = vehicles.map((vehicle, v) =>
        slow?.[v] ? { ...vehicle, ...(v === 0 ? everywhere : onLand) } : vehicle,
      )
      const taken = requests.slice(0, accepted).map((_, request) => request)
      const stops = (kind: StopName['kind'], of: readonly number[]) =>
        of.filter((request) => requests[request]![kind]).map((request): StopName => ({ request, kind }))
      const locked = [...stops('pickup', taken), ...stops('delivery', taken.slice(0, handedOver))]
      return {
        places: points.length,
        durations: legs,
        distances: legs,
        vehicles: [{ ...first!, ...(locked.length > 0 ? { locked } : {}) }, ...others],
        requests,
        aim,
      }
    })
}
