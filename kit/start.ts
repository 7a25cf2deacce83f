import type { EngineHealth } from '../contracts/health.ts'
import type { Bus } from './bus.ts'
import { type Cache, noCache } from './cache.ts'
import type { Calls } from './calls.ts'
import type { Clock } from './clock.ts'
import { ConfigError, readConfig } from './config.ts'
import { countTransactions, probeEvents, probeQueue } from './database-watch.ts'
import { healthOperations } from './health.ts'
import { startJobs } from './jobs.ts'
import type { Live } from './live.ts'
import { type Log, logOf } from './log.ts'
import type { Metrics } from './metrics.ts'
import { maintainAll } from './partitions.ts'
import { type MigrateMode, partitionedTables, prepareService } from './prepare.ts'
import { startReactions } from './reactions.ts'
import { startRelay } from './relay.ts'
import type { Installation, OpenService, Service } from './service.ts'
import { type Database, openDatabase, type Reader, type Sql } from './sql.ts'
import { isTracing } from './trace.ts'
import { tracedSql } from './trace-sql.ts'

export interface StartOptions<E> {
  readonly services: readonly Service<E>[]
  readonly env: Record<string, string | undefined>
  readonly engines: E
  readonly bus: Bus
  readonly live: Live
  /** None when absent. */
  readonly cache?: Cache
  readonly calls: Calls
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly installation: Installation
  /** What this process stands on; nothing is told when absent. */
  readonly checks?: () => Promise<EngineHealth[]>
  /** The database of a service, and whether the PostgreSQL event log is in the same one. */
  sqlOf(service: string): ServiceSql
  readonly migrate?: MigrateMode
}

export interface ServiceSql {
  readonly sql: Sql
  readonly besideLog: boolean
  /** Where lists may be read instead. */
  readonly replica?: Reader | undefined
  /** Where its address came from. */
  readonly variable?: string
}

export interface Running extends AsyncDisposable {
  readonly open: ReadonlyMap<string, OpenService>
}

/** Reads the configuration of all services; everything that is wrong with it at once. @throws ConfigError */
function readAll<E>(services: readonly Service<E>[], env: StartOptions<E>['env']) {
  const faults: string[] = []
  const configs = new Map<string, ReturnType<typeof readConfig>>()
  for (const service of services) {
    try {
      configs.set(service.name, readConfig(service.config, env))
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      faults.push(error.message)
    }
  }
  if (faults.length > 0) throw new ConfigError(faults)
  return configs
}

const partitionsEveryMs = 10 * 60_000

/** Looks after the partitions of a service's tables: at once, so that no insert goes without, and from then on. */
async function keepPartitions<E>(
  service: Service<E>,
  sql: Sql,
  config: Record<string, unknown>,
  log: Log,
): Promise<() => PromiseLike<void>> {
  const tables = partitionedTables(service, config)
  let under = Promise.resolve()
  const look = () => {
    under = maintainAll(sql, tables, { nowMs: Date.now(), log })
    return under
  }
  await look()
  const timer = setInterval(() => void look(), partitionsEveryMs)
  return () => {
    clearInterval(timer)
    return under
  }
}

/**
 * Starts services in one process: schemas, then every operation is offered, then each service begins, and only then do
 * events and jobs run. Stops in reverse. No service knows which others run here.
 */
export async function startServices<E>(options: StartOptions<E>): Promise<Running> {
  const { services, bus, calls, log, metrics } = options
  const configs = readAll(services, options.env)
  const open = new Map<string, OpenService>()
  const closers: (() => PromiseLike<void>)[] = []
  const stop = async () => {
    for (const close of closers.reverse()) {
      try {
        await close()
      } catch (error) {
        log.error({ error }, 'stopping failed')
      }
    }
    closers.length = 0
  }

  try {
    const databases = new Map<string, Database>()
    /** With its statements in the traces that are recorded, and its transactions and waiting events in the metrics. */
    const watched = ({ name, migrations }: Service<E>, pool: Sql, wake: () => void, replica?: Reader): Database => {
      if (migrations) {
        const endProbe = probeEvents(pool, name, metrics)
        closers.push(async () => endProbe())
      }
      return countTransactions(openDatabase(isTracing() ? tracedSql(pool) : pool, name, wake, replica), name, metrics)
    }
    for (const service of services) {
      const { sql, besideLog, replica, variable } = options.sqlOf(service.name)
      const outboxIsLog = besideLog && bus.kind === 'log'
      await prepareService(service, sql, { outboxIsLog, mode: options.migrate, variable })
      let wake = () => bus.wake()
      if (service.migrations) {
        closers.push(await keepPartitions(service, sql, configs.get(service.name)!, log))
        // Beside the log the outbox is empty, but for what was left there under another address.
        const relay = startRelay({ sql, schema: service.name, bus, log, ...(outboxIsLog ? { everyMs: 5_000 } : {}) })
        closers.push(() => relay[Symbol.asyncDispose]())
        if (!outboxIsLog) wake = relay.wake
      }
      databases.set(service.name, watched(service, sql, wake, replica))
    }
    for (const service of services) {
      const running = await service.open({
        config: configs.get(service.name)!,
        db: databases.get(service.name)!,
        call: calls.call,
        bus,
        live: options.live,
        cache: options.cache ?? noCache,
        clock: options.clock,
        log: logOf(log, service.name),
        metrics,
        engines: options.engines,
        installation: options.installation,
      })
      open.set(service.name, running)
      closers.push(() => running.close())
      calls.offer(running.operations, running.context)
      if (service.migrations) {
        const { sql } = options.sqlOf(service.name)
        const heard = running.reactions.map((each) => each.event.name)
        const checks = options.checks ?? (async () => [])
        calls.offer(healthOperations(service.name), { service: service.name, sql, bus, heard, checks })
      }
    }
    for (const running of open.values()) await running.begin()
    for (const [name, running] of open) {
      const { context } = running
      const db = databases.get(name)!
      const reactions = await startReactions(bus, {
        service: name,
        reactions: running.reactions,
        context,
        db,
        metrics,
        log,
      })
      closers.push(() => reactions[Symbol.asyncDispose]())
      const heard = running.reactions.map((each) => each.event.name)
      if (heard.length > 0) {
        const endProbe = probeQueue(bus, name, heard, metrics)
        closers.push(async () => endProbe())
      }
      const jobs = startJobs(running.jobs, context, { service: name, log, metrics })
      closers.push(() => jobs[Symbol.asyncDispose]())
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { open, [Symbol.asyncDispose]: stop }
}
