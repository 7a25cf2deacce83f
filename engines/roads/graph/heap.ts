/** A binary heap of vertices by key that can lower a key in place, all in typed arrays made once. */
export class VertexHeap {
  readonly #vertices: Uint32Array
  readonly #keys: Float64Array
  /** Where each vertex stands in the heap; only meaningful for those in it. */
  readonly #places: Uint32Array
  length = 0

  constructor(capacity: number) {
    this.#vertices = new Uint32Array(capacity)
    this.#keys = new Float64Array(capacity)
    this.#places = new Uint32Array(capacity)
  }

  clear(): void {
    this.length = 0
  }

  /** The lowest key, or Infinity when empty. */
  lowestKey(): number {
    return this.length > 0 ? this.#keys[0]! : Infinity
  }

  push(vertex: number, key: number): void {
    this.#rise(this.length++, vertex, key)
  }

  /** The vertex must be in the heap, with a higher key. */
  lower(vertex: number, key: number): void {
    this.#rise(this.#places[vertex]!, vertex, key)
  }

  /** Takes out the vertex with the lowest key; the heap must not be empty. */
  pop(): number {
    const lowest = this.#vertices[0]!
    this.length--
    if (this.length > 0) this.#sink(this.#vertices[this.length]!, this.#keys[this.length]!)
    return lowest
  }

  #rise(place: number, vertex: number, key: number): void {
    while (place > 0) {
      const parent = (place - 1) >>> 1
      if (this.#keys[parent]! <= key) break
      this.#put(place, this.#vertices[parent]!, this.#keys[parent]!)
      place = parent
    }
    this.#put(place, vertex, key)
  }

  #sink(vertex: number, key: number): void {
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= this.length) break
      if (child + 1 < this.length && this.#keys[child + 1]! < this.#keys[child]!) child++
      if (this.#keys[child]! >= key) break
      this.#put(place, this.#vertices[child]!, this.#keys[child]!)
      place = child
    }
    this.#put(place, vertex, key)
  }

  #put(place: number, vertex: number, key: number): void {
    this.#vertices[place] = vertex
    this.#keys[place] = key
    this.#places[vertex] = place
  }
}
