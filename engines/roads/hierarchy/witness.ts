import { VertexHeap } from '../graph/heap.ts'
import type { Core } from './core.ts'

/** Looks for ways around a node that is about to be contracted. Its arrays are made once. */
export class Witness {
  readonly #core: Core
  readonly #heap: VertexHeap
  readonly #cost: Float64Array
  readonly #reached: Uint32Array
  #reachedLength = 0

  constructor(core: Core) {
    this.#core = core
    this.#heap = new VertexHeap(core.nodes)
    this.#cost = new Float64Array(core.nodes).fill(Infinity)
    this.#reached = new Uint32Array(core.nodes)
  }

  /** Searches from `start` around `avoided`, no farther than `limit` and no more than `settles` nodes. */
  search(start: number, avoided: number, limit: number, settles: number): void {
    const { firstOut, nextOut, head, cost } = this.#core
    const costs = this.#cost
    const reached = this.#reached
    const heap = this.#heap
    for (let i = 0; i < this.#reachedLength; i++) costs[reached[i]!] = Infinity
    heap.clear()
    costs[start] = 0
    reached[0] = start
    let length = 1
    heap.push(start, 0)
    while (heap.length > 0 && settles-- > 0) {
      const key = heap.lowestKey()
      if (key > limit) break
      const node = heap.pop()
      for (let arc = firstOut[node]!; arc >= 0; arc = nextOut[arc]!) {
        const next = head[arc]!
        const reaching = key + cost[arc]!
        const known = costs[next]!
        if (next === avoided || reaching >= known || reaching > limit) continue
        costs[next] = reaching
        if (known === Infinity) {
          reached[length++] = next
          heap.push(next, reaching)
        } else heap.lower(next, reaching)
      }
    }
    this.#reachedLength = length
  }

  /** The cost of a way around that was found, perhaps not the best one. */
  costTo(node: number): number {
    return this.#cost[node]!
  }
}
