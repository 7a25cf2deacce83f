import Type from 'typebox'
import {
  AdminProduct,
  catalogue,
  ImportResult,
  ProductInput,
  StorePrice,
  StoreTerms,
} from '../../../contracts/catalogue.ts'
import { worksAt } from '../../../contracts/identity.ts'
import { CategoryId, ProductId, StoreId } from '../../../contracts/ids.ts'
import { decodeCursor, encodeCursor, Page, Paging } from '../../../contracts/list.ts'
import { money } from '../../../contracts/money.ts'
import { Photo } from '../../../contracts/photos.ts'
import { stores } from '../../../contracts/stores.ts'
import { photoProblems, photoRoute } from '../../../kit/photos.ts'
import { routesOf } from '../../../kit/routes.ts'
import type { Held } from '../assortment.ts'
import { changeProduct, changeProducts } from '../change.ts'
import type { CatalogueContext } from '../context.ts'
import { productIdOf, toAdminProduct } from '../domain/product.ts'
import { importProducts } from '../import.ts'
import { putProducts } from '../put.ts'
import { shelvesOf } from '../shelves.ts'
import { getProducts } from '../store.ts'
import { changeTerms } from '../terms.ts'
import { acted } from './acted.ts'
import { takePhoto } from './photos.ts'

const route = routesOf<CatalogueContext>()

const merchandisers = ['admin'] as const
const readers = ['manager', 'support', 'admin'] as const
const importBodyBytes = 8 * 2 ** 20
const productBodyBytes = 256 * 1024

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
      query: Type.Object({
        q: Type.Optional(Type.String({ maxLength: 200 })),
        category: Type.Optional(CategoryId),
        brand: Type.Optional(Type.String({ maxLength: 120 })),
        active: Type.Optional(Type.Boolean()),
        ...Paging,
      }),
      answer: Page(AdminProduct),
      problems: ['request/bad-cursor', 'catalogue/category-not-found'],
    },
    async ({ query: { q = '', limit = 20, cursor, category, brand, active } }, { assortment, documents }) => {
      if (category && !assortment.category(category)) throw catalogue('catalogue/category-not-found')
      const after = cursor === undefined ? undefined : decodeCursor(cursor, 2).map(String)
      const below = category
        ? new Set(assortment.categories().flatMap(({ id, ids }) => (ids.includes(category) ? id : [])))
        : undefined
      const wanted = (product: Held) =>
        (!below || below.has(product.categoryId)) &&
        (brand === undefined || product.brand.toLowerCase() === brand.toLowerCase()) &&
        (active === undefined || product.active === active)
      const found = assortment.byName(q, after ? { name: after[0]!, id: after[1]! } : undefined, limit + 1, wanted)
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
      const { description, descriptionHi, ...told } = body
      const details = {
        ...told,
        ...(description === undefined ? {} : { description: 'changed' }),
        ...(descriptionHi === undefined ? {} : { descriptionHi: 'changed' }),
      }
      await changeProduct(context, params.id, body, [acted(actor, 'product_changed', params.id, details)])
      return adminProduct(context, params.id)
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/products/bulk',
      summary: 'Make the same change to many products: all of them or none',
      access: merchandisers,
      body: Type.Object(
        {
          ids: Type.Array(ProductId, { minItems: 1, maxItems: 500, uniqueItems: true }),
          change: Type.Partial(
            Type.Object({
              active: Type.Boolean(),
              ...Type.Pick(ProductInput, ['brand', 'categoryPath', 'gstBasisPoints', 'maxPerOrder', 'zone']).properties,
            }),
            { additionalProperties: false, minProperties: 1 },
          ),
        },
        { additionalProperties: false },
      ),
      answer: Type.Object({ changed: Type.Integer() }),
      problems: ['catalogue/product-not-found', 'catalogue/bad-product'],
    },
    async ({ body: { ids, change }, actor }, context) => {
      const audit = acted(actor, 'products_changed', actor.userId, { change, ids })
      return { changed: await changeProducts(context, ids, change, [audit]) }
    },
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/products/:id/photos',
      summary: 'Send a picture of a product; it is shown when it is among its `images`',
      access: merchandisers,
      params: Type.Object({ id: ProductId }),
      ...photoRoute,
      rateLimit: { requests: 600, perS: 3600 },
      answer: Type.Object({ ...Photo.properties, address: Type.String() }),
      problems: ['catalogue/product-not-found', ...photoProblems],
    },
    async ({ params, body, actor }, context) => {
      await adminProduct(context, params.id)
      return takePhoto(context, actor, params.id, body)
    },
  ),
  route(
    {
      method: 'GET',
      path: '/v1/admin/prices',
      summary: 'Prices and stock of up to 100 products in every store that one may see',
      access: readers,
      query: Type.Object({ ids: Type.Array(ProductId, { minItems: 1, maxItems: 100 }) }),
      answer: Type.Object({
        items: Type.Array(Type.Object({ productId: ProductId, stores: Type.Array(StoreTerms) })),
      }),
    },
    async ({ query, actor }, context) => {
      const { assortment } = context
      const seen = assortment.stock.storeIds.filter((id) => worksAt(actor, id))
      const shelves = await shelvesOf(context, seen, query.ids)
      const items = query.ids.flatMap((productId) => {
        const product = assortment.get(productId)
        if (!product) return []
        const stores = seen.map((storeId) => {
          const { price, mrp, own, listed } = assortment.termsIn(storeId, product)
          const available = shelves(storeId, product)
          const stock = available === undefined ? {} : { available }
          return { storeId, price: money(price), mrp: money(mrp), own, listed, ...stock }
        })
        return { productId, stores }
      })
      return { items }
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
]
