/**
 * Looks after the PostgreSQL that the test files of a clone share: starts it, removes the databases of killed tests, and
 * stops it when nobody has been connected for a minute. Started by `testing.ts`, detached; of two that start at once the
 * home's lock lets one live. If it is killed itself, the next one adopts the server.
 */
import { rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type Postgres from 'postgres'
import { postgres } from '../../../kit/driver.ts'
import { openEmbedded } from '../embedded.ts'
import { SqlError, type SqlServer } from '../port.ts'
import { presencePrefix, testHome } from './home.ts'

const idleMsMax = Number(process.env.TOKRI_TEST_IDLE_S ?? 60) * 1_000
const sweepMs = Math.min(5_000, idleMsMax / 4)

/** Against a killed process only, and not against a power cut: then the folder is made anew. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_compression: 'off',
  shared_buffers: '128MB',
  max_connections: 400,
  log_lock_waits: 'off',
}

async function open(home: string): Promise<SqlServer> {
  try {
    return await openEmbedded({ home, settings })
  } catch (error) {
    if (
      error instanceof SqlError &&
      ['sql/start-failed', 'sql/other-version', 'sql/home-unusable'].includes(error.code)
    ) {
      console.error(error.message)
      for (const name of ['postgres', 'postgres.location']) rmSync(`${home}/${name}`, { recursive: true, force: true })
      return openEmbedded({ home, settings })
    }
    throw error
  }
}

async function keep(home: string): Promise<void> {
  await using server = await open(home)
  const sql = postgres({ ...server.options, max: 1, max_lifetime: null, onnotice: () => {} })
  let lastSeenAt = Date.now()
  let suspects = new Set<string>()
  while (Date.now() - lastSeenAt < idleMsMax) {
    await delay(sweepMs)
    try {
      if (await isBusy(sql)) lastSeenAt = Date.now()
      suspects = await sweep(sql, suspects)
    } catch (error) {
      // The server is being started again; the next look tells.
      console.error((error as Error).message)
    }
  }
  await sql.end({ timeout: 1 })
}

async function isBusy(sql: Postgres.Sql): Promise<boolean> {
  const others = await sql`
    select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1`
  return others.length > 0
}

/** Drops what has had no owner in two looks running; the list is read before the owners, who connect before they create. */
async function sweep(sql: Postgres.Sql, suspects: Set<string>): Promise<Set<string>> {
  const databases = await sql<{ name: string }[]>`select datname as name from pg_database where datname like 'test\\_%'`
  const owners = await sql<{ name: string }[]>`
    select application_name as name from pg_stat_activity where application_name like ${`${presencePrefix}%`}`
  const present = new Set(owners.map(({ name }) => name.slice(presencePrefix.length)))
  const orphans = databases.map(({ name }) => name).filter((name) => !present.has(name.split('_')[1] ?? ''))
  for (const name of orphans.filter((orphan) => suspects.has(orphan))) {
    await sql`drop database if exists ${sql(name)} with (force)`
  }
  return new Set(orphans)
}

try {
  await keep(testHome())
} catch (error) {
  if (error instanceof SqlError && error.code === 'sql/home-in-use') process.exit(0)
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
