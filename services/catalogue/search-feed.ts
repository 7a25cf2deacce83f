import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { Stored } from '../../engines/documents/port.ts'
import type { SearchDocument, SearchEngine } from '../../engines/search/port.ts'
import type { Log } from '../../kit/log.ts'
import type { Assortment, Held } from './assortment.ts'
import type { ProductBody } from './domain/product.ts'
import { placesOf, searchDocument } from './search-records.ts'

const rowsAtOnce = 2_000
const retryMs = 2_000
/** More documents than this are an import: indexed once it pauses, or has gone on for a while. */
const manyDocuments = 200
const pauseMs = 300
const importMsMax = 5_000

/** What keeps a search engine true to the assortment. */
export interface Feed {
  /** Changes when the engine has taken documents. */
  readonly edition: number
  /** Nothing is carried until `release`: at the start, where all is read at once. */
  hold(): void
  release(): void
  /** Products that have changed: what they are, and their place on every shelf. */
  products(changed: readonly Stored<ProductBody>[]): void
  /** Products whose price or stock in a store has changed. */
  shelf(storeId: string, products: readonly Held[]): void
  /** Everything that a store sells. */
  wholeShelf(storeId: string): Promise<void>
  /** Resolves when all that was given so far can be found, or when that takes too long: an engine may be away. */
  settled(withinMs?: number): Promise<void>
  close(): Promise<void>
}

/**
 * Carries what the assortment says into the search engine of this process. Documents wait in a queue, so that an import is indexed in a
 * few large steps and not in many small ones; shelves (price, stock) go at once. What the engine refuses for now is tried
 * again until it takes it.
 */
export class SearchFeed implements Feed {
  readonly #engine: SearchEngine
  readonly #assortment: Assortment
  readonly #log: Log
  #documents = new Map<string, SearchDocument>()
  /** Products of a store that the engine could not take. */
  #failed = new Map<string, Set<string>>()
  #changedAtMs = 0
  #running: Promise<void> | undefined
  #held = false
  #closed = new AbortController()
  /** Changes when the engine has taken documents. */
  edition = 0

  constructor(engine: SearchEngine, assortment: Assortment, log: Log) {
    this.#engine = engine
    this.#assortment = assortment
    this.#log = log
  }

  /** Documents wait until `release`: at the start, where all are indexed at once. */
  hold(): void {
    this.#held = true
  }
  release(): void {
    this.#held = false
    if (this.#documents.size > 0) this.#start(0)
  }

  /** Products that have changed: what they are, and their place on every shelf. */
  products(changed: readonly Stored<ProductBody>[]): void {
    for (const document of changed) this.#documents.set(document.id, searchDocument(this.#assortment, document))
    const held = changed.flatMap(({ id }) => this.#assortment.get(id) ?? [])
    for (const storeId of this.#assortment.stock.storeIds) this.shelf(storeId, held)
    this.#changedAtMs = performance.now()
    this.#start()
  }

  /** Products whose price or stock in a store has changed. */
  shelf(storeId: string, products: readonly Held[]): void {
    const { rows, gone } = placesOf(this.#assortment, storeId, products)
    const done = [rows.length > 0 && this.#engine.list(rows), gone.length > 0 && this.#engine.unlist(gone)]
    Promise.all(done).catch((error) => {
      this.#log.warn(
        { error, storeId, count: products.length },
        'search did not take a change of shelves; trying again',
      )
      const failed = this.#failed.get(storeId) ?? new Set()
      this.#failed.set(storeId, failed)
      for (const { id } of products) failed.add(id)
      this.#start()
    })
  }

  /** Everything that a store sells, in turns that leave room for requests. */
  async wholeShelf(storeId: string): Promise<void> {
    const products = this.#assortment.products()
    for (let at = 0; at < products.length; at += rowsAtOnce) {
      this.shelf(storeId, products.slice(at, at + rowsAtOnce))
      await nextTurn()
    }
  }

  /** Resolves when all that was given so far can be found, or when that takes too long: an engine may be away. */
  async settled(withinMs = 2_000): Promise<void> {
    const enough = new AbortController()
    const tooLong = pause(withinMs, undefined, { signal: enough.signal, ref: false }).catch(() => {})
    await Promise.race([this.#drained(), tooLong])
    enough.abort()
  }

  async #drained(): Promise<void> {
    while (this.#running) await this.#running
  }

  async close(): Promise<void> {
    this.#closed.abort()
    await this.#drained()
  }

  #start(waitMsMax = importMsMax): void {
    if (this.#held) return
    this.#running ??= this.#work(waitMsMax).finally(() => {
      this.#running = undefined
    })
  }

  /** Until no more documents come, where many do. */
  async #importPauses(waitMsMax: number): Promise<void> {
    const until = performance.now() + waitMsMax
    while (this.#documents.size > manyDocuments && !this.#closed.signal.aborted) {
      const now = performance.now()
      const waitMs = Math.min(this.#changedAtMs + pauseMs, until) - now
      if (waitMs <= 0) return
      await this.#pause(waitMs)
    }
  }

  #pause(ms: number): Promise<void> {
    return pause(ms, undefined, { signal: this.#closed.signal }).catch(() => {})
  }

  async #work(waitMsMax: number): Promise<void> {
    await nextTurn()
    while (!this.#closed.signal.aborted && (this.#documents.size > 0 || this.#failed.size > 0)) {
      await this.#importPauses(waitMsMax)
      const documents = this.#documents
      const failed = this.#failed
      this.#documents = new Map()
      this.#failed = new Map()
      try {
        if (documents.size > 0) await this.#engine.index([...documents.values()])
        this.edition++
      } catch (error) {
        this.#log.warn({ error, count: documents.size }, 'search did not take documents; trying again')
        for (const [id, document] of documents) if (!this.#documents.has(id)) this.#documents.set(id, document)
        await this.#pause(retryMs)
      }
      for (const [storeId, ids] of failed) {
        await this.#pause(retryMs)
        this.shelf(
          storeId,
          [...ids].flatMap((id) => this.#assortment.get(id) ?? []),
        )
      }
    }
  }
}
