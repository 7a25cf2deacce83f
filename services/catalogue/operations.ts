import {
  CountProducts,
  FindByCode,
  FindBySku,
  FindProducts,
  FindSimilar,
  GetListings,
  NameCategories,
  ProductsInCategory,
  PutProducts,
  SetPrices,
} from '../../contracts/catalogue.ts'
import { handle as handleOf } from '../../kit/calls.ts'
import { nameCategories } from './change.ts'
import type { CatalogueContext } from './context.ts'
import { productIdOf } from './domain/product.ts'
import { findProducts } from './list.ts'
import { putProducts } from './put.ts'
import { changeTerms } from './terms.ts'

const handle = handleOf<CatalogueContext>()

export const operations = [
  /** Asked at every change of a cart and at every quote: answered from memory. */
  handle(GetListings, async ({ storeId, productIds }, { assortment, keeper }) => {
    if (!assortment.stock.has(storeId)) {
      const known = await keeper.storeOf(storeId).catch(() => undefined)
      if (known === undefined) return { listings: [] }
    }
    return { listings: assortment.listings(storeId, productIds) }
  }),
  handle(FindProducts, async ({ storeId, q, limit }, context) => {
    const ids = await findProducts(context, { store: storeId, q, limit })
    return { listings: context.assortment.listings(storeId, ids) }
  }),
  handle(FindBySku, async ({ skus }, { assortment }) => ({
    products: skus.flatMap((sku) => {
      const productId = productIdOf(sku)
      return assortment.get(productId) ? { sku, productId } : []
    }),
  })),
  handle(FindByCode, async ({ codes }, { assortment }) => ({
    products: codes.flatMap((code) => {
      const product = assortment.byBarcode(code) ?? assortment.get(productIdOf(code))
      return product ? { code, productId: product.id } : []
    }),
  })),
  handle(FindSimilar, async ({ storeId, productId }, { assortment, likeness }) => {
    const product = assortment.get(productId)
    return { listings: product ? assortment.listings(storeId, likeness.of(storeId, product)) : [] }
  }),
  handle(ProductsInCategory, async ({ categoryId, limit }, { assortment }) => {
    const below = assortment.categories().filter(({ ids }) => ids.includes(categoryId))
    const productIds = below.flatMap(({ id }) => assortment.inCategory(id).map((product) => product.id))
    return { productIds: productIds.slice(0, limit) }
  }),
  handle(PutProducts, ({ products, storeIds }, context) =>
    putProducts(context, products, storeIds === undefined ? {} : { storeIds }),
  ),
  handle(NameCategories, async ({ names }, context) => {
    await nameCategories(context, names)
    return {}
  }),
  handle(SetPrices, async ({ storeId, prices }, context) => ({
    changed: await changeTerms(
      context,
      storeId,
      prices.map(({ productId, price, mrp }) => ({ productId, terms: { price: price.amount, mrp: mrp.amount } })),
    ),
  })),
  handle(CountProducts, async (_, { assortment }) => ({
    products: assortment.size,
    categories: assortment.categories().length,
  })),
]
