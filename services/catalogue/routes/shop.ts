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
    async (request, { assortment, keeper, answers }) => {
      const storeId = await keeper.storeOf(request.query.store)
      if (storeId === undefined) return { items: [] }
      return answers.send(request, `categories ${storeId}`, () => {
        const counts = assortment.countByCategory(storeId)
        const items = assortment.categories().flatMap((category) => {
          const count = counts.get(category.id) ?? 0
          return count > 0 ? assortment.showCategory(category, count) : []
        })
        return { items }
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
        ...Paging,
      }),
      answer: ProductPage,
      problems: ['stores/not-found', 'catalogue/category-not-found', 'request/bad-cursor'],
    },
    async (request, context) => {
      const { store, brand, limit = 20, ...rest } = request.query
      if (rest.category && !context.assortment.category(rest.category)) throw catalogue('catalogue/category-not-found')
      const storeId = await context.keeper.storeOf(store)
      if (storeId === undefined) return { items: [], next: null, total: 0, facets: { brands: [], categories: [] } }
      const query: ListQuery = { ...rest, store: storeId, limit, ...(brand ? { brands: brand } : {}) }
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
