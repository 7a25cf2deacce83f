import { setTimeout as pause } from 'node:timers/promises'
import { type AnyBulkWriteOperation, MongoBulkWriteError } from 'mongodb'
import { common, Problem } from '../../contracts/problem.ts'
import type { Log } from '../../kit/log.ts'
import type { Database } from '../../kit/sql.ts'
import { bodyCheck, draft } from './mongodb/change.ts'
import { type Journal, openJournal, type Write } from './mongodb/journal.ts'
import { fromFiled, toFiled } from './mongodb/keys.ts'
import { prepareCollections } from './mongodb/schema.ts'
import { type Filed, limits, type MongoServer } from './mongodb/server.ts'
import {
  type Collections,
  changeAttempts,
  type Documents,
  DocumentsConflict,
  type Find,
  fieldName,
  type Stored,
} from './port.ts'

export { type MongoServer, openMongoServer } from './mongodb/server.ts'

const duplicateKey = 11_000
/** Written in parts, so that a slow server gets through a large change in the end. */
const addedAtOnce = 500
const updatedAtOnce = 10
/** So many documents are somebody's list, more are work behind the scenes. */
const listMax = 100
const changesWaitingMax = 100
/** An opening waits so long for collections and indexes; then that goes on beside the first requests. */
const prepareWaitMs = 3_000

/** Where a change is: for tests that end the process there. */
export type ChangeStep = 'journaled' | 'writing' | 'half' | 'applied' | 'done'

export interface MongoDocumentsOptions {
  readonly server: MongoServer
  readonly db: Database
  /** The service: its schema holds the journal, and its name begins those of its collections. */
  readonly service: string
  readonly collections: Collections
  readonly log: Log
  readonly onStep?: (step: ChangeStep) => Promise<void> | void
}

export interface MongoDocuments extends Documents {
  /** What answers, and how many changes wait for it: for `tokri doctor`. */
  check(): Promise<string>
}

/**
 * Documents in MongoDB, in a collection each: `catalogue.products`. It is used without its transactions: a change commits in
 * PostgreSQL, as a row of a journal, is then written to MongoDB as often as it takes, and its events are told last. Why:
 * docs/decisions/0004-documents-in-mongodb.md.
 */
export async function openMongoDocuments(options: MongoDocumentsOptions): Promise<MongoDocuments> {
  const { server, service, collections, log, onStep = () => {} } = options
  const journal = openJournal(options.db, service, collections)
  const check = bodyCheck(collections)
  const of = (collection: string) => server.collection(`${service}.${collection}`)
  const inTurn = turns(changesWaitingMax)
  const prepared = preparing(options)

  const find = async <B extends object>(collection: string, { where = {}, after = '', limit }: Find) => {
    const conditions = Object.entries(where).map(([field, values]) => [
      `body.${fieldName(field)}`,
      { $in: [...values] },
    ])
    const filter = { ...(after === '' ? {} : { _id: { $gt: after } }), ...Object.fromEntries(conditions) }
    const rows = await server.ask(limits.find, () =>
      of(collection).find(filter, { maxTimeMS: limits.find }).sort({ _id: 1 }).limit(limit).toArray(),
    )
    return rows.map((each) => stored<B>(each))
  }
  const read = async <B extends object>(collection: string, ids: readonly string[], limitMs: number) => {
    if (ids.length === 0) return []
    const filter = { _id: ids.length === 1 ? ids[0]! : { $in: [...ids] } }
    const rows = await server.ask(limitMs, () => of(collection).find(filter, { maxTimeMS: limitMs }).toArray())
    return rows.map((each) => stored<B>(each))
  }

  const apply = async (writes: readonly Write[], again: boolean) => {
    await onStep('writing')
    for (const [collection, all] of Map.groupBy(writes, (each) => each.collection)) {
      const open = again ? await missing(collection, all) : all
      const [updated, added] = [open.filter(({ version }) => version > 1), open.filter(({ version }) => version === 1)]
      for (const part of [...parts(added, addedAtOnce), ...parts(updated, updatedAtOnce)])
        await server.ask(limits.write, () => write(of(collection), part))
      await onStep('half')
    }
    await onStep('applied')
  }
  /** What of an earlier attempt is still to be written. */
  const missing = async (collection: string, writes: readonly Write[]) => {
    const ids = writes.map(({ id }) => id)
    const found = new Map((await read(collection, ids, limits.find)).map(({ id, version }) => [id, version]))
    return writes.filter(({ id, version }) => (found.get(id) ?? 0) < version)
  }
  const finishAgain = (id: number, passBy: boolean) => journal.finish(id, (writes) => apply(writes, true), passBy)

  const attempt = async <T>(run: Parameters<Documents['change']>[0]): Promise<{ result: T } | undefined> => {
    const { change, reads, writes, messages } = draft({ get: (name, ids) => read(name, ids, limits.find), check })
    let result: T
    try {
      result = (await run(change)) as T
    } catch (error) {
      if (error instanceof DocumentsConflict) return undefined
      throw error
    }
    if (writes.length === 0 && messages.length === 0) return { result }
    const committed = await journal.commit(reads, writes, messages)
    if (committed === 'stale') return undefined
    if (committed === 'unfinished') {
      for (const id of await journal.unfinished(reads)) await finishAgain(id, false)
      return undefined
    }
    await onStep('journaled')
    try {
      await journal.finish(committed.journaled, (all) => apply(all, false))
    } catch (error) {
      log.warn({ error }, 'a change of documents was kept and waits for MongoDB')
      throw keptForLater()
    }
    await onStep('done')
    return { result }
  }

  const documents: MongoDocuments = {
    find,
    get: (collection, ids) =>
      read(collection, ids, ids.length === 1 ? limits.get : ids.length <= listMax ? limits.list : limits.find),

    change: <T>(run: Parameters<Documents['change']>[0]) =>
      inTurn(async (): Promise<T> => {
        await prepared.now()
        return journal.turn(async () => {
          for (let tries = 1; tries <= changeAttempts; tries++) {
            const made = await attempt<T>(run)
            if (made) return made.result
            await pause(Math.random() * 10 * tries)
          }
          throw new DocumentsConflict(`other changes were faster ${changeAttempts} times`)
        })
      }) as Promise<never>,

    recall: async <B extends object>(collection: string, { after = '', limit }: Pick<Find, 'after' | 'limit'>) =>
      (await journal.recall(collection, after, limit)) as Stored<B>[],

    async mend() {
      try {
        await prepared.now()
        for (const id of await journal.abandoned())
          await finishAgain(id, true).catch((error) => {
            if (isAway(error)) throw error
            log.error({ error, id }, 'a change of documents cannot be finished; the others go on')
          })
        await aligned()
      } catch (error) {
        if (!isAway(error)) throw error
      }
    },

    async check() {
      const waiting = await journal.waiting()
      const more = waiting === 0 ? '' : `; ${waiting} changes are not finished`
      try {
        return `${await server.check()}${more}`
      } catch (error) {
        throw new Error(`${(error as Error).message}${more}`)
      }
    },
  }
  const aligned = once(() => align(documents, journal, collections, log))
  const ready = prepared.now().catch(() => {})
  if (server.seen) await Promise.race([ready, pause(prepareWaitMs, undefined, { ref: false })])
  return documents
}

