/** What is to happen, earliest first; at the same instant in the order in which it was said. A binary heap. */
export class Agenda<T> {
  readonly #heap: { atS: number; seq: number; item: T }[] = []
  #seq = 0

  add(atS: number, item: T): void {
    const heap = this.#heap
    let i = heap.push({ atS, seq: this.#seq++, item }) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!this.#before(i, parent)) break
      this.#swap(i, parent)
      i = parent
    }
  }

  next(): { atS: number; item: T } | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (!first || !last) return undefined
    if (heap.length === 0) return first
    heap[0] = last
    for (let i = 0; ; ) {
      const left = 2 * i + 1
      let least = i
      if (left < heap.length && this.#before(left, least)) least = left
      if (left + 1 < heap.length && this.#before(left + 1, least)) least = left + 1
      if (least === i) return first
      this.#swap(i, least)
      i = least
    }
  }

  #before(a: number, b: number): boolean {
    const [x, y] = [this.#heap[a]!, this.#heap[b]!]
    return x.atS < y.atS || (x.atS === y.atS && x.seq < y.seq)
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap
    ;[heap[a], heap[b]] = [heap[b]!, heap[a]!]
  }
}
