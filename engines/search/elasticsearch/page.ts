/** A page of one store: filters, order, counts to narrow down by. */
import { bandEdges } from '../language/order.ts'
import { type SearchFacets, type SearchQuery, type SearchSort, searchLimits } from '../port.ts'
import { mark } from './records.ts'
import type { Query } from './scoring.ts'

const maxAttributeFilters = 24

export const inStore = (store: string): Query[] => [
  { term: { type: 'listing' } },
  { term: { store } },
  { term: { known: true } },
]

type Named = { name: string; query: Query }

/** Filters that each facet leaves out when they are its own. */
function filtersOf({ brands, priceMin, priceMax, attributes = {} }: SearchQuery): Named[] {
  const filters: Named[] = []
  if (brands?.length)
    filters.push({ name: 'brand', query: { terms: { brandKey: brands.map((one) => one.trim().toLowerCase()) } } })
  if (priceMin !== undefined || priceMax !== undefined) {
    const range = {
      ...(priceMin === undefined ? {} : { gte: priceMin }),
      ...(priceMax === undefined ? {} : { lte: priceMax }),
    }
    filters.push({ name: 'price', query: { range: { price: range } } })
  }
  const wanted = Object.entries(attributes).filter(([, values]) => values.length > 0)
  for (const [name, values] of wanted.slice(0, maxAttributeFilters))
    filters.push({
      name: attributeName(name),
      query: { terms: { attributes: values.map((value) => name + mark + value) } },
    })
  return filters
}
const attributeName = (name: string) => `attribute:${name}`

/** Filters that hold for the facets as well. */
export function everywhere({ store, categoryId, inStock, discountMin }: SearchQuery): Query[] {
  return [
    ...inStore(store),
    ...(categoryId === undefined ? [] : [{ term: { categoryIds: categoryId } }]),
    ...(inStock === undefined ? [] : [{ term: { inStock } }]),
    ...(discountMin === undefined ? [] : [{ range: { discount: { gte: discountMin * 100 } } }]),
  ]
}

const orders: Record<Exclude<SearchSort, 'relevance'>, object> = {
  price: { price: 'asc' },
  '-price': { price: 'desc' },
  discount: { discount: 'desc' },
  rating: { rating: 'desc' },
  name: { nameKey: 'asc' },
}

/** What a list is ordered by. Ties are broken in the same way everywhere. */
export function orderOf(sort: SearchSort, hasText: boolean): object[] {
  if (sort === 'relevance' && hasText) return [{ _score: 'desc' }, { tie: 'asc' }]
  return [{ inStock: 'desc' }, sort === 'relevance' ? { prior: 'desc' } : orders[sort], { tie: 'asc' }]
}

/** @param score what scores and, with it, matches; without it everything in the store is listed */
export function pageBody(
  query: SearchQuery,
  score: Query | undefined,
  more: { after?: readonly unknown[]; minScore?: number; titles?: boolean; timeoutMs: number },
): object {
  const sort = query.sort ?? 'relevance'
  const filters = filtersOf(query)
  const own = filters.map((each) => each.query)
  const context = everywhere(query)
  return {
    size: query.limit + 1,
    track_total_hits: true,
    timeout: `${more.timeoutMs}ms`,
    stored_fields: '_none_',
    docvalue_fields: ['productId', ...(more.titles ? ['title'] : [])],
    query: { bool: { filter: query.facets ? context : [...context, ...own], ...(score ? { must: score } : {}) } },
    ...(query.facets && own.length > 0 ? { post_filter: { bool: { filter: own } } } : {}),
    sort: orderOf(sort, score !== undefined),
    ...(more.minScore === undefined ? {} : { min_score: more.minScore }),
    ...(more.after ? { search_after: more.after } : {}),
    ...(query.facets ? { aggs: facetAggs(filters) } : {}),
  }
}

function facetAggs(filters: readonly Named[]): object {
  const without = (name: string, agg: object) => ({
    filter: { bool: { filter: filters.filter((each) => each.name !== name).map((each) => each.query) } },
    aggs: { found: agg },
  })
  const size = searchLimits.facetValues
  const ranges = bandEdges.map((from, i) => ({
    from,
    ...(bandEdges[i + 1] === undefined ? {} : { to: bandEdges[i + 1] }),
  }))
  const narrowed = filters.filter(({ name }) => name.startsWith('attribute:'))
  return {
    brands: without('brand', { terms: { field: 'brand', size } }),
    categories: without('', { terms: { field: 'categories', size } }),
    prices: without('price', { range: { field: 'price', ranges } }),
    attributes: without('', { terms: { field: 'attributes', size } }),
    ...Object.fromEntries(
      narrowed.map(({ name }) => {
        const include = `${escaped(name.slice('attribute:'.length) + mark)}.*`
        return [name, without(name, { terms: { field: 'attributes', size, include } })]
      }),
    ),
  }
}

/** As a regular expression of Lucene. */
const escaped = (text: string) => text.replace(/[.?+*|{}[\]()"\\#@&<>~^$-]/g, '\\$&')

type Bucket = { key: string; doc_count: number; from?: number }
export type FacetAnswer = Record<string, { found: { buckets: Bucket[] } }>

export function facetsOf(aggregations: FacetAnswer): SearchFacets {
  const bucketsOf = (name: string) => aggregations[name]!.found.buckets
  const ranked = <T extends { count: number }>(values: T[], label: (value: T) => string): T[] =>
    values.sort((a, b) => b.count - a.count || (label(a) < label(b) ? -1 : 1))

  const brands = new Map<string, { value: string; count: number }>()
  for (const { key, doc_count: count } of bucketsOf('brands')) {
    const [lower = '', value = ''] = key.split(mark)
    const known = brands.get(lower)
    if (known) known.count += count
    else brands.set(lower, { value, count })
  }
  const categories = new Map<string, { id: string; name: string; count: number }>()
  for (const { key, doc_count: count } of bucketsOf('categories')) {
    const [id = '', name = ''] = key.split(mark)
    const known = categories.get(id)
    if (known) known.count += count
    else categories.set(id, { id, name, count })
  }
  const narrowed = Object.keys(aggregations).filter((name) => name.startsWith('attribute:'))
  const values = [
    ...bucketsOf('attributes').filter(({ key }) => !narrowed.includes(attributeName(key.split(mark)[0]!))),
    ...narrowed.flatMap(bucketsOf),
  ]
  const attributes = new Map<string, { value: string; count: number }[]>()
  for (const { key, doc_count: count } of values.sort(
    (a, b) => b.doc_count - a.doc_count || (a.key < b.key ? -1 : 1),
  )) {
    const [name = '', value = ''] = key.split(mark)
    attributes.set(name, [...(attributes.get(name) ?? []), { value, count }])
  }
  return {
    brands: ranked([...brands.values()], ({ value }) => value),
    categories: ranked([...categories.values()], ({ name }) => name),
    prices: bucketsOf('prices').flatMap(({ from = 0, doc_count: count }) =>
      count === 0 ? [] : [{ min: from, max: bandEdges[bandEdges.indexOf(from) + 1] ?? null, count }],
    ),
    attributes: [...attributes].map(([name, found]) => ({ name, values: found })),
  }
}