const stored = <B extends object>({ _id, version, body }: Filed): Stored<B> => ({
  id: _id,
  version,
  body: fromFiled<B>(body),
})

const isAway = (error: unknown): boolean => error instanceof Problem && error.status === 503

const parts = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size))

const keptForLater = (): Problem =>
  common('service/unavailable', {
    detail: 'documents: the change is kept and will be made as soon as they can be written',
    headers: { 'retry-after': '5' },
  })

/** Each document unless it has this version or a later one, so that writing twice, or too late, does nothing. */
async function write(collection: ReturnType<MongoServer['collection']>, writes: readonly Write[]): Promise<void> {
  const operations = writes.map(({ id, version, body }): AnyBulkWriteOperation<Filed> => {
    const document = { version, body: toFiled(body) }
    if (version === 1) return { insertOne: { document: { _id: id, ...document } } }
    return { replaceOne: { filter: { _id: id, version: { $lt: version } }, replacement: document, upsert: true } }
  })
  try {
    await collection.bulkWrite(operations, { ordered: false })
  } catch (error) {
    // There already: this version, or one that came after it.
    const faults = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : []
    const known = faults.length > 0 && faults.every(({ code }) => code === duplicateKey)
    if (!known || (error as MongoBulkWriteError).result.getWriteConcernError()) throw error
  }
}

/** Makes the copies in PostgreSQL what MongoDB says: after one of the two was restored from a backup. */
async function align(documents: Documents, journal: Journal, collections: Collections, log: Log): Promise<void> {
  const limit = 1_000
  for (const collection of Object.keys(collections)) {
    let changed = 0
    for (let after = ''; ; ) {
      const page = await documents.find<Record<string, unknown>>(collection, { after, limit })
      const upTo = page.length < limit ? null : page.at(-1)!.id
      changed += await journal.align(collection, { after, upTo }, page)
      if (upTo === null) break
      after = upTo
    }
    if (changed > 0) log.warn({ collection, changed }, 'copies of documents differed from MongoDB and were made anew')
  }
}

/** Collections and indexes: tried until it has worked once. */
function preparing({ server, service, collections, log }: MongoDocumentsOptions): { now(): Promise<void> } {
  const now = once(() => prepareCollections(server, service, collections, log))
  return { now }
}

/** Runs at the first call; a failure is not kept: the next call tries again. */
function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => {
    running ??= work().catch((error) => {
      running = undefined
      throw error
    })
    return running
  }
}

/** One after the other: one change of a process waits at PostgreSQL, and the others here. @throws service/overloaded */
function turns(waitingMax: number): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async (work) => {
    if (waiting >= waitingMax) throw common('service/overloaded', { detail: 'documents' })
    waiting++
    const mine = last.then(work)
    last = mine.catch(() => {})
    try {
      return await mine
    } finally {
      waiting--
    }
  }
}
