import { api } from './http.ts'

export const sorts = ['relevance', 'price', '-price', 'discount', 'rating', 'name'] as const
export type Sort = (typeof sorts)[number]

/** What a list is narrowed down by. */
export interface ProductFilters {
  brands?: string[]
  /** `Diet:Vegan`; several values of a name are alternatives. */
  attributes?: string[]
  /** Paise, inclusive. */
  priceMin?: number
  priceMax?: number
  /** Whole percents below the MRP, at least. */
  discountMin?: number
}

export interface ProductQuery extends ProductFilters {
  store: string
  category?: string
  q?: string
  sort?: Sort
  limit?: number
  cursor?: string
}

export const getHome = (store: string, signal?: AbortSignal) =>
  api('GET /v1/home', { query: { store }, as: 'none', signal })

export const listCategories = (store: string, signal?: AbortSignal) =>
  api('GET /v1/categories', { query: { store }, as: 'none', signal })

export const listProducts = ({ brands, attributes, ...query }: ProductQuery, signal?: AbortSignal) =>
  api('GET /v1/products', { query: { ...query, brand: brands, attribute: attributes }, as: 'none', signal })

/** Up to fifty products in this order, without those that the store does not sell. */
export const listProductsById = (ids: string[], store: string, signal?: AbortSignal) =>
  api('GET /v1/products', { query: { store, ids }, as: 'none', signal })

export const getProduct = (id: string, store: string, signal?: AbortSignal) =>
  api('GET /v1/products/{id}', { path: { id }, query: { store }, as: 'none', signal })

export const suggest = (store: string, q: string, signal?: AbortSignal) =>
  api('GET /v1/suggest', { query: { store, q }, as: 'none', signal })

/** What has become different in a store since an instant; without one, only the instant to ask with next. */
export const shelfChanges = (store: string, since?: string, signal?: AbortSignal) =>
  api('GET /v1/shelf-changes', { query: { store, since }, as: 'none', signal })
