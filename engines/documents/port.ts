import type { Message } from '../../kit/sql.ts'

/**
 * Documents: whole things that are read by id, such as products. The port is what a catalogue needs and no more, so that
 * PostgreSQL (JSONB) and MongoDB (with transactions: a replica set) can stand behind it.
 */
export interface Documents {
  /** Documents by id, in no order; unknown ids are left out. */
  get<B extends object>(collection: string, ids: readonly string[]): Promise<Stored<B>[]>
  /** A page of a collection by id. To go on, ask for what comes after the last id; a short page is the last one. */
  find<B extends object>(collection: string, query: Find): Promise<Stored<B>[]>
  /**
   * One commit: what `run` writes and what it publishes, all or nothing. When another change was faster, it is rolled
   * back and `run` once more, so it must have no effects of its own.
   */
  change<T>(run: (change: Change) => Promise<T>): Promise<T>
}

export interface Stored<B extends object> {
  readonly id: string
  /** 1 when added, one more at each update. */
  readonly version: number
  readonly body: B
}

export interface Find {
  /** Fields of the body and the values of which they have one; each field needs an index. */
  readonly where?: Readonly<Record<string, readonly string[]>>
  readonly after?: string
  /** 1 to 5,000. */
  readonly limit: number
}

export interface Change {
  /** As in `Documents`, and kept from other changes until this one ends. */
  get<B extends object>(collection: string, ids: readonly string[]): Promise<Stored<B>[]>
  /** Writes whole documents, each at most once; `version` is the one that was read in this change, 0 for a new one. */
  put<B extends object>(collection: string, documents: readonly Stored<B>[]): Promise<Put>
  publish(...messages: Message[]): void
}

/** What became of documents, by id. An unchanged one keeps its version. */
export interface Put {
  readonly added: ReadonlySet<string>
  readonly updated: ReadonlySet<string>
  readonly unchanged: ReadonlySet<string>
}

/** Changes that stand in each other's way are repeated so often before the caller hears of it. */
export const changeAttempts = 10

/** Another change wrote one of the documents first. Seen outside only after `changeAttempts`. */
export class DocumentsConflict extends Error {
  override name = 'DocumentsConflict'
}
