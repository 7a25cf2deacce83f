import type { RoutingProblem, RoutingRequest, RoutingStop } from '../../services/deliveries/planner/routing/problem.ts'
import { euclidean, type Point } from './euclidean.ts'

/**
 * A file of Li & Lim: vehicles, capacity, speed (not used); then a task a line, the depot first: id x y demand earliest
 * latest service pickup delivery. A pickup names its delivery, a delivery its pickup, the other field is 0.
 */
export function readPdptw(text: string): RoutingProblem {
  const [head, ...tasks] = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((numbers) => numbers.length > 1)
  const depot = tasks[0]
  if (!head || depot?.length !== 9 || depot[0] !== 0)
    throw new Error('Not a Li & Lim file: no depot in the second line')
  const stopOf = (id: number): RoutingStop => {
    const task = tasks[id]
    if (task?.[0] !== id) throw new Error(`Not a Li & Lim file: task ${id} is not in its line`)
    return { place: id, earliest: task[4]!, latest: task[5]!, service: task[6]! }
  }
  const requests: RoutingRequest[] = tasks
    .filter((task) => task[8]! > 0)
    .map((task) => ({ pickup: stopOf(task[0]!), delivery: stopOf(task[8]!), demand: [task[3]!] }))
  const points = tasks.map((task): Point => ({ x: task[1]!, y: task[2]! }))
  const vehicle = { start: 0, end: 0, startsAt: depot[4]!, endsAt: depot[5]!, capacity: [head[1]!] }
  const legs = euclidean(points)
  return {
    places: points.length,
    durations: legs,
    distances: legs,
    vehicles: Array.from({ length: head[0]! }, () => vehicle),
    requests,
  }
}
