import { Problem } from '../../contracts/problem.ts'
import type { Documents, Stored } from '../../engines/documents/port.ts'
import { categories, listings, products } from './collections.ts'
import type { CategoryBody } from './domain/category.ts'
import type { ListingBody, ProductBody } from './domain/product.ts'

const pageSize = 1_000

/** Whether documents, or what leads to them, cannot be reached for now. */
export const isAway = (error: unknown): boolean => error instanceof Problem && error.status === 503

type Page<B extends object> = (page: { after: string; limit: number }) => Promise<Stored<B>[]>

/** A whole collection, page by page. */
async function* pages<B extends object>(read: Page<B>): AsyncGenerator<Stored<B>[]> {
  for (let after = ''; ; ) {
    const page = await read({ after, limit: pageSize })
    if (page.length > 0) yield page
    if (page.length < pageSize) return
    after = page.at(-1)!.id
  }
}

const scan = <B extends object>(
  documents: Documents,
  collection: string,
  where: Record<string, readonly string[]> = {},
) => pages<B>((page) => documents.find<B>(collection, { where, ...page }))

/** Where a whole catalogue is read from: the documents, or what is kept apart for when they are away. */
export interface Source {
  categories(): Promise<Stored<CategoryBody>[]>
  products(): AsyncGenerator<Stored<ProductBody>[]>
  listings(): AsyncGenerator<Stored<ListingBody>[]>
}

export const scanProducts = (documents: Documents) => scan<ProductBody>(documents, products)

export const fromDocuments = (documents: Documents): Source => ({
  categories: () => allCategories(documents),
  products: () => scanProducts(documents),
  listings: () => scan<ListingBody>(documents, listings),
})

/** Without descriptions and attributes. */
export const recalled = (documents: Documents): Source => ({
  categories: () => all(pages<CategoryBody>((page) => documents.recall<CategoryBody>(categories, page))),
  products: () => pages<ProductBody>((page) => documents.recall<ProductBody>(products, page)),
  listings: () => pages<ListingBody>((page) => documents.recall<ListingBody>(listings, page)),
})

async function all<B extends object>(pages: AsyncGenerator<Stored<B>[]>): Promise<Stored<B>[]> {
  const found: Stored<B>[] = []
  for await (const page of pages) found.push(...page)
  return found
}

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
