type Numbers = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array

/** A typed array that grows: one number per row, for millions of rows, without an object each. */
export class Column<T extends Numbers> {
  #array: T
  #make: new (
    length: number,
  ) => T
  length = 0

  constructor(make: new (length: number) => T) {
    this.#make = make
    this.#array = new make(1024)
  }

  push(value: number): void {
    if (this.length === this.#array.length) {
      const wider = new this.#make(this.#array.length * 2)
      wider.set(this.#array)
      this.#array = wider
    }
    this.#array[this.length++] = value
  }

  set(index: number, value: number): void {
    this.#array[index] = value
  }

  at(index: number): number {
    return this.#array[index]!
  }

  /** The rows, copied so that no spare room is kept. */
  finish(): T {
    return this.#array.slice(0, this.length) as T
  }
}
