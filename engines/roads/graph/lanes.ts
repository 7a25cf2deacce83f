import { Column } from '../map/column.ts'
import type { Mode } from '../port.ts'
import type { StreetMap } from './build.ts'
import { largestComponent } from './component.ts'
import { costOf } from './costs.ts'
import { forbiddenIn } from './forbidden.ts'
import type { Segments } from './graph.ts'
import { isForwardLane, laneCost } from './position.ts'
import { turnBetween, turnMs, uturnMs } from './turns.ts'
import { turnsWithout } from './turns-without.ts'

/**
 * The graph that ways are searched in: its nodes are lanes, an arc is the turn from the end of one lane onto the next and that lane up to
 * its end. So a turn can cost what it likes, and going back the way one came is a turn like any other. A turn that is forbidden has no arc;
 * where what is forbidden depends on more than the last lane, that lane has a node for each way in which one may have come.
 */
export type Lanes = {
  /** The lane of each node; only lanes that may be travelled have one. The first node of a lane is where one sets out on it. */
  lane: Uint32Array
  /** Arcs of node `n`: `first[n] .. first[n + 1] - 1`. */
  first: Uint32Array
  head: Uint32Array
  /** Turn and lane. */
  cost: Float64Array
  /** How many turn restrictions hold here. */
  rules: number
}

/** So far from a crossing one looks for a street's direction: corners are drawn round. */
const lookM = 12

export function lanesOf(map: StreetMap, graph: Segments & { vertices: number }, mode: Mode): Lanes {
  const count = 2 * graph.from.length
  const tail = (lane: number) => (isForwardLane(lane) ? graph.from : graph.to)[lane >>> 1]!
  const head = (lane: number) => (isForwardLane(lane) ? graph.to : graph.from)[lane >>> 1]!
  const costs = Float64Array.from({ length: count }, (_, lane) => laneCost(graph, lane))

  const lanes: number[] = []
  const leaving: number[][] = Array.from({ length: graph.vertices }, () => [])
  const degree = new Uint32Array(graph.vertices)
  for (let lane = 0; lane < count; lane++) {
    degree[tail(lane)]!++
    if (costs[lane] === 0) continue
    lanes.push(lane)
    leaving[tail(lane)]!.push(lane)
  }
  const after = (lane: number) => leaving[head(lane)]!
  const { sequences, rules } = forbiddenIn(map, graph, mode, after)
  const turning = turnsWithout(sequences, lanes)

  const turnCost = (lane: number, arriving: number, next: number): number => {
    const meeting = degree[head(lane)]!
    if (next === (lane ^ 1)) return costOf(uturnMs(mode, meeting === 1), 0)
    return costOf(turnMs(mode, turnBetween(arriving, bearing(map, graph, next)), meeting > 2), 0)
  }
  const first = new Uint32Array(turning.lane.length + 1)
  const heads = new Column(Uint32Array)
  const cost = new Column(Float64Array)
  for (const [n, lane] of turning.lane.entries()) {
    const arriving = bearing(map, graph, lane ^ 1) + 180
    for (const next of after(lane)) {
      const into = turning.into(n, next)
      if (into < 0) continue
      heads.push(into)
      cost.push(turnCost(lane, arriving, next) + costs[next]!)
    }
    first[n + 1] = heads.length
  }
  const all = { lane: Uint32Array.from(turning.lane), first, head: heads.finish(), cost: cost.finish(), rules }
  return rules > 0 ? connected(all) : all
}

/** The nodes from which one gets to each other: a restriction can make a trap of a street, or a street that nobody gets into. */
function connected(lanes: Lanes): Lanes {
  const nodes = lanes.lane.length
  const keep = largestComponent(nodes, { first: lanes.first, vertex: lanes.head })
  if (keep.every((kept) => kept === 1)) return lanes
  const number = new Int32Array(nodes).fill(-1)
  let count = 0
  for (let n = 0; n < nodes; n++) if (keep[n]) number[n] = count++
  const first = new Uint32Array(count + 1)
  const [head, cost] = [new Column(Uint32Array), new Column(Float64Array)]
  for (let n = 0; n < nodes; n++) {
    if (!keep[n]) continue
    for (let arc = lanes.first[n]!; arc < lanes.first[n + 1]!; arc++) {
      const into = number[lanes.head[arc]!]!
      if (into < 0) continue
      head.push(into)
      cost.push(lanes.cost[arc]!)
    }
    first[number[n]! + 1] = head.length
  }
  const lane = lanes.lane.filter((_, n) => keep[n])
  return { ...lanes, lane, first, head: head.finish(), cost: cost.finish() }
}

/** Degrees from north in which a lane leaves its start. */
function bearing(map: StreetMap, graph: Segments, lane: number): number {
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
