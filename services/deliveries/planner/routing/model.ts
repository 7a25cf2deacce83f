import { followLocked, type VehicleStart } from './locked.ts'
import type { RoutingProblem, RoutingStop } from './problem.ts'

/**
 * The problem as the search reads it: flat arrays over nodes. Request `q` is picked up at node `2q` and delivered at
 * `2q + 1`; the nodes after those are places where vehicles start and end. A vehicle with locked stops starts where and
 * when it has done them.
 */
export interface Model {
  readonly requests: number
  readonly vehicles: number
  readonly nodes: number
  readonly dimensions: number
  /** `nodes × nodes`, of each vehicle. */
  readonly distances: readonly Float64Array[]
  readonly durations: readonly Float64Array[]
  /** Of no vehicle: what lies near to what. */
  readonly distance: Float64Array
  readonly opens: Float64Array
  readonly closes: Float64Array
  readonly service: Float64Array
  /** Which of its two stops a request still has to be given, as bits: 1 pickup, 2 delivery, 3 both, 0 none. */
  readonly stops: Uint8Array
  /** 1: its pickup is locked, so its room is taken whether or not the plan delivers it. */
  readonly carried: Uint8Array
  /** `requests × dimensions`. */
  readonly demand: Float64Array
  /** `vehicles × dimensions`; and what is on board behind the locked stops. */
  readonly capacity: Float64Array
  readonly aboard: Float64Array
  readonly startNode: Int32Array
  readonly endNode: Int32Array
  readonly startsAt: Float64Array
  readonly endsAt: Float64Array
  /** Vehicles of one kind are as good as each other while they are empty. */
  readonly kind: Int32Array
  /** Has locked stops, so it is on the road whatever the plan. */
  readonly inUse: Uint8Array
  /** `requests × vehicles`: 1 where the vehicle may take it. */
  readonly allowed: Uint8Array
  readonly starts: readonly VehicleStart[]
}

export function compileModel(problem: RoutingProblem): Model {
  const { requests, vehicles, places } = problem
  const dimensions = Math.max(1, ...vehicles.map((vehicle) => vehicle.capacity.length))
  const starts = vehicles.map((vehicle, number) => followLocked(problem, vehicle, number, dimensions))

  const extra = new Map<number, number>() // place (-1: an open end) to node
  const nodeAt = (place: number) => {
    if (!extra.has(place)) extra.set(place, 2 * requests.length + extra.size)
    return extra.get(place)!
  }
  const startNode = Int32Array.from(starts, (start) => nodeAt(start.place))
  const endNode = Int32Array.from(vehicles, (vehicle) => nodeAt(vehicle.end ?? -1))
  const nodes = 2 * requests.length + extra.size

  const placeOf = new Int32Array(nodes).fill(-1)
  const opens = new Float64Array(nodes).fill(-Infinity)
  const closes = new Float64Array(nodes).fill(Infinity)
  const service = new Float64Array(nodes)
  const setStop = (node: number, stop: RoutingStop | undefined) => {
    if (!stop) return
    placeOf[node] = stop.place
    opens[node] = stop.earliest
    closes[node] = stop.latest
    service[node] = stop.service
  }
  const locked = new Map(starts.flatMap((start) => start.done))
  const stops = new Uint8Array(requests.length)
  const demand = new Float64Array(requests.length * dimensions)
  requests.forEach((request, q) => {
    setStop(2 * q, request.pickup)
    setStop(2 * q + 1, request.delivery)
    const has = (request.pickup ? 1 : 0) | (request.delivery ? 2 : 0)
    stops[q] = has & ~(locked.get(q)?.stops ?? 0)
    request.demand.forEach((amount, k) => {
      demand[q * dimensions + k] = amount
    })
  })
  for (const [place, node] of extra) placeOf[node] = place
  const overNodes = new Map<Float64Array, Float64Array>()
  const spreadOnce = (matrix: Float64Array) => {
    if (!overNodes.has(matrix)) overNodes.set(matrix, spread(matrix, places, placeOf))
    return overNodes.get(matrix)!
  }

  return {
    requests: requests.length,
    vehicles: vehicles.length,
    nodes,
    dimensions,
    distances: vehicles.map((vehicle) => spreadOnce(vehicle.distances ?? problem.distances)),
    durations: vehicles.map((vehicle) => spreadOnce(vehicle.durations ?? problem.durations)),
    distance: spreadOnce(problem.distances),
    opens,
    closes,
    service,
    stops,
    carried: Uint8Array.from(requests, (_, q) => (locked.get(q)?.stops === 1 ? 1 : 0)),
    demand,
    capacity: flat(
      vehicles.map((vehicle) => vehicle.capacity),
      dimensions,
      Infinity,
    ),
    aboard: flat(
      starts.map((start) => start.aboard),
      dimensions,
      0,
    ),
    startNode,
    endNode,
    startsAt: Float64Array.from(starts, (start) => start.at),
    endsAt: Float64Array.from(vehicles, (vehicle) => vehicle.endsAt),
    kind: kindsOf(problem, starts),
    inUse: Uint8Array.from(starts, (start) => (start.stops.length > 0 ? 1 : 0)),
    allowed: allowedOf(problem, locked),
    starts,
  }
}

/** The matrix over nodes in place of places, so that a search reads neighbouring cells. To an open end it is no way at all: 0. */
function spread(matrix: Float64Array, places: number, placeOf: Int32Array): Float64Array {
  const nodes = placeOf.length
  const cells = new Float64Array(nodes * nodes)
  for (let a = 0; a < nodes; a++)
    for (let b = 0; b < nodes; b++)
      if (placeOf[a]! >= 0 && placeOf[b]! >= 0) cells[a * nodes + b] = matrix[placeOf[a]! * places + placeOf[b]!]!
  return cells
}

function flat(rows: readonly (readonly number[])[], width: number, missing: number): Float64Array {
  return Float64Array.from(
    { length: rows.length * width },
    (_, i) => rows[Math.floor(i / width)]![i % width] ?? missing,
  )
}

function kindsOf({ vehicles, requests }: RoutingProblem, starts: readonly VehicleStart[]): Int32Array {
  const named = new Set(requests.flatMap((request) => request.vehicles ?? []))
  const matrices = [...new Set(vehicles.flatMap(({ durations, distances }) => [durations, distances]))]
  const kinds = new Map<string, number>()
  return Int32Array.from(vehicles, (vehicle, number) => {
    const { end, endsAt, capacity, durations, distances } = vehicle
    const { place, at, aboard, stops } = starts[number]!
    const travels = [matrices.indexOf(durations), matrices.indexOf(distances)]
    const own = named.has(number) || stops.length > 0 ? number : -1
    const key = JSON.stringify([own, place, at, aboard, end, endsAt, capacity, ...travels])
    if (!kinds.has(key)) kinds.set(key, kinds.size)
    return kinds.get(key)!
  })
}

function allowedOf(
  { requests, vehicles }: RoutingProblem,
  locked: ReadonlyMap<number, { vehicle: number }>,
): Uint8Array {
  const allowed = new Uint8Array(requests.length * vehicles.length)
  requests.forEach((request, q) => {
    const lockedTo = locked.get(q)?.vehicle
    const mayTake = lockedTo === undefined ? request.vehicles : [lockedTo]
    const row = allowed.subarray(q * vehicles.length, (q + 1) * vehicles.length)
    if (!mayTake) row.fill(1)
    else for (const vehicle of mayTake) row[vehicle] = 1
  })
  return allowed
}
