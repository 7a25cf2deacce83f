import type { Facets, ProductPage, productSorts, Suggestion } from '../../contracts/catalogue.ts'
import { common } from '../../contracts/problem.ts'
import { SearchError, type SearchFacets, type SearchResult, searchLimits } from '../../engines/search/port.ts'
import type { Assortment } from './assortment.ts'
import { browse, isBrowseCursor, noFacets } from './browse.ts'
import type { CatalogueContext } from './context.ts'

const attributesMax = 6
const attributeValuesMax = 8

export interface ListQuery {
  readonly store: string
  readonly category?: string
  readonly brands?: readonly string[]
  readonly q?: string
  readonly sort?: (typeof productSorts)[number]
  readonly inStock?: boolean
  readonly attributes?: Readonly<Record<string, string[]>>
  /** Paise, inclusive. */
  readonly priceMin?: number
  readonly priceMax?: number
  /** Whole percents below the MRP. */
  readonly discountMin?: number
  readonly limit: number
  readonly cursor?: string
}

type Parts = Pick<CatalogueContext, 'assortment' | 'search' | 'log' | 'metrics' | 'answers'>

/**
 * A page of what a store sells. Without the search engine, products of a category and those that have the words in their
 * name: worse, but something to buy.
 * @throws request/bad-cursor, request/invalid
 */
export async function listProducts(context: Parts, query: ListQuery, withFacets = true): Promise<ProductPage> {
  const { assortment } = context
  const { store, cursor } = query
  if (cursor !== undefined && isBrowseCursor(cursor)) return browse(assortment, query)
  const result = await ask(context, query, withFacets)
  if (!result) return browse(assortment, cursor === undefined ? query : { ...query, cursor: undefined })
  return {
    items: assortment.cards(store, result.ids),
    next: result.next,
    total: result.total,
    facets: facetsOf(context, query, result),
    ...(result.corrected === undefined ? {} : { corrected: result.corrected }),
  }
}

const facetsKey = ({ store, q, category, brands, inStock, ...rest }: ListQuery): string => {
  const { attributes, priceMin, priceMax, discountMin } = rest
  return JSON.stringify([store, q?.trim(), category, brands, inStock, attributes, priceMin, priceMax, discountMin])
}

/** Counting is the dearer half of a search, and its result the same for every order and page of a list. */
function facetsOf({ assortment, answers }: Parts, query: ListQuery, { facets, total }: SearchResult): Facets {
  if (query.cursor !== undefined) return noFacets
  const key = facetsKey(query)
  if (!facets) return answers.facets(key) ?? noFacets
  const categories = facets.categories.map(({ id, count, ...found }) => {
    const { name, nameHi } = assortment.category(id)?.body ?? { ...found, nameHi: undefined }
    return { id, name, ...(nameHi ? { nameHi } : {}), count }
  })
  const attributes = inHindi(assortment, tellingAttributes(facets.attributes, total, query.attributes))
  const named = { brands: facets.brands, categories, prices: facets.prices, attributes }
  answers.keepFacets(key, named)
  return named
}

/** Attributes worth choosing by: a few values, each of several products, and not one that all have. */
function tellingAttributes(
  found: SearchFacets['attributes'],
  total: number,
  chosen: ListQuery['attributes'] = {},
): SearchFacets['attributes'] {
  const telling = found.flatMap(({ name, values }) => {
    const shared = values.filter(({ count, value }) => count > 1 || chosen[name]?.includes(value))
    const kept = { name, values: shared.slice(0, attributeValuesMax) }
    if (chosen[name]) return kept
    // Names in another language, weights and the like are another for each product: no way to choose by.
    const scattered = shared.length < values.length / 2
    return shared.length < 2 || scattered || shared[0]!.count >= total ? [] : kept
  })
  return telling.slice(0, attributesMax)
}

const inHindi = ({ words }: Assortment, found: SearchFacets['attributes']): Facets['attributes'] =>
  found.map(({ name, values }) => {
    const nameHi = words.of(name)
    return {
      name,
      ...(nameHi ? { nameHi } : {}),
      values: values.map((each) => {
        const valueHi = words.of(name, each.value)
        return valueHi ? { ...each, valueHi } : each
      }),
    }
  })

async function ask(context: Parts, query: ListQuery, withFacets: boolean): Promise<SearchResult | undefined> {
  const { store, category, brands, q, sort, inStock, limit, cursor } = query
  const { attributes, priceMin, priceMax, discountMin } = query
  const counted = withFacets && cursor === undefined && !context.answers.facets(facetsKey(query))
  try {
    return await context.search.search({
      store,
      limit,
      facets: counted,
      ...(q ? { q } : {}),
      ...(category ? { categoryId: category } : {}),
      ...(brands?.length ? { brands: [...brands] } : {}),
      ...(inStock === undefined ? {} : { inStock }),
      ...(attributes ? { attributes: { ...attributes } } : {}),
      ...(priceMin === undefined ? {} : { priceMin }),
      ...(priceMax === undefined ? {} : { priceMax }),
      ...(discountMin === undefined ? {} : { discountMin }),
      ...(sort ? { sort } : {}),
      ...(cursor === undefined ? {} : { after: cursor }),
    })
  } catch (error) {
    if (error instanceof SearchError && error.code === 'search/bad-cursor') throw common('request/bad-cursor')
    if (error instanceof SearchError && error.code === 'search/bad-query')
      throw common('request/invalid', { detail: error.message })
    context.metrics.searchFallbacks.inc()
    context.log.warn({ error }, 'search failed; browsing from memory instead')
    return undefined
  }
}

/** Ids of products by what somebody types, best first. */
export async function findProducts(
  context: Parts,
  query: { store: string; q: string; limit: number },
): Promise<string[]> {
  const result = await ask(context, query, false)
  return result?.ids ?? browse(context.assortment, query).items.map(({ id }) => id)
}

/** Completions of what is being typed, with pictures and Hindi names where they lead to one thing. None while search is away. */
export async function suggest(
  { search, assortment, log, metrics }: Pick<Parts, 'search' | 'assortment' | 'log' | 'metrics'>,
  query: { store: string; q: string; limit: number },
): Promise<Suggestion[]> {
  try {
    const found = await search.suggest({ ...query, limit: Math.min(query.limit, searchLimits.suggestions) })
    return found.map((each) => {
      if (each.id === undefined) return each
      const category = each.kind === 'category' ? assortment.category(each.id) : undefined
      const product = category ? undefined : assortment.get(each.id)
      const image = category?.picture ?? product?.picture
      const textHi = category?.body.nameHi ?? product?.nameHi
      return { ...each, ...(image === undefined ? {} : { image }), ...(textHi ? { textHi } : {}) }
    })
  } catch (error) {
    metrics.searchFallbacks.inc()
    log.warn({ error }, 'suggesting failed')
    return []
  }
}
