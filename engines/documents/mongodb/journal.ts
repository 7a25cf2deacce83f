import { common } from '../../../contracts/problem.ts'
import { type Database, isSqlState, type Message, type Tx } from '../../../kit/sql.ts'
import type { Collections } from '../port.ts'

/** One document as a change leaves it. `version` is its new one. */
export interface Write {
  readonly collection: string
  readonly id: string
  readonly version: number
  readonly body: Record<string, unknown>
}

/** What a change was built upon; version 0 is a document that was not there. */
export interface Read {
  readonly collection: string
  readonly id: string
  readonly version: number
}

/** `stale`: a document was changed since it was read. `unfinished`: an earlier change of one is still being made. */
export type Committed = { readonly journaled: number } | 'stale' | 'unfinished'

/** A process that stands still in the middle of a change loses its row of the journal, and its turn, after this. */
const finishStandstillMs = 30_000
const turnStandstillMs = 60_000
const lockWaitMs = 10_000
/** A row older than this belongs to a process that has crashed, or that MongoDB has left alone. */
const abandonedS = 2
const abandonedAtOnce = 20

/**
 * Write-ahead journal of changes of documents, in the service's own schema: a row is the commit point of a change. Beside it
 * lie the version of every document, which decides between two changes, and its body without spare fields.
 */
export interface Journal {
  /** Runs a change while nobody else does, in any process, so that changes need not be repeated. @throws service/overloaded */
  turn<T>(change: () => Promise<T>): Promise<T>
  commit(reads: readonly Read[], writes: readonly Write[], messages: readonly Message[]): Promise<Committed>
  /**
   * Makes a change that has been committed: `apply`, then, in one transaction, its events are told and the row goes. One
   * process does it; others wait, or pass by.
   */
  finish(id: number, apply: (writes: readonly Write[]) => Promise<void>, passBy?: boolean): Promise<void>
  /** Unfinished changes of these documents. */
  unfinished(reads: readonly Read[]): Promise<number[]>
  abandoned(): Promise<number[]>
  /** How many changes are not finished. */
  waiting(): Promise<number>
  recall(collection: string, after: string, limit: number): Promise<{ id: string; version: number; body: object }[]>
  /** Makes the copies of a part of a collection what MongoDB says, but for those that have just changed. */
  align(
    collection: string,
    range: { after: string; upTo: string | null },
    found: readonly Omit<Write, 'collection'>[],
  ): Promise<number>
}

const lockNotAvailable = '55P03'

/** A lock is not waited for without end, nor held without end by who stands still. */
const limit = (tx: Tx, standstillMs: number) =>
  tx`select set_config('lock_timeout', ${String(lockWaitMs)}, true),
            set_config('idle_in_transaction_session_timeout', ${String(standstillMs)}, true)`

const keyOf = ({ collection, id }: { collection: string; id: string }): string => `${collection}/${id}`

/** Its tables are made by the service's migrations. */
export function openJournal(db: Database, schema: string, collections: Collections): Journal {
  const { sql } = db
  const journal = sql(`${schema}.documents_journal`)
  const copies = sql(`${schema}.documents_copies`)
  const spare = Object.fromEntries(Object.entries(collections).map(([name, rules]) => [name, rules.spare]))
  const commit = sql(`${schema}.documents_commit`)

  return {
    async commit(reads, writes, messages) {
      const keys = [...new Set([...reads, ...writes].map(keyOf))]
      const [row] = await sql<{ id: number }[]>`
        select ${commit}(${sql.json(reads as never)}, ${keys}, ${sql.json(writes as never)}, ${sql.json(messages as never)}) as id`
      return row!.id > 0 ? { journaled: row!.id } : row!.id === 0 ? 'stale' : 'unfinished'
    },

    async turn(change) {
      try {
        return (await sql.begin(async (tx) => {
          await Promise.all([
            limit(tx, turnStandstillMs),
            tx`select pg_advisory_xact_lock(hashtextextended(${`${schema}.documents`}, 0))`,
          ])
          return change()
        })) as Awaited<ReturnType<typeof change>>
      } catch (error) {
        if (isSqlState(error, lockNotAvailable)) throw common('service/overloaded', { detail: 'documents' })
        throw error
      }
    },

    finish: (id, apply, passBy = false) =>
      db.begin(async (tx) => {
        // Not the row itself: locking it would make this a writing transaction, and readers of the event log wait for those.
        const lock = `${schema}.documents/${id}`
        const [, [locked], [row]] = await Promise.all([
          limit(tx, finishStandstillMs),
          passBy
            ? tx<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(hashtextextended(${lock}, 0)) as mine`
            : tx<{ mine: boolean }[]>`select true as mine from pg_advisory_xact_lock(hashtextextended(${lock}, 0))`,
          tx<{ writes: Write[] }[]>`select writes from ${journal} where id = ${id}`,
        ])
        if (!row || !locked!.mine) return
        await apply(row.writes)
        await tx`
          insert into ${copies} (collection, id, version, body)
          select w.collection, w.id, w.version, w.body - coalesce(
            (select array_agg(field) from jsonb_array_elements_text(${tx.json(spare)}::jsonb->w.collection) field), '{}')
          from jsonb_to_recordset((select writes from ${journal} where id = ${id}))
            as w(collection text, id text, version int, body jsonb)
          on conflict (collection, id) do update
            set version = excluded.version, body = excluded.body, changed_at = now()
            where ${copies}.version < excluded.version`
        await tx`
          with done as (delete from ${journal} where id = ${id} returning messages)
          select ${tx(schema)}.publish(messages) from done`
      }),

    async unfinished(reads) {
      const rows = await sql<{ id: number }[]>`
        select id from ${journal} where keys && ${reads.map(keyOf)} order by id`
      return rows.map(({ id }) => id)
    },

    async abandoned() {
      const rows = await sql<{ id: number }[]>`
        select id from ${journal} where created_at < now() - make_interval(secs => ${abandonedS})
        order by id limit ${abandonedAtOnce}`
      return rows.map(({ id }) => id)
    },

    async waiting() {
      const [row] = await sql<{ count: number }[]>`select count(*)::int as count from ${journal}`
      return row!.count
    },

    async recall(collection, after, limit) {
      return [
        ...(await sql<{ id: string; version: number; body: object }[]>`
          select id, version, body from ${copies} where collection = ${collection} and id > ${after}
          order by id limit ${limit}`),
      ]
    },

    async align(collection, { after, upTo }, found) {
      const [row] = await sql<{ count: number }[]>`
        with found as (
          select id, version, body - coalesce(
            (select array_agg(field) from jsonb_array_elements_text(${sql.json(spare)}::jsonb->${collection}) field), '{}') as body
          from jsonb_to_recordset(${sql.json(found as never)}) as f(id text, version int, body jsonb)),
        gone as (
          delete from ${copies} c where collection = ${collection} and id > ${after}
            and (${upTo}::text is null or id <= ${upTo}) and changed_at < now() - interval '1 minute'
            and not exists (select from found where found.id = c.id) returning 1),
        made as (
          insert into ${copies} (collection, id, version, body) select ${collection}, id, version, body from found
          on conflict (collection, id) do update
            set version = excluded.version, body = excluded.body, changed_at = now()
            where ${copies}.version <> excluded.version and ${copies}.changed_at < now() - interval '1 minute' returning 1)
        select ((select count(*) from gone) + (select count(*) from made))::int as count`
      return row!.count
    },
  }
}
