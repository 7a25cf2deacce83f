import type { Arcs, Graph } from './graph.ts'
import { VertexHeap } from './heap.ts'
import type { End } from './position.ts'

/**
 * One direction of a Dijkstra search with arrays that are made once and reused: a label counts only when its stamp is the current
 * search's, so that starting anew costs nothing.
 */
export class Side {
  readonly arcs: Arcs
  readonly heap: VertexHeap
  readonly ms: Float64Array
  readonly m: Float64Array
  /** The vertex before this one on the way, -1 at the first, and the segment between the two. */
  readonly before: Int32Array
  readonly via: Uint32Array
  readonly #lengthM: Float32Array
  readonly #labelled: Uint32Array
  readonly #settled: Uint32Array
  #stamp = 0

  constructor(graph: Graph, arcs: Arcs) {
    this.arcs = arcs
    this.heap = new VertexHeap(graph.vertices)
    this.ms = new Float64Array(graph.vertices)
    this.m = new Float64Array(graph.vertices)
    this.before = new Int32Array(graph.vertices)
    this.via = new Uint32Array(graph.vertices)
    this.#lengthM = graph.lengthM
    this.#labelled = new Uint32Array(graph.vertices)
    this.#settled = new Uint32Array(graph.vertices)
  }

  start(ends: readonly End[]): void {
    if (++this.#stamp === 2 ** 32 - 1) {
      this.#labelled.fill(0)
      this.#settled.fill(0)
      this.#stamp = 1
    }
    this.heap.clear()
    for (const { vertex, ms, m } of ends) this.#label(vertex, ms, m, -1, 0)
  }

  has(vertex: number): boolean {
    return this.#labelled[vertex] === this.#stamp
  }

  isSettled(vertex: number): boolean {
    return this.#settled[vertex] === this.#stamp
  }

  /** Settles the nearest open vertex and labels its neighbours, telling each that got a better label; returns the vertex. */
  settleNext(onLabel?: (vertex: number) => void): number {
    const vertex = this.heap.pop()
    this.#settled[vertex] = this.#stamp
    const { first, vertex: heads, ms: costs, segment } = this.arcs
    const ms = this.ms[vertex]!
    const m = this.m[vertex]!
    const end = first[vertex + 1]!
    for (let arc = first[vertex]!; arc < end; arc++) {
      const s = segment[arc]!
      const improved = this.#label(heads[arc]!, ms + costs[arc]!, m + this.#lengthM[s]!, vertex, s)
      if (improved && onLabel) onLabel(heads[arc]!)
    }
    return vertex
  }

  #label(vertex: number, ms: number, m: number, before: number, via: number): boolean {
    if (this.#labelled[vertex] === this.#stamp) {
      if (ms >= this.ms[vertex]!) return false
      this.heap.lower(vertex, ms)
    } else {
      this.#labelled[vertex] = this.#stamp
      this.heap.push(vertex, ms)
    }
    this.ms[vertex] = ms
    this.m[vertex] = m
    this.before[vertex] = before
    this.via[vertex] = via
    return true
  }
}
