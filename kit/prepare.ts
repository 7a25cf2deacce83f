import { ConfigError } from './config.ts'
import { migrate, pastTableLocks, prepareTokri, readMigrations, underMigrationLock } from './migrate.ts'
import type { PartitionedTable } from './partitions.ts'
import type { Service } from './service.ts'
import { insufficientPrivilege, isSqlState, type Sql } from './sql.ts'

/** Grows with every change of what `prepareSchema` makes, so that an older program leaves a newer one's alone. */
const version = 2

const inboxDays = 14

/** The inbox of a service: rows are needed while an event may come again. */
export const inboxOf = (schema: string): PartitionedTable => ({
  table: `${schema}.inbox`,
  key: 'event_id',
  cut: { by: 'id', prefix: 'evt', every: 'week' },
  keepDays: inboxDays,
})

interface State {
  version: number
  target: string | undefined
}

/** What stands at the function: which version made the schema, and where it publishes to. */
async function stateOf(sql: Sql, schema: string): Promise<State> {
  const [row] = await sql<{ note: string | null }[]>`
    select obj_description(to_regprocedure(${`${schema}.publish(jsonb)`}), 'pg_proc') as note`
  const [, made, target] = /^tokri (\d+) to (\S+)$/.exec(row?.note ?? '') ?? []
  return { version: Number(made ?? 0), target }
}

/**
 * What every service's schema has: an outbox, an inbox, the parked events, and the function that publishes. Where the
 * service lives in the same database as the PostgreSQL event log, its outbox *is* the log; elsewhere a relay carries
 * the rows on. The address decides, so the function is made anew at a start that finds it otherwise. Whoever is running
 * then publishes to the new place at once, and what is left in the old one is carried over (`relay.ts`, `bus/drain.ts`).
 * @param options.check only look: nothing is written, and what is missing is an error
 */
export async function prepareSchema(
  sql: Sql,
  schema: string,
  options: { outboxIsLog: boolean; check?: boolean },
): Promise<void> {
  const target = options.outboxIsLog ? 'bus.events' : `${schema}.outbox`
  const isReady = (now: State) => now.version >= version && now.target === target
  const found = await stateOf(sql, schema)
  if (isReady(found)) return
  if (found.version > version)
    throw new ConfigError([
      `A newer version publishes the events of ${schema} to ${found.target}, this one would to ${target}: ` +
        'TOKRI_BROKER_URL and the databases must be the same in all processes.',
    ])
  if (options.check)
    throw new ConfigError([
      `Schema ${schema} is not prepared to publish to ${target}: run \`tokri migrate\` first (TOKRI_MIGRATE is check).`,
    ])
  await underMigrationLock(sql, async () => {
    const now = await stateOf(sql, schema)
    if (isReady(now)) return
    await pastTableLocks(sql, async (tx) => {
      await prepareTokri(tx)
      await tx.unsafe(`
        create schema if not exists ${schema};
        create table if not exists ${schema}.outbox (
          xid xid8 not null default pg_current_xact_id(),
          seq bigint generated always as identity primary key,
          id text not null, name text not null, version int not null, key text not null,
          at timestamptz not null, trace text, data jsonb not null);
        create table if not exists ${schema}.inbox (
          event_id text primary key, at timestamptz not null default now());
        create table if not exists ${schema}.parked (
          event_id text primary key, seq bigint generated always as identity, key text not null,
          envelope jsonb not null, attempts int not null default 0, next_at timestamptz not null default now(),
          error text, dead boolean not null default false, parked_at timestamptz not null default now());
        -- Dead before it was in the log: what the relay put aside. A replay puts it into the outbox again.
        alter table ${schema}.parked add column if not exists refused boolean not null default false;
        create index if not exists parked_key on ${schema}.parked (key, seq) where not dead;
        do $do$ begin
          if (select relkind from pg_class where oid = '${schema}.inbox'::regclass) = 'r' then
            -- Whole partitions are dropped, so nobody looks for rows by their age.
            drop index if exists ${schema}.inbox_at;
            perform tokri.make_partitioned('${schema}', 'inbox', 'event_id',
              tokri.id_floor('evt', tokri.end_of('week', now())));
          end if;
        end $do$;
        create or replace function ${schema}.publish(messages jsonb) returns void language sql as $$
          insert into ${target} (id, name, version, key, at, trace, data)
          select m.value->>'id', m.value->>'name', (m.value->>'version')::int, m.value->>'key',
                 (m.value->>'at')::timestamptz, m.value->>'trace', m.value->'data'
          from jsonb_array_elements(messages) with ordinality as m(value, place)
          order by m.place $$;
        comment on function ${schema}.publish(jsonb) is 'tokri ${version} to ${target}'`)
    })
  })
}

/** Whether a start brings the database up to date itself, or only looks whether `tokri migrate` has. */
export type MigrateMode = 'auto' | 'check'

/** Prepares and migrates the schema of one service. @returns how many migrations were applied */
export async function prepareService<E>(
  service: Service<E>,
  sql: Sql,
  options: { outboxIsLog: boolean; mode?: MigrateMode; variable?: string },
): Promise<number> {
  if (!service.migrations) return 0
  const check = options.mode === 'check'
  try {
    await prepareSchema(sql, service.name, { outboxIsLog: options.outboxIsLog, check })
    return await migrate(sql, service.name, await readMigrations(service.migrations), { check })
  } catch (error) {
    throw explainRights(error, options.variable)
  }
}

/** 42501, insufficient privilege, said so that whoever starts Tokri knows whom to ask for what. */
export function explainRights(error: unknown, variable = 'TOKRI_DATABASE_URL'): unknown {
  const root = error instanceof Error && error.cause !== undefined ? error.cause : error
  if (!isSqlState(root, insufficientPrivilege)) return error
  return new ConfigError(
    [
      `The account of ${variable} may not change the schema (${(root as Error).message}): grant it CREATE on the ` +
        'database and ownership of its schemas, or run `tokri migrate` as their owner and set TOKRI_MIGRATE=check here.',
    ],
    { cause: error },
  )
}

/** The partitioned tables of a service, its inbox among them. */
export const partitionedTables = <E>(service: Service<E>, config: Record<string, unknown>): PartitionedTable[] =>
  service.migrations ? [inboxOf(service.name), ...(service.partitions?.(config as never) ?? [])] : []
