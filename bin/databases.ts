import { openSql, SqlError, type SqlServer, sqlOptions, throughPooler } from '../engines/sql/index.ts'
import type { Log } from '../kit/log.ts'
import { openReplica, type Replica } from '../kit/replica.ts'
import { openPool, type Sql } from '../kit/sql.ts'
import type { ServiceSql } from '../kit/start.ts'
import type { ProcessConfig } from './config.ts'

/** The PostgreSQL servers of a process: the one that holds the event log, and those that services have for themselves. */
export interface Databases extends AsyncDisposable {
  readonly server: SqlServer
  /** The pool on it. */
  readonly main: Sql
  of(service: string): ServiceSql
  /** Fails when one of them does not answer. */
  ping(): Promise<void>
  /** For people: each with its version, replicas with how far they are behind. */
  check(): Promise<string>
}

export interface DatabasesOptions {
  readonly config: ProcessConfig
  readonly home: string
  readonly onProgress: (text: string) => void
  readonly log: Log
  /** Services that run here and have an address of their own, with it; and those with replicas of their own. */
  readonly own: Readonly<Record<string, string>>
  readonly replicas: Readonly<Record<string, string>>
}

/** Opens what the addresses name. @throws SqlError that names the variable */
export async function openDatabases(options: DatabasesOptions): Promise<Databases> {
  const { config, home, onProgress, log, own, replicas } = options
  const stack = new AsyncDisposableStack()
  const pools = new Map<string, Sql>()
  const followers = new Map<string, Replica>()
  const waitS = config.databaseWaitS

  const follow = async (primary: Sql, url: string, variable: string): Promise<Replica> => {
    const known = followers.get(url)
    if (known) return known
    // Lists of a replica are asked for as through a pooler, whether there is one or not.
    const address = throughPooler(sqlOptions(url, variable))
    await refuseWrong(url, variable, home, log)
    const pool = openPool(address, Math.max(2, Math.ceil(config.connections / 2)))
    stack.defer(() => pool.end({ timeout: 5 }))
    const replica = stack.use(openReplica({ primary, replica: pool, variable, maxLagS: config.databaseReadLagS, log }))
    followers.set(url, replica)
    return replica
  }

  try {
    const variable = 'TOKRI_DATABASE_URL'
    const { databaseUrl: url, databaseDirectUrl: directUrl, databaseReadUrl } = config
    const server = stack.use(await openSql({ url, directUrl, home, variable, waitS, onProgress }))
    const main = openPool(server.options, config.connections)
    stack.defer(() => main.end({ timeout: 5 }))
    pools.set(variable, main)
    const mainReplica = databaseReadUrl ? await follow(main, databaseReadUrl, 'TOKRI_DATABASE_READ_URL') : undefined

    const services = new Map<string, ServiceSql>()
    const byUrl = new Map<string, Sql>()
    for (const [service, ownUrl] of Object.entries(own)) {
      const name = `TOKRI_${service.toUpperCase()}_DATABASE_URL`
      let sql = byUrl.get(ownUrl)
      if (!sql) {
        const opened = await openSql({ url: ownUrl, home, variable: name, waitS, onProgress })
        const pool = openPool(opened.options, config.connections)
        stack.defer(() => pool.end({ timeout: 5 }))
        byUrl.set(ownUrl, pool)
        pools.set(name, pool)
        sql = pool
      }
      services.set(service, { sql, besideLog: false, variable: name })
    }
    for (const [service, readUrl] of Object.entries(replicas)) {
      const { sql, besideLog, variable: name } = services.get(service) ?? { sql: main, besideLog: true, variable }
      const replica = await follow(sql, readUrl, `TOKRI_${service.toUpperCase()}_DATABASE_READ_URL`)
      services.set(service, { sql, besideLog, variable: name, replica })
    }

    return {
      server,
      main,
      of: (service) => services.get(service) ?? { sql: main, besideLog: true, variable, replica: mainReplica },
      ping: async () => void (await Promise.all([...pools.values()].map((sql) => sql`select 1`))),
      async check() {
        const versions = await Promise.all([...pools].map(([name, sql]) => versionOf(name, sql)))
        const [first, ...others] = versions
        const behind = [...followers.values()].map((each) => `replica ${each.state}`)
        return [first!.version, ...others.map((each) => `${each.name} ${each.version}`), ...behind].join(', ')
      },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

async function versionOf(name: string, sql: Sql): Promise<{ name: string; version: string }> {
  const [row] = await sql<{ version: string }[]>`select split_part(version(), ' ', 2) as version`
  return { name, version: row!.version }
}

/** A replica that is away is used when it comes; one that refuses us stays so, and stops the start. */
async function refuseWrong(url: string, variable: string, home: string, log: Log): Promise<void> {
  try {
    await openSql({ url, home, variable, waitS: 0 })
  } catch (error) {
    if (!(error instanceof SqlError) || error.code !== 'sql/unreachable') throw error
    log.warn({ replica: variable }, `${error.message} Lists are read from the primary until then.`)
  }
}
