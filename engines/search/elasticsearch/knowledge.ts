import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../../../kit/log.ts'
import type { SearchDocument } from '../port.ts'
import type { Synonyms } from '../text/synonyms.ts'
import { IndexMissing } from './bulk.ts'
import type { SearchConnection } from './connection.ts'
import type { Indexes } from './indexes.ts'
import { learn, readWords, stateOf, type Words } from './lexicon.ts'

/** How often it is looked whether products have changed. */
const lookMs = 2_000
/** Reading the words takes at most this share of the time. */
const readShare = 0.1
/** After more documents than this at once, words are read again and not only learned. */
const fewDocuments = 100

/** What this process knows of the words in the index: read once it is reached, and again when products change. */
export class Knowledge {
  readonly #connection: SearchConnection
  readonly #indexes: Indexes
  readonly #synonyms: Synonyms
  readonly #log: Log
  readonly #ended: AbortSignal
  #words: Words | undefined
  #reading: Promise<void> | undefined
  #readMs = 0
  #readAt = 0
  /** Changes with what is known. */
  edition = 0

  constructor(parts: {
    connection: SearchConnection
    indexes: Indexes
    synonyms: Synonyms
    log: Log
    ended: AbortSignal
  }) {
    this.#connection = parts.connection
    this.#indexes = parts.indexes
    this.#synonyms = parts.synonyms
    this.#log = parts.log
    this.#ended = parts.ended
  }

  get words(): Words | undefined {
    return this.#words
  }

  /** Looks for changes until it ends. */
  async follow(): Promise<void> {
    while (!this.#ended.aborted) {
      await this.#look().catch((error) => {
        if (error instanceof IndexMissing) this.forget()
        this.#log.debug({ error }, 'the words of the search index cannot be read now')
      })
      await pause(this.#words ? lookMs : lookMs / 4, undefined, { signal: this.#ended, ref: false }).catch(() => {})
    }
  }

  async #look(): Promise<void> {
    if (!this.#connection.found) return
    if (performance.now() - this.#readAt < this.#readMs / readShare) return
    const state = await stateOf((ask) => this.#connection.ask(ask), this.#indexes)
    if (state !== this.#words?.state) await this.read()
  }

  /** Reads all words now; many callers wait for one reading. */
  read(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async #read(): Promise<void> {
    const from = performance.now()
    this.#words = await readWords((ask) => this.#connection.ask(ask), this.#indexes, this.#synonyms)
    this.edition++
    this.#readAt = performance.now()
    this.#readMs = this.#readAt - from
  }

  /** The index is gone. */
  forget(): void {
    this.#words = undefined
  }

  /** Documents that have just been written here. */
  async wrote(documents: readonly SearchDocument[]): Promise<void> {
    if (documents.length > fewDocuments || !this.#words) {
      // A reading under way may have begun before.
      await this.#reading?.catch(() => {})
      return this.read()
    }
    learn(this.#words, documents)
    this.edition++
  }
}
