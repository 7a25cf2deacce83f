import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { Documents, Stored } from '../../engines/documents/port.ts'
import type { SearchDocument, SearchEngine, SearchSource, SharedIndex } from '../../engines/search/port.ts'
import type { Log } from '../../kit/log.ts'
import type { Sql } from '../../kit/sql.ts'
import type { Assortment, Held } from './assortment.ts'
import type { ProductBody } from './domain/product.ts'
import type { Feed } from './search-feed.ts'
import { placesOf, searchDocument } from './search-records.ts'
import { Sent } from './sent.ts'
import { SearchLease } from './store/search-lease.ts'
import { scanProducts } from './store.ts'

const lookMs = 2_000
/** The whole index is compared with the assortment this often, and whenever another copy may have written before. */
const alignEveryMs = 60 * 60_000
/** A copy that starts waits so long for the stores, so that it does not build an index without shelves. */
const storesWaitMs = 5_000
const rowsAtOnce = 1_000
const retryMs = 1_000

interface Parts {
  engine: SearchEngine
  shared: SharedIndex
  documents: Documents
  assortment: Assortment
  sql: Sql
  log: Log
}

/**
 * Keeps an index true that all copies of the catalogue share. The copy that holds the lease compares the index with the
 * assortment, builds it where it is missing, and then carries changes; the other copies hear the same changes, and need
 * only be ready to take over.
 */
export class SharedFeed implements Feed {
  readonly #parts: Parts
  readonly #lease: SearchLease
  readonly #closed = new AbortController()
  readonly #startedAt = performance.now()
  #documents = new Map<string, SearchDocument>()
  #shelves = new Map<string, Set<string>>()
  readonly #sent = new Sent()
  /** Products that changed while the index is compared: what was read of them may be old. */
  #touched: Set<string> | undefined
  #alignedAt = Number.NEGATIVE_INFINITY
  /** For the stores. */
  #waiting = false
  #lastFault = ''
  #looking: Promise<void> | undefined
  #draining: Promise<void> | undefined
  readonly #looked = Promise.withResolvers<void>()
  edition = 0

  constructor(parts: Parts) {
    this.#parts = parts
    this.#lease = new SearchLease(parts.sql, parts.shared.layout, randomUUID())
  }

  hold(): void {}

  release(): void {
    this.#looking ??= this.#look()
  }

