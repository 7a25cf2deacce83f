/** What the assortment says, as the search engine takes it. */
import type { Stored } from '../../engines/documents/port.ts'
import type { Listing, SearchDocument } from '../../engines/search/port.ts'
import type { Assortment, Held } from './assortment.ts'
import type { ProductBody } from './domain/product.ts'

/** The places of products on the shelf of a store, and those that have none. */
export function placesOf(assortment: Assortment, storeId: string, products: readonly Held[]) {
  const rows: Listing[] = []
  const gone: { productId: string; storeId: string }[] = []
  for (const product of products) {
    const terms = assortment.terms(storeId, product)
    if (!terms) {
      gone.push({ productId: product.id, storeId })
      continue
    }
    const available = assortment.stock.available(storeId, product.slot)
    const inStock = available === undefined || available > 0
    rows.push({ productId: product.id, storeId, price: terms.price, mrp: terms.mrp, inStock })
  }
  return { rows, gone }
}

export function searchDocument(assortment: Assortment, { id, body }: Stored<ProductBody>): SearchDocument {
  const category = assortment.category(body.categoryId)
  // The shared words of the assortment, so that memory holds them once.
  const { name, nameHi, brand, pack, type, keywords = [] } = assortment.get(id) ?? body
  const { average, count } = body.rating ?? { average: 0, count: 0 }
  return {
    id,
    name,
    ...(nameHi ? { nameHi } : {}),
    brand,
    pack,
    categoryPath: (category?.names ?? []) as string[],
    ...(category?.namesHi.some(Boolean) ? { categoryPathHi: category.namesHi as string[] } : {}),
    categoryIds: (category?.ids ?? []) as string[],
    ...(type ? { type } : {}),
    ...(keywords.length > 0 ? { keywords: keywords as string[] } : {}),
    ...(body.description ? { description: body.description } : {}),
    ...(body.attributes ? { attributes: body.attributes } : {}),
    ...(average >= 1 ? { rating: average } : {}),
    ...(count > 0 ? { popularity: count } : {}),
  }
}
