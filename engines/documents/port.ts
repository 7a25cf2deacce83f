import type { TSchema } from 'typebox'
import type { Message } from '../../kit/sql.ts'

/**
 * Documents: whole things that are read by id, such as products. The port is what a catalogue needs and no more, so that
 * PostgreSQL (JSONB) and MongoDB can stand behind it.
 */
export interface Documents {
  /** Documents by id, in no order; unknown ids are left out. @throws service/unavailable while the engine is away */
  get<B extends object>(collection: string, ids: readonly string[]): Promise<Stored<B>[]>
  /**
   * A page of a collection by id. To go on, ask for what comes after the last id; a short page is the last one.
   * @throws service/unavailable while the engine is away
   */
  find<B extends object>(collection: string, query: Find): Promise<Stored<B>[]>
  /**
   * One commit: what `run` writes and what it publishes, all or nothing. When another change was faster, it is rolled
   * back and `run` once more, so it must have no effects of its own. An event is told when its documents can be read.
   * @throws service/unavailable while the engine is away; the change may have been made, or be made later
   */
  change<T>(run: (change: Change) => Promise<T>): Promise<T>
  /**
   * A page of what is kept apart for starting while the engine is away: every document as of the last change, without its
   * spare fields. Not to be mixed with pages of `find`: the order may be another.
   */
  recall<B extends object>(collection: string, page: Pick<Find, 'after' | 'limit'>): Promise<Stored<B>[]>
  /** Finishes changes that a crash has left half done. For a job that looks often; quiet while the engine is away. */
  mend(): Promise<void>
}

/** What an engine has to know of a collection. */
export interface CollectionRules {
  /** What its bodies are. */
  readonly body: TSchema
  /** Fields that `where` may name. */
  readonly indexes: readonly string[]
  /** Fields that one can start without. */
  readonly spare: readonly string[]
}
export type Collections = Readonly<Record<string, CollectionRules>>

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
  /** As in `Documents`. If another change writes one of them before this one ends, one of the two is repeated or waits. */
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

/** For the name of a field in a query. */
export const fieldName = (field: string): string => {
  if (!/^\w+$/.test(field)) throw new Error(`"${field}" is not the name of a field`)
  return field
}
