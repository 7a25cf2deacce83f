import type { Bus } from '../../kit/bus.ts'
import { ConfigError } from '../../kit/config.ts'
import type { Log } from '../../kit/log.ts'
import type { Sql, SqlAddress } from '../../kit/sql.ts'
import { openPostgresBus } from './postgres.ts'

export interface BusOptions {
  readonly url?: string
  /** Begins the names of topics, exchanges, queues and groups, so that installations may share a broker. */
  readonly prefix?: string
  /** Of the event log, where the engine has partitions and they do not exist yet. */
  readonly partitions?: number
  /** A pool in the database that holds the log in PostgreSQL, and its `address`. */
  readonly sql: Sql
  readonly address: SqlAddress
  readonly log: Log
}

const variable = 'TOKRI_BROKER_URL'

/** Opens the event log that the address names; without one, the log in PostgreSQL. @throws ConfigError */
export async function openBus(options: BusOptions): Promise<Bus> {
  const { url } = options
  if (url === undefined) return openPostgresBus(options)
  const scheme = url.slice(0, url.indexOf(':'))
  switch (scheme) {
    case 'postgres':
    case 'postgresql':
      throw new ConfigError([
        `${variable} is for a broker (kafka:// or amqp://). Without it the event log is in PostgreSQL, in the database of TOKRI_DATABASE_URL`,
      ])
    default:
      throw new ConfigError([
        `${variable} names ${scheme}://, which is not an event log that Tokri knows: kafka:// or amqp://`,
      ])
  }
}
