/** Limits and shapes of what comes through the port, the same for every engine. */
import { type SearchDocument, SearchError, type SearchQuery, type SuggestQuery, searchLimits } from './port.ts'

const longestText = 1_000
const mostValues = 100
const sorts = new Set(['relevance', 'price', '-price', 'discount', 'rating', 'name'])

/** @throws {SearchError} `search/bad-query` */
export function checkQuery(query: SearchQuery): void {
  const { q, limit, sort, brands, attributes, priceMin, priceMax, discountMin } = query
  checkText(q ?? '')
  if (!Number.isInteger(limit) || limit < 1 || limit > searchLimits.pageSize) {
    throw bad(`limit must be a whole number from 1 to ${searchLimits.pageSize}`)
  }
  if (sort !== undefined && !sorts.has(sort)) throw bad(`sort must be one of ${[...sorts].join(', ')}`)
  const lists = [brands ?? [], Object.keys(attributes ?? {}), ...Object.values(attributes ?? {})]
  if (lists.some((list) => list.length > searchLimits.filterValues)) {
    throw bad(`a filter holds at most ${searchLimits.filterValues} values`)
  }
  if (discountMin !== undefined && (!Number.isInteger(discountMin) || discountMin < 1 || discountMin > 99)) {
    throw bad('a discount is a whole number of percents from 1 to 99')
  }
  for (const price of [priceMin, priceMax]) {
    if (price !== undefined && (!Number.isInteger(price) || price < 0)) throw bad('prices are whole numbers of paise')
  }
}

/** @throws {SearchError} `search/bad-query` */
export function checkSuggest({ q, limit }: SuggestQuery): void {
  checkText(q)
  if (!Number.isInteger(limit) || limit < 1 || limit > searchLimits.suggestions) {
    throw bad(`limit must be a whole number from 1 to ${searchLimits.suggestions}`)
  }
}

/** @throws {SearchError} `search/bad-document` */
export function checkDocument(document: SearchDocument): void {
  const { id, name, nameHi = '', brand, categoryPath, categoryIds, keywords = [], attributes = {} } = document
  const { categoryPathHi = categoryPath } = document
  const fault = (what: string) => new SearchError('search/bad-document', `document ${String(id).slice(0, 64)}: ${what}`)
  if (typeof id !== 'string' || id === '') throw fault('no id')
  if (typeof name !== 'string' || typeof brand !== 'string') throw fault('name and brand must be text')
  const paths = [categoryPath, categoryPathHi]
  if (!Array.isArray(categoryIds) || paths.some((path) => !Array.isArray(path) || path.length !== categoryIds.length)) {
    throw fault('categoryPath, categoryPathHi and categoryIds must be lists of the same length')
  }
  if ([name, nameHi, brand].some(({ length }) => length > longestText)) {
    throw fault(`name and brand have at most ${longestText} characters`)
  }
  if ([categoryIds, keywords, Object.keys(attributes)].some((list) => list.length > mostValues)) {
    throw fault(`at most ${mostValues} categories, keywords and attributes each`)
  }
}

function checkText(q: string) {
  if (q.length > searchLimits.queryLength) throw bad(`a query has at most ${searchLimits.queryLength} characters`)
}

const bad = (message: string) => new SearchError('search/bad-query', message)
