import { setTimeout as pause } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import { CategoryChanged, PriceChanged, ProductChanged } from '../../contracts/catalogue.ts'
import type { Envelope, EventOf } from '../../contracts/event.ts'
import { ListStores, ScanLevels, StockChanged, stores } from '../../contracts/stores.ts'
import type { Documents, Stored } from '../../engines/documents/port.ts'
import type { Bus, Subscription } from '../../kit/bus.ts'
import type { Call } from '../../kit/calls.ts'
import type { Log } from '../../kit/log.ts'
import type { Message } from '../../kit/sql.ts'
import type { Assortment } from './assortment.ts'
import type { CategoryBody } from './domain/category.ts'
import type { ListingBody, ProductBody } from './domain/product.ts'
import type { Feed } from './search-feed.ts'
import {
  allCategories,
  fromDocuments,
  getCategories,
  getProducts,
  isAway,
  listingsOf,
  productsIn,
  recalled,
  type Source,
} from './store.ts'

/** A start waits so long for the stores service; after that, products count as in stock until it answers. */
const storesWaitMs = 3_000
/** A start waits so long for search to take all products; then that goes on beside the first requests. */
const indexWaitMs = 60_000
/** A store id that does not exist is asked about no more often than this. */
const askAgainMs = 1_000
/** So many store ids are believed while stores cannot be asked about them. */
const believedMax = 50
const levelsAtOnce = 5_000
const productsAtOnce = 500
const ownEventsMax = 5_000
/** Documents that were away are looked for so often. */
const catchUpMs = 1_000

export interface Changed {
  readonly categories?: readonly Stored<CategoryBody>[]
  readonly products?: readonly Stored<ProductBody>[]
  readonly listings?: readonly Stored<ListingBody>[]
}

/**
 * Keeps the assortment and the search index of this process true: all documents at the start, then every event, for each
 * copy by itself. Listening begins before reading, so nothing falls in between.
 */
export class Keeper {
  readonly #documents: Documents
  readonly #assortment: Assortment
  readonly #feed: Feed
  readonly #call: Call
  readonly #bus: Bus
  readonly #log: Log
  readonly #loaded = Promise.withResolvers<void>()
  #following: Subscription | undefined
  /** Events of changes that were made, and applied, here. */
  readonly #ownEvents = new Set<string>()
  #looking: Promise<void> | undefined
  readonly #askedFor = new LRUCache<string, true>({ max: 1_000, ttl: askAgainMs })
  #storesAnswered = false
  #believed = 0
  readonly #closing = new AbortController()
  /** What could not be read when it was heard of, because documents were away. */
  readonly #missed = { all: false, products: new Set<string>(), categories: new Set<string>() }
  #catchingUp: Promise<void> | undefined

  constructor(parts: {
    documents: Documents
    assortment: Assortment
    feed: Feed
    call: Call
    bus: Bus
    log: Log
  }) {
    this.#documents = parts.documents
    this.#assortment = parts.assortment
    this.#feed = parts.feed
    this.#call = parts.call
    this.#bus = parts.bus
    this.#log = parts.log
    this.#loaded.promise.catch(() => {})
  }

