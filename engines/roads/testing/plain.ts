import type { StreetMap } from '../graph/build.ts'
import type { Graph } from '../graph/graph.ts'
import { lanesOf } from '../graph/lanes.ts'
import { directCost, laneEnds, type Position } from '../graph/position.ts'
import type { Mode } from '../port.ts'

/**
 * Dijkstra as in the textbook, on lanes and turns as they are, sharing nothing with the engine's searches: what they are compared with.
 * Returns the costs from a position to others; closed segments are not entered.
 */
export function plainDijkstra(map: StreetMap, graph: Graph, mode: Mode) {
  const lanes = lanesOf(map, graph, mode)
  const nodes = new Map<number, number[]>()
  for (const [n, lane] of lanes.lane.entries()) nodes.set(lane, [...(nodes.get(lane) ?? []), n])

  return (from: Position, closed: ReadonlySet<number> = new Set()): ((to: Position) => number) => {
    const cost = new Float64Array(lanes.lane.length).fill(Infinity)
    /** The cost at the start of a lane, its turn included. */
    const entry = new Float64Array(lanes.lane.length).fill(Infinity)
    const open: [key: number, node: number][] = []
    for (const { lane, aheadCost } of laneEnds(graph, from)) reach(nodes.get(lane)![0]!, aheadCost)
    while (open.length > 0) {
      const [key, n] = pop()
      if (key > cost[n]!) continue
      for (let arc = lanes.first[n]!; arc < lanes.first[n + 1]!; arc++) {
        const head = lanes.head[arc]!
        if (closed.has(lanes.lane[head]! >>> 1)) continue
        entry[head] = Math.min(entry[head]!, key + lanes.cost[arc]!)
        reach(head, key + lanes.cost[arc]!)
      }
    }
    return (to) =>
      Math.min(
        directCost(graph, from, to),
        ...laneEnds(graph, to).flatMap(({ lane, aheadCost }) => nodes.get(lane)!.map((n) => entry[n]! - aheadCost)),
      )

    function reach(n: number, key: number): void {
      if (key >= cost[n]!) return
      cost[n] = key
      let i = open.push([key, n]) - 1
      for (let up = (i - 1) >> 1; i > 0 && open[up]![0] > open[i]![0]; up = (i - 1) >> 1) {
        ;[open[up], open[i]] = [open[i]!, open[up]!]
        i = up
      }
    }

    function pop(): [number, number] {
      const top = open[0]!
      const last = open.pop()!
      if (open.length === 0) return top
      open[0] = last
      for (let i = 0; ; ) {
        let child = 2 * i + 1
        if (child >= open.length) return top
        if (child + 1 < open.length && open[child + 1]![0] < open[child]![0]) child++
        if (open[child]![0] >= open[i]![0]) return top
        ;[open[child], open[i]] = [open[i]!, open[child]!]
        i = child
      }
    }
  }
}
