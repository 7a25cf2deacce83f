/** What every engine orders, names and tells apart in the same way. */
import type { SearchDocument, SearchQuery } from '../port.ts'
import { wordsOf } from '../text/words.ts'

/** Facet bands: `min` of each, in paise. */
export const bandEdges = [0, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000]

/** The share below the MRP, in basis points. */
export const discountOf = (price: number, mrp: number): number =>
  mrp > price ? Math.round(((mrp - price) / mrp) * 10_000) : 0

/** What a name is sorted by. */
export const nameKeyOf = (name: string): string => name.trim().toLowerCase().slice(0, 80)

/** Few ratings are known and most are 4-ish: an unknown one counts as 3.5. Popularity saturates around 100. */
export function priorOf({ rating, popularity = 0 }: SearchDocument): number {
  return 0.6 * (popularity / (popularity + 100)) + 0.4 * (((rating ?? 3.5) - 1) / 4)
}

/** 52 bits of two FNV-style hashes of the id. */
export function tieOf(id: string): number {
  let a = 0x811c9dc5
  let b = 0x9e3779b9
  for (let i = 0; i < id.length; i++) {
    const code = id.charCodeAt(i)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x85ebca6b) ^ (b >>> 13)
  }
  return (a >>> 6) * 0x4000000 + (b >>> 6)
}

/** A number for everything that decides the order and the members of a list; not its page size. */
export function questionOf(query: SearchQuery): number {
  const { store, q, categoryId, brands, inStock, attributes, priceMin, priceMax, discountMin, sort } = query
  const named = Object.entries(attributes ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  const filters = [categoryId, brands, inStock, named, priceMin, priceMax, discountMin]
  return tieOf(JSON.stringify([store, q?.trim() || null, ...filters, sort]))
}

/** The words of each part of a category's name: `Potato, Onion & Tomato` has three. */
export const partsOf = (name: string): string[][] =>
  name
    .split(/[,&/]/)
    .map(wordsOf)
    .filter((words) => words.length > 0)
