import { LRUCache } from 'lru-cache'
import { catalogue, type ProductDetail } from '../../contracts/catalogue.ts'
import type { Documents, Stored } from '../../engines/documents/port.ts'
import type { Assortment, Held } from './assortment.ts'
import type { ProductBody } from './domain/product.ts'
import { getProducts } from './store.ts'

const variantsMax = 12
const similarMax = 12
const keptMax = 2_000

type Described = Pick<ProductBody, 'description' | 'attributes'>

/** What only a product's own page shows: read when it is asked for, and kept for the products that many look at. */
export class Descriptions {
  readonly #documents: Documents
  readonly #kept = new LRUCache<string, Described & { version: number }>({ max: keptMax })

  constructor(documents: Documents) {
    this.#documents = documents
  }

  async of({ id, version }: Held): Promise<Described> {
    const kept = this.#kept.get(id)
    if (kept && kept.version >= version) return kept
    const [found]: Stored<ProductBody>[] = await getProducts(this.#documents, [id])
    if (!found) return {}
    const { description, attributes } = found.body
    const described = { version: found.version, description, attributes }
    this.#kept.set(id, described)
    return described
  }
}

/** @throws catalogue/product-not-found, also for a product that the store does not sell */
export async function productDetail(
  { assortment, descriptions }: { assortment: Assortment; descriptions: Descriptions },
  storeId: string,
  productId: string,
): Promise<ProductDetail> {
  const product = assortment.get(productId)
  const card = product && assortment.card(storeId, product)
  if (!product || !card) throw catalogue('catalogue/product-not-found')
  const { description, attributes = {} } = await descriptions.of(product)
  const category = assortment.category(product.categoryId)
  const variants = assortment
    .family(product)
    .sort((a, b) => packSize(a) - packSize(b) || a.price - b.price)
    .map((each) => each.id)
  return {
    ...card,
    sku: product.sku,
    categoryPath: (category?.ids ?? []).map((id, index) => ({ id, name: category!.names[index]! })),
    ...(product.type ? { type: product.type } : {}),
    ...(description ? { description } : {}),
    attributes,
    images: [product.picture],
    variants: assortment.cards(storeId, variants).slice(0, variantsMax),
    similar: assortment.cards(storeId, similarTo(assortment, storeId, product)),
  }
}

const packSize = ({ netQuantity }: Held): number => netQuantity?.value ?? 0

/** Ids of what may be bought instead: of the same category, by kind, brand and price, what is in stock first. */
function similarTo(assortment: Assortment, storeId: string, product: Held): string[] {
  const families = new Set([product.family])
  return assortment
    .inCategory(product.categoryId)
    .filter((each) => assortment.terms(storeId, each))
    .map((each) => ({ each, likeness: likeness(product, each, assortment.available(storeId, each) !== 0) }))
    .sort((a, b) => b.likeness - a.likeness || (a.each.id < b.each.id ? -1 : 1))
    .flatMap(({ each }) => {
      // One pack of a thing is enough.
      if (families.has(each.family)) return []
      families.add(each.family)
      return each.id
    })
    .slice(0, similarMax)
}

function likeness(a: Held, b: Held, inStock: boolean): number {
  const sameType = a.type !== undefined && a.type === b.type ? 2 : 0
  const price = a.price > 0 && b.price > 0 ? Math.min(a.price, b.price) / Math.max(a.price, b.price) : 0
  const liked = (b.rating?.average ?? 3) / 5
  return (inStock ? 10 : 0) + sameType + price + liked + (a.brand === b.brand ? 0.3 : 0)
}
