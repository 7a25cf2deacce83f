import { CategoryChanged, catalogue, type ProductInput } from '../../contracts/catalogue.ts'
import type { ProductFault } from '../../contracts/reasons.ts'
import type { Stored } from '../../engines/documents/port.ts'
import { type Message, message } from '../../kit/sql.ts'
import { categories, products } from './collections.ts'
import type { CatalogueContext } from './context.ts'
import { type CategoryBody, categoriesOf, categoryIdOf } from './domain/category.ts'
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
  await changeProducts(context, [id], { active, storeIds, ...told }, audit)
}

/**
 * The same for many products: all of them or none.
 * @throws catalogue/product-not-found, catalogue/price-above-mrp, catalogue/price-too-high, catalogue/bad-product naming the product
 * @returns how many have changed
 */
export async function changeProducts(
  context: Pick<CatalogueContext, 'documents' | 'assortment' | 'keeper' | 'feed'>,
  ids: readonly string[],
  patch: ProductPatch,
  audit: Message[],
): Promise<number> {
  const wanted = [...new Set(ids)]
  const done = await context.documents.change(async (change) => {
    const found = new Map((await getProducts(change, wanted)).map((each) => [each.id, each]))
    const missing = wanted.find((id) => !found.has(id))
    if (missing) throw catalogue('catalogue/product-not-found', { details: { productId: missing } })
    const tree = categoriesOf(patch.categoryPath ? [patch.categoryPath.map(cleanText)] : [])
    const bodies = wanted.map((id) => ({ ...found.get(id)!, body: patched(context, found.get(id)!, patch, tree) }))
    const added = await putCategories(change, context, tree.categories)
    const { updated } = await change.put(products, bodies)
    const messages = productMessages([...updated])
    if (updated.size > 0) change.publish(...messages, ...audit)
    const changed = bodies.filter(({ id }) => updated.has(id)).map((each) => ({ ...each, version: each.version + 1 }))
    return { changed, added, messages }
  })
  context.keeper.applied({ categories: done.added, products: done.changed }, done.messages)
  if (done.changed.length <= 100) await context.feed.settled()
  return done.changed.length
}

function patched(
  { assortment }: Pick<CatalogueContext, 'assortment'>,
  before: Stored<ProductBody>,
  { active, storeIds, ...told }: ProductPatch,
  tree: ReturnType<typeof categoriesOf>,
): ProductBody {
  const path = assortment.category(before.body.categoryId)?.body.path ?? []
  const { id: _, categoryId: __, active: ___, storeIds: ____, version: _____, ...now } = toAdminProduct(before, path)
  const input = cleanProduct({ ...now, ...told })
  const fault = productFault(input)
  if (fault) throw catalogue(fault.code, { detail: fault.message, details: { ...fault.details, productId: before.id } })
  const { categoryPath, mrp, price, ...rest } = input
  return {
    ...rest,
    categoryId: told.categoryPath ? tree.idOf(categoryPath) : before.body.categoryId,
    mrp: mrp.amount,
    price: price.amount,
    active: active ?? before.body.active,
    storeIds: storeIds === undefined ? before.body.storeIds : storeIds && [...new Set(storeIds)].sort(),
  }
}

const depthMax = 4

const badCategory = (reason: ProductFault, detail: string, values: { field?: string; limit?: number }) =>
  catalogue('catalogue/bad-product', { detail, details: { reason, ...values } })

/** What is to be another about a category. `nameHi` and `image` null: none of its own any more. */
export interface CategoryPatch {
  readonly name?: string
  readonly nameHi?: string | null
  readonly image?: string | null
}

/** @throws catalogue/category-not-found, catalogue/bad-product */
export async function changeCategory(
  { documents, keeper }: Pick<CatalogueContext, 'documents' | 'keeper'>,
  id: string,
  { name, nameHi, image }: CategoryPatch,
  audit: Message[],
): Promise<void> {
  const clean = name === undefined ? undefined : cleanText(name)
  if (clean === '') throw badCategory('name-empty', 'The name is empty', { field: 'name' })
  const changed = await documents.change(async (change) => {
    const [before] = await getCategories(change, [id])
    if (!before) throw catalogue('catalogue/category-not-found')
    const { image: old, nameHi: oldHi, ...rest } = before.body
    const kept = image === undefined ? old : (image ?? undefined)
    const hindi = nameHi === undefined ? oldHi : cleanText(nameHi ?? '') || undefined
    const body: CategoryBody = {
      ...rest,
      ...(clean ? { name: clean } : {}),
      ...(hindi ? { nameHi: hindi } : {}),
      ...(kept ? { image: kept } : {}),
    }
    const { updated } = await change.put(categories, [{ ...before, body }])
    if (updated.size > 0) change.publish(message(CategoryChanged, id, { categoryId: id }), ...audit)
    return updated.size > 0
  })
  if (changed) await keeper.categoriesChanged([id])
}

