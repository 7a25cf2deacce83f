import { VertexHeap } from '../graph/heap.ts'
import type { RankArcs } from './hierarchy.ts'

/** Where a search starts, and what it has cost until there. */
export type Seed = { rank: number; cost: number }

/**
 * One side of a search: Dijkstra that only climbs. Its arrays are made once; a search puts back only what it touched.
 */
export class Climb {
  readonly heap: VertexHeap
  /** Infinity where the search did not come. */
  readonly cost: Float64Array
  /** The arc by which a rank was reached, and the rank it came from; -1 at a seed. Only meaningful where `cost` is finite. */
  readonly via: Int32Array
  readonly from: Int32Array
  readonly #arcs: RankArcs
  readonly #against: RankArcs
  readonly #reached: Uint32Array
  #reachedLength = 0

  /** `arcs` are climbed; `against` are those by which the other side climbs. */
  constructor(nodes: number, arcs: RankArcs, against: RankArcs) {
    this.heap = new VertexHeap(nodes)
    this.cost = new Float64Array(nodes).fill(Infinity)
    this.via = new Int32Array(nodes)
    this.from = new Int32Array(nodes)
    this.#arcs = arcs
    this.#against = against
    this.#reached = new Uint32Array(nodes)
  }

  start(seeds: readonly Seed[]): void {
    for (let i = 0; i < this.#reachedLength; i++) this.cost[this.#reached[i]!] = Infinity
    this.#reachedLength = 0
    this.heap.clear()
    for (const { rank, cost } of seeds) this.#label(rank, cost, -1, -1)
  }

  /** Settles the cheapest open rank and returns it, or -1 where it is on no fastest way. */
  settle(): number {
    const rank = this.heap.pop()
    if (this.#isStalled(rank)) return -1
    const { first, rank: ends, cost: costs } = this.#arcs
    const cost = this.cost[rank]!
    const end = first[rank + 1]!
    for (let arc = first[rank]!; arc < end; arc++) this.#label(ends[arc]!, cost + costs[arc]!, arc, rank)
    return rank
  }

  /** Stall on demand: who can be reached cheaper by way of a higher rank is on no fastest way, and need not be climbed from. */
  #isStalled(rank: number): boolean {
    const { first, rank: ends, cost: costs } = this.#against
    const cost = this.cost[rank]!
    const end = first[rank + 1]!
    for (let arc = first[rank]!; arc < end; arc++) if (this.cost[ends[arc]!]! + costs[arc]! < cost) return true
    return false
  }

  #label(rank: number, cost: number, via: number, from: number): void {
    const known = this.cost[rank]!
    if (cost >= known) return
    this.cost[rank] = cost
    this.via[rank] = via
    this.from[rank] = from
    if (known === Infinity) {
      this.#reached[this.#reachedLength++] = rank
      this.heap.push(rank, cost)
    } else this.heap.lower(rank, cost)
  }
}
