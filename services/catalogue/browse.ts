import type { Facets, ProductPage } from '../../contracts/catalogue.ts'
import { decodeCursor, encodeCursor } from '../../contracts/list.ts'
import type { Assortment, Held } from './assortment.ts'
import type { ListQuery } from './list.ts'

export const noFacets: Facets = { brands: [], categories: [], prices: [], attributes: [] }

const mark = 'browse'
const prefix = encodeCursor([mark]).slice(0, 8)

/** Whether a list was begun without the search engine, and is to be gone on with in the same way. */
export const isBrowseCursor = (cursor: string): boolean => cursor.startsWith(prefix)

interface Row {
  readonly product: Held
  readonly price: number
  readonly inStock: number
}

/**
 * A list from memory alone, by category, brand and how words of the name begin: what is left of search when its engine is away. By
 * name or price, what is in stock first; no facets, no filter by attributes, no forgiveness for typing errors.
 */
export function browse(assortment: Assortment, query: ListQuery): ProductPage {
  const { store, category, brands, q = '', sort, inStock, priceMin, priceMax, discountMin, limit, cursor } = query
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  const wanted = new Set(brands?.map((brand) => brand.toLowerCase()))
  const after = cursor === undefined ? undefined : decodeCursor(cursor, 4)

  const rows: Row[] = []
  for (const product of assortment.products()) {
    const terms = assortment.terms(store, product)
    if (!terms) continue
    if (category && !assortment.category(product.categoryId)?.ids.includes(category)) continue
    if (wanted.size > 0 && !wanted.has(product.brand.toLowerCase())) continue
    const label = ` ${product.brand} ${product.name} ${product.nameHi ?? ''}`.toLowerCase()
    if (!words.every((word) => label.includes(` ${word}`))) continue
    const available = assortment.stock.available(store, product.slot)
    const there = available === undefined || available > 0
    if (inStock !== undefined && inStock !== there) continue
    if (terms.price < (priceMin ?? 0) || terms.price > (priceMax ?? Number.POSITIVE_INFINITY)) continue
    if (discountMin !== undefined && terms.price > terms.mrp * (1 - discountMin / 100)) continue
    rows.push({ product, price: terms.price, inStock: there ? 0 : 1 })
  }
  const keyOf = ({ product, price, inStock }: Row): [number, number | string, string] => [
    inStock,
    sort === 'price' ? price : sort === '-price' ? -price : product.name.toLowerCase().slice(0, 80),
    product.id,
  ]
  const keyed = rows.map((row) => ({ row, key: keyOf(row) })).sort((a, b) => compare(a.key, b.key))
  const from = after === undefined ? 0 : keyed.findIndex(({ key }) => compare(key, after.slice(1)) > 0)
  const page = from < 0 ? [] : keyed.slice(from, from + limit)
  const last = page.at(-1)
  return {
    items: assortment.cards(
      store,
      page.map(({ row }) => row.product.id),
    ),
    next: last && from + limit < keyed.length ? encodeCursor([mark, ...last.key]) : null,
    total: keyed.length,
    facets: noFacets,
  }
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (let i = 0; i < a.length; i++) {
    if (a[i]! < b[i]!) return -1
    if (a[i]! > b[i]!) return 1
  }
  return 0
}
