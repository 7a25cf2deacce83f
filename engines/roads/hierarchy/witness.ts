import { VertexHeap } from '../graph/heap.ts'
import type { Core } from './core.ts'

/** Looks for ways around a node that is about to be contracted. Its arrays are made once. */
export class Witness {
  readonly #core: Core
  readonly #heap: VertexHeap
  readonly #cost: Float64Array
  readonly #reached: Uint32Array
  #reachedLength = 0
  /** What a way to a node may cost to be a witness; -1 where none is looked for any more. */
  readonly #allowed: Float64Array

  constructor(core: Core) {
    this.#core = core
    this.#heap = new VertexHeap(core.nodes)
    this.#cost = new Float64Array(core.nodes).fill(Infinity)
    this.#reached = new Uint32Array(core.nodes)
    this.#allowed = new Float64Array(core.nodes).fill(-1)
  }

  /**
   * Looks for ways from `start` around `avoided` to all that follow it, no dearer than `upTo` and the arc from there. Ends when it knows of
   * each whether there is one, or after so many nodes.
   */
  search(start: number, avoided: number, upTo: number, settles: number): void {
    const { firstOut, nextOut, head, cost } = this.#core
    const allowed = this.#allowed
    let limit = -1
    let open = 0
    for (let arc = firstOut[avoided]!; arc >= 0; arc = nextOut[arc]!) {
      const goal = head[arc]!
      if (goal === start) continue
      open++
      allowed[goal] = upTo + cost[arc]!
      limit = Math.max(limit, allowed[goal]!)
    }
    this.#run(start, avoided, limit, open, settles)
    for (let arc = firstOut[avoided]!; arc >= 0; arc = nextOut[arc]!) allowed[head[arc]!] = -1
  }

  #run(start: number, avoided: number, limit: number, open: number, settles: number): void {
    const { firstOut, nextOut, head, cost } = this.#core
    const costs = this.#cost
    const allowed = this.#allowed
    const reached = this.#reached
    const heap = this.#heap
    for (let i = 0; i < this.#reachedLength; i++) costs[reached[i]!] = Infinity
    heap.clear()
    costs[start] = 0
    reached[0] = start
    let length = 1
    heap.push(start, 0)
    while (open > 0 && heap.length > 0 && settles-- > 0) {
      const key = heap.lowestKey()
      const node = heap.pop()
      if (allowed[node]! >= 0) open--
      for (let arc = firstOut[node]!; arc >= 0; arc = nextOut[arc]!) {
        const next = head[arc]!
        const reaching = key + cost[arc]!
        const known = costs[next]!
        if (next === avoided || reaching >= known || reaching > limit) continue
        costs[next] = reaching
        if (reaching <= allowed[next]!) {
          allowed[next] = -1
          open--
        }
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
