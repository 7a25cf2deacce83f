import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Sql } from './sql.ts'

/** One advisory lock for all: two processes that start together migrate one after the other. */
const lock = 7_305_001

export interface Migration {
  readonly number: number
  readonly name: string
  readonly text: string
  readonly hash: string
}

/** The files `001-name.sql` of a folder, in order. Gaps and doubles are mistakes of ours and throw. */
export async function readMigrations(folder: URL): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name, index) => {
      const number = Number(name.slice(0, 3))
      if (number !== index + 1) throw new Error(`${fileURLToPath(folder)}: ${name} should be number ${index + 1}`)
      const text = await readFile(new URL(name, folder), 'utf8')
      return { number, name, text, hash: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

/**
 * Brings a schema up to date: plain numbered SQL, forward only, all that are missing in one transaction under one advisory lock.
 * Refuses a database that a newer program has migrated, and a migration whose text has changed since it ran.
 * @returns how many were applied
 */
export async function migrate(sql: Sql, schema: string, migrations: Migration[]): Promise<number> {
  return (await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${lock})`
    await tx`create schema if not exists tokri`
    await tx`
      create table if not exists tokri.migrations (
        schema text not null, number int not null, name text not null, hash text not null,
        applied_at timestamptz not null default now(), primary key (schema, number))`
    const done = await tx<{ number: number; name: string; hash: string }[]>`
      select number, name, hash from tokri.migrations where schema = ${schema} order by number`
    for (const each of done) {
      const ours = migrations[each.number - 1]
      if (!ours)
        throw new Error(
          `The database has migration ${each.name} of ${schema}, which this version does not know. Run the newer version.`,
        )
      if (ours.hash !== each.hash) throw new Error(`Migration ${schema}/${ours.name} has changed since it was applied.`)
    }
    const missing = migrations.slice(done.length)
    for (const each of missing) {
      try {
        await tx.unsafe(each.text)
      } catch (cause) {
        throw new Error(`Migration ${schema}/${each.name} failed: ${cause instanceof Error ? cause.message : cause}`, {
          cause,
        })
      }
      await tx`insert into tokri.migrations (schema, number, name, hash) values (${schema}, ${each.number}, ${each.name}, ${each.hash})`
    }
    return missing.length
  })) as number
}

/**
 * What every service's schema has: an outbox, an inbox, the parked events, and the function that publishes. Where the
 * service lives in the same database as the PostgreSQL event log, its outbox *is* the log; elsewhere a relay carries
 * the rows on. The address decides, so the function is made anew at every start.
 */
export async function prepareSchema(sql: Sql, schema: string, options: { outboxIsLog: boolean }): Promise<void> {
  const target = options.outboxIsLog ? 'bus.events' : `${schema}.outbox`
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${lock})`
    await tx.unsafe(`
      create schema if not exists ${schema};
      create table if not exists ${schema}.outbox (
        xid xid8 not null default pg_current_xact_id(),
        seq bigint generated always as identity primary key,
        id text not null, name text not null, version int not null, key text not null,
        at timestamptz not null, trace text, data jsonb not null);
      create table if not exists ${schema}.inbox (
        event_id text primary key, at timestamptz not null default now());
      create index if not exists inbox_at on ${schema}.inbox (at);
      create table if not exists ${schema}.parked (
        event_id text primary key, seq bigint generated always as identity, key text not null,
        envelope jsonb not null, attempts int not null default 0, next_at timestamptz not null default now(),
        error text, dead boolean not null default false, parked_at timestamptz not null default now());
      create index if not exists parked_key on ${schema}.parked (key, seq) where not dead;
      create or replace function ${schema}.publish(messages jsonb) returns void language sql as $$
        insert into ${target} (id, name, version, key, at, trace, data)
        select m.value->>'id', m.value->>'name', (m.value->>'version')::int, m.value->>'key',
               (m.value->>'at')::timestamptz, m.value->>'trace', m.value->'data'
        from jsonb_array_elements(messages) with ordinality as m(value, place)
        order by m.place $$;`)
  })
}
