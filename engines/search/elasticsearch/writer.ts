import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../../../kit/log.ts'
import type { Listing, SearchDocument } from '../port.ts'
import { IndexMissing, type Write, writeAll } from './bulk.ts'
import type { SearchConnection } from './connection.ts'
import type { Indexes } from './indexes.ts'
import { listingKey, listingRecord, type ProductRecord, productKey, recordOf } from './records.ts'

/** Refreshing is dear: it takes at most this share of the time. */
const refreshShare = 0.3
const refreshPauseMsMin = 20
const productsAtOnce = 500
const answerMs = 10_000
/** Searches that go on in an index are over after this. */
const searchesEndMs = 2_000

/** Replaces what differs, and nothing where nothing does. */
const putScript = `boolean same = true;
for (entry in params.fields.entrySet()) { if (ctx._source[entry.getKey()] != entry.getValue()) { same = false; } }
if (same) { ctx.op = 'none' } else { ctx._source.putAll(params.fields) }`
const recordScript = `if (ctx._source.hash == params.record.hash) { ctx.op = 'none' } else { ctx._source.putAll(params.record) }`

/** Takes in everything there is, page by page. */
export interface Filling {
  index(documents: readonly SearchDocument[]): Promise<void>
  list(listings: readonly Listing[]): Promise<void>
}

type Target = { name: string; isAlias: boolean }

/**
 * Writes products and listings, one change after the other. While an index is built beside the one in use, changes go
 * to both.
 */
export class IndexWriter {
  readonly #connection: SearchConnection
  readonly #indexes: Indexes
  readonly #log: Log
  readonly #ended: AbortController
  #building: string | undefined
  #writing: Promise<unknown> = Promise.resolve()
  readonly #stores = new Set<string>()
  /** The index whose stores are in `#stores`. */
  #storesOf: string | undefined
  #refreshing: Promise<void> | undefined
  #refreshedAt = 0
  #refreshPauseMs = refreshPauseMsMin

  constructor(parts: { connection: SearchConnection; indexes: Indexes; log: Log; ended: AbortController }) {
    this.#connection = parts.connection
    this.#indexes = parts.indexes
    this.#log = parts.log
    this.#ended = parts.ended
  }

  async index(documents: readonly SearchDocument[]): Promise<void> {
    await this.#inTurn(async () => {
      for (const target of await this.#targets()) {
        for (let at = 0; at < documents.length; at += productsAtOnce) {
          const records = documents.slice(at, at + productsAtOnce).map(recordOf)
          await this.#write(target, records.map(productWrite))
          const copies = records.flatMap((record) => [...this.#stores].map((store) => copyWrite(store, record)))
          await this.#write(target, copies)
        }
      }
    })
    await this.#refreshed()
  }

  async remove(productIds: readonly string[]): Promise<void> {
    await this.#inTurn(async () => {
      const writes = productIds.flatMap((id) => [
        { action: { delete: { _id: productKey(id) } } },
        ...[...this.#stores].map((store) => deletion(store, id)),
      ])
      for (const target of await this.#targets()) await this.#write(target, writes)
    })
    await this.#refreshed()
  }

