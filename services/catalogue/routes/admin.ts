import Type from 'typebox'
import { StaffActed } from '../../../contracts/audit.ts'
import {
  AdminProduct,
  Category,
  catalogue,
  ImportResult,
  ProductInput,
  StorePrice,
} from '../../../contracts/catalogue.ts'
import { type Actor, worksAt } from '../../../contracts/identity.ts'
import { CategoryId, ProductId, StoreId } from '../../../contracts/ids.ts'
import { decodeCursor, encodeCursor, Page, Paging } from '../../../contracts/list.ts'
import { stores } from '../../../contracts/stores.ts'
import { routesOf } from '../../../kit/routes.ts'
import { type Message, message } from '../../../kit/sql.ts'
import { changeCategory, changeProduct } from '../change.ts'
import type { CatalogueContext } from '../context.ts'
import { productIdOf, toAdminProduct } from '../domain/product.ts'
import { importProducts } from '../import.ts'
import { putProducts } from '../put.ts'
import { getProducts } from '../store.ts'
import { changeTerms } from '../terms.ts'

const route = routesOf<CatalogueContext>()

const merchandisers = ['admin'] as const
const readers = ['manager', 'support', 'admin'] as const
const importBodyBytes = 8 * 2 ** 20
const productBodyBytes = 256 * 1024

const acted = (actor: Actor, action: string, subject: string, details?: unknown): Message =>
  message(StaffActed, subject, {
    actor: actor.userId,
    action: `catalogue.${action}`,
    subject,
    ...(details === undefined ? {} : { details }),
  })

/** @throws catalogue/product-not-found */
async function adminProduct({ documents, assortment }: CatalogueContext, id: string): Promise<AdminProduct> {
  const [found] = await getProducts(documents, [id])
  if (!found) throw catalogue('catalogue/product-not-found')
  return toAdminProduct(found, assortment.category(found.body.categoryId)?.body.path ?? [])
}

