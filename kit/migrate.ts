import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ConfigError } from './config.ts'
import { partitionFunctions } from './partition-functions.ts'
import { isSqlState, lockNotAvailable, type Sql, type Tx } from './sql.ts'

/** One advisory lock for all: two processes that start together migrate one after the other. */
const lock = 7_305_001
const lockTries = 1_200
const lockAgainMs = 100
/** A statement that waits for a table makes everybody after it wait as well: it gives up early and comes again. */
const tableLockMs = 1_000
const tableLockTries = 60
const tableLockAgainMs = 1_000

export interface Migration {
  readonly number: number
  readonly name: string
  readonly text: string
  readonly hash: string
  /**
   * A program that knows the migrations up to this number runs on a database that has this one. 0 for what only adds
   * (expand), so that the release before goes on beside the new one and can be gone back to.
   */
  readonly compatibleFrom: number
  /** In a transaction with its neighbours; `false` for what PostgreSQL refuses there, `create index concurrently`. */
  readonly transaction: boolean
}

/** `-- tokri: contract` in the first line, `contract from 3`, or `no transaction`. */
const headline = /^--\s*tokri:\s*(?:(contract)(?:\s+from\s+(\d+))?|(no transaction))\s*$/

function readHeader(text: string, number: number, name: string): Pick<Migration, 'compatibleFrom' | 'transaction'> {
  const first = text.slice(0, text.indexOf('\n') + 1 || undefined).trim()
  const parts = headline.exec(first)
  if (!parts && /^--\s*tokri:/.test(first)) throw new Error(`${name} begins with "${first}", which is not understood`)
  const [, contract, from, alone] = parts ?? []
  const compatibleFrom = contract ? Number(from ?? number - 1) : 0
  if (compatibleFrom > number) throw new Error(`${name} needs a migration that comes after it`)
  return { compatibleFrom, transaction: !alone }
}

/** The files `001-name.sql` of a folder, in order. Gaps and doubles are mistakes of ours and throw. */
export async function readMigrations(folder: URL): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name, index) => {
      const number = Number(name.slice(0, 3))
      if (number !== index + 1) throw new Error(`${fileURLToPath(folder)}: ${name} should be number ${index + 1}`)
      const text = await readFile(new URL(name, folder), 'utf8')
      const hash = createHash('sha256').update(text).digest('hex')
      return { number, name, text, hash, ...readHeader(text, number, name) }
    }),
  )
}

interface Done {
  number: number
  name: string
  hash: string
  compatible_from: number
}

/** What has been applied; nothing when the table is not there. Reads only. */
async function readDone(sql: Sql | Tx, schema: string): Promise<Done[]> {
  const [table] = await sql<{ columns: number }[]>`
    select count(*)::int as columns from pg_attribute
    where attrelid = to_regclass('tokri.migrations') and attname in ('schema', 'compatible_from')`
  if (table!.columns === 0) return []
  return sql<Done[]>`
    select number, name, hash, ${table!.columns > 1 ? sql`compatible_from` : sql`0 as compatible_from`}
    from tokri.migrations where schema = ${schema} order by number`
}

/** @returns those that are not applied yet. @throws when the database is not one that this program can run on */
function missingOf(schema: string, migrations: readonly Migration[], done: readonly Done[]): Migration[] {
  for (const each of done) {
    const ours = migrations[each.number - 1]
    if (ours && ours.hash !== each.hash)
      throw new Error(`Migration ${schema}/${ours.name} has changed since it was applied.`)
    // One that we do not know: a newer program runs beside this one, or ran here before.
    if (!ours && each.compatible_from > migrations.length)
      throw new ConfigError([
        `The database has migration ${each.name} of ${schema}, which this version cannot live with: it knows migrations ` +
          `up to ${migrations.length}, and ${each.compatible_from} is needed. Run the newer version.`,
      ])
  }
  return migrations.slice(done.length)
}

/**
 * Brings a schema up to date: plain numbered SQL, forward only, under one advisory lock. Neighbours that may share a
 * transaction do. Newer migrations that this program does not know are accepted where they say that it may go on.
 * @param options.check only look: nothing is written, and what is missing is an error
 * @returns how many were applied
 * @throws ConfigError for a database that a newer program has made unfit for this one
 */