  async list(listings: readonly Listing[]): Promise<void> {
    await this.#inTurn(async () => {
      for (const { storeId } of listings) this.#stores.add(storeId)
      for (const target of await this.#targets()) {
        const { missing } = await this.#write(target, listings.map(listingWrite))
        await this.#createListings(
          target,
          missing.map((place) => listings[place]!),
        )
      }
    })
    await this.#refreshed()
  }

  async unlist(gone: readonly { productId: string; storeId: string }[]): Promise<void> {
    await this.#inTurn(async () => {
      const writes = gone.map(({ storeId, productId }) => deletion(storeId, productId))
      for (const target of await this.#targets()) await this.#write(target, writes)
    })
    await this.#refreshed()
  }

  /**
   * Builds an index beside the one in use: `fill` writes all documents, and then all listings. Then searches are switched
   * over. When it fails, the new one is dropped and the old one stays.
   */
  async build(fill: (into: Filling) => Promise<void>): Promise<string> {
    const name = await this.#inTurn(async () => {
      this.#building = await this.#indexes.create()
      return this.#building
    })
    try {
      await fill(this.#fillingOf(name))
      const old = await this.#inTurn(async () => {
        await this.#indexes.refresh(name)
        const others = await this.#indexes.use(name)
        this.#building = undefined
        return others
      })
      if (old.length > 0) await pause(searchesEndMs, undefined, { signal: this.#ended.signal }).catch(() => {})
      await this.#indexes.drop(old).catch((error) => this.#log.warn({ error, old }, 'old search indexes are left over'))
      return name
    } catch (error) {
      this.#building = undefined
      await this.#indexes.drop([name]).catch(() => {})
      throw error
    }
  }

  /** What is new needs no comparing, and is written to the new index only; in turn with the changes that go to both. */
  #fillingOf(name: string): Filling {
    const target = { name, isAlias: false }
    let listing = false
    return {
      index: (documents) =>
        this.#inTurn(async () => void (await this.#write(target, documents.map(recordOf).map(productWrite)))),
      list: (listings) =>
        this.#inTurn(async () => {
          // Products are read back for their listings, which is cheap once they are in segments.
          if (!listing) await this.#indexes.refresh(name)
          listing = true
          for (const { storeId } of listings) this.#stores.add(storeId)
          await this.#createListings(target, listings)
        }),
    }
  }

  async idle(): Promise<void> {
    await this.#writing
  }

  #inTurn<T>(deed: () => Promise<T>): Promise<T> {
    const done = this.#writing.then(deed)
    this.#writing = done.catch(() => {})
    return done
  }

  /** @throws IndexMissing when nothing is in use and nothing is being built */
  async #targets(): Promise<Target[]> {
    const current = await this.#indexes.current()
    if (current === undefined && this.#building === undefined) throw new IndexMissing(this.#indexes.alias)
    if (current !== undefined && this.#storesOf !== current) {
      for (const store of await this.#readStores(current)) this.#stores.add(store)
      this.#storesOf = current
    }
    return [
      ...(current === undefined ? [] : [{ name: this.#indexes.alias, isAlias: true }]),
      ...(this.#building === undefined ? [] : [{ name: this.#building, isAlias: false }]),
    ]
  }

  async #readStores(name: string): Promise<string[]> {
    await this.#indexes.refresh(name)
    const body = { size: 0, aggs: { stores: { terms: { field: 'store', size: 10_000 } } } }
    const answer = await this.#connection.ask({ method: 'POST', path: `/${name}/_search`, body, timeoutMs: answerMs })
    const { aggregations } = answer.body as { aggregations?: { stores: { buckets: { key: string }[] } } }
    return (aggregations?.stores.buckets ?? []).map(({ key }) => key)
  }

  #write(target: Target, writes: readonly Write[]) {
    return writeAll({ connection: this.#connection, log: this.#log, signal: this.#ended.signal }, target, writes)
  }

  /** Listings that are new bear a copy of the product, where that is known already. */
  async #createListings(target: Target, listings: readonly Listing[]): Promise<void> {
    for (let at = 0; at < listings.length; at += productsAtOnce) {
      const some = listings.slice(at, at + productsAtOnce)
      const products = await this.#products(target.name, [...new Set(some.map(({ productId }) => productId))])
      const writes = some.map((listing): Write => {
        const product = products.get(listing.productId) ?? { productId: listing.productId, known: false }
        return {
          action: { index: { _id: listingKey(listing.storeId, listing.productId), routing: listing.storeId } },
          body: { type: 'listing', ...product, ...listingRecord(listing) },
        }
      })
      await this.#write(target, writes)
    }
  }

  async #products(name: string, ids: readonly string[]): Promise<Map<string, ProductRecord>> {
    const body = { ids: ids.map(productKey) }
    const answer = await this.#connection.ask({
      method: 'POST',
      path: `/${name}/_mget`,
      query: { _source_excludes: 'type,changed' },
      body,
      timeoutMs: answerMs,
    })
    if (answer.status === 404) throw new IndexMissing(name)
    const { docs = [] } = answer.body as { docs?: { found?: boolean; _source: ProductRecord }[] }
    return new Map(docs.flatMap(({ found, _source }) => (found ? [[_source.productId, _source] as const] : [])))
  }

  /** Resolves when what has been written can be found. Many wait for one refresh. */
  #refreshed(): Promise<void> {
    this.#refreshing ??= this.#refresh()
    return this.#refreshing
  }

  async #refresh(): Promise<void> {
    const waitMs = this.#refreshedAt + this.#refreshPauseMs - performance.now()
    await pause(Math.max(0, waitMs))
    this.#refreshing = undefined
    const from = performance.now()
    await this.#indexes.refresh(this.#indexes.alias)
    this.#refreshedAt = performance.now()
    this.#refreshPauseMs = Math.max(refreshPauseMsMin, (this.#refreshedAt - from) / refreshShare)
  }
}

const productWrite = (record: ProductRecord): Write => ({
  action: { index: { _id: productKey(record.productId) } },
  body: { type: 'product', changed: Date.now(), ...record },
})

const copyWrite = (storeId: string, record: ProductRecord): Write => ({
  action: { update: { _id: listingKey(storeId, record.productId), routing: storeId, retry_on_conflict: 3 } },
  body: { script: { source: recordScript, params: { record } } },
})

const listingWrite = (listing: Listing): Write => ({
  action: {
    update: { _id: listingKey(listing.storeId, listing.productId), routing: listing.storeId, retry_on_conflict: 3 },
  },
  body: { script: { source: putScript, params: { fields: listingRecord(listing) } } },
})

const deletion = (storeId: string, productId: string): Write => ({
  action: { delete: { _id: listingKey(storeId, productId), routing: storeId } },
})
