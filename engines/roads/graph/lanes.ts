import type { Mode } from '../port.ts'
import type { StreetMap } from './build.ts'
import { costOf } from './costs.ts'
import type { Graph } from './graph.ts'
import { isForwardLane, laneCost } from './position.ts'
import { turnBetween, turnMs, uturnMs } from './turns.ts'

/**
 * The graph that ways are searched in: its nodes are lanes, an arc is the turn from the end of one lane onto the next and that lane up to
 * its end. So a turn can cost what it likes, and going back the way one came is a turn like any other.
 */
export type Lanes = {
  /** The lane of each node; only lanes that may be travelled have one. */
  lane: Uint32Array
  /** Arcs of node `n`: `first[n] .. first[n + 1] - 1`. */
  first: Uint32Array
  head: Uint32Array
  /** Turn and lane. */
  cost: Float64Array
}

/** So far from a crossing one looks for a street's direction: corners are drawn round. */
const lookM = 12

export function lanesOf(map: StreetMap, graph: Graph, mode: Mode): Lanes {
  const count = 2 * graph.from.length
  const tail = (lane: number) => (isForwardLane(lane) ? graph.from : graph.to)[lane >>> 1]!
  const head = (lane: number) => (isForwardLane(lane) ? graph.to : graph.from)[lane >>> 1]!
  const costs = Float64Array.from({ length: count }, (_, lane) => laneCost(graph, lane))

  const node = new Int32Array(count).fill(-1)
  const lanes: number[] = []
  const leaving: number[][] = Array.from({ length: graph.vertices }, () => [])
  const degree = new Uint32Array(graph.vertices)
  for (let lane = 0; lane < count; lane++) {
    degree[tail(lane)]!++
    if (costs[lane] === 0) continue
    node[lane] = lanes.length
    lanes.push(lane)
    leaving[tail(lane)]!.push(lane)
  }

  const first = new Uint32Array(lanes.length + 1)
  for (const [n, lane] of lanes.entries()) first[n + 1] = first[n]! + leaving[head(lane)]!.length
  const heads = new Uint32Array(first[lanes.length]!)
  const cost = new Float64Array(heads.length)
  for (const [n, lane] of lanes.entries()) {
    const arriving = bearing(map, graph, lane ^ 1) + 180
    const meeting = degree[head(lane)]!
    for (const [k, next] of leaving[head(lane)]!.entries()) {
      const arc = first[n]! + k
      const ms =
        next === (lane ^ 1)
          ? uturnMs(mode, meeting === 1)
          : turnMs(mode, turnBetween(arriving, bearing(map, graph, next)), meeting > 2)
      heads[arc] = node[next]!
      cost[arc] = costOf(ms, 0) + costs[next]!
    }
  }
  return { lane: Uint32Array.from(lanes), first, head: heads, cost }
}

/** Degrees from north in which a lane leaves its start. */
function bearing(map: StreetMap, graph: Graph, lane: number): number {
  const segment = lane >>> 1
  const begin = graph.shapeStart[segment]!
  const last = graph.shapeStart[segment + 1]! - 1
  let [a, b] = [begin, begin + 1]
  if (isForwardLane(lane)) while (b < last && graph.alongM[b]! < lookM) b++
  else {
    const wholeM = graph.alongM[last]!
    ;[a, b] = [last, last - 1]
    while (b > begin && wholeM - graph.alongM[b]! < lookM) b--
  }
  const [from, to] = [graph.shape[a]!, graph.shape[b]!]
  const north = map.latE7[to]! - map.latE7[from]!
  const east = (map.lngE7[to]! - map.lngE7[from]!) * Math.cos((map.latE7[from]! / 1e7) * (Math.PI / 180))
  return (Math.atan2(east, north) * 180) / Math.PI
}