export const adminRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/admin/products',
      summary: 'All products by name, or those with the words in name, brand or SKU',
      access: readers,
      query: Type.Object({ q: Type.Optional(Type.String({ maxLength: 200 })), ...Paging }),
      answer: Page(AdminProduct),
      problems: ['request/bad-cursor'],
    },
    async ({ query: { q = '', limit = 20, cursor } }, { assortment, documents }) => {
      const after = cursor === undefined ? undefined : decodeCursor(cursor, 2).map(String)
      const found = assortment.byName(q, after ? { name: after[0]!, id: after[1]! } : undefined, limit + 1)
      const page = found.slice(0, limit)
      const ids = page.map((each) => each.id)
      const byId = new Map((await getProducts(documents, ids)).map((each) => [each.id, each]))
      const items = ids.flatMap((id) => {
        const product = byId.get(id)
        return product ? toAdminProduct(product, assortment.category(product.body.categoryId)?.body.path ?? []) : []
      })
      const last = page.at(-1)
      return { items, next: found.length > limit && last ? encodeCursor([assortment.nameKey(last), last.id]) : null }
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/products/:id',
      summary: 'One product, as merchandisers see it',
      access: readers,
      params: Type.Object({ id: ProductId }),
      answer: AdminProduct,
      problems: ['catalogue/product-not-found'],
    },
    ({ params }, context) => adminProduct(context, params.id),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/products',
      summary: 'Add a product, or update the one with the same SKU',
      access: merchandisers,
      body: ProductInput,
      bodyLimit: productBodyBytes,
      answer: AdminProduct,
      problems: ['catalogue/price-above-mrp', 'catalogue/price-too-high', 'catalogue/bad-product'],
    },
    async ({ body, actor }, context) => {
      const id = productIdOf(body.sku.trim())
      const { products } = await putProducts(context, [body], {
        audit: () => [acted(actor, 'product_put', id, { sku: body.sku })],
      })
      return adminProduct(context, products[0]!.productId)
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/products/import',
      summary: 'Add or update up to 500 products by SKU; rows with a fault are named, the others kept',
      access: merchandisers,
      body: Type.Object(
        {
          products: Type.Array(Type.Unknown({ description: 'ProductInput, checked row by row' }), {
            minItems: 1,
            maxItems: 500,
          }),
        },
        { additionalProperties: false },
      ),
      bodyLimit: importBodyBytes,
      answer: ImportResult,
    },
    ({ body, actor }, context) =>
      importProducts(context, body.products, (changed) => [
        acted(actor, 'products_imported', actor.userId, { rows: body.products.length, changed }),
      ]),
  ),
  route(
    {
      method: 'PATCH',
      path: '/v1/admin/products/:id',
      summary: 'Change what is told of a product, take it off sale, or say where it is sold',
      access: merchandisers,
      params: Type.Object({ id: ProductId }),
      body: Type.Partial(
        Type.Object({
          ...Type.Omit(ProductInput, ['sku']).properties,
          active: Type.Boolean(),
          storeIds: Type.Union([Type.Array(StoreId, { maxItems: 500 }), Type.Null()]),
        }),
        { additionalProperties: false },
      ),
      bodyLimit: productBodyBytes,
      answer: AdminProduct,
      problems: [
        'catalogue/product-not-found',
        'catalogue/price-above-mrp',
        'catalogue/price-too-high',
        'catalogue/bad-product',
      ],
    },
    async ({ params, body, actor }, context) => {
      const { description, ...told } = body
      const details = { ...told, ...(description === undefined ? {} : { description: 'changed' }) }
      await changeProduct(context, params.id, body, [acted(actor, 'product_changed', params.id, details)])
      return adminProduct(context, params.id)
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/prices',
      summary: "Set a store's own prices",
      access: ['manager', 'admin'],
      body: Type.Object(
        { storeId: StoreId, prices: Type.Array(StorePrice, { minItems: 1, maxItems: 500 }) },
        { additionalProperties: false },
      ),
      bodyLimit: productBodyBytes,
      answer: Type.Object({ changed: Type.Integer() }),
      problems: [
        'stores/not-your-store',
        'stores/not-found',
        'catalogue/product-not-found',
        'catalogue/price-above-mrp',
        'catalogue/price-too-high',
      ],
    },
    async ({ body: { storeId, prices }, actor }, context) => {
      if (!worksAt(actor, storeId)) throw stores('stores/not-your-store')
      await context.keeper.storeOf(storeId)
      const changes = prices.map(({ productId, price, mrp }) => ({
        productId,
        terms: { price: price.amount, mrp: mrp.amount },
      }))
      const audit = acted(actor, 'prices_set', storeId, changes)
      return { changed: await changeTerms(context, storeId, changes, [audit]) }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/listings',
      summary: 'Take products off the shelf of one store, or put them back',
      access: ['manager', 'admin'],
      body: Type.Object(
        {
          storeId: StoreId,
          productIds: Type.Array(ProductId, { minItems: 1, maxItems: 500 }),
          listed: Type.Boolean(),
        },
        { additionalProperties: false },
      ),
      answer: Type.Object({ changed: Type.Integer() }),
      problems: ['stores/not-your-store', 'stores/not-found', 'catalogue/product-not-found'],
    },
    async ({ body: { storeId, productIds, listed }, actor }, context) => {
      if (!worksAt(actor, storeId)) throw stores('stores/not-your-store')
      await context.keeper.storeOf(storeId)
      const changes = productIds.map((productId) => ({ productId, listed }))
      const audit = acted(actor, listed ? 'listed' : 'unlisted', storeId, { productIds })
      return { changed: await changeTerms(context, storeId, changes, [audit]) }
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/categories',
      summary: 'All categories, with how many products are in them',
      access: readers,
      answer: Type.Object({ items: Type.Array(Category) }),
    },
    (_, { assortment }) => {
      const counts = assortment.countByCategory(null)
      return { items: assortment.categories().map((each) => assortment.showCategory(each, counts.get(each.id) ?? 0)) }
    },
  ),
  route(
    {
      method: 'PATCH',
      path: '/v1/admin/categories/:id',
      summary: 'Give a category another name or picture; imports by its old name still find it',
      access: merchandisers,
      params: Type.Object({ id: CategoryId }),
      body: Type.Partial(
        Type.Object({
          name: Type.String({ minLength: 1, maxLength: 80 }),
          image: Type.Union([Type.String({ minLength: 1, maxLength: 500 }), Type.Null()]),
        }),
        { additionalProperties: false },
      ),
      answer: Category,
      problems: ['catalogue/category-not-found', 'catalogue/bad-product'],
    },
    async ({ params, body, actor }, context) => {
      await changeCategory(context, params.id, body, [acted(actor, 'category_changed', params.id, body)])
      const category = context.assortment.category(params.id)!
      return context.assortment.showCategory(category, context.assortment.countByCategory(null).get(params.id) ?? 0)
    },
  ),
]
