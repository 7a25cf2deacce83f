import type { PlannedStop, RoutingProblem, RoutingVehicle } from './problem.ts'

/** Where, when and with what on board a vehicle is free to be planned: after its locked stops. */
export interface VehicleStart {
  readonly place: number
  readonly at: number
  readonly aboard: readonly number[]
  readonly stops: readonly PlannedStop[]
  readonly distance: number
  /** Requests with locked stops, which of them (1 pickup, 2 delivery, 3 both), and whose. */
  readonly done: readonly (readonly [request: number, { readonly stops: number; readonly vehicle: number }])[]
}

export function followLocked(
  problem: RoutingProblem,
  vehicle: RoutingVehicle,
  number: number,
  dimensions: number,
): VehicleStart {
  let place = vehicle.start
  let at = vehicle.startsAt
  let distance = 0
  const { durations = problem.durations, distances = problem.distances } = vehicle
  const stops: PlannedStop[] = []
  const bits = new Map<number, number>()
  for (const { request, kind } of vehicle.locked ?? []) {
    const stop = problem.requests[request]![kind]!
    const leg = place * problem.places + stop.place
    const arrivesAt = at + durations[leg]!
    const beginsAt = Math.max(arrivesAt, stop.earliest)
    at = beginsAt + stop.service
    distance += distances[leg]!
    place = stop.place
    stops.push({ request, kind, arrivesAt, beginsAt, leavesAt: at })
    bits.set(request, (bits.get(request) ?? 0) | (kind === 'pickup' ? 1 : 2))
  }
  const aboard = new Array<number>(dimensions).fill(0)
  for (const [request, done] of bits)
    if (done === 1)
      problem.requests[request]!.demand.forEach((amount, k) => {
        aboard[k]! += amount
      })
  return {
    place,
    at,
    aboard,
    stops,
    distance,
    done: [...bits].map(([request, done]) => [request, { stops: done, vehicle: number }]),
  }
}
