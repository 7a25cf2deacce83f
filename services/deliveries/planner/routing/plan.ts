import type { Model } from './model.ts'
import type { PlannedRoute, PlannedStop, RoutingPlan, StopKind } from './problem.ts'
import type { Routes } from './routes.ts'

/** The plan in the words of the problem, locked stops included. */
export function writePlan(model: Model, routes: Routes, iterations: number): RoutingPlan {
  const planned = model.starts.map((_, v) => writeRoute(model, routes, v)).filter((each) => each !== undefined)
  return {
    routes: planned,
    unassigned: [...routes.absent.subarray(0, routes.counts.absent)].sort((a, b) => a - b),
    distance: planned.reduce((sum, route) => sum + route.distance, 0),
    iterations,
  }
}

function writeRoute(model: Model, routes: Routes, v: number): PlannedRoute | undefined {
  const { requests, opens, service, starts, nodes } = model
  const [duration, distance] = [model.durations[v]!, model.distances[v]!]
  const start = starts[v]!
  const first = v * routes.stride
  const last = first + routes.length[v]! - 1
  if (last === first + 1 && start.stops.length === 0) return undefined

  const stops: PlannedStop[] = [...start.stops]
  let at = start.at
  let length = start.distance
  for (let i = first + 1; i <= last; i++) {
    const leg = routes.node[i - 1]! * nodes + routes.node[i]!
    const node = routes.node[i]!
    length += distance[leg]!
    if (node >= 2 * requests) break
    const kind: StopKind = node & 1 ? 'delivery' : 'pickup'
    const arrivesAt = at + duration[leg]!
    const beginsAt = Math.max(arrivesAt, opens[node]!)
    at = beginsAt + service[node]!
    stops.push({ request: node >> 1, kind, arrivesAt, beginsAt, leavesAt: at })
  }
  return { vehicle: v, stops, distance: length }
}
