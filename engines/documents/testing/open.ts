import { readFile } from 'node:fs/promises'
import Type from 'typebox'
import { silentLog } from '../../../kit/log.ts'
import { prepareSchema } from '../../../kit/prepare.ts'
import { type Database, openDatabase, openPool, type Sql } from '../../../kit/sql.ts'
import { sqlOptions } from '../../sql/url.ts'
import type { MongoServer } from '../mongodb/server.ts'
import { type ChangeStep, type MongoDocuments, openMongoDocuments, openMongoServer } from '../mongodb.ts'
import type { Collections } from '../port.ts'

export interface Thing {
  kind: string
  size?: number
  note?: string
  [name: string]: unknown
}

const body = Type.Object({
  kind: Type.String(),
  size: Type.Optional(Type.Number()),
  note: Type.Optional(Type.String()),
})
export const things: Collections = {
  things: { body, indexes: ['kind'], spare: ['note'] },
  others: { body, indexes: [], spare: [] },
}

export interface TestDocuments extends AsyncDisposable {
  readonly documents: MongoDocuments
  readonly server: MongoServer
  readonly db: Database
  readonly sql: Sql
  /** Keys of the events that were published, in order. */
  published(): Promise<string[]>
}

const tables = new URL('../../../services/catalogue/migrations/002-documents-in-mongodb.sql', import.meta.url)

/** What the migrations of a service make. */
export async function prepareTestSchema(sql: Sql, service: string): Promise<void> {
  await prepareSchema(sql, service, { outboxIsLog: false })
  await sql.unsafe((await readFile(tables, 'utf8')).replaceAll('catalogue.', `${service}.`))
}

/** Documents in MongoDB for a service of a test's own: `service` names its schema and its collections. */
export async function openTestDocuments(options: {
  url: string
  /** libpq URL of a database. */
  address: string
  service: string
  /** Another process has made the schema. */
  prepared?: boolean
  onStep?: (step: ChangeStep) => Promise<void> | void
}): Promise<TestDocuments> {
  const { url, address, service, prepared = false, onStep } = options
  const stack = new AsyncDisposableStack()
  try {
    const sql = openPool(sqlOptions(address, 'the test database'), 10)
    stack.defer(() => sql.end({ timeout: 1 }))
    if (!prepared) await prepareTestSchema(sql, service)
    const db = openDatabase(sql, service, () => {})
    const server = stack.use(await openMongoServer({ url, variable: 'TOKRI_DOCUMENTS_URL', log: silentLog }))
    const more = onStep ? { onStep } : {}
    const documents = await openMongoDocuments({ server, db, service, collections: things, log: silentLog, ...more })
    return {
      documents,
      server,
      db,
      sql,
      published: async () =>
        (await sql<{ key: string }[]>`select key from ${sql(`${service}.outbox`)} order by seq`).map(({ key }) => key),
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}