  async begin(): Promise<void> {
    const names = [ProductChanged.name, PriceChanged.name, CategoryChanged.name, StockChanged.name]
    this.#following = await this.#bus.follow(names, async (batch) => {
      await this.#loaded.promise
      await this.#hear(batch)
    })
    try {
      await this.#load()
      this.#loaded.resolve()
    } catch (error) {
      this.#loaded.reject(error)
      throw error
    }
    this.#feed.release()
    await Promise.race([this.lookAtStores(), pause(storesWaitMs, undefined, { ref: false })])
    await this.#feed.settled(indexWaitMs)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#following?.stop()
    await this.#looking
    await this.#catchingUp
  }

  /** From the documents; while they are away, from what is kept apart, and from them as soon as they are back. */
  async #load(): Promise<void> {
    this.#feed.hold()
    try {
      await this.#read(fromDocuments(this.#documents))
    } catch (error) {
      if (!isAway(error)) throw error
      this.#log.warn({ error }, 'documents are away; starting with what is kept of them, without descriptions')
      await this.#read(recalled(this.#documents))
      this.#missed.all = true
      this.#catchUp()
    }
  }

  /** @param whole what is known already goes to search as well: it was without description there */
  async #read(source: Source, whole = false): Promise<void> {
    this.#assortment.applyCategories(await source.categories())
    for await (const page of source.products()) {
      const news = this.#assortment.applyProducts(page)
      this.#feed.products(whole ? page : news)
    }
    for await (const page of source.listings()) this.#assortment.applyListings(page)
  }

  /** Reads what was missed, as soon as that can be done. */
  #catchUp(): void {
    this.#catchingUp ??= this.#untilCaughtUp().finally(() => {
      this.#catchingUp = undefined
    })
  }

  async #untilCaughtUp(): Promise<void> {
    const { signal } = this.#closing
    const missed = this.#missed
    while (missed.all || missed.products.size > 0 || missed.categories.size > 0) {
      await pause(catchUpMs * (0.5 + Math.random()), undefined, { signal }).catch(() => {})
      if (signal.aborted) return
      const products = [...missed.products]
      const categories = [...missed.categories]
      try {
        if (missed.all) await this.#read(fromDocuments(this.#documents), true)
        missed.all = false
        await this.#readChanged(products, categories)
        for (const id of products) missed.products.delete(id)
        for (const id of categories) missed.categories.delete(id)
      } catch (error) {
        if (!isAway(error)) this.#log.error({ error }, 'catching up with documents failed; trying again')
      }
    }
    this.#log.info({}, 'caught up with the documents')
  }

  /** After a commit of this process: seen by its next request, and not read again when its events come round. */
  applied(changed: Changed, messages: readonly Message[]): void {
    for (const { id } of messages) this.#ownEvents.add(id)
    for (const id of this.#ownEvents) {
      if (this.#ownEvents.size <= ownEventsMax) break
      this.#ownEvents.delete(id)
    }
    this.#apply(changed)
  }

  #apply({ categories = [], products = [], listings = [] }: Changed): void {
    this.#assortment.applyCategories(categories)
    const news = this.#assortment.applyProducts(products)
    const terms = this.#assortment.applyListings(listings)
    if (news.length > 0) this.#feed.products(news)
    for (const [storeId, here] of Map.groupBy(terms, (each) => each.storeId)) {
      if (this.#assortment.stock.has(storeId))
        this.#feed.shelf(
          storeId,
          here.flatMap(({ productId }) => this.#assortment.get(productId) ?? []),
        )
    }
  }

  async #hear(batch: readonly Envelope[]): Promise<void> {
    const productIds = new Set<string>()
    const categoryIds = new Set<string>()
    const stock: EventOf<typeof StockChanged>['data'][] = []
    for (const event of batch) {
      if (this.#ownEvents.delete(event.id)) continue
      if (event.name === StockChanged.name) stock.push((event as EventOf<typeof StockChanged>).data)
      else if (event.name === PriceChanged.name) productIds.add((event as EventOf<typeof PriceChanged>).data.productId)
      else if (event.name === CategoryChanged.name)
        categoryIds.add((event as EventOf<typeof CategoryChanged>).data.categoryId)
      else for (const id of (event as EventOf<typeof ProductChanged>).data.productIds) productIds.add(id)
    }
    this.#hearStock(stock)
    try {
      await this.#readChanged([...productIds], [...categoryIds])
    } catch (error) {
      if (!isAway(error)) throw error
      // What comes after it, such as stock, need not wait.
      for (const id of productIds) this.#missed.products.add(id)
      for (const id of categoryIds) this.#missed.categories.add(id)
      this.#catchUp()
    }
  }

  async #readChanged(productIds: readonly string[], categoryIds: readonly string[]): Promise<void> {
    if (categoryIds.length > 0) await this.categoriesChanged(categoryIds)
    for (let at = 0; at < productIds.length; at += productsAtOnce)
      await this.#readAgain(productIds.slice(at, at + productsAtOnce))
  }

  #hearStock(changes: readonly EventOf<typeof StockChanged>['data'][]): void {
    const { stock, recent } = this.#assortment
    for (const { storeId, productId, available } of changes) {
      const slot = this.#assortment.get(productId)?.slot
      // What is not known counts as in stock, as everywhere; of a store that is new here nobody has a page open.
      const wasInStock = slot !== undefined && (stock.available(storeId, slot) ?? 1) > 0
      stock.set(storeId, productId, available)
      // Open pages are told what is sold out and what is back; not of the last few, which go one by one.
      if (slot !== undefined && stock.has(storeId) && wasInStock !== available > 0) recent.note(slot, storeId)
    }
    for (const [storeId, here] of Map.groupBy(changes, (each) => each.storeId)) {
      // A store that is new to this process is looked at in whole, soon.
      if (this.#assortment.stock.has(storeId))
        this.#feed.shelf(
          storeId,
          here.flatMap(({ productId }) => this.#assortment.get(productId) ?? []),
        )
      else if (this.#mayAsk(storeId)) void this.lookAtStores()
    }
  }

  async #readAgain(productIds: readonly string[]): Promise<void> {
    const [products, listings] = await Promise.all([
      getProducts(this.#documents, productIds),
      listingsOf(this.#documents, productIds),
    ])
    const strange = products.some(({ body }) => !this.#assortment.category(body.categoryId))
    this.#apply({ products, listings, ...(strange ? { categories: await allCategories(this.#documents) } : {}) })
  }

  /** Categories have other names: what is below them is found by these from now on. */
  async categoriesChanged(categoryIds: readonly string[]): Promise<void> {
    this.#assortment.applyCategories(await getCategories(this.#documents, categoryIds))
    const below = this.#assortment.categories().filter(({ ids }) => ids.some((id) => categoryIds.includes(id)))
    if (below.length === 0) return
    const ids = below.map((each) => each.id)
    for await (const page of productsIn(this.#documents, ids)) this.#feed.products(page)
  }

  /**
   * The store to answer for: the one asked for, or the first where none is. While stores cannot be asked, an unknown one
   * is believed.
   * @returns undefined when there is no store at all
   * @throws stores/not-found
   */
  async storeOf(storeId: string | undefined): Promise<string | undefined> {
    const known = storeId === undefined ? this.#assortment.stock.storeIds[0] : storeId
    if (known !== undefined && this.#assortment.stock.has(known)) return known
    if (this.#mayAsk(storeId ?? 'any')) await this.lookAtStores()
    if (storeId === undefined) return this.#assortment.stock.storeIds[0]
    if (this.#assortment.stock.has(storeId)) return storeId
    if (this.#storesAnswered || this.#believed >= believedMax) throw stores('stores/not-found')
    this.#believed++
    this.#assortment.stock.open(storeId)
    await this.#feed.wholeShelf(storeId)
    return storeId
  }

  /** Once in a while for each id, so that strangers' inventions cost little. */
  #mayAsk(storeId: string): boolean {
    if (this.#askedFor.has(storeId)) return false
    this.#askedFor.set(storeId, true)
    return true
  }

  /** Opens shelves for stores that are new, and reads what those have that were not read yet. Never throws. */
  lookAtStores(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  async #look(): Promise<void> {
    try {
      const { stores: all } = await this.#call(ListStores, {})
      this.#storesAnswered = true
      for (const { id } of all)
        if (!this.#closing.signal.aborted && !this.#assortment.stock.isRead(id)) await this.#openStore(id)
    } catch (error) {
      this.#storesAnswered = false
      this.#log.warn({ error }, 'stores cannot be asked what they have; all counts as in stock for now')
    }
  }

  async #openStore(storeId: string): Promise<void> {
    this.#assortment.stock.open(storeId)
    this.#assortment.stock.beginReading(storeId)
    try {
      this.#assortment.stock.endReading(storeId, await this.#levels(storeId))
    } finally {
      await this.#feed.wholeShelf(storeId)
    }
  }

  async #levels(storeId: string): Promise<{ productId: string; available: number }[]> {
    const found: { productId: string; available: number }[] = []
    for (let after: string | undefined; ; ) {
      const { levels } = await this.#call(ScanLevels, { storeId, limit: levelsAtOnce, ...(after ? { after } : {}) })
      for (const { productId, available } of levels) found.push({ productId, available })
      if (levels.length < levelsAtOnce) return found
      after = levels.at(-1)!.productId
    }
  }
}
