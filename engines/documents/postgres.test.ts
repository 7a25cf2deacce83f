import { prepareSchema } from '../../kit/prepare.ts'
import { openDatabase, openPool } from '../../kit/sql.ts'
import { testDatabase } from '../sql/testing.ts'
import { documentsSuite } from './documents.suite.ts'
import { openPostgresDocuments } from './postgres.ts'

documentsSuite('postgres', async () => {
  const database = await testDatabase()
  const sql = openPool(database.options, 20)
  await prepareSchema(sql, 'shop', { outboxIsLog: false })
  for (const name of ['things', 'others'])
    await sql`create table ${sql(`shop.${name}`)} (
      id text primary key, version int not null, body jsonb not null, updated_at timestamptz not null default now())`
  return {
    documents: openPostgresDocuments(
      openDatabase(sql, 'shop', () => {}),
      'shop',
    ),
    collections: ['things', 'others'] as const,
    published: async () =>
      (await sql<{ key: string }[]>`select key from shop.outbox order by seq`).map(({ key }) => key),
    async [Symbol.asyncDispose]() {
      await sql.end({ timeout: 1 })
      await database.dispose()
    },
  }
})
