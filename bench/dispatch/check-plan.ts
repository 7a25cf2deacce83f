import type { RoutingProblem, StopName } from '../../services/deliveries/planner/routing/problem.ts'

/** A plan as anybody may claim it: the stops of each vehicle, in order. */
export interface ClaimedRoute {
  readonly vehicle: number
  readonly stops: readonly StopName[]
}

export interface CheckedPlan {
  /** What is wrong, in words. None: the plan is legal. */
  readonly faults: readonly string[]
  readonly vehicles: number
  readonly distance: number
}

/** What sums of doubles may be off by. */
const tolerance = 1e-6

/**
 * Follows every route stop by stop, from the rules and with nothing of the solver: each vehicle once, locked stops first,
 * windows, shifts, the way back, capacity on every leg, both stops of a request in one route and in order, and every
 * request served once. `unassigned` are those that the plan admits it leaves out.
 */
export function checkPlan(
  problem: RoutingProblem,
  routes: readonly ClaimedRoute[],
  unassigned: readonly number[] = [],
): CheckedPlan {
  const faults: string[] = []
  const served = new Map<string, number>() // stop to its vehicle
  const drivers = new Set<number>()
  let distance = 0
  for (const route of routes) {
    const vehicle = problem.vehicles[route.vehicle]
    if (!vehicle) {
      faults.push(`vehicle ${route.vehicle} is not there`)
      continue
    }
    if (drivers.has(route.vehicle)) faults.push(`vehicle ${route.vehicle} has two routes`)
    drivers.add(route.vehicle)
    for (const stop of route.stops) {
      const name = nameOf(stop)
      if (!problem.requests[stop.request]?.[stop.kind]) faults.push(`there is no ${name}`)
      if (served.has(name)) faults.push(`${name} is served twice`)
      served.set(name, route.vehicle)
    }
    if (faults.length === 0) distance += followRoute(problem, route, faults)
  }
  checkLocked(problem, routes, faults)
  checkRequests(problem, served, unassigned, faults)
  return { faults, vehicles: routes.filter((route) => route.stops.length > 0).length, distance }
}

const nameOf = ({ kind, request }: StopName): string => `${kind} ${request}`

/** @returns the length of the route */
function followRoute(problem: RoutingProblem, { vehicle: number, stops }: ClaimedRoute, faults: string[]): number {
  const vehicle = problem.vehicles[number]!
  const { durations = problem.durations, distances = problem.distances } = vehicle
  const facts = vehicle.locked?.length ?? 0
  const aboard = new Set(
    stops
      .filter((stop) => stop.kind === 'delivery' && !problem.requests[stop.request]!.pickup)
      .map((stop) => stop.request),
  )
  let place = vehicle.start
  let clock = vehicle.startsAt
  let distance = 0
  const drive = (to: number) => {
    clock += durations[place * problem.places + to]!
    distance += distances[place * problem.places + to]!
    place = to
  }
  const accepted = new Set<number>() // on board by a locked stop
  const checkLoad = (where: string) => {
    if ([...aboard].every((request) => accepted.has(request))) return
    faults.push(...overfull(problem, number, aboard).map((excess) => `vehicle ${number} ${excess} behind ${where}`))
  }
  if (facts === 0) checkLoad('the start')
  stops.forEach((named, index) => {
    const stop = problem.requests[named.request]![named.kind]!
    const isFact = index < facts
    drive(stop.place)
    if (clock > stop.latest + tolerance && !isFact)
      faults.push(`${nameOf(named)} begins at ${clock}, after ${stop.latest}`)
    clock = Math.max(clock, stop.earliest) + stop.service
    if (isFact) accepted.add(named.request)
    if (named.kind === 'pickup') aboard.add(named.request)
    else if (!aboard.delete(named.request)) faults.push(`${nameOf(named)} comes before its pickup`)
    if (index + 1 >= facts) checkLoad(nameOf(named))
  })
  if (vehicle.end !== undefined) drive(vehicle.end)
  const onlyFacts = stops.length <= facts
  if (!(clock <= vehicle.endsAt + tolerance) && !onlyFacts)
    faults.push(`vehicle ${number} is done at ${clock}, after ${vehicle.endsAt}`)
  return distance
}

function overfull(problem: RoutingProblem, vehicle: number, aboard: ReadonlySet<number>): string[] {
  return problem.vehicles[vehicle]!.capacity.flatMap((capacity, k) => {
    let load = 0
    for (const request of aboard) load += problem.requests[request]!.demand[k] ?? 0
    return load > capacity + tolerance ? [`holds ${load} of ${capacity}`] : []
  })
}

function checkLocked(problem: RoutingProblem, routes: readonly ClaimedRoute[], faults: string[]): void {
  problem.vehicles.forEach(({ locked = [] }, number) => {
    const stops = routes.find((route) => route.vehicle === number)?.stops ?? []
    locked.forEach((stop, index) => {
      const found = stops[index]
      if (!found || nameOf(found) !== nameOf(stop)) faults.push(`vehicle ${number} does not keep its ${nameOf(stop)}`)
    })
  })
}

function checkRequests(
  problem: RoutingProblem,
  served: ReadonlyMap<string, number>,
  unassigned: readonly number[],
  faults: string[],
): void {
  const left = new Set(unassigned)
  if (left.size < unassigned.length) faults.push('a request is unassigned twice')
  const locked = new Set(problem.vehicles.flatMap((vehicle) => vehicle.locked ?? []).map(nameOf))
  problem.requests.forEach((request, number) => {
    const kinds = (['pickup', 'delivery'] as const).filter((kind) => request[kind])
    const vehicles = kinds.map((kind) => served.get(nameOf({ request: number, kind })))
    const missing = kinds.filter((_, i) => vehicles[i] === undefined)
    const free = kinds.filter((kind) => !locked.has(nameOf({ request: number, kind })))
    if (left.has(number)) {
      if (missing.length < free.length) faults.push(`request ${number} is unassigned and served`)
      return
    }
    if (missing.length > 0)
      faults.push(`${missing.map((kind) => nameOf({ request: number, kind })).join(', ')} is not served`)
    else if (new Set(vehicles).size > 1) faults.push(`request ${number} changes its vehicle`)
    for (const vehicle of vehicles)
      if (vehicle !== undefined && free.length === kinds.length && request.vehicles?.includes(vehicle) === false)
        faults.push(`vehicle ${vehicle} may not take request ${number}`)
  })
}
