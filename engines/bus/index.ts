import type { Bus } from '../../kit/bus.ts'
import { ConfigError } from '../../kit/config.ts'
import type { Log } from '../../kit/log.ts'
import type { GuardWatch } from '../../kit/resilience.ts'
import type { Sql, SqlAddress } from '../../kit/sql.ts'
import { drainInto } from './drain.ts'
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
  /** Of the log in PostgreSQL: how long it keeps events, and whether opening it migrates. */
  readonly retentionDays?: number
  readonly migrate?: 'auto' | 'check'
  /** Sees the circuit breaker before a broker. */
  readonly watch?: GuardWatch
}

const variable = 'TOKRI_BROKER_URL'

/** Opens the event log that the address names; without one, the log in PostgreSQL. @throws ConfigError */
export async function openBus(options: BusOptions): Promise<Bus> {
  const { url } = options
  if (url === undefined) return openPostgresBus(options)
  const scheme = url.slice(0, url.indexOf(':'))
  switch (scheme) {
    case 'kafka':
    case 'kafka+ssl': {
      const { openKafkaBus } = await import('./kafka.ts')
      const { prefix = 'tokri', partitions = 12, log, watch } = options
      return drainInto(
        await openKafkaBus({ url, variable, prefix, partitions, log, ...(watch ? { watch } : {}) }),
        options,
      )
    }
    case 'amqp':
    case 'amqps': {
      const { openRabbitmqBus } = await import('./rabbitmq.ts')
      const { prefix = 'tokri', partitions = 12, sql, address, log, watch } = options
      return drainInto(
        await openRabbitmqBus({
          ...{ url, variable, prefix, partitions, sql, address, log, migrate: options.migrate },
          ...(watch ? { watch } : {}),
        }),
        options,
      )
    }
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
