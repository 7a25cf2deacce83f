import { setTimeout as pause } from 'node:timers/promises'
import type postgres from 'postgres'
import { type Database, isSqlState, type Message, type Tx } from '../../kit/sql.ts'
import {
  type Change,
  changeAttempts,
  type Documents,
  DocumentsConflict,
  type Find,
  fieldName,
  type Put,
  type Stored,
} from './port.ts'

const deadlock = '40P01'

interface Row<B> {
  id: string
  version: number
  body: B
}

/**
 * Documents as JSONB, in a table per collection of the service's schema: `id text primary key, version int, body jsonb`.
 * Events leave by the service's outbox, in the same commit.
 */
export function openPostgresDocuments(db: Database, schema: string): Documents {
  const { sql } = db
  const table = (collection: string) => sql(`${schema}.${collection}`)

  const find = async <B extends object>(collection: string, { where = {}, after = '', limit }: Find) => {
    const conditions = Object.entries(where).map(
      ([field, values]) => sql`and body->>${sql.unsafe(`'${fieldName(field)}'`)} = any(${values as string[]})`,
    )
    const filter = conditions.length > 0 ? conditions : sql``
    return plain(
      await sql<Row<B>[]>`
        select id, version, body from ${table(collection)} where id > ${after} ${filter} order by id limit ${limit}`,
    )
  }

  return {
    find,
    recall: find,
    // Commits are PostgreSQL's own.
    mend: async () => {},

    get: async <B extends object>(collection: string, ids: readonly string[]) =>
      plain(await sql<Row<B>[]>`select id, version, body from ${table(collection)} where id = any(${ids as string[]})`),

    async change(run) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await db.begin(async (tx) => {
            const messages: Message[] = []
            const result = await run(changeIn(tx, table, messages))
            await db.publish(tx, ...messages)
            return result
          })
        } catch (error) {
          const lost = error instanceof DocumentsConflict || isSqlState(error, deadlock)
          if (!lost || attempt === changeAttempts) throw error
          await pause(Math.random() * 10 * attempt)
        }
      }
    },
  }
}

/** An array like any other: what postgres.js gives also carries the statement. */
const plain = <B extends object>(rows: readonly Row<B>[]): Stored<B>[] => [...rows]

function changeIn(tx: Tx, table: (collection: string) => postgres.Helper<string, []>, messages: Message[]): Change {
  return {
    get: async <B extends object>(collection: string, ids: readonly string[]) =>
      plain(
        await tx<Row<B>[]>`
          select id, version, body from ${table(collection)} where id = any(${ids as string[]}) order by id for update`,
      ),
    async put(collection, documents) {
      if (documents.length === 0) return { added: new Set(), updated: new Set(), unchanged: new Set() }
      return outcome(documents, await write(tx, table(collection), documents))
    },
    publish: (...more) => void messages.push(...more),
  }
}

/** One statement for all. Written in the order of their ids, so that two changes wait for each other in one direction. */
const write = (tx: Tx, into: postgres.Helper<string, []>, documents: readonly Stored<object>[]) => tx<
  { id: string; added: boolean }[]
>`
  with given as (
    select id, version, body from jsonb_to_recordset(${tx.json(documents as never)}) as x(id text, version int, body jsonb)),
  updated as (
    update ${into} as d set body = given.body, version = d.version + 1, updated_at = now() from given
    where d.id = given.id and d.version = given.version and d.body is distinct from given.body
    returning d.id),
  added as (
    insert into ${into} (id, version, body) select id, 1, body from given where version = 0 order by id
    on conflict (id) do nothing returning id)
  select id, false as added from updated union all select id, true from added`

/** @throws DocumentsConflict when a document that was new to the caller is there already */
function outcome(documents: readonly Stored<object>[], written: { id: string; added: boolean }[]): Put {
  const added = new Set(written.filter((row) => row.added).map((row) => row.id))
  const updated = new Set(written.filter((row) => !row.added).map((row) => row.id))
  for (const { id, version } of documents)
    if (version === 0 && !added.has(id)) throw new DocumentsConflict(`${id} was added by another change`)
  const rest = documents.filter(({ id }) => !added.has(id) && !updated.has(id))
  return { added, updated, unchanged: new Set(rest.map(({ id }) => id)) }
}
