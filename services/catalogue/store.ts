import type { Documents, Stored } from '../../engines/documents/port.ts'
import type { CategoryBody } from './domain/category.ts'
import type { ListingBody, ProductBody } from './domain/product.ts'

export const products = 'products'
export const categories = 'categories'
/** Only where a store differs from the product: its own price, or not sold there. */
export const listings = 'listings'

const pageSize = 1_000

/** A whole collection, page by page. */
async function* scan<B extends object>(
  documents: Documents,
  collection: string,
  where: Record<string, readonly string[]> = {},
): AsyncGenerator<Stored<B>[]> {
  for (let after = ''; ; ) {
    const page = await documents.find<B>(collection, { where, after, limit: pageSize })
    if (page.length > 0) yield page
    if (page.length < pageSize) return
    after = page.at(-1)!.id
  }
}

async function all<B extends object>(pages: AsyncGenerator<Stored<B>[]>): Promise<Stored<B>[]> {
  const found: Stored<B>[] = []
  for await (const page of pages) found.push(...page)
  return found
}

export const scanProducts = (documents: Documents) => scan<ProductBody>(documents, products)
export const scanListings = (documents: Documents) => scan<ListingBody>(documents, listings)
export const allCategories = (documents: Documents) => all(scan<CategoryBody>(documents, categories))

export const productsIn = (documents: Documents, categoryIds: readonly string[]) =>
  scan<ProductBody>(documents, products, { categoryId: categoryIds })

export const getProducts = (documents: Pick<Documents, 'get'>, ids: readonly string[]) =>
  documents.get<ProductBody>(products, ids)
export const getCategories = (documents: Pick<Documents, 'get'>, ids: readonly string[]) =>
  documents.get<CategoryBody>(categories, ids)
export const getListings = (documents: Pick<Documents, 'get'>, ids: readonly string[]) =>
  documents.get<ListingBody>(listings, ids)
export const listingsOf = (documents: Documents, productIds: readonly string[]) =>
  all(scan<ListingBody>(documents, listings, { productId: productIds }))
