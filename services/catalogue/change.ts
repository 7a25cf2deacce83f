import { CategoryChanged, catalogue, type ProductInput } from '../../contracts/catalogue.ts'
import { type Message, message } from '../../kit/sql.ts'
import { categories, products } from './collections.ts'
import type { CatalogueContext } from './context.ts'
import { type CategoryBody, categoriesOf } from './domain/category.ts'
import { cleanProduct, cleanText, type ProductBody, productFault, toAdminProduct } from './domain/product.ts'
import { productMessages, putCategories } from './put.ts'
import { getCategories, getProducts } from './store.ts'

export type ProductPatch = Partial<Omit<ProductInput, 'sku'>> & Partial<Pick<ProductBody, 'active' | 'storeIds'>>

/**
 * Changes what a patch names of one product, and nothing when it is so already.
 * @throws catalogue/product-not-found, catalogue/price-above-mrp, catalogue/price-too-high, catalogue/bad-product
 */
export async function changeProduct(
  context: Pick<CatalogueContext, 'documents' | 'assortment' | 'keeper' | 'feed'>,
  id: string,
  { active, storeIds, ...told }: ProductPatch,
  audit: Message[],
): Promise<void> {
  const done = await context.documents.change(async (change) => {
    const [before] = await getProducts(change, [id])
    if (!before) throw catalogue('catalogue/product-not-found')
    const path = context.assortment.category(before.body.categoryId)?.body.path ?? []
    const { id: _, categoryId: __, active: ___, storeIds: ____, version: _____, ...now } = toAdminProduct(before, path)
    const input = cleanProduct({ ...now, ...told })
    const fault = productFault(input)
    if (fault) throw catalogue(fault.code, { detail: fault.message })
    const { categoryPath, mrp, price, ...rest } = input
    const tree = categoriesOf(told.categoryPath ? [categoryPath] : [])
    const added = await putCategories(change, context, tree.categories)
    const body: ProductBody = {
      ...rest,
      categoryId: told.categoryPath ? tree.idOf(categoryPath) : before.body.categoryId,
      mrp: mrp.amount,
      price: price.amount,
      active: active ?? before.body.active,
      storeIds: storeIds === undefined ? before.body.storeIds : storeIds && [...new Set(storeIds)].sort(),
    }
    const { updated } = await change.put(products, [{ ...before, body }])
    const messages = productMessages([...updated])
    if (updated.size > 0) change.publish(...messages, ...audit)
    return { changed: [...updated].map(() => ({ id, version: before.version + 1, body })), added, messages }
  })
  context.keeper.applied({ categories: done.added, products: done.changed }, done.messages)
  await context.feed.settled()
}

/** @throws catalogue/category-not-found, catalogue/bad-product */
export async function changeCategory(
  { documents, keeper }: Pick<CatalogueContext, 'documents' | 'keeper'>,
  id: string,
  { name, image }: { name?: string; image?: string | null },
  audit: Message[],
): Promise<void> {
  const clean = name === undefined ? undefined : cleanText(name)
  if (clean === '') throw catalogue('catalogue/bad-product', { detail: 'The name is empty' })
  const changed = await documents.change(async (change) => {
    const [before] = await getCategories(change, [id])
    if (!before) throw catalogue('catalogue/category-not-found')
    const { image: old, ...rest } = before.body
    const kept = image === undefined ? old : (image ?? undefined)
    const body: CategoryBody = { ...rest, ...(clean ? { name: clean } : {}), ...(kept ? { image: kept } : {}) }
    const { updated } = await change.put(categories, [{ ...before, body }])
    if (updated.size > 0) change.publish(message(CategoryChanged, id, { categoryId: id }), ...audit)
    return updated.size > 0
  })
  if (changed) await keeper.categoriesChanged([id])
}
