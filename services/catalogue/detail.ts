import { LRUCache } from 'lru-cache'
import { type AttributesHi, catalogue, type NotSold, type ProductDetail } from '../../contracts/catalogue.ts'
import type { Documents, Stored } from '../../engines/documents/port.ts'
import type { Cache } from '../../kit/cache.ts'
import type { Assortment, Held } from './assortment.ts'
import type { CatalogueContext } from './context.ts'
import type { ProductBody } from './domain/product.ts'
import { getProducts, isAway } from './store.ts'

const variantsMax = 12
const keptMax = 2_000

type Described = Pick<ProductBody, 'description' | 'descriptionHi' | 'attributes' | 'attributesHi' | 'images'> & {
  readonly partial?: true
}

/** The document of a product and version never changes, so how long it is kept is a question of room only. */
const sharedMs = 600_000

/**
 * What only a product's own page shows: read when it is asked for. Kept here for the products that many look at, and in the
 * cache that all copies share. Nothing older than the version that this copy has heard of is handed out.
 */
export class Descriptions {
  readonly #documents: Documents
  readonly #cache: Cache
  readonly #kept = new LRUCache<string, Described & { version: number }>({ max: keptMax })

  constructor(documents: Documents, cache: Cache) {
    this.#documents = documents
    this.#cache = cache
  }

  async of({ id, version }: Held): Promise<Described> {
    const kept = this.#kept.get(id)
    if (kept && kept.version >= version) return kept
    // Of another name than in versions that knew no Hindi: those kept it without.
    const key = `described:${id}`
    const shared = (await this.#cache.get([key])).get(key)
    if (shared && shared.version >= version) {
      const described = { ...(shared.value as Described), version: shared.version }
      this.#kept.set(id, described)
      return described
    }
    const found = await this.#read(id)
    // An older one is better than none.
    if (found === 'away') return { ...(shared?.value as Described), ...kept, partial: true }
    if (!found) return {}
    const { description, descriptionHi, attributes, attributesHi, images } = found.body
    const value = { description, descriptionHi, attributes, attributesHi, images }
    const described = { version: found.version, ...value }
    this.#kept.set(id, described)
    void this.#cache.put(key, { version: found.version, value }, sharedMs)
    return described
  }

  async #read(id: string): Promise<Stored<ProductBody> | 'away' | undefined> {
    try {
      return (await getProducts(this.#documents, [id]))[0]
    } catch (error) {
      if (isAway(error)) return 'away'
      throw error
    }
  }
}

type Known = Pick<CatalogueContext, 'assortment' | 'descriptions' | 'likeness'>

/** @throws catalogue/product-not-found, also for a product that the store does not sell: then `details` are a `NotSold` */
export async function productDetail(known: Known, storeId: string, productId: string): Promise<ProductDetail> {
  const { assortment, descriptions, likeness } = known
  const product = assortment.get(productId)
  if (!product) throw catalogue('catalogue/product-not-found')
  const card = assortment.card(storeId, product)
  if (!card) throw catalogue('catalogue/product-not-found', { details: notSold(known, storeId, product) })
  const { description, descriptionHi, images = [], partial, ...told } = await descriptions.of(product)
  const { attributes = {} } = told
  const attributesHi = inHindi(assortment, attributes, told.attributesHi)
  const variants = assortment
    .family(product)
    .sort((a, b) => packSize(a) - packSize(b) || a.price - b.price)
    .map((each) => each.id)
  return {
    ...card,
    sku: product.sku,
    categoryPath: pathOf(assortment, product),
    ...(product.type ? { type: product.type } : {}),
    ...(description ? { description } : {}),
    ...(descriptionHi ? { descriptionHi } : {}),
    attributes,
    ...(Object.keys(attributesHi).length > 0 ? { attributesHi } : {}),
    ...(partial ? { partial } : {}),
    images: [...new Set([product.picture, ...images])],
    variants: assortment.cards(storeId, variants).slice(0, variantsMax),
    similar: assortment.cards(storeId, likeness.of(storeId, product)),
  }
}

/** What may be told of a product that cannot be bought here: whoever comes by an old link looks for something like it. */
const notSold = ({ assortment, likeness }: Known, storeId: string, product: Held): NotSold => ({
  withdrawn: !product.active,
  name: product.name,
  ...(product.nameHi ? { nameHi: product.nameHi } : {}),
  categoryPath: pathOf(assortment, product),
  // Another pack of it is the likest.
  similar: assortment
    .cards(storeId, [...assortment.family(product).map(({ id }) => id), ...likeness.of(storeId, product)])
    .slice(0, variantsMax),
})

function pathOf(assortment: Assortment, { categoryId }: Held): ProductDetail['categoryPath'] {
  const { ids = [], names = [], namesHi = [] } = assortment.category(categoryId) ?? {}
  return ids.map((id, index) => ({
    id,
    name: names[index]!,
    ...(namesHi[index] ? { nameHi: namesHi[index] } : {}),
  }))
}

/** The product's own words first, then those of others for the same attribute and value. */
const inHindi = ({ words }: Assortment, attributes: Record<string, string>, own: AttributesHi = {}): AttributesHi =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([english, told]): [string, AttributesHi[string]][] => {
      const name = own[english]?.name || words.of(english)
      const value = own[english]?.value || words.of(english, told)
      return name || value ? [[english, { ...(name ? { name } : {}), ...(value ? { value } : {}) }]] : []
    }),
  )

const packSize = ({ netQuantity }: Held): number => netQuantity?.value ?? 0
