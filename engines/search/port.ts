/**
 * Search: documents and store listings in, product ids out. The words here are those of a shop, not of an engine, so
 * that the in-process index and Elasticsearch can stand behind the same port.
 */

/** What can be found: one product as the shelf label would describe it. Text may hold HTML and odd characters. */
export type SearchDocument = {
  id: string
  name: string
  /** What it is called in Hindi. */
  nameHi?: string
  brand: string
  /** Pack size as printed: `500 g`, `6 x 70 g`. */
  pack?: string
  /** Category names, root first. */
  categoryPath: string[]
  /** What the same categories are called in Hindi; empty where there is no such name. */
  categoryPathHi?: string[]
  /** Ids of the same categories, root first. */
  categoryIds: string[]
  /** The kind of thing it is, when the catalogue knows one finer than the last category. */
  type?: string
  keywords?: string[]
  description?: string
  attributes?: Record<string, string>
  /** 1 to 5. */
  rating?: number
  /** Any count that grows with demand (orders, views); only its order matters. */
  popularity?: number
}

/** A product on the shelf of one store. Prices in paise. */
export type Listing = { productId: string; storeId: string; price: number; mrp: number; inStock: boolean }

export type SearchSort = 'relevance' | 'price' | '-price' | 'discount' | 'rating' | 'name'

export type SearchQuery = {
  store: string
  /** What the customer typed, at most `searchLimits.queryLength` characters. Without it the answer is a list. */
  q?: string
  categoryId?: string
  /** Any of these, compared without case. An empty list is no filter, here and in `attributes`. */
  brands?: string[]
  /** `true`: only what can be bought now. `false`: only what cannot. */
  inStock?: boolean
  /** Each named attribute has one of its values. */
  attributes?: Record<string, string[]>
  /** Paise, inclusive. */
  priceMin?: number
  priceMax?: number
  /** Whole percents below the MRP, at least; 1 to 99. Holds for the facets as well. */
  discountMin?: number
  sort?: SearchSort
  /** 1 to `searchLimits.pageSize`. */
  limit: number
  /** `next` of an earlier answer to the same question. */
  after?: string
  facets?: boolean
}

export type FacetCount = { value: string; count: number }

/**
 * Counts over everything that matches, not only this page. A facet leaves out the filter on itself (the brand counts
 * are those without the brand filter), so that a customer can widen a choice. At most `searchLimits.facetValues` each.
 */
export type SearchFacets = {
  brands: FacetCount[]
  categories: { id: string; name: string; count: number }[]
  /** Fixed bands in paise: `min` inclusive, `max` exclusive, `null` for no upper end. Empty bands are left out. */
  prices: { min: number; max: number | null; count: number }[]
  attributes: { name: string; values: FacetCount[] }[]
}

export type SearchResult = {
  /** Product ids, best first. What is in stock comes first among comparable matches. */
  ids: string[]
  total: number
  /** Cursor of the next page, `null` on the last. */
  next: string | null
  /** Present when asked for. */
  facets?: SearchFacets
  /** The query as it was understood, when spelling was corrected. */
  corrected?: string
}

export type SuggestQuery = { store: string; q: string; limit: number }
export type Suggestion = { text: string; kind: 'query' | 'brand' | 'category' | 'product'; id?: string }

export interface SearchEngine extends AsyncDisposable {
  /** Adds or replaces documents, by id. Found as soon as the promise is kept. */
  index(docs: SearchDocument[]): Promise<void>
  /** Forgets products, with their listings in all stores. Unknown ids are ignored. */
  remove(ids: string[]): Promise<void>
  /** Adds or replaces store listings. May come before the document. Visible to the next search. */
  list(listings: Listing[]): Promise<void>
  /** Takes products off a store's shelf: no longer found there, in stock or not. */
  unlist(listings: { productId: string; storeId: string }[]): Promise<void>
  /** @throws {SearchError} `search/bad-cursor`, `search/bad-query` */
  search(query: SearchQuery): Promise<SearchResult>
  /** Completions of an unfinished query; empty text gives none. */
  suggest(query: SuggestQuery): Promise<Suggestion[]>
  /** Absent where each process has its own index. */
  readonly shared?: SharedIndex
}

/** What a shared index is filled from: always as it is now. */
export interface SearchSource {
  /** All documents, page by page. */
  documents(): AsyncIterable<SearchDocument[]>
  has(productId: string): boolean
  /** Stores whose shelves are known in whole; others are left as they are. */
  stores(): readonly string[]
  /** All that a store lists, page by page. */
  listings(storeId: string): AsyncIterable<Listing[]>
  lists(storeId: string, productId: string): boolean
}

/** What had to be done to make an index true. */
export type Aligned = { built: boolean; written: number; removed: number }

/**
 * Of an engine that lives outside and serves many processes: only one of them writes (`index`, `remove`, `list`,
 * `unlist`), and sees to it that all is there.
 */
export interface SharedIndex {
  /** Who has the same name here reads and writes the same index; another version of the software may have its own. */
  readonly layout: string
  /** Whether there is an index to answer from. @throws when the engine is away */
  ready(): Promise<boolean>
  /** Makes the index hold what the source says: builds it where it is missing, else writes only what differs. */
  align(source: SearchSource): Promise<Aligned>
  /** Builds a new index beside the one in use, and switches over. */
  rebuild(source: SearchSource): Promise<void>
  /** Deletes indexes of other layouts, but those that are named. */
  tidy(keep: readonly string[]): Promise<void>
  /** What it is and how it does, in a few words. @throws when it is away */
  check(): Promise<string>
  /** Deletes all that this installation has there: for tests and benches. */
  destroy(): Promise<void>
}

export const searchLimits = {
  queryLength: 256,
  /** Words of a query that count; the rest are ignored. */
  queryTerms: 12,
  pageSize: 100,
  suggestions: 20,
  /** Values in one filter. */
  filterValues: 50,
  facetValues: 100,
} as const

export class SearchError extends Error {
  readonly code: 'search/bad-cursor' | 'search/bad-query' | 'search/bad-document' | 'search/bad-listing'

  constructor(code: SearchError['code'], message: string) {
    super(message)
    this.name = 'SearchError'
    this.code = code
  }
}