/**
 * Adds a category below another, or at the top.
 * @throws catalogue/category-not-found, catalogue/duplicate-category, catalogue/bad-product
 */
export async function addCategory(
  { documents, keeper, assortment }: Pick<CatalogueContext, 'documents' | 'keeper' | 'assortment'>,
  { name, nameHi, parentId }: { name: string; nameHi?: string | undefined; parentId: string | null },
  audit: (id: string) => Message[],
): Promise<string> {
  const clean = cleanText(name)
  if (clean === '') throw badCategory('name-empty', 'The name is empty', { field: 'name' })
  const parent = parentId === null ? undefined : assortment.category(parentId)
  if (parentId !== null && !parent) throw catalogue('catalogue/category-not-found')
  const path = [...(parent?.body.path ?? []), clean]
  if (path.length > depthMax)
    throw badCategory('category-too-deep', 'Categories are at most four deep', { limit: depthMax })
  const id = categoryIdOf(path)
  await documents.change(async (change) => {
    if (assortment.category(id) || (await getCategories(change, [id])).length > 0)
      throw catalogue('catalogue/duplicate-category')
    const place = Math.max(0, ...assortment.categories().map((each) => each.body.place)) + 1
    const hindi = cleanText(nameHi ?? '')
    const body: CategoryBody = { name: clean, ...(hindi ? { nameHi: hindi } : {}), parentId, path, place }
    await change.put(categories, [{ id, version: 0, body }])
    change.publish(message(CategoryChanged, id, { categoryId: id }), ...audit(id))
  })
  await keeper.categoriesChanged([id])
  return id
}

/**
 * Gives categories, known by their path, a name in Hindi: all or none.
 * @throws catalogue/category-not-found
 */
export async function nameCategories(
  { documents, keeper }: Pick<CatalogueContext, 'documents' | 'keeper'>,
  names: readonly { path: readonly string[]; nameHi: string }[],
): Promise<void> {
  const hindi = new Map(names.map(({ path, nameHi }) => [categoryIdOf(path), cleanText(nameHi)]))
  const changed = await documents.change(async (change) => {
    const found = await getCategories(change, [...hindi.keys()])
    if (found.length < hindi.size) throw catalogue('catalogue/category-not-found')
    const named = found.map((each) => ({ ...each, body: { ...each.body, nameHi: hindi.get(each.id)! } }))
    const { updated } = await change.put(categories, named)
    change.publish(...[...updated].map((id) => message(CategoryChanged, id, { categoryId: id })))
    return [...updated]
  })
  if (changed.length > 0) await keeper.categoriesChanged(changed)
}

/**
 * Puts categories in this order, in the places that they have among all now.
 * @throws catalogue/category-not-found
 */
export async function orderCategories(
  { documents, keeper }: Pick<CatalogueContext, 'documents' | 'keeper'>,
  ids: readonly string[],
  audit: Message[],
): Promise<void> {
  const changed = await documents.change(async (change) => {
    const found = new Map((await getCategories(change, ids)).map((each) => [each.id, each]))
    if (ids.some((id) => !found.has(id))) throw catalogue('catalogue/category-not-found')
    const places = [...found.values()].map(({ body }) => body.place).sort((a, b) => a - b)
    // Two may have come with the same place.
    const apart = places.map((place, index) => Math.max(place, (places[0] ?? 0) + index))
    const bodies = ids.map((id, index) => ({
      ...found.get(id)!,
      body: { ...found.get(id)!.body, place: apart[index]! },
    }))
    const { updated } = await change.put(categories, bodies)
    change.publish(...[...updated].map((id) => message(CategoryChanged, id, { categoryId: id })))
    if (updated.size > 0) change.publish(...audit)
    return [...updated]
  })
  if (changed.length > 0) await keeper.categoriesChanged(changed)
}
