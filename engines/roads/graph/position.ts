import { costOf } from './costs.ts'
import type { Graph, Segments } from './graph.ts'

/** A place on a street: so many metres along a segment. */
export type Position = { segment: number; alongM: number }

/**
 * Where a position lies on a lane: what is left to the lane's end, and what lies behind since its start. The two always add up to the
 * lane, as both are whole milliseconds and centimetres.
 */
export type LaneEnd = { lane: number; aheadCost: number; behindCost: number }

/** A lane is one direction of a segment: twice its number, and one more against its points. */
export const laneOf = (segment: number, isForward: boolean): number => 2 * segment + (isForward ? 0 : 1)

export const isForwardLane = (lane: number): boolean => (lane & 1) === 0

/** The cost of a whole lane, 0 where that direction is not allowed. */
export function laneCost(graph: Segments, lane: number): number {
  const segment = lane >>> 1
  const ms = isForwardLane(lane) ? graph.forwardMs[segment]! : graph.backwardMs[segment]!
  return ms === 0 ? 0 : costOf(ms, centimetres(graph.lengthM[segment]!))
}

/** The lanes on which one can leave a position or come to it. */
export function laneEnds(graph: Graph, { segment, alongM }: Position): LaneEnd[] {
  const ends: LaneEnd[] = []
  const wholeM = graph.lengthM[segment]!
  const m = Math.min(alongM, wholeM)
  const share = wholeM > 0 ? m / wholeM : 0
  const forwardMs = graph.forwardMs[segment]!
  if (forwardMs) {
    const lane = laneOf(segment, true)
    const behindCost = costOf(Math.round(forwardMs * share), centimetres(m))
    ends.push({ lane, behindCost, aheadCost: laneCost(graph, lane) - behindCost })
  }
  const backwardMs = graph.backwardMs[segment]!
  if (backwardMs) {
    const lane = laneOf(segment, false)
    const aheadCost = costOf(Math.round(backwardMs * share), centimetres(m))
    ends.push({ lane, aheadCost, behindCost: laneCost(graph, lane) - aheadCost })
  }
  return ends
}

const centimetres = (m: number) => Math.round(m * 100)

/** The cost between two positions on one segment without leaving it; Infinity where they are on two, or it is oneway the other way round. */
export function directCost(graph: Graph, from: Position, to: Position): number {
  if (from.segment !== to.segment) return Infinity
  if (from.alongM === to.alongM) return 0
  const lane = laneOf(from.segment, to.alongM > from.alongM)
  const start = laneEnds(graph, from).find((end) => end.lane === lane)
  const goal = laneEnds(graph, to).find((end) => end.lane === lane)
  return start && goal ? goal.behindCost - start.behindCost : Infinity
}
