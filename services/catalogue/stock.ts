/** Where a product stands in every column of this process: a small number for a long id, given when it is first heard of. */
export class Slots {
  readonly #slots = new Map<string, number>()

  get size(): number {
    return this.#slots.size
  }
  find(productId: string): number | undefined {
    return this.#slots.get(productId)
  }
  of(productId: string): number {
    const known = this.#slots.get(productId)
    if (known !== undefined) return known
    const slot = this.#slots.size
    this.#slots.set(productId, slot)
    return slot
  }
}

const unknown = -1
const slotsMin = 1_024

/** The shelf of one store: what can be sold, by slot. */
interface Shelf {
  available: Int32Array
  /** Whether what the store has was read since this process began; until then nothing is known. */
  read: boolean
  /** While it is being read: slots of which something newer was heard. */
  heard: Set<number> | undefined
}

/** What of every product can be sold in every store, as far as this process has heard. */
export class Stock {
  readonly #slots: Slots
  readonly #shelves = new Map<string, Shelf>()

  constructor(slots: Slots) {
    this.#slots = slots
  }

  /** The oldest first. */
  get storeIds(): string[] {
    return [...this.#shelves.keys()].sort()
  }
  has(storeId: string): boolean {
    return this.#shelves.has(storeId)
  }
  isRead(storeId: string): boolean {
    return this.#shelves.get(storeId)?.read ?? false
  }
  open(storeId: string): void {
    if (this.#shelves.has(storeId)) return
    const available = new Int32Array(Math.max(slotsMin, this.#slots.size)).fill(unknown)
    this.#shelves.set(storeId, { available, read: false, heard: undefined })
  }

  /** From now on what is heard of a store stands before what `endReading` brings. */
  beginReading(storeId: string): void {
    const shelf = this.#shelves.get(storeId)
    if (shelf) shelf.heard = new Set()
  }

  /** What a store has of everything; what is not among it, it does not have. */
  endReading(storeId: string, levels: readonly { productId: string; available: number }[]): void {
    const shelf = this.#shelves.get(storeId)
    if (!shelf?.heard) return
    const slots = levels.map(({ productId }) => this.#slots.of(productId))
    this.#grow(shelf)
    const before = shelf.available
    shelf.available = new Int32Array(before.length)
    for (const [index, { available }] of levels.entries()) shelf.available[slots[index]!] = available
    for (const slot of shelf.heard) shelf.available[slot] = before[slot]!
    shelf.heard = undefined
    shelf.read = true
  }

  set(storeId: string, productId: string, available: number): void {
    const shelf = this.#shelves.get(storeId)
    if (!shelf) return
    const slot = this.#slots.of(productId)
    this.#grow(shelf)
    shelf.available[slot] = available
    shelf.heard?.add(slot)
  }

  /** Packs that can be sold; undefined while that is not known. Above ten it may be some hours old. */
  available(storeId: string, slot: number): number | undefined {
    const shelf = this.#shelves.get(storeId)
    const available = shelf?.available[slot] ?? (shelf?.read ? 0 : unknown)
    return available === unknown ? undefined : available
  }

  #grow(shelf: Shelf): void {
    const { available, read } = shelf
    if (available.length >= this.#slots.size) return
    shelf.available = new Int32Array(this.#slots.size * 2).fill(read ? 0 : unknown)
    shelf.available.set(available)
  }
}
