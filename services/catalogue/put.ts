import type { ProductInput } from '../../contracts/catalogue.ts'
import { catalogue, ProductChanged } from '../../contracts/catalogue.ts'
import type { Change, Stored } from '../../engines/documents/port.ts'
import { type Message, message } from '../../kit/sql.ts'
import { categories, products } from './collections.ts'
import type { CatalogueContext } from './context.ts'
import { type CategoryBody, categoriesOf, type NewCategory } from './domain/category.ts'
import { cleanProduct, mergeProduct, type ProductBody, productFault, productIdOf } from './domain/product.ts'
import { getCategories, getProducts } from './store.ts'

type Parts = Pick<CatalogueContext, 'documents' | 'assortment' | 'keeper' | 'feed'>

/** A put of so few products is found by search when it returns; of more, a moment later. */
const waitForSearchMax = 100

export interface PutResult {
  readonly added: number
  readonly updated: number
  readonly unchanged: number
  readonly products: { sku: string; productId: string }[]
}

/**
 * Adds or updates products by sku, with the categories that they name, in one commit with the event that tells of them.
 * @param options.storeIds where they are sold beside where they were; every store when absent
 * @param options.audit events that are to be published if anything changes
 * @throws catalogue/price-above-mrp, catalogue/price-too-high, catalogue/bad-product, catalogue/duplicate-sku naming the index
 */
export async function putProducts(
  context: Parts,
  given: readonly ProductInput[],
  options: { storeIds?: readonly string[]; audit?: (changed: number) => Message[] } = {},
): Promise<PutResult> {
  const inputs = checked(given.map(cleanProduct))
  const ids = inputs.map((input) => productIdOf(input.sku))
  const tree = categoriesOf(inputs.map((input) => input.categoryPath))
  const done = await context.documents.change(async (change) => {
    const added = await putCategories(change, context, tree.categories)
    const before = new Map((await getProducts(change, ids)).map((each) => [each.id, each]))
    const documents = inputs.map((input, index): Stored<ProductBody> => {
      const id = ids[index]!
      const known = before.get(id)
      const body = mergeProduct(input, tree.idOf(input.categoryPath), known?.body, options.storeIds)
      return { id, version: known?.version ?? 0, body }
    })
    const put = await change.put(products, documents)
    const changed = documents
      .filter(({ id }) => !put.unchanged.has(id))
      .map((each) => ({ ...each, version: each.version + 1 }))
    const messages = productMessages(changed.map(({ id }) => id))
    change.publish(...messages, ...(changed.length > 0 ? (options.audit?.(changed.length) ?? []) : []))
    return { put, changed, categories: added, messages }
  })
  context.keeper.applied({ categories: done.categories, products: done.changed }, done.messages)
  if (done.changed.length <= waitForSearchMax) await context.feed.settled()
  return {
    added: done.put.added.size,
    updated: done.put.updated.size,
    unchanged: done.put.unchanged.size,
    products: inputs.map((input, index) => ({ sku: input.sku, productId: ids[index]! })),
  }
}

export const productMessages = (productIds: readonly string[]): Message[] =>
  productIds.length > 0 ? [message(ProductChanged, productIds[0]!, { productIds: [...productIds] })] : []

/** The inputs, each sku once. */
function checked(inputs: readonly ProductInput[]): ProductInput[] {
  const bySku = new Map<string, ProductInput>()
  for (const [index, input] of inputs.entries()) {
    const fault = productFault(input)
    if (fault)
      throw catalogue(fault.code, { detail: fault.message, details: { ...fault.details, index, sku: input.sku } })
    const same = bySku.get(input.sku)
    if (same && !sameProduct(same, input))
      throw catalogue('catalogue/duplicate-sku', { details: { index, sku: input.sku } })
    bySku.set(input.sku, input)
  }
  return [...bySku.values()]
}

export const sameProduct = (a: ProductInput, b: ProductInput): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Adds those categories that are missing. What is in memory is there: categories never go. */
export async function putCategories(
  change: Change,
  { assortment }: Pick<Parts, 'assortment'>,
  wanted: ReadonlyMap<string, NewCategory>,
): Promise<Stored<CategoryBody>[]> {
  const missing = [...wanted].filter(([id]) => !assortment.category(id))
  if (missing.length === 0) return []
  const found = await getCategories(
    change,
    missing.map(([id]) => id),
  )
  const known = new Set(found.map(({ id }) => id))
  const first = assortment.categories().length
  const added = missing
    .filter(([id]) => !known.has(id))
    .map(([id, body], index) => ({ id, version: 0, body: { ...body, place: first + index } }))
  await change.put(categories, added)
  return [...found, ...added.map((each) => ({ ...each, version: 1 }))]
}
