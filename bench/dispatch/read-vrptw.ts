import type { RoutingProblem, RoutingRequest } from '../../services/deliveries/planner/routing/problem.ts'
import { euclidean } from './euclidean.ts'

/** A file of Solomon: name, fleet and capacity, then customers with the depot first. All goods come from the depot. */
export function readVrptw(text: string): RoutingProblem {
  const rows = text
    .split('\n')
    .filter((line) => /^\s*\d/.test(line))
    .map((line) => line.trim().split(/\s+/).map(Number))
  const [fleet, depot, ...customers] = rows
  if (fleet?.length !== 2 || depot?.length !== 7) throw new Error('Not a Solomon file: no fleet or no depot')
  const requests = customers.map(
    (row, i): RoutingRequest => ({
      delivery: { place: i + 1, earliest: row[4]!, latest: row[5]!, service: row[6]! },
      demand: [row[3]!],
    }),
  )
  const vehicle = { start: 0, end: 0, startsAt: depot[4]!, endsAt: depot[5]!, capacity: [fleet[1]!] }
  const legs = euclidean([depot, ...customers].map((row) => ({ x: row[1]!, y: row[2]! })))
  return {
    places: rows.length - 1,
    durations: legs,
    distances: legs,
    vehicles: Array.from({ length: fleet[0]! }, () => vehicle),
    requests,
  }
}
