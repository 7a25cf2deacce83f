import { VertexHeap } from '../graph/heap.ts'
import { Climb, type Seed } from './climb.ts'
import type { Closed } from './closed.ts'
import type { Hierarchy } from './hierarchy.ts'

/**
 * Ways that avoid closed lanes, on the turns as they are. One goal: A* led by the exact cost without closures, which the hierarchy gives
 * for the ranks that are asked for (CH-Potentials: Strasser and Zeitz 2021). Many goals: plain Dijkstra.
 */
export class Detour {
  readonly #hierarchy: Hierarchy
  readonly #heap: VertexHeap
  readonly #cost: Float64Array
  readonly #from: Int32Array
  readonly #goal: Climb
  /** Lower bounds of the cost to the goal; they count where the stamp is the current search's. */
  readonly #bound: Float64Array
  readonly #bounded: Uint32Array
  #stamp = 0

  constructor(hierarchy: Hierarchy) {
    const nodes = hierarchy.lane.length
    this.#hierarchy = hierarchy
    this.#heap = new VertexHeap(nodes)
    this.#cost = new Float64Array(nodes)
    this.#from = new Int32Array(nodes)
    this.#goal = new Climb(nodes, hierarchy.down, hierarchy.up)
    this.#bound = new Float64Array(nodes)
    this.#bounded = new Uint32Array(nodes)
  }

  /** The cheapest open way from any start to any goal: its cost, Infinity where there is none, and its ranks. */
  fastest(starts: readonly Seed[], goals: readonly Seed[], closed: Closed): { cost: number; ranks: number[] } {
    const heap = this.#heap
    this.#lead(goals)
    const atGoal = new Map<number, number>()
    for (const { rank, cost } of goals) atGoal.set(rank, Math.min(cost, atGoal.get(rank) ?? Infinity))
    let best = Infinity
    let last = -1
    this.#start(starts, (rank) => this.#boundOf(rank))
    while (heap.length > 0 && heap.lowestKey() < best) {
      const rank = heap.pop()
      const total = this.#cost[rank]! + (atGoal.get(rank) ?? Infinity)
      if (total < best) {
        best = total
        last = rank
      }
      this.#relax(rank, closed, (next) => this.#boundOf(next))
    }
    const ranks: number[] = []
    for (let rank = last; rank >= 0; rank = this.#from[rank]!) ranks.push(rank)
    return { cost: best, ranks: ranks.reverse() }
  }

  /** The costs of open ways from one place to many goals; those that are not below `under` are not looked for, and may be too high. */
  toMany(
    starts: readonly Seed[],
    goals: readonly (readonly Seed[])[],
    closed: Closed | null,
    under = Infinity,
  ): Float64Array {
    const heap = this.#heap
    const wanted = new Set<number>()
    for (const seeds of goals) for (const { rank } of seeds) if (!closed?.ranks[rank]) wanted.add(rank)
    let waiting = wanted.size
    this.#start(starts, () => 0)
    while (waiting > 0 && heap.lowestKey() < under) {
      const rank = heap.pop()
      if (wanted.has(rank)) waiting--
      this.#relax(rank, closed, () => 0)
    }
    return Float64Array.from(goals, (seeds) =>
      seeds.reduce((best, { rank, cost }) => Math.min(best, this.#cost[rank]! + cost), Infinity),
    )
  }

  #start(starts: readonly Seed[], boundOf: (rank: number) => number): void {
    this.#cost.fill(Infinity)
    this.#heap.clear()
    for (const { rank, cost } of starts) this.#label(rank, cost, -1, boundOf)
  }

  #relax(rank: number, closed: Closed | null, boundOf: (rank: number) => number): void {
    const { first, rank: heads, cost: costs } = this.#hierarchy.out
    const cost = this.#cost[rank]!
    for (let arc = first[rank]!; arc < first[rank + 1]!; arc++)
      if (!closed?.ranks[heads[arc]!]) this.#label(heads[arc]!, cost + costs[arc]!, rank, boundOf)
  }

  #label(rank: number, cost: number, from: number, boundOf: (rank: number) => number): void {
    const known = this.#cost[rank]!
    if (cost >= known) return
    this.#cost[rank] = cost
    this.#from[rank] = from
    const key = cost + boundOf(rank)
    if (known === Infinity) this.#heap.push(rank, key)
    else this.#heap.lower(rank, key)
  }

  /** Makes the goals those that bounds lead to. */
  #lead(goals: readonly Seed[]): void {
    this.#goal.start(goals)
    while (this.#goal.heap.length > 0) this.#goal.settle()
    if (++this.#stamp === 2 ** 32 - 1) {
      this.#bounded.fill(0)
      this.#stamp = 1
    }
  }

  /** What it would cost from the end of a lane to the goal if nothing were closed: climbs, then goes down as the goal's side came up. */
  #boundOf(rank: number): number {
    if (this.#bounded[rank] === this.#stamp) return this.#bound[rank]!
    const { first, rank: heads, cost } = this.#hierarchy.up
    let best = this.#goal.cost[rank]!
    for (let arc = first[rank]!; arc < first[rank + 1]!; arc++)
      best = Math.min(best, cost[arc]! + this.#boundOf(heads[arc]!))
    this.#bounded[rank] = this.#stamp
    this.#bound[rank] = best
    return best
  }
}
