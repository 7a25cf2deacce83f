import type { Graph } from '../graph/graph.ts'
import { laneEnds, type Position } from '../graph/position.ts'
import type { Seed } from './climb.ts'
import type { Hierarchy } from './hierarchy.ts'

/** A lane of a position, by its rank. */
export type RankEnd = { rank: number; lane: number; aheadCost: number; behindCost: number }

/** Where one sets out from a position. */
export function startEnds(graph: Graph, hierarchy: Hierarchy, position: Position): RankEnd[] {
  return laneEnds(graph, position).map((end) => ({ ...end, rank: hierarchy.rank[end.lane]! }))
}

/** Where one comes to a position, on whatever way. */
export function goalEnds(graph: Graph, hierarchy: Hierarchy, position: Position): RankEnd[] {
  const ends = startEnds(graph, hierarchy, position)
  for (const rank of hierarchy.others) {
    const end = ends.find(({ lane }) => lane === hierarchy.lane[rank])
    if (end) ends.push({ ...end, rank })
  }
  return ends
}

/** A start: being at a lane's end, for what lies ahead on it. */
export const startSeeds = (ends: readonly RankEnd[]): Seed[] =>
  ends.map(({ rank, aheadCost }) => ({ rank, cost: aheadCost }))

/**
 * A goal: being at its lane's end, less what lies beyond the goal. `base` is added, so that no seed is below zero. Wrong only from
 * behind on the same lane: see `turnsInto`.
 */
export function goalSeeds(ends: readonly RankEnd[]): { seeds: Seed[]; base: number } {
  let base = 0
  for (const { aheadCost } of ends) base = Math.max(base, aheadCost)
  return { seeds: ends.map(({ rank, aheadCost }) => ({ rank, cost: base - aheadCost })), base }
}

/** A goal, as the turns into its lanes: right wherever one starts. */
export function turnsInto(hierarchy: Hierarchy, ends: readonly RankEnd[]): Seed[] {
  const { first, rank: tails, cost } = hierarchy.in
  const seeds: Seed[] = []
  for (const { rank, aheadCost } of ends) {
    for (let arc = first[rank]!; arc < first[rank + 1]!; arc++)
      seeds.push({ rank: tails[arc]!, cost: cost[arc]! - aheadCost })
  }
  return seeds
}
