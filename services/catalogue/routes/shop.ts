import Type from 'typebox'
import {
  Category,
  catalogue,
  ProductDetail,
  ProductPage,
  productSorts,
  Suggestion,
} from '../../../contracts/catalogue.ts'
import { CategoryId, ProductId, StoreId } from '../../../contracts/ids.ts'
import { Paging } from '../../../contracts/list.ts'
import { routesOf } from '../../../kit/routes.ts'
import type { CatalogueContext } from '../context.ts'
import { productDetail } from '../detail.ts'
import { clientHas, etagOf, keepFor } from '../freshness.ts'
import { type ListQuery, listProducts, suggest } from '../list.ts'

const route = routesOf<CatalogueContext>()

const suggestionsMax = 10
/** Of the store asked for; of the first, for somebody who has not said yet where they are. */
const store = Type.Optional(StoreId)
const text = Type.String({ maxLength: 200 })

/** What shoppers ask, answered from memory. */
export const shopRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/categories',
      summary: 'The categories that a store has products in, each with its parent, in shop order',
      access: 'public',
      query: Type.Object({ store }),
      answer: Type.Object({ items: Type.Array(Category) }),
      problems: ['stores/not-found'],
    },
    async ({ query, headers, reply }, { assortment, keeper, config }) => {
      const storeId = await keeper.storeOf(query.store)
      const counts = storeId === undefined ? new Map<string, number>() : assortment.countByCategory(storeId)
      const items = assortment.categories().flatMap((category) => {
        const count = counts.get(category.id) ?? 0
        return count > 0 ? assortment.showCategory(category, count) : []
      })
      keepFor(reply, config.listCacheS)
      const etag = etagOf(JSON.stringify(items))
      reply.header('etag', etag)
      return clientHas(headers, etag) ? (reply.code(304).send() as never) : { items }
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/products',
      summary: 'Products of a store by category, brand or words, with counts to narrow them down by',
      access: 'public',
      query: Type.Object({
        store,
        category: Type.Optional(CategoryId),
        brand: Type.Optional(Type.Array(Type.String({ maxLength: 120 }), { maxItems: 50 })),
        q: Type.Optional(text),
        sort: Type.Optional(Type.Enum([...productSorts])),
        inStock: Type.Optional(Type.Boolean()),
        ...Paging,
      }),
      answer: ProductPage,
      problems: ['stores/not-found', 'catalogue/category-not-found', 'request/bad-cursor'],
    },
    async ({ query: { store, brand, limit = 20, ...rest }, reply }, context) => {
      if (rest.category && !context.assortment.category(rest.category)) throw catalogue('catalogue/category-not-found')
      const storeId = await context.keeper.storeOf(store)
      if (storeId === undefined) return { items: [], next: null, total: 0, facets: { brands: [], categories: [] } }
      const query: ListQuery = { ...rest, store: storeId, limit, ...(brand ? { brands: brand } : {}) }
      const page = await listProducts(context, query)
      keepFor(reply, context.config.listCacheS)
      return page
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/products/:id',
      summary: 'One product in a store, with its other packs and what is like it',
      access: 'public',
      params: Type.Object({ id: ProductId }),
      query: Type.Object({ store }),
      answer: ProductDetail,
      problems: ['catalogue/product-not-found', 'stores/not-found'],
    },
    async ({ params, query, headers, reply }, context) => {
      const storeId = await context.keeper.storeOf(query.store)
      if (storeId === undefined) throw catalogue('catalogue/product-not-found')
      const detail = await productDetail(context, storeId, params.id)
      keepFor(reply, context.config.listCacheS)
      const etag = etagOf(JSON.stringify(detail))
      reply.header('etag', etag)
      return clientHas(headers, etag) ? (reply.code(304).send() as never) : detail
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/suggest',
      summary: 'How what is being typed may go on',
      access: 'public',
      query: Type.Object({ store, q: text }),
      answer: Type.Object({ items: Type.Array(Suggestion) }),
      problems: ['stores/not-found'],
    },
    async ({ query, reply }, context) => {
      const storeId = await context.keeper.storeOf(query.store)
      keepFor(reply, context.config.listCacheS)
      if (storeId === undefined) return { items: [] }
      return { items: await suggest(context, { store: storeId, q: query.q, limit: suggestionsMax }) }
    },
  ),
]
