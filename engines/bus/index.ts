import type { Bus } from '../../kit/bus.ts'
import { ConfigError } from '../../kit/config.ts'
import type { Log } from '../../kit/log.ts'
import type { Sql, SqlAddress } from '../../kit/sql.ts'
import { openPostgresBus } from './postgres.ts'

/**
 * Opens the event log that the address names; without one, the log in PostgreSQL.
 * @param options.sql a pool in the database that holds the log, and its `address`
 */
export async function openBus(options: { url?: string; sql: Sql; address: SqlAddress; log: Log }): Promise<Bus> {
  if (options.url === undefined || options.url.startsWith('postgres')) return openPostgresBus(options)
  throw new ConfigError([
    `TOKRI_BROKER_URL names ${new URL(options.url).protocol}, which is not an event log that Tokri knows`,
  ])
}
