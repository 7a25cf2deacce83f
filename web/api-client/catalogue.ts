import { ask } from './http.ts'
import type { Category, PageOf, ProductDetail, ProductPage, Suggestion } from './types.ts'

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
  ask<PageOf<Category>>('/v1/categories', { query: { store }, as: 'none', signal })

export const listProducts = (query: ProductQuery, signal?: AbortSignal) =>
  ask<ProductPage>('/v1/products', { query: { ...query }, as: 'none', signal })

export const getProduct = (id: string, store: string, signal?: AbortSignal) =>
  ask<ProductDetail>(`/v1/products/${id}`, { query: { store }, as: 'none', signal })

export const suggest = (store: string, q: string, signal?: AbortSignal) =>
  ask<{ items: Suggestion[] }>('/v1/suggest', { query: { store, q }, as: 'none', signal })
