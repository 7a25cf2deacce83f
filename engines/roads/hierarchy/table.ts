import type { Graph } from '../graph/graph.ts'
import type { Position } from '../graph/position.ts'
import type { Climb } from './climb.ts'
import type { Closed } from './closed.ts'
import type { Detour } from './detour.ts'
import { goalEnds, goalSeeds, startEnds, startSeeds, turnsInto } from './ends.ts'
import type { Hierarchy } from './hierarchy.ts'

type Tools = {
  up: Climb
  down: Climb
  cost: (from: Position, to: Position) => number
  isDetour: (from: Position, to: Position) => boolean
  around: () => Detour
  closed: () => Closed | null
}

/** From so many closed ways in a row on, one plain search is quicker than a led one for each. */
const plainFrom = 16

/**
 * Many to many with buckets (Knopp, Sanders, Schultes, Schulz, Wagner 2007): every goal climbs once and leaves its cost at each rank it
 * settles; every start climbs once and looks into these buckets.
 */
export function createTable(graph: Graph, hierarchy: Hierarchy, { up, down, cost, isDetour, around, closed }: Tools) {
  const nodes = hierarchy.lane.length
  /** The newest entry of each rank, and of each entry the one before it; -1 for none. */
  const bucket = new Int32Array(nodes).fill(-1)
  let entries = new Entries(1024)
  let length = 0
  /** Whether what was found at a rank leads over a closed lane. */
  const touched = new Uint8Array(nodes)

  function settle(climb: Climb, marks: Uint8Array | undefined): number {
    const rank = climb.settle()
    if (rank < 0 || !marks) return rank
    const via = climb.via[rank]!
    touched[rank] = via < 0 ? 0 : touched[climb.from[rank]!]! | marks[via]!
    return rank
  }

  function leave(to: Position, column: number, marks: Uint8Array | undefined): void {
    const { seeds, base } = goalSeeds(goalEnds(graph, hierarchy, to))
    down.start(seeds)
    while (down.heap.length > 0) {
      const rank = settle(down, marks)
      if (rank < 0) continue
      if (length === entries.next.length) entries = entries.wider()
      entries.next[length] = bucket[rank]!
      entries.column[length] = column
      entries.cost[length] = down.cost[rank]! - base
      entries.rank[length] = rank
      entries.touched[length] = marks ? touched[rank]! : 0
      bucket[rank] = length++
    }
  }

  function collect(from: Position, row: Float64Array, isTouched: Uint8Array, marks: Uint8Array | undefined): void {
    const { next, column, cost: costs, touched: behind } = entries
    up.start(startSeeds(startEnds(graph, hierarchy, from)))
    while (up.heap.length > 0) {
      const rank = settle(up, marks)
      if (rank < 0) continue
      const upTo = up.cost[rank]!
      for (let entry = bucket[rank]!; entry >= 0; entry = next[entry]!) {
        const goal = column[entry]!
        const total = upTo + costs[entry]!
        if (total >= row[goal]!) continue
        row[goal] = total
        isTouched[goal] = marks ? behind[entry]! | touched[rank]! : 0
      }
    }
  }

  /** Looks again for what leads over a closed lane. */
  function avoid(from: Position, to: readonly Position[], row: Float64Array, columns: number[], all: Closed): void {
    if (columns.length < plainFrom) {
      for (const column of columns) row[column] = cost(from, to[column]!)
      return
    }
    const goals = columns.map((column) => turnsInto(hierarchy, goalEnds(graph, hierarchy, to[column]!)))
    const found = around().toMany(startSeeds(startEnds(graph, hierarchy, from)), goals, all)
    for (const [k, column] of columns.entries()) row[column] = found[k]!
  }

  return function table(from: readonly Position[], to: readonly Position[], detours?: Uint8Array): Float64Array {
    const all = closed()
    const costs = new Float64Array(from.length * to.length).fill(Infinity)
    try {
      fill(from, to, costs, all, detours)
    } finally {
      for (let entry = 0; entry < length; entry++) bucket[entries.rank[entry]!] = -1
      length = 0
    }
    return costs
  }

  function fill(
    from: readonly Position[],
    to: readonly Position[],
    costs: Float64Array,
    all: Closed | null,
    detours: Uint8Array | undefined,
  ): void {
    for (const [column, position] of to.entries()) leave(position, column, all?.down)
    for (const [r, position] of from.entries()) {
      const row = costs.subarray(r * to.length, (r + 1) * to.length)
      const isTouched = new Uint8Array(to.length)
      collect(position, row, isTouched, all?.up)
      const near: number[] = []
      const blocked: number[] = []
      for (const [column, { segment }] of to.entries()) {
        if (segment === position.segment) near.push(column)
        else if (isTouched[column]) blocked.push(column)
      }
      if (all && blocked.length > 0) avoid(position, to, row, blocked, all)
      if (all && detours) {
        for (const column of blocked) detours[r * to.length + column] = 1
        for (const column of near) detours[r * to.length + column] = isDetour(position, to[column]!) ? 1 : 0
      }
      // On one segment the goal may lie behind, or right ahead: see `turnsInto`.
      for (const column of near) row[column] = cost(position, to[column]!)
    }
  }
}

/** Bucket entries as columns. */
class Entries {
  readonly next: Int32Array
  readonly column: Uint32Array
  readonly rank: Uint32Array
  readonly cost: Float64Array
  readonly touched: Uint8Array

  constructor(room: number) {
    this.next = new Int32Array(room)
    this.column = new Uint32Array(room)
    this.rank = new Uint32Array(room)
    this.cost = new Float64Array(room)
    this.touched = new Uint8Array(room)
  }

  wider(): Entries {
    const made = new Entries(this.next.length * 2)
    made.next.set(this.next)
    made.column.set(this.column)
    made.rank.set(this.rank)
    made.cost.set(this.cost)
    made.touched.set(this.touched)
    return made
  }
}
