import type { Bus } from './bus.ts'
import { type Cache, noCache } from './cache.ts'
import type { Calls } from './calls.ts'
import type { Clock } from './clock.ts'
import { ConfigError, readConfig } from './config.ts'
import { countTransactions, probeEvents, probeQueue } from './database-watch.ts'
import { startJobs } from './jobs.ts'
import type { Live } from './live.ts'
import { type Log, logOf } from './log.ts'
import type { Metrics } from './metrics.ts'
import { migrate, prepareSchema, readMigrations } from './migrate.ts'
import { startReactions } from './reactions.ts'
import { startRelay } from './relay.ts'
import type { Installation, OpenService, Service } from './service.ts'
import { type Database, openDatabase, type Sql } from './sql.ts'
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
  /** The pool of a service's database, and whether the PostgreSQL event log is in the same database. */
  sqlOf(service: string): { sql: Sql; besideLog: boolean }
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

/** Migrates and prepares the schema of one service. */
export async function prepareService<E>(service: Service<E>, sql: Sql, besideLog: boolean): Promise<number> {
  if (!service.migrations) return 0
  await prepareSchema(sql, service.name, { outboxIsLog: besideLog })
  return migrate(sql, service.name, await readMigrations(service.migrations))
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
    const watched = ({ name, migrations }: Service<E>, pool: Sql, wake: () => void): Database => {
      if (migrations) {
        const endProbe = probeEvents(pool, name, metrics)
        closers.push(async () => endProbe())
      }
      return countTransactions(openDatabase(isTracing() ? tracedSql(pool) : pool, name, wake), name, metrics)
    }
    for (const service of services) {
      const { sql, besideLog } = options.sqlOf(service.name)
      const outboxIsLog = besideLog && bus.kind === 'log'
      await prepareService(service, sql, outboxIsLog)
      if (service.migrations && !outboxIsLog) {
        const relay = startRelay({ sql, schema: service.name, bus, log })
        closers.push(() => relay[Symbol.asyncDispose]())
        databases.set(service.name, watched(service, sql, relay.wake))
      } else
        databases.set(
          service.name,
          watched(service, sql, () => bus.wake()),
        )
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
