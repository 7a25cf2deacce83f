import { api } from './http.ts'

export const sorts = ['relevance', 'price', '-price', 'discount', 'rating', 'name'] as const
export type Sort = (typeof sorts)[number]

export interface ProductQuery {
  store: string
  category?: string
  brand?: string
  q?: string
  sort?: Sort
  limit?: number
  cursor?: string
}

export const listCategories = (store: string, signal?: AbortSignal) =>
  api('GET /v1/categories', { query: { store }, as: 'none', signal })

export const listProducts = ({ brand, ...query }: ProductQuery, signal?: AbortSignal) =>
  api('GET /v1/products', { query: { ...query, brand: brand ? [brand] : undefined }, as: 'none', signal })

export const getProduct = (id: string, store: string, signal?: AbortSignal) =>
  api('GET /v1/products/{id}', { path: { id }, query: { store }, as: 'none', signal })

export const suggest = (store: string, q: string, signal?: AbortSignal) =>
  api('GET /v1/suggest', { query: { store, q }, as: 'none', signal })
