import type { Category, Listing, ProductCard } from '../../contracts/catalogue.ts'
import type { Stored } from '../../engines/documents/port.ts'
import { AttributeWords, type SaidWords } from './attribute-words.ts'
import { cardOf, listingOf, type Shown, type Terms } from './domain/card.ts'
import type { CategoryBody } from './domain/category.ts'
import type { ListingBody, ProductBody } from './domain/product.ts'
import { categoryPictureAddress, pictureAddress } from './picture-address.ts'
import { RecentChanges } from './recent.ts'
import { Slots, Stock } from './stock.ts'

/** A product as every answer to a shopper needs it: without what only its own page shows. */
export interface Held extends Shown {
  readonly slot: number
  readonly version: number
  readonly sku: string
  readonly type?: string
  readonly keywords?: readonly string[]
  readonly mrp: number
  readonly price: number
  readonly active: boolean
  readonly storeIds: ReadonlySet<string> | null
  /** What packs of the same thing have in common. */
  readonly family: string
  readonly words?: SaidWords
}

export interface HeldCategory {
  readonly id: string
  readonly version: number
  readonly body: CategoryBody
  readonly picture: string
  /** Ids and names, root first, itself last. Replaced when one of them is renamed. */
  ids: readonly string[]
  names: readonly string[]
  /** In Hindi; empty where there is no such name. */
  namesHi: readonly string[]
}

interface OwnTerms extends Partial<Terms> {
  readonly version: number
  readonly listed: boolean
}

/**
 * All that is sold, where, for how much, and whether it is there: in memory, in every copy. Filled at the start from the
 * documents, kept fresh by events. An older version of a document never replaces a newer one.
 */
