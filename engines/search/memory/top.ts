/** The best of what is offered, in order, after a cursor's place. */
import { nameKeyOf } from '../language/order.ts'
import type { Place } from './cursor.ts'
import type { SearchIndex } from './index.ts'

const nameKey = (index: SearchIndex, row: number) => nameKeyOf(index.documents[row]!.name)

/** Keeps the best `limit` of what is offered, after the cursor's place: a heap with the worst on top. */
export class Top {
  readonly #limit: number
  readonly #index: SearchIndex
  readonly #byName: boolean
  readonly #after: Place | undefined
  readonly #rows: number[] = []
  readonly #keys: number[] = []
  #more = false

  constructor(limit: number, index: SearchIndex, byName: boolean, after: Place | undefined) {
    this.#limit = limit
    this.#index = index
    this.#byName = byName
    this.#after = after
  }

  offer(row: number, key: number) {
    if (this.#after && !this.#isAfter(row, key, this.#after)) return
    const rows = this.#rows
    if (rows.length < this.#limit) {
      rows.push(row)
      this.#keys.push(key)
      if (rows.length === this.#limit) for (let i = rows.length >>> 1; i >= 0; i--) this.#sink(i)
      return
    }
    this.#more = true
    if (!this.#before(row, key, rows[0]!, this.#keys[0]!)) return
    rows[0] = row
    this.#keys[0] = key
    this.#sink(0)
  }

  take(): { rows: number[]; last?: Place; more: boolean } {
    const order = this.#rows.map((_, i) => i)
    order.sort((a, b) => (this.#before(this.#rows[a]!, this.#keys[a]!, this.#rows[b]!, this.#keys[b]!) ? -1 : 1))
    const rows = order.map((i) => this.#rows[i]!)
    const lastAt = order.at(-1)
    if (lastAt === undefined) return { rows, more: false }
    const row = this.#rows[lastAt]!
    const name = this.#byName ? nameKey(this.#index, row) : ''
    return { rows, last: { key: this.#keys[lastAt]!, name, tie: this.#index.ties[row]! }, more: this.#more }
  }

  #before(a: number, keyA: number, b: number, keyB: number): boolean {
    if (keyA !== keyB) return keyA > keyB
    if (this.#byName) {
      const [nameA, nameB] = [nameKey(this.#index, a), nameKey(this.#index, b)]
      if (nameA !== nameB) return nameA < nameB
    }
    return this.#index.ties[a]! < this.#index.ties[b]!
  }

  #isAfter(row: number, key: number, place: Place): boolean {
    if (key !== place.key) return key < place.key
    if (this.#byName) {
      const name = nameKey(this.#index, row)
      if (name !== place.name) return name > place.name
    }
    return this.#index.ties[row]! > place.tie
  }

  #sink(from: number) {
    const rows = this.#rows
    const keys = this.#keys
    const row = rows[from]!
    const key = keys[from]!
    let at = from
    for (;;) {
      let child = at * 2 + 1
      if (child >= rows.length) break
      if (child + 1 < rows.length && this.#before(rows[child]!, keys[child]!, rows[child + 1]!, keys[child + 1]!))
        child++
      if (!this.#before(row, key, rows[child]!, keys[child]!)) break
      rows[at] = rows[child]!
      keys[at] = keys[child]!
      at = child
    }
    rows[at] = row
    keys[at] = key
  }
}
