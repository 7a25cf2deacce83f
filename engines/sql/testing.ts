import { randomBytes } from 'node:crypto'
import type Postgres from 'postgres'
import { postgres } from '../../kit/driver.ts'
import type { SqlOptions } from './port.ts'
import { enter, isGone, type Presence } from './testing/presence.ts'
import { sqlOptions } from './url.ts'

/** A database of one test, empty at first. */
export type TestDatabase = {
  name: string
  /** libpq URL, for `openSql` and for other processes. */
  url: string
  options: SqlOptions
  /** A pool on it, ended by dispose. */
  sql: Postgres.Sql
  /** Ends the pool and drops the database, whoever is still connected. */
  dispose(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Room for a first start (initdb) on a machine that is busy with other tests. */
const openMsMax = 90_000

let shared: Promise<Presence> | undefined
let inUse = 0

/**
 * A fresh database on the one PostgreSQL that all test files of this clone share. The first to ask starts it
 * (`testing/keeper.ts`); it lives on a minute after the last. Durable enough for a killed process, not for a power cut: a test
 * of durability opens an embedded engine of its own. Dispose of it, or the test file does not end.
 *
 *     await using db = await testDatabase()
 * @param max connections of the pool
 */
export async function testDatabase({ max = 10 }: { max?: number } = {}): Promise<TestDatabase> {
  inUse++
  try {
    const { url, name } = await create(Date.now() + openMsMax)
    const options = sqlOptions(url, 'the test database')
    const sql = postgres({ ...options, max, onnotice: () => {} })
    let disposed: Promise<void> | undefined
    const dispose = () => (disposed ??= drop(name, sql))
    return { name, url, options, sql, dispose, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await leave()
    throw error
  }
}

/** The server may be on its way down when we come: then we come again, and it is started again. */
async function create(deadline: number): Promise<{ url: string; name: string }> {
  for (;;) {
    shared ??= enter(deadline)
    const presence = shared
    try {
      const { sql, token, urlOf } = await presence
      const name = `test_${token}_${randomBytes(4).toString('hex')}`
      // Copying files is twice as fast as logging their pages, because nothing here is flushed to disk.
      await sql`create database ${sql(name)} strategy file_copy`
      return { url: urlOf(name), name }
    } catch (error) {
      if (shared === presence) shared = undefined
      if (!isGone(error) || Date.now() > deadline) throw error
    }
  }
}

async function drop(name: string, pool: Postgres.Sql): Promise<void> {
  await pool.end({ timeout: 1 }).catch(() => {})
  try {
    const sql = (await shared)?.sql
    if (sql) await sql`drop database if exists ${sql(name)} with (force)`
  } catch (error) {
    if (!isGone(error)) throw error
  } finally {
    await leave()
  }
}

/** The last database of this process takes the connection with it, so that the process can end. */
async function leave(): Promise<void> {
  inUse--
  if (inUse > 0) return
  const presence = shared
  shared = undefined
  await (await presence?.catch(() => undefined))?.sql.end({ timeout: 1 })
}