export class Assortment {
  readonly #slots = new Slots()
  readonly stock = new Stock(this.#slots)
  readonly words = new AttributeWords()
  /** What has changed lately on the shelves. */
  readonly recent = new RecentChanges()
  readonly #products: (Held | undefined)[] = []
  readonly #families = new Map<string, Set<number>>()
  readonly #barcodes = new Map<string, number>()
  readonly #inCategory = new Map<string, Set<number>>()
  readonly #categories = new Map<string, HeldCategory>()
  readonly #own = new Map<string, Map<number, OwnTerms>>()
  readonly #storeSets = new Map<string, ReadonlySet<string>>()
  readonly #counts = new Map<string, { revision: number; byCategory: Map<string, number> }>()
  #byName: { revision: number; products: readonly Held[] } | undefined
  #held = 0
  /** Changes with products, categories and terms; not with stock. */
  revision = 0

  get size(): number {
    return this.#held
  }
  products(): Held[] {
    return this.#products.filter((each) => each !== undefined)
  }
  get(productId: string): Held | undefined {
    const slot = this.#slots.find(productId)
    return slot === undefined ? undefined : this.#products[slot]
  }
  /** The product that bears a barcode; of several, the one that was told last. */
  byBarcode(code: string): Held | undefined {
    const slot = this.#barcodes.get(code)
    return slot === undefined ? undefined : this.#products[slot]
  }
  category(id: string): HeldCategory | undefined {
    return this.#categories.get(id)
  }
  categories(): HeldCategory[] {
    return [...this.#categories.values()].sort(
      (a, b) => a.body.place - b.body.place || (a.body.name < b.body.name ? -1 : 1),
    )
  }

  /** Parents must be known, or be among those given. */
  applyCategories(documents: readonly Stored<CategoryBody>[]): void {
    for (const { id, version, body } of documents) {
      if ((this.#categories.get(id)?.version ?? 0) >= version) continue
      const picture = categoryPictureAddress(id, body)
      this.#categories.set(id, { id, version, body, picture, ids: [], names: [], namesHi: [] })
      this.revision++
    }
    for (const category of this.#categories.values()) {
      const line = this.#line(category)
      category.ids = line.map((each) => each.id)
      category.names = line.map((each) => each.body.name)
      category.namesHi = line.map((each) => each.body.nameHi ?? '')
    }
  }

  #line(category: HeldCategory): HeldCategory[] {
    const parent = category.body.parentId ? this.#categories.get(category.body.parentId) : undefined
    return parent ? [...this.#line(parent), category] : [category]
  }

  /** @returns those that are news */
  applyProducts(documents: readonly Stored<ProductBody>[]): Stored<ProductBody>[] {
    return documents.filter((document) => this.#applyProduct(document))
  }

  #applyProduct({ id, version, body }: Stored<ProductBody>): boolean {
    const slot = this.#slots.of(id)
    const before = this.#products[slot]
    if (before && before.version >= version) return false
    const category = this.#categories.get(body.categoryId)
    const path = category?.body.path ?? []
    const words = this.words.replace(before?.words, body)
    const held: Held = {
      id,
      slot,
      version,
      sku: body.sku,
      name: body.name,
      ...(body.nameHi ? { nameHi: body.nameHi } : {}),
      brand: body.brand,
      pack: body.pack,
      ...(body.type ? { type: body.type } : {}),
      ...(body.keywords?.length ? { keywords: body.keywords } : {}),
      categoryId: category?.id ?? body.categoryId,
      picture: body.image ?? body.images?.[0] ?? pictureAddress(id, { ...body, categoryPath: path }),
      mrp: body.mrp,
      price: body.price,
      gstBasisPoints: body.gstBasisPoints,
      ...(body.rating ? { rating: body.rating } : {}),
      ...(body.netQuantity ? { netQuantity: body.netQuantity } : {}),
      ...(body.maxPerOrder ? { maxPerOrder: body.maxPerOrder } : {}),
      ...(body.barcodes?.length ? { barcodes: body.barcodes } : {}),
      ...(body.zone ? { zone: body.zone } : {}),
      active: body.active,
      storeIds: body.storeIds && this.#storeSet(body.storeIds),
      family: familyOf(body),
      ...(words ? { words } : {}),
    }
    if (before) {
      this.#families.get(before.family)?.delete(slot)
      this.#inCategory.get(before.categoryId)?.delete(slot)
    } else this.#held++
    for (const code of before?.barcodes ?? []) if (this.#barcodes.get(code) === slot) this.#barcodes.delete(code)
    for (const code of held.barcodes ?? []) this.#barcodes.set(code, slot)
    this.#products[slot] = held
    addTo(this.#families, held.family, slot)
    addTo(this.#inCategory, held.categoryId, slot)
    if (before) this.recent.note(slot, null)
    this.revision++
    return true
  }

  /** @returns those that are news */
  applyListings(documents: readonly Stored<ListingBody>[]): ListingBody[] {
    return documents.flatMap(({ version, body }) => {
      const slot = this.#slots.of(body.productId)
      const own = this.#own.get(body.storeId) ?? new Map<number, OwnTerms>()
      if ((own.get(slot)?.version ?? 0) >= version) return []
      const { price, mrp, listed } = body
      this.#own.set(body.storeId, own.set(slot, { version, listed, price, mrp }))
      this.recent.note(slot, body.storeId)
      this.revision++
      return [body]
    })
  }

  /** A store's price of a product, or undefined where it is not sold. */
  terms(storeId: string, product: Held): Terms | undefined {
    if (!product.active) return undefined
    const own = this.#own.get(storeId)?.get(product.slot)
    if (own?.listed === false) return undefined
    if (product.storeIds !== null && !product.storeIds.has(storeId)) return undefined
    return own?.price !== undefined && own.mrp !== undefined ? (own as Terms) : product
  }

  /** The terms of every store that is asked for, also of those where it is not sold. Prices in paise. */
  termsIn(storeId: string, product: Held): Terms & { own: boolean; listed: boolean } {
    const own = this.#own.get(storeId)?.get(product.slot)
    const has = own?.price !== undefined && own.mrp !== undefined
    return {
      price: has ? own.price! : product.price,
      mrp: has ? own.mrp! : product.mrp,
      own: has,
      listed: own?.listed !== false && (product.storeIds === null || product.storeIds.has(storeId)),
    }
  }

  at(slot: number): Held | undefined {
    return this.#products[slot]
  }

  card(storeId: string, product: Held): ProductCard | undefined {
    const terms = this.terms(storeId, product)
    return terms && cardOf(product, terms, this.stock.available(storeId, product.slot))
  }

  cards(storeId: string, productIds: readonly string[]): ProductCard[] {
    return productIds.flatMap((id) => {
      const product = this.get(id)
      return (product && this.card(storeId, product)) ?? []
    })
  }

  listings(storeId: string, productIds: readonly string[]): Listing[] {
    return productIds.flatMap((id) => {
      const product = this.get(id)
      const terms = product && this.terms(storeId, product)
      return terms ? listingOf(product, terms, this.#categories.get(product.categoryId)?.ids) : []
    })
  }

  /** Other packs of the same thing. */
  family(product: Held): Held[] {
    return this.#at(this.#families.get(product.family)).filter((each) => each !== product)
  }

  /** Products right in a category, not in those below it. */
  inCategory(categoryId: string): Held[] {
    return this.#at(this.#inCategory.get(categoryId))
  }

  /** Products sold in a store (of all, for null), by category, those below included. */
  countByCategory(store: string | null): ReadonlyMap<string, number> {
    const storeId = store ?? 'all'
    const known = this.#counts.get(storeId)
    if (known?.revision === this.revision) return known.byCategory
    const byCategory = new Map<string, number>()
    for (const category of this.#categories.values()) {
      let count = 0
      for (const product of this.inCategory(category.id)) if (store === null || this.terms(store, product)) count++
      for (const id of category.ids) byCategory.set(id, (byCategory.get(id) ?? 0) + count)
    }
    this.#counts.set(storeId, { revision: this.revision, byCategory })
    return byCategory
  }

  /** Products by name, those with all words of `q` in name, brand or SKU, after a place in that order. */
  byName(
    q: string,
    after: { name: string; id: string } | undefined,
    limit: number,
    wanted: (product: Held) => boolean = () => true,
  ): Held[] {
    const words = q.toLowerCase().split(/\s+/).filter(Boolean)
    const found: Held[] = []
    for (const product of this.#inNameOrder()) {
      if (!wanted(product)) continue
      if (after) {
        const name = this.nameKey(product)
        if (name < after.name || (name === after.name && product.id <= after.id)) continue
      }
      const label =
        words.length > 0 ? `${product.brand} ${product.name} ${product.nameHi ?? ''} ${product.sku}`.toLowerCase() : ''
      if (!words.every((word) => label.includes(word))) continue
      found.push(product)
      if (found.length === limit) break
    }
    return found
  }

  nameKey({ name }: Held): string {
    return name.toLowerCase().slice(0, 80)
  }

  #inNameOrder(): readonly Held[] {
    if (this.#byName?.revision === this.revision) return this.#byName.products
    const keyed = this.products().map((product) => ({ product, name: this.nameKey(product) }))
    keyed.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.product.id < b.product.id ? -1 : 1))
    this.#byName = { revision: this.revision, products: keyed.map(({ product }) => product) }
    return this.#byName.products
  }

  showCategory({ id, body, picture }: HeldCategory, productCount: number): Category {
    const nameHi = body.nameHi ? { nameHi: body.nameHi } : {}
    return { id, name: body.name, ...nameHi, parentId: body.parentId, image: picture, productCount }
  }

  #at(slots: Iterable<number> | undefined): Held[] {
    return [...(slots ?? [])].flatMap((slot) => this.#products[slot] ?? [])
  }

  /** Most products are sold in the same few sets of stores: each set is kept once. */
  #storeSet(storeIds: readonly string[]): ReadonlySet<string> {
    const key = storeIds.join()
    const set = this.#storeSets.get(key) ?? new Set(storeIds)
    this.#storeSets.set(key, set)
    return set
  }
}

function addTo<K>(map: Map<K, Set<number>>, key: K, slot: number): void {
  const set = map.get(key)
  if (set) set.add(slot)
  else map.set(key, new Set([slot]))
}

/** Brand and name without the pack: `Amul|butter` for all its packs. */
function familyOf({ brand, name, pack }: ProductBody): string {
  const plain = pack && name.toLowerCase().endsWith(pack.toLowerCase()) ? name.slice(0, -pack.length) : name
  return `${brand}|${plain}`.toLowerCase().replace(/[\s,(-]+$/, '')
}
