import type { Model } from './model.ts'

/**
 * A plan while it changes: every vehicle's nodes in a stretch of `stride` of one flat array, both ends included. Beside each
 * node stands when it is left at the earliest, when it must be begun at the latest so that the rest can follow, and what is
 * on board behind it: with these three a stop more is checked without following the route again.
 */
export interface Routes {
  readonly stride: number
  readonly node: Int32Array
  readonly leaves: Float64Array
  readonly latest: Float64Array
  /** `dimensions` to each node. */
  readonly load: Float64Array
  readonly length: Int32Array
  readonly cost: Float64Array
  /** Of each vehicle's route: equal numbers, equal routes. */
  readonly version: Float64Array
  /** Of each request; -1: absent. */
  readonly vehicleOf: Int32Array
  /** Of each node within its route, where it is in one. */
  readonly position: Int32Array
  readonly absent: Int32Array
  readonly counts: { absent: number; versions: number }
}

/** Every vehicle empty, every request that has stops to be planned absent. */
export function emptyRoutes(model: Model): Routes {
  const { vehicles, requests, nodes, dimensions } = model
  const stride = 2 * requests + 2
  const routes: Routes = {
    stride,
    node: new Int32Array(vehicles * stride),
    leaves: new Float64Array(vehicles * stride),
    latest: new Float64Array(vehicles * stride),
    load: new Float64Array(vehicles * stride * dimensions),
    length: new Int32Array(vehicles).fill(2),
    cost: new Float64Array(vehicles),
    version: new Float64Array(vehicles),
    vehicleOf: new Int32Array(requests).fill(-1),
    position: new Int32Array(nodes),
    absent: new Int32Array(requests),
    counts: { absent: 0, versions: 0 },
  }
  for (let v = 0; v < vehicles; v++) {
    routes.node[v * stride] = model.startNode[v]!
    routes.node[v * stride + 1] = model.endNode[v]!
    measureRoute(model, routes, v)
  }
  for (let q = 0; q < requests; q++) if (model.stops[q]! > 0) routes.absent[routes.counts.absent++] = q
  return routes
}

/** Everything that stands beside the nodes of one route, after its nodes have changed. */
export function measureRoute(model: Model, routes: Routes, v: number): void {
  const { opens, closes, service, nodes } = model
  const duration = model.durations[v]!
  const distance = model.distances[v]!
  const { node, leaves, latest, position, stride } = routes
  const first = v * stride
  const last = first + routes.length[v]! - 1
  let at = model.startsAt[v]!
  let cost = 0
  let a = node[first]!
  leaves[first] = at
  for (let i = first + 1; i <= last; i++) {
    const b = node[i]!
    const leg = a * nodes + b
    cost += distance[leg]!
    at += duration[leg]!
    if (at < opens[b]!) at = opens[b]!
    at += service[b]!
    leaves[i] = at
    position[b] = i - first
    a = b
  }
  routes.cost[v] = last > first + 1 || model.inUse[v] ? cost : 0
  let due = model.endsAt[v]!
  latest[last] = due
  for (let i = last - 1; i > first; i--) {
    const b = node[i]!
    due -= duration[b * nodes + node[i + 1]!]! + service[b]!
    if (due > closes[b]!) due = closes[b]!
    latest[i] = due
  }
  measureLoad(model, routes, v)
  routes.version[v] = ++routes.counts.versions
}

function measureLoad(model: Model, routes: Routes, v: number): void {
  const { dimensions, demand, aboard, stops, carried, requests } = model
  const { node, load, length, stride } = routes
  const first = v * stride
  const last = first + length[v]! - 1
  const ends = 2 * requests
  for (let k = 0; k < dimensions; k++) {
    let now = aboard[v * dimensions + k]!
    for (let i = first + 1; i < last; i++) {
      const b = node[i]!
      if (stops[b >> 1] === 2 && carried[b >> 1] === 0) now += demand[(b >> 1) * dimensions + k]!
    }
    load[first * dimensions + k] = now
    for (let i = first + 1; i < last; i++) {
      const b = node[i]!
      if (b < ends) now += (b & 1 ? -1 : 1) * demand[(b >> 1) * dimensions + k]!
      load[i * dimensions + k] = now
    }
    load[last * dimensions + k] = now
  }
}

/** Puts an absent request behind the nodes at `pickupAt` and `deliveryAt`, counted before either is in. */
export function insertRequest(
  model: Model,
  routes: Routes,
  { q, v, pickupAt, deliveryAt }: { q: number; v: number; pickupAt: number; deliveryAt: number },
): void {
  const { node, length, stride, vehicleOf } = routes
  const first = v * stride
  const stops = model.stops[q]!
  let to = first + length[v]! - 1 + (stops === 3 ? 2 : 1)
  let from = first + length[v]! - 1
  if (stops & 2) {
    while (from > first + deliveryAt) node[to--] = node[from--]!
    node[to--] = 2 * q + 1
  }
  if (stops & 1) {
    while (from > first + pickupAt) node[to--] = node[from--]!
    node[to--] = 2 * q
  }
  length[v]! += stops === 3 ? 2 : 1
  vehicleOf[q] = v
  measureRoute(model, routes, v)
}

/** Closes the gaps of a route whose removed requests were marked by `vehicleOf` -1. */
export function compactRoute(model: Model, routes: Routes, v: number): void {
  const { node, length, stride, vehicleOf } = routes
  const first = v * stride
  const last = first + length[v]! - 1
  let to = first + 1
  for (let i = first + 1; i < last; i++) {
    const b = node[i]!
    if (vehicleOf[b >> 1]! === v) node[to++] = b
  }
  node[to] = node[last]!
  length[v] = to - first + 1
  measureRoute(model, routes, v)
}

/** Makes `to` like `from` in one route. The requests of both must be settled by `copyAbsent`. */
export function copyRoute(model: Model, from: Routes, to: Routes, v: number): void {
  const { dimensions, requests } = model
  const first = v * from.stride
  const length = from.length[v]!
  const stop = first + length
  const ends = 2 * requests
  to.length[v] = length
  to.cost[v] = from.cost[v]!
  to.version[v] = from.version[v]!
  for (let i = first; i < stop; i++) {
    const b = from.node[i]!
    to.node[i] = b
    to.leaves[i] = from.leaves[i]!
    to.latest[i] = from.latest[i]!
    to.position[b] = i - first
    if (b < ends) to.vehicleOf[b >> 1] = v
  }
  for (let i = first * dimensions; i < stop * dimensions; i++) to.load[i] = from.load[i]!
}

export function copyAbsent(from: Routes, to: Routes): void {
  const count = from.counts.absent
  to.counts.absent = count
  for (let i = 0; i < count; i++) {
    const q = from.absent[i]!
    to.absent[i] = q
    to.vehicleOf[q] = -1
  }
}

export function copyRoutes(model: Model, from: Routes, to: Routes): void {
  for (let v = 0; v < model.vehicles; v++) copyRoute(model, from, to, v)
  copyAbsent(from, to)
}

export function totalCost(routes: Routes): number {
  let total = 0
  for (let v = 0; v < routes.cost.length; v++) total += routes.cost[v]!
  return total
}
