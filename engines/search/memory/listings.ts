/** The shelves: price and stock flag of every product in every store, as columns by product slot. Written all the time. */
import { type Listing, SearchError } from '../port.ts'

export const shelf = { absent: 0, outOfStock: 1, inStock: 2 } as const
export type Shelf = { state: Uint8Array; price: Int32Array; mrp: Int32Array }

const dearest = 1_000_000_000 // paise
const maxStores = 10_000

export class Listings {
  readonly #slots = new Map<string, number>()
  readonly #free: number[] = []
  readonly #stores = new Map<string, Shelf>()
  #slotCount = 0
  #capacity = 1_024

  /** Where this product is kept in every store's columns; made on first use. */
  slotOf = (productId: string): number => {
    const known = this.#slots.get(productId)
    if (known !== undefined) return known
    const slot = this.#free.pop() ?? this.#slotCount++
    if (this.#slotCount > this.#capacity) {
      this.#capacity *= 2
      for (const columns of this.#stores.values()) grow(columns, this.#capacity)
    }
    this.#slots.set(productId, slot)
    return slot
  }

  shelfOf(storeId: string): Shelf | undefined {
    return this.#stores.get(storeId)
  }

  /** All or nothing: every listing is checked before the first is written. */
  put(listings: Listing[]): void {
    for (const listing of listings) check(listing)
    for (const { productId, storeId, price, mrp, inStock } of listings) {
      const slot = this.slotOf(productId)
      const columns = this.#stores.get(storeId) ?? this.#open(storeId)
      columns.state[slot] = inStock ? shelf.inStock : shelf.outOfStock
      columns.price[slot] = price
      columns.mrp[slot] = mrp
    }
  }

  take(storeId: string, productId: string): void {
    const slot = this.#slots.get(productId)
    const columns = this.#stores.get(storeId)
    if (slot !== undefined && columns) columns.state[slot] = shelf.absent
  }

  /** Takes a product off all shelves and gives its slot to the next one. */
  forget(productId: string): void {
    const slot = this.#slots.get(productId)
    if (slot === undefined) return
    this.#slots.delete(productId)
    for (const columns of this.#stores.values()) columns.state[slot] = shelf.absent
    this.#free.push(slot)
  }

  #open(storeId: string): Shelf {
    if (this.#stores.size >= maxStores) throw new SearchError('search/bad-listing', `more than ${maxStores} stores`)
    const size = this.#capacity
    const columns = { state: new Uint8Array(size), price: new Int32Array(size), mrp: new Int32Array(size) }
    this.#stores.set(storeId, columns)
    return columns
  }
}

function grow(columns: Shelf, size: number) {
  const { state, price, mrp } = columns
  columns.state = new Uint8Array(size)
  columns.price = new Int32Array(size)
  columns.mrp = new Int32Array(size)
  columns.state.set(state)
  columns.price.set(price)
  columns.mrp.set(mrp)
}

function check({ productId, storeId, price, mrp, inStock }: Listing) {
  const fault = (what: string) =>
    new SearchError('search/bad-listing', `listing of ${String(productId).slice(0, 64)}: ${what}`)
  if (typeof productId !== 'string' || productId === '') throw fault('no product id')
  if (typeof storeId !== 'string' || storeId === '') throw fault('no store id')
  if (!Number.isInteger(price) || price < 0 || price > dearest) throw fault('price is not a sum in paise')
  if (!Number.isInteger(mrp) || mrp < 0 || mrp > dearest) throw fault('mrp is not a sum in paise')
  if (typeof inStock !== 'boolean') throw fault('inStock is not true or false')
}
