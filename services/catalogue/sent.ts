import type { Listing } from '../../engines/search/port.ts'

const slotsMin = 1_024

/**
 * What the search index was last told of each place on a shelf, as a number by store and slot: most sales leave a product
 * in stock, at the same price, and need not be told.
 */
export class Sent {
  readonly #stores = new Map<string, Int32Array>()

  forgetAll(): void {
    this.#stores.clear()
  }

  isNews(slot: number, listing: Listing): boolean {
    return (this.#stores.get(listing.storeId)?.[slot] ?? 0) !== codeOf(listing)
  }

  /** @param listing undefined when it is not known any more what the index holds */
  note(storeId: string, slot: number, listing: Listing | undefined): void {
    let codes = this.#stores.get(storeId) ?? new Int32Array(slotsMin)
    if (slot >= codes.length) {
      const grown = new Int32Array(slot * 2)
      grown.set(codes)
      codes = grown
    }
    codes[slot] = listing ? codeOf(listing) : 0
    this.#stores.set(storeId, codes)
  }
}

/** Never 0, which is for what was not told. */
const codeOf = ({ price, mrp, inStock }: Listing): number =>
  (Math.imul(price, 0x9e3779b1) ^ Math.imul(mrp, 0x85ebca6b) ^ (inStock ? 0x2545f491 : 0)) | 1