  products(changed: readonly Stored<ProductBody>[]): void {
    if (!this.#lease.held) return
    const { assortment } = this.#parts
    for (const each of changed) {
      this.#touched?.add(each.id)
      this.#documents.set(each.id, searchDocument(assortment, each))
      for (const storeId of assortment.stock.storeIds) this.#mark(storeId, [each.id])
    }
    this.#drain()
  }

  shelf(storeId: string, products: readonly Held[]): void {
    if (!this.#lease.held) return
    this.#mark(
      storeId,
      products.map(({ id }) => id),
    )
    this.#drain()
  }

  async wholeShelf(storeId: string): Promise<void> {
    this.shelf(storeId, this.#parts.assortment.products())
  }

  /** Where another copy feeds the index, that is a matter of a second or so, and not waited for. */
  async settled(withinMs = 2_000): Promise<void> {
    const enough = new AbortController()
    const tooLong = pause(withinMs, undefined, { signal: enough.signal, ref: false }).catch(() => {})
    const drained = async () => {
      await this.#looked.promise
      while (this.#draining) await this.#draining
    }
    await Promise.race([drained(), tooLong])
    enough.abort()
  }

  async close(): Promise<void> {
    this.#closed.abort()
    this.#looked.resolve()
    await this.#looking
    await this.#draining
    await this.#lease.release().catch(() => {})
  }

  /** Sees again and again who feeds the index, and whether it is there. */
  async #look(): Promise<void> {
    while (!this.#closed.signal.aborted) {
      const hadIt = this.#lease.held
      try {
        if (!(await this.#lease.take()) || (await this.#lead(hadIt))) this.#looked.resolve()
      } catch (error) {
        this.#complain(error as Error)
        this.#looked.resolve()
      }
      await this.#pause(this.#waiting ? retryMs / 4 : lookMs * (0.5 + Math.random()))
    }
  }

  /** @returns false when it has to wait for the stores first */
  async #lead(hadIt: boolean): Promise<boolean> {
    const { shared, assortment, log } = this.#parts
    // What another copy wrote, or did not come to write, is not known here.
    if (!hadIt) this.#alignedAt = Number.NEGATIVE_INFINITY
    const ready = await shared.ready()
    if (ready && performance.now() - this.#alignedAt < alignEveryMs) return true
    const { stock } = assortment
    this.#waiting = !stock.storeIds.some((id) => stock.isRead(id))
    if (this.#waiting && performance.now() - this.#startedAt < storesWaitMs) return false
    this.#waiting = false
    const renewing = setInterval(() => void this.#lease.take().catch(() => {}), lookMs)
    this.#touched = new Set()
    this.#sent.forgetAll()
    try {
      const done = await shared.align(this.#source())
      if (done.built || done.written > 0 || done.removed > 0) log.info(done, 'the search index was made true')
      this.#alignedAt = performance.now()
      this.edition++
      this.#lastFault = ''
      await shared.tidy(await this.#lease.layouts())
      return true
    } finally {
      clearInterval(renewing)
      this.#touched = undefined
    }
  }

  #source(): SearchSource {
    const { assortment, documents } = this.#parts
    const touched = this.#touched
    const stopped = () => {
      if (this.#closed.signal.aborted || !this.#lease.held) throw new Error('another copy feeds the search index now')
    }
    return {
      async *documents() {
        for await (const page of scanProducts(documents)) {
          stopped()
          yield page.filter(({ id }) => !touched?.has(id)).map((each) => searchDocument(assortment, each))
        }
      },
      has: (productId) => assortment.get(productId) !== undefined,
      stores: () => assortment.stock.storeIds.filter((id) => assortment.stock.isRead(id)),
      async *listings(storeId) {
        const products = assortment.products()
        for (let at = 0; at < products.length; at += rowsAtOnce) {
          stopped()
          yield placesOf(assortment, storeId, products.slice(at, at + rowsAtOnce)).rows
        }
      },
      lists: (storeId, productId) => {
        const product = assortment.get(productId)
        return product !== undefined && assortment.terms(storeId, product) !== undefined
      },
    }
  }

  #mark(storeId: string, productIds: readonly string[]): void {
    const marked = this.#shelves.get(storeId) ?? new Set()
    this.#shelves.set(storeId, marked)
    for (const id of productIds) marked.add(id)
  }

  #drain(): void {
    this.#draining ??= this.#carry().finally(() => {
      this.#draining = undefined
    })
  }

  /** Carries what is marked, as it is by then, until nothing is. */
  async #carry(): Promise<void> {
    await nextTurn()
    while (this.#documents.size > 0 || this.#shelves.size > 0) {
      if (this.#closed.signal.aborted || !this.#lease.held) {
        // Who feeds the index next compares all of it.
        this.#documents.clear()
        this.#shelves.clear()
        return
      }
      const documents = this.#documents
      const shelves = this.#shelves
      this.#documents = new Map()
      this.#shelves = new Map()
      try {
        if (documents.size > 0) await this.#parts.engine.index([...documents.values()])
        documents.clear()
        for (const [storeId, ids] of shelves) {
          await this.#carryShelf(storeId, [...ids])
          shelves.delete(storeId)
        }
        this.edition++
        this.#lastFault = ''
      } catch (error) {
        this.#complain(error as Error)
        for (const [id, document] of documents) if (!this.#documents.has(id)) this.#documents.set(id, document)
        for (const [storeId, ids] of shelves) this.#mark(storeId, [...ids])
        await this.#pause(retryMs)
      }
    }
  }

  async #carryShelf(storeId: string, productIds: readonly string[]): Promise<void> {
    const { assortment, engine } = this.#parts
    for (let at = 0; at < productIds.length; at += rowsAtOnce) {
      const some = productIds.slice(at, at + rowsAtOnce).flatMap((id) => assortment.get(id) ?? [])
      const { rows, gone } = placesOf(assortment, storeId, some)
      const slotOf = (id: string) => assortment.get(id)!.slot
      const news = rows.filter((row) => this.#sent.isNews(slotOf(row.productId), row))
      // Until they are written, what is there is not known.
      for (const { productId } of [...news, ...gone]) this.#sent.note(storeId, slotOf(productId), undefined)
      if (news.length > 0) await engine.list(news)
      if (gone.length > 0) await engine.unlist(gone)
      for (const row of news) this.#sent.note(storeId, slotOf(row.productId), row)
    }
  }

  /** Once for each fault, not at each try. */
  #complain(error: Error): void {
    if (error.message !== this.#lastFault && !this.#closed.signal.aborted)
      this.#parts.log.warn({ error }, 'the search index cannot be fed now; trying again')
    this.#lastFault = error.message
  }

  #pause(ms: number): Promise<void> {
    return pause(ms, undefined, { signal: this.#closed.signal, ref: false }).catch(() => {})
  }
}
