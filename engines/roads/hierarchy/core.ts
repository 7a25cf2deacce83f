import type { Lanes } from '../graph/lanes.ts'
import { noArc } from './hierarchy.ts'

const none = -1

/**
 * The part of the graph that is not contracted yet, as linked lists of arcs in typed arrays. Arcs to a contracted node are taken out of
 * its neighbours' lists, so that a search never sees them.
 */
export class Core {
  readonly nodes: number
  /** First arc of each node's lists, and of each arc the next one. */
  readonly firstOut: Int32Array
  readonly firstIn: Int32Array
  nextOut: Int32Array
  nextIn: Int32Array
  tail: Uint32Array
  head: Uint32Array
  cost: Float64Array
  before: Uint32Array
  after: Uint32Array
  /** How many turns an arc stands for. */
  hops: Uint32Array
  arcs = 0

  constructor(lanes: Lanes) {
    this.nodes = lanes.lane.length
    this.firstOut = new Int32Array(this.nodes).fill(none)
    this.firstIn = new Int32Array(this.nodes).fill(none)
    const room = lanes.head.length * 3 + 16
    this.nextOut = new Int32Array(room)
    this.nextIn = new Int32Array(room)
    this.tail = new Uint32Array(room)
    this.head = new Uint32Array(room)
    this.cost = new Float64Array(room)
    this.before = new Uint32Array(room)
    this.after = new Uint32Array(room)
    this.hops = new Uint32Array(room)
    for (let n = 0; n < this.nodes; n++) {
      for (let arc = lanes.first[n]!; arc < lanes.first[n + 1]!; arc++) {
        const head = lanes.head[arc]!
        if (head !== n) this.put(n, head, lanes.cost[arc]!, noArc, noArc, 1)
      }
    }
  }

  /** Adds an arc, or makes the one that is there cheaper. */
  put(tail: number, head: number, cost: number, before: number, after: number, hops: number): void {
    let arc = this.firstOut[tail]!
    while (arc !== none && this.head[arc] !== head) arc = this.nextOut[arc]!
    if (arc === none) {
      if (this.arcs === this.tail.length) this.#widen()
      arc = this.arcs++
      this.tail[arc] = tail
      this.head[arc] = head
      this.nextOut[arc] = this.firstOut[tail]!
      this.nextIn[arc] = this.firstIn[head]!
      this.firstOut[tail] = arc
      this.firstIn[head] = arc
    } else if (this.cost[arc]! <= cost) return
    this.cost[arc] = cost
    this.before[arc] = before
    this.after[arc] = after
    this.hops[arc] = hops
  }

  /** Takes a node's arcs out of its neighbours' lists; its own lists stay. */
  detach(node: number): void {
    for (let arc = this.firstIn[node]!; arc !== none; arc = this.nextIn[arc]!) {
      unlink(this.firstOut, this.nextOut, this.head, this.tail[arc]!, node)
    }
    for (let arc = this.firstOut[node]!; arc !== none; arc = this.nextOut[arc]!) {
      unlink(this.firstIn, this.nextIn, this.tail, this.head[arc]!, node)
    }
  }

  #widen(): void {
    const room = this.tail.length * 2
    const wider = <T extends Int32Array | Uint32Array | Float64Array>(array: T): T => {
      const made = new (array.constructor as new (length: number) => T)(room)
      made.set(array)
      return made
    }
    this.nextOut = wider(this.nextOut)
    this.nextIn = wider(this.nextIn)
    this.tail = wider(this.tail)
    this.head = wider(this.head)
    this.cost = wider(this.cost)
    this.before = wider(this.before)
    this.after = wider(this.after)
    this.hops = wider(this.hops)
  }
}

/** Takes the arc to (or from) `other` out of a node's list. There is one at most. */
function unlink(first: Int32Array, next: Int32Array, ends: Uint32Array, node: number, other: number): void {
  let last = none
  for (let arc = first[node]!; arc !== none; arc = next[arc]!) {
    if (ends[arc] === other) {
      if (last === none) first[node] = next[arc]!
      else next[last] = next[arc]!
      return
    }
    last = arc
  }
}
