import { metresOf, msOf } from '../graph/costs.ts'
import type { Graph } from '../graph/graph.ts'
import { directCost, isForwardLane, laneOf, type Position } from '../graph/position.ts'
import { Climb, type Seed } from './climb.ts'
import { type Closed, closeLanes, isTouched } from './closed.ts'
import { Detour } from './detour.ts'
import { goalEnds, goalSeeds, type RankEnd, startEnds, startSeeds, turnsInto } from './ends.ts'
import type { Hierarchy } from './hierarchy.ts'
import { createTable } from './table.ts'
import { ranksThrough } from './unpack.ts'

/** The fastest way: its time and length, and the pieces of street that make it, in order; no pieces and Infinity where there is none. */
export type Way = { ms: number; m: number; pieces: Piece[] }

/** A stretch of a segment; travelled against its points where `toM` is less than `fromM`. */
export type Piece = { segment: number; fromM: number; toM: number }

export type Search = ReturnType<typeof createSearch>

/** Fastest ways on a hierarchy. One search at a time per value returned: its arrays are reused. Positions must not be on closed lanes. */
export function createSearch(graph: Graph, hierarchy: Hierarchy) {
  const nodes = hierarchy.lane.length
  const up = new Climb(nodes, hierarchy.up, hierarchy.down)
  const down = new Climb(nodes, hierarchy.down, hierarchy.up)
  let closed: Closed | null = null
  let detour: Detour | undefined
  const around = () => {
    detour ??= new Detour(hierarchy)
    return detour
  }

  /** Bidirectional: each side climbs until nothing cheaper than the best meeting can come. */
  function meet(starts: readonly Seed[], goals: readonly Seed[]): { cost: number; meeting: number } {
    up.start(starts)
    down.start(goals)
    let best = Infinity
    let meeting = -1
    for (;;) {
      const [ahead, behind] = [up.heap.lowestKey(), down.heap.lowestKey()]
      if (Math.min(ahead, behind) >= best) break
      const [mine, other] = ahead <= behind ? [up, down] : [down, up]
      const rank = mine.settle()
      if (rank < 0) continue
      const cost = mine.cost[rank]! + other.cost[rank]!
      if (cost >= best) continue
      best = cost
      meeting = rank
    }
    return { cost: best, meeting }
  }

  /** Where the two sides meet if nothing is closed. */
  function ifOpen(from: Position, to: Position) {
    const starts = startSeeds(startEnds(graph, hierarchy, from))
    const goals = goalEnds(graph, hierarchy, to)
    const isBehind = from.segment === to.segment
    const { seeds, base } = isBehind ? { seeds: turnsInto(hierarchy, goals), base: 0 } : goalSeeds(goals)
    return { starts, goals, isBehind, base, met: meet(starts, seeds) }
  }

  const isBlocked = (meeting: number): boolean =>
    closed !== null && meeting >= 0 && (isTouched(up, closed.up, meeting) || isTouched(down, closed.down, meeting))

  /** Whether the fastest way would lead over what is closed, were it open. */
  function isDetour(from: Position, to: Position): boolean {
    const { base, met } = ifOpen(from, to)
    return met.cost - base < directCost(graph, from, to) && isBlocked(met.meeting)
  }

  /** The fastest way through the graph, leaving the start's lane at its end at least once; `ranks` only if wanted. */
  function through(
    from: Position,
    to: Position,
    wantsRanks: boolean,
  ): { cost: number; ranks: number[]; goals: RankEnd[] } {
    const { starts, goals, isBehind, base, met } = ifOpen(from, to)
    if (isBlocked(met.meeting)) {
      const found = around().fastest(starts, turnsInto(hierarchy, goals), closed!)
      return { ...found, ranks: withGoal(found.ranks, goals), goals }
    }
    if (met.meeting < 0 || !wantsRanks) return { cost: met.cost - base, ranks: [], goals }
    const ranks = ranksThrough(hierarchy, up, down, met.meeting)
    return { cost: met.cost - base, ranks: isBehind ? withGoal(ranks, goals) : ranks, goals }
  }

  /** Adds the goal's lane to a way that ends before the turn into it. */
  function withGoal(ranks: number[], goals: readonly RankEnd[]): number[] {
    const last = ranks.at(-1)
    if (last === undefined) return ranks
    const { first, rank: heads, cost } = hierarchy.out
    let best = Infinity
    let goal = -1
    for (let arc = first[last]!; arc < first[last + 1]!; arc++) {
      const end = goals.find(({ rank }) => rank === heads[arc])
      if (!end || cost[arc]! - end.aheadCost >= best) continue
      best = cost[arc]! - end.aheadCost
      goal = end.rank
    }
    return [...ranks, goal]
  }

  function fastest(from: Position, to: Position): Way {
    const straight = directCost(graph, from, to)
    const found = through(from, to, true)
    const cost = Math.min(straight, found.cost)
    const way = { ms: msOf(cost), m: metresOf(cost) }
    if (cost === Infinity) return { ...way, pieces: [] }
    if (straight <= found.cost)
      return { ...way, pieces: [{ segment: from.segment, fromM: from.alongM, toM: to.alongM }] }
    const pieces = found.ranks.map((rank) => wholeLane(hierarchy.lane[rank]!))
    pieces[0]!.fromM = from.alongM
    pieces.at(-1)!.toM = to.alongM
    return { ...way, pieces }
  }

  function wholeLane(lane: number): Piece {
    const segment = lane >>> 1
    const m = graph.lengthM[segment]!
    return isForwardLane(lane) ? { segment, fromM: 0, toM: m } : { segment, fromM: m, toM: 0 }
  }

  function cost(from: Position, to: Position): number {
    const straight = directCost(graph, from, to)
    return straight === 0 ? 0 : Math.min(straight, through(from, to, false).cost)
  }

  /** The costs from one position to many, Infinity for those that are not below `under`: one search on the plain turns that goes no further. */
  function within(from: Position, to: readonly Position[], under: number): Float64Array {
    const goals = to.map((position) => turnsInto(hierarchy, goalEnds(graph, hierarchy, position)))
    const costs = around().toMany(startSeeds(startEnds(graph, hierarchy, from)), goals, closed, under)
    for (const [i, position] of to.entries()) {
      const best = Math.min(costs[i]!, directCost(graph, from, position))
      costs[i] = best < under ? best : Infinity
    }
    return costs
  }

  return {
    fastest,
    /** Time and length together: see `costs.ts`. Infinity where there is no way. */
    cost,
    /** The costs from each to each, row by row; `detours` is told which of them would lead over what is closed, were it open. */
    table: createTable(graph, hierarchy, { up, down, cost, isDetour, around, closed: () => closed }),
    within,
    /** Avoids these segments from now on, and only these. */
    close(segments: ReadonlySet<number>): void {
      const lanes = [...segments].flatMap((segment) => [laneOf(segment, true), laneOf(segment, false)])
      closed = lanes.length > 0 ? closeLanes(hierarchy, lanes) : null
    },
  }
}
