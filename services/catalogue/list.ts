import type { Facets, ProductPage, productSorts, Suggestion } from '../../contracts/catalogue.ts'
import { common } from '../../contracts/problem.ts'
import { SearchError, type SearchResult, searchLimits } from '../../engines/search/port.ts'
import { browse, isBrowseCursor } from './browse.ts'
import type { CatalogueContext } from './context.ts'

export interface ListQuery {
  readonly store: string
  readonly category?: string
  readonly brands?: readonly string[]
  readonly q?: string
  readonly sort?: (typeof productSorts)[number]
  readonly inStock?: boolean
  readonly limit: number
  readonly cursor?: string
}

type Parts = Pick<CatalogueContext, 'assortment' | 'search' | 'log' | 'metrics' | 'answers'>

/**
 * A page of what a store sells. Without the search engine, products of a category and those that have the words in their
 * name: worse, but something to buy.
 * @throws request/bad-cursor, request/invalid
 */
export async function listProducts(context: Parts, query: ListQuery): Promise<ProductPage> {
  const { assortment } = context
  const { store, cursor } = query
  if (cursor !== undefined && isBrowseCursor(cursor)) return browse(assortment, query)
  const result = await ask(context, query, true)
  if (!result) return browse(assortment, cursor === undefined ? query : { ...query, cursor: undefined })
  return {
    items: assortment.cards(store, result.ids),
    next: result.next,
    total: result.total,
    facets: facetsOf(context, query, result),
    ...(result.corrected === undefined ? {} : { corrected: result.corrected }),
  }
}

const facetsKey = ({ store, q, category, brands, inStock }: ListQuery): string =>
  JSON.stringify([store, q?.trim(), category, brands, inStock])

/** Counting is the dearer half of a search, and its result the same for every order and page of a list. */
function facetsOf({ assortment, answers }: Parts, query: ListQuery, { facets }: SearchResult): Facets {
  if (query.cursor !== undefined) return { brands: [], categories: [] }
  const key = facetsKey(query)
  if (!facets) return answers.facets(key) ?? { brands: [], categories: [] }
  const categories = facets.categories.map((each) => ({
    ...each,
    name: assortment.category(each.id)?.body.name ?? each.name,
  }))
  const named = { brands: facets.brands, categories }
  answers.keepFacets(key, named)
  return named
}

async function ask(context: Parts, query: ListQuery, withFacets: boolean): Promise<SearchResult | undefined> {
  const { store, category, brands, q, sort, inStock, limit, cursor } = query
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

/** Completions of what is being typed, with pictures where they lead to one thing. None while search is away. */
export async function suggest(
  { search, assortment, log, metrics }: Pick<Parts, 'search' | 'assortment' | 'log' | 'metrics'>,
  query: { store: string; q: string; limit: number },
): Promise<Suggestion[]> {
  try {
    const found = await search.suggest({ ...query, limit: Math.min(query.limit, searchLimits.suggestions) })
    return found.map((each) => {
      const image =
        each.id === undefined
          ? undefined
          : each.kind === 'category'
            ? assortment.category(each.id)?.picture
            : assortment.get(each.id)?.picture
      return image === undefined ? each : { ...each, image }
    })
  } catch (error) {
    metrics.searchFallbacks.inc()
    log.warn({ error }, 'suggesting failed')
    return []
  }
}
