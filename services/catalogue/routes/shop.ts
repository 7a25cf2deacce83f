import Type from 'typebox'
import {
  Category,
  catalogue,
  Home,
  ProductDetail,
  ProductPage,
  productSorts,
  ShelfChange,
  Suggestion,
} from '../../../contracts/catalogue.ts'
import { CategoryId, ProductId, StoreId } from '../../../contracts/ids.ts'
import { Paging } from '../../../contracts/list.ts'
import { fromTimestamp, Timestamp, toTimestamp } from '../../../contracts/time.ts'
import { routesOf } from '../../../kit/routes.ts'
import { noFacets } from '../browse.ts'
import type { CatalogueContext } from '../context.ts'
import { productDetail } from '../detail.ts'
import { categoriesOf, homeOf } from '../home.ts'
import { type ListQuery, listProducts, suggest } from '../list.ts'

const route = routesOf<CatalogueContext>()

const suggestionsMax = 10
/** Of the store asked for; of the first, for somebody who has not said yet where they are. */
const store = Type.Optional(StoreId)
const text = Type.String({ maxLength: 200 })
const paise = Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: 'Paise, inclusive' })

/** `Diet:Vegan`, `Diet:Vegetarian` to the values of each name. */
function byName(attributes: readonly string[]): Record<string, string[]> {
  const named = Map.groupBy(attributes, (each) => each.slice(0, each.indexOf(':')))
  return Object.fromEntries(
    [...named].map(([name, each]) => [name, each.map((text) => text.slice(name.length + 1)).sort()]),
  )
}

const changesMax = 100
/** Copies of this service know of a change at slightly different moments: a page asks for a little more than it missed. */
const overlapMs = 15_000

/** What shoppers ask, answered from memory. */
export const shopRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/shelf-changes',
      summary: 'What has become different in a store since an instant, for pages that stay open',
      access: 'public',
      query: Type.Object({ store, since: Type.Optional(Timestamp) }),
      answer: Type.Object({
        /** To ask with next time. */
        at: Timestamp,
        items: Type.Array(ShelfChange),
        /** So much has changed, or so long ago, that what is shown had better be read anew. */
        reload: Type.Boolean(),
      }),
      problems: ['stores/not-found'],
    },
    async ({ query, reply }, { assortment, keeper }) => {
      const storeId = await keeper.storeOf(query.store)
      const at = toTimestamp(Date.now())
      reply.header('cache-control', 'no-store')
      if (storeId === undefined || query.since === undefined) return { at, items: [], reload: false }
      const slots = assortment.recent.since(storeId, fromTimestamp(query.since), changesMax, overlapMs)
      if (slots === null) return { at, items: [], reload: true }
      const items = slots.flatMap((slot) => {
        const product = assortment.at(slot)
        if (!product) return []
        const card = assortment.card(storeId, product)
        return { productId: product.id, ...(card ? { card } : {}) }
      })
      return { at, items, reload: false }
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/home',
      summary: 'The home page of a store: its categories, and rows of products',
      access: 'public',
      query: Type.Object({ store }),
      answer: Home,
      problems: ['stores/not-found'],
    },
    async (request, context) => {
      const storeId = await context.keeper.storeOf(request.query.store)
      if (storeId === undefined) return { storeId: null, categories: [], rails: [] }
      return context.answers.send(request, `home ${storeId}`, () => homeOf(context, storeId))
    },
  ),
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
    async (request, { assortment, keeper, answers }) => {
      const storeId = await keeper.storeOf(request.query.store)
      if (storeId === undefined) return { items: [] }
      return answers.send(request, `categories ${storeId}`, () => {
        return { items: categoriesOf(assortment, storeId) }
      })
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
        attribute: Type.Optional(
          Type.Array(Type.String({ maxLength: 400, pattern: '^[^:]{1,60}:.+$' }), {
            maxItems: 50,
            description: '`name:value`; several values of a name are alternatives',
          }),
        ),
        priceMin: Type.Optional(paise),
        priceMax: Type.Optional(paise),
        discountMin: Type.Optional(
          Type.Integer({ minimum: 1, maximum: 99, description: 'Whole percents below the MRP, at least' }),
        ),
        ids: Type.Optional(
          Type.Array(ProductId, {
            maxItems: 50,
            description:
              'These products, as far as the store sells them, in this order; other filters are not looked at',
          }),
        ),
        ...Paging,
      }),
      answer: ProductPage,
      problems: ['stores/not-found', 'catalogue/category-not-found', 'request/bad-cursor'],
    },
    async (request, context) => {
      const { store, brand, attribute, ids, limit = 20, ...rest } = request.query
      if (rest.category && !context.assortment.category(rest.category)) throw catalogue('catalogue/category-not-found')
      const storeId = await context.keeper.storeOf(store)
      if (storeId === undefined) return { items: [], next: null, total: 0, facets: noFacets }
      if (ids) {
        const items = context.assortment.cards(storeId, ids)
        return { items, next: null, total: items.length, facets: noFacets }
      }
      const query: ListQuery = {
        ...rest,
        store: storeId,
        limit,
        ...(brand ? { brands: brand } : {}),
        ...(attribute ? { attributes: byName(attribute) } : {}),
      }
      return context.answers.send(request, `products ${JSON.stringify(query)}`, () => listProducts(context, query))
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
    async (request, context) => {
      const storeId = await context.keeper.storeOf(request.query.store)
      if (storeId === undefined) throw catalogue('catalogue/product-not-found')
      const { id } = request.params
      return context.answers.send(request, `product ${storeId} ${id}`, () => productDetail(context, storeId, id))
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
    async (request, context) => {
      const storeId = await context.keeper.storeOf(request.query.store)
      if (storeId === undefined) return { items: [] }
      const { q } = request.query
      return context.answers.send(request, `suggest ${storeId} ${q}`, async () => ({
        items: await suggest(context, { store: storeId, q, limit: suggestionsMax }),
      }))
    },
  ),
]