export async function migrate(
  sql: Sql,
  schema: string,
  migrations: readonly Migration[],
  options: { check?: boolean } = {},
): Promise<number> {
  const missing = missingOf(schema, migrations, await readDone(sql, schema))
  if (missing.length === 0) return 0
  if (options.check)
    throw new ConfigError([
      `The database lacks migration ${missing[0]!.name} of ${schema}: run \`tokri migrate\` first (TOKRI_MIGRATE is check).`,
    ])
  return underMigrationLock(sql, async () => {
    await pastTableLocks(sql, prepareTokri)
    const left = missingOf(schema, migrations, await readDone(sql, schema))
    for (const run of runsOf(left)) {
      if (run[0]!.transaction)
        await pastTableLocks(sql, async (tx) => {
          for (const each of run) {
            await explained(schema, each, tx.unsafe(each.text))
            await note(tx, schema, each)
          }
        })
      else await applyAlone(sql, schema, run[0]!)
    }
    return left.length
  })
}

/** A concurrently made index whose making was interrupted stays as an invalid one: such a migration drops it first. */
async function applyAlone(sql: Sql, schema: string, migration: Migration): Promise<void> {
  // One statement at a time: PostgreSQL makes a transaction of several.
  for (const statement of migration.text.split(/;\s*$/m).map((each) => each.trim()))
    if (statement.replace(/^--.*$/gm, '').trim() !== '') await explained(schema, migration, sql.unsafe(statement))
  await note(sql, schema, migration)
}

const explained = async (schema: string, { name }: Migration, work: PromiseLike<unknown>): Promise<void> => {
  try {
    await work
  } catch (cause) {
    if (isSqlState(cause, lockNotAvailable)) throw cause
    throw new Error(`Migration ${schema}/${name} failed: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

const note = (sql: Sql | Tx, schema: string, { number, name, hash, compatibleFrom }: Migration) => sql`
  insert into tokri.migrations (schema, number, name, hash, compatible_from)
  values (${schema}, ${number}, ${name}, ${hash}, ${compatibleFrom})`

/** Schema `tokri`: what has been migrated, and the functions that migrations use. Under the migration lock. */
export async function prepareTokri(tx: Tx): Promise<void> {
  await tx.unsafe(`
    create schema if not exists tokri;
    create table if not exists tokri.migrations (
      schema text not null, number int not null, name text not null, hash text not null,
      applied_at timestamptz not null default now(), compatible_from int not null default 0,
      primary key (schema, number));
    alter table tokri.migrations add column if not exists compatible_from int not null default 0;
    ${partitionFunctions}`)
}

/** Runs of neighbours that share a transaction; one that stands alone is a run of its own. */
function runsOf(migrations: readonly Migration[]): Migration[][] {
  const runs: Migration[][] = []
  for (const each of migrations) {
    const last = runs.at(-1)
    if (each.transaction && last?.[0]?.transaction) last.push(each)
    else runs.push([each])
  }
  return runs
}

/**
 * Runs while no other process migrates. The lock is tried for rather than waited for: a statement that waits holds a
 * snapshot, and `create index concurrently` waits for snapshots.
 */
export async function underMigrationLock<T>(sql: Sql, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const done = await sql.begin(async (tx) => {
      // In the simple protocol: a portal that stays open keeps its snapshot.
      await tx.unsafe('set local idle_in_transaction_session_timeout = 0')
      const [got] = await tx.unsafe<{ taken: boolean }[]>(`select pg_try_advisory_xact_lock(${lock}) as taken`)
      return got!.taken ? { result: await work() } : undefined
    })
    if (done) return done.result as T
    if (tries === lockTries) throw new Error('Another process has been migrating this database for two minutes.')
    await pause(lockAgainMs)
  }
}

/** One transaction that never waits long for a table, and is tried again instead. */
export async function pastTableLocks(sql: Sql, work: (tx: Tx) => Promise<void>, tries = tableLockTries): Promise<void> {
  for (let left = tries; ; left -= 1) {
    try {
      await sql.begin(async (tx) => {
        await tx.unsafe(`set local lock_timeout = ${tableLockMs}`)
        await work(tx)
      })
      return
    } catch (error) {
      if (!isSqlState(error, lockNotAvailable)) throw error
      if (left <= 1)
        throw new Error('A table that is to be changed is in use all the time: look for transactions left open.', {
          cause: error,
        })
      await pause(tableLockAgainMs)
    }
  }
}
