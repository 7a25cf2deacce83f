import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type Postgres from 'postgres'
import { postgres } from '../../kit/driver.ts'
import { openSql, type SqlServer } from './index.ts'

/** What Tokri relies on in a PostgreSQL, whoever runs it. */
export function sqlSuite(name: string, open: () => Promise<SqlServer>): void {
  describe(`${name} as a relational engine`, () => {
    it('answers with version 15 or newer, in UTF-8', async () => {
      await using server = await open()
      await using sql = connect(server)
      const [row] = await sql`
        select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding,
               ${'दही ₹40'} as text`
      assert.ok(row?.version >= 150000)
      assert.deepEqual([row?.encoding, row?.text], ['UTF8', 'दही ₹40'])
    })

    it('is reached by its URL as by its options', async () => {
      await using server = await open()
      await using again = await openSql({ url: server.url, home: '', variable: 'TOKRI_DATABASE_URL' })
      await using one = connect(server)
      await using two = connect(again)
      const where = (sql: Postgres.Sql) => sql`select current_database() as name, pg_postmaster_start_time() as at`
      assert.deepEqual(await where(one), await where(two))
    })

    it('serialises who locks the same row', async () => {
      await using server = await open()
      await using sql = connect(server)
      await sql`create table if not exists suite_stock (id int primary key, packs int not null check (packs >= 0))`
      await sql`insert into suite_stock values (1, 5) on conflict (id) do update set packs = 5`
      const buy = () =>
        sql.begin(async (tx) => {
          const [row] = await tx`select packs from suite_stock where id = 1 for update`
          if (row?.packs === 0) return false
          await tx`update suite_stock set packs = ${row?.packs - 1} where id = 1`
          return true
        })
      const bought = await Promise.all(Array.from({ length: 20 }, buy))
      assert.equal(bought.filter(Boolean).length, 5)
    })

    it('wakes who listens, after the commit', async () => {
      await using server = await open()
      await using sql = connect(server)
      const heard = Promise.withResolvers<string>()
      await sql.listen('suite_news', heard.resolve)
      await sql.begin((tx) => tx`select pg_notify('suite_news', 'packed')`)
      assert.equal(await heard.promise, 'packed')
    })
  })
}

type Pool = Postgres.Sql & AsyncDisposable

function connect({ options }: SqlServer): Pool {
  const sql = postgres({ ...options, max: 8, onnotice: () => {} })
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }) })
}
