import { LRUCache } from 'lru-cache'
import type { Assortment, Held } from './assortment.ts'

const shownMax = 12
/** More than are shown, so that enough are left when some are sold out. */
const candidatesMax = 36
const keptMax = 5_000

/** What may be bought instead of a product: of its category, by kind, brand and price. Kept until the catalogue changes. */
export class Likeness {
  readonly #assortment: Assortment
  readonly #kept = new LRUCache<string, { revision: number; candidates: readonly Held[] }>({ max: keptMax })

  constructor(assortment: Assortment) {
    this.#assortment = assortment
  }

  /** Ids, most alike first, what is in stock before what is not. */
  of(storeId: string, product: Held): string[] {
    const candidates = this.#candidates(storeId, product)
    const inStock = (each: Held) => this.#assortment.stock.available(storeId, each.slot) !== 0
    return [...candidates.filter(inStock), ...candidates.filter((each) => !inStock(each))]
      .slice(0, shownMax)
      .map(({ id }) => id)
  }

  #candidates(storeId: string, product: Held): readonly Held[] {
    const key = `${storeId} ${product.id}`
    const kept = this.#kept.get(key)
    if (kept?.revision === this.#assortment.revision) return kept.candidates
    // One pack of each thing is enough.
    const best = new Map<string, { each: Held; score: number }>()
    for (const each of this.#assortment.inCategory(product.categoryId)) {
      if (each.family === product.family || !this.#assortment.terms(storeId, each)) continue
      const score = likeness(product, each)
      if ((best.get(each.family)?.score ?? -1) < score) best.set(each.family, { each, score })
    }
    const candidates = [...best.values()]
      .sort((a, b) => b.score - a.score || (a.each.id < b.each.id ? -1 : 1))
      .slice(0, candidatesMax)
      .map(({ each }) => each)
    this.#kept.set(key, { revision: this.#assortment.revision, candidates })
    return candidates
  }
}

function likeness(a: Held, b: Held): number {
  const sameType = a.type !== undefined && a.type === b.type ? 2 : 0
  const price = a.price > 0 && b.price > 0 ? Math.min(a.price, b.price) / Math.max(a.price, b.price) : 0
  const liked = (b.rating?.average ?? 3) / 5
  return sameType + price + liked + (a.brand === b.brand ? 0.3 : 0)
}
