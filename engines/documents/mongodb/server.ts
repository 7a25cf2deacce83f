import {
  type Collection,
  type Db,
  MongoClient,
  MongoCompatibilityError,
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerClosedError,
  MongoServerSelectionError,
  MongoSystemError,
  MongoTopologyClosedError,
} from 'mongodb'
import { ConfigError } from '../../../kit/config.ts'
import type { Log } from '../../../kit/log.ts'
import { type GuardWatch, guard, TransientError } from '../../../kit/resilience.ts'

/** How long each kind of work may take, in milliseconds: one thing for a shopper, a list, a page of a scan, a batch of writes. */
export const limits = { get: 1_000, list: 3_000, find: 8_000, write: 8_000, open: 4_000 }

const defaultDatabase = 'tokri'
/** MongoDB 6.0, in the numbers by which servers and drivers know each other. */
const wireVersionMin = 17
const loginAgainMs = 60_000

/** A document as it lies in a collection. */
export interface Filed {
  readonly _id: string
  readonly version: number
  readonly body: Record<string, unknown>
}

/** One MongoDB for the process: its connections, its breaker, and what its errors mean. */
export interface MongoServer extends AsyncDisposable {
  collection(name: string): Collection<Filed>
  readonly db: Db
  /** @throws service/unavailable when there is no answer within `limitMs`, or was none for a while */
  ask<T>(limitMs: number, work: () => Promise<T>): Promise<T>
  /** Whether it has ever answered. */
  readonly seen: boolean
  /** What answers, for `tokri doctor`. */
  check(): Promise<string>
}

export interface MongoAddress {
  readonly url: string
  readonly variable: string
  readonly log: Log
  readonly watch?: GuardWatch
}

/**
 * Connects. A server that does not answer is no error here: it is looked for whenever somebody asks.
 * @throws ConfigError when the address, the login or the version is wrong
 */
export async function openMongoServer({ url, variable, log, watch }: MongoAddress): Promise<MongoServer> {
  const client = makeClient(url, variable)
  const db = client.db(databaseOf(url))
  const room = guard('documents', {
    ...watch,
    state(open) {
      watch?.state?.(open)
      if (open) log.warn(`${variable}: MongoDB does not answer; going on without it until it does`)
      else log.warn(`${variable}: MongoDB answers again`)
    },
  })
  let seen = false
  let refusedAt = Number.NEGATIVE_INFINITY
  const refused = (error: Error) => {
    if (performance.now() - refusedAt > loginAgainMs) log.error({ error }, `${variable}: MongoDB refuses the login`)
    refusedAt = performance.now()
  }
  const server: MongoServer = {
    db,
    get seen() {
      return seen
    },
    collection: (name) =>
      db.collection<Filed>(name, {
        readPreference: 'primary',
        // What a failover can take back is not shown, and not built upon.
        readConcern: { level: 'majority' },
        writeConcern: { w: 'majority', j: true, wtimeoutMS: limits.write },
      }),
    ask: (limitMs, work) =>
      room.run(
        async () => {
          try {
            // A client whose first connecting failed stays closed until it is told again.
            if (!seen) await client.connect()
            const result = await work()
            seen = true
            return result
          } catch (error) {
            if (isLogin(error)) refused(error as Error)
            throw isLogin(error) || mayPass(error) ? new TransientError('MongoDB', { cause: error }) : error
          }
        },
        // Nobody waits long for a server that nobody has seen yet.
        { repeatable: false, timeoutMs: seen ? limitMs : Math.min(limitMs, limits.get) },
      ),
    async check() {
      const info = await server
        .ask(limits.get, () => db.admin().command({ buildInfo: 1 }))
        .catch((cause) => {
          throw new Error(`${variable}: MongoDB does not answer`, { cause })
        })
      return info.ferretdbVersion ? `FerretDB ${info.ferretdbVersion}` : `MongoDB ${info.version}`
    },
    [Symbol.asyncDispose]: () => client.close(),
  }
  try {
    await firstAnswer(client, db, variable)
    seen = true
  } catch (error) {
    if (error instanceof ConfigError) {
      await client.close()
      throw error
    }
    log.warn({ error }, `${variable}: MongoDB does not answer; going on without it until it does`)
  }
  return server
}

function makeClient(url: string, variable: string): MongoClient {
  if (!/^mongodb(\+srv)?:\/\//.test(url))
    throw new ConfigError([`${variable} must begin with mongodb:// or mongodb+srv://`])
  try {
    return new MongoClient(url, {
      appName: 'tokri',
      serverSelectionTimeoutMS: 2_000,
      connectTimeoutMS: 2_000,
      // A connection on which nothing comes back for so long is dead, whatever TCP says.
      socketTimeoutMS: limits.write + 2_000,
      heartbeatFrequencyMS: 5_000,
      waitQueueTimeoutMS: 1_000,
      maxPoolSize: 20,
      maxIdleTimeMS: 60_000,
      retryWrites: true,
      retryReads: true,
      ignoreUndefined: true,
    })
  } catch {
    // What the driver says may quote the address, and with it the password.
    throw new ConfigError([
      `${variable} is no address of MongoDB: it must be like mongodb://user:password@host:27017/database`,
    ])
  }
}

/** The database that the path names. */
export function databaseOf(url: string): string {
  const path = /^mongodb(?:\+srv)?:\/\/[^/]*\/([^?]*)/.exec(url)?.[1]
  return path ? decodeURIComponent(path) : defaultDatabase
}

async function firstAnswer(client: MongoClient, db: Db, variable: string): Promise<void> {
  const signal = AbortSignal.timeout(limits.open)
  try {
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new TransientError(`no answer for ${limits.open} ms`)))
    })
    const hello = await Promise.race([client.connect().then(() => db.command({ hello: 1 }, { signal })), late])
    if ((hello.maxWireVersion ?? 0) < wireVersionMin) throw tooOld(variable)
    // Saying hello needs no login; this does.
    await Promise.race([db.listCollections({}, { nameOnly: true, signal }).toArray(), late])
  } catch (error) {
    if (isLogin(error)) throw new ConfigError([`${variable}: MongoDB refuses the user name, password or rights`])
    if (isTooOld(error)) throw tooOld(variable)
    throw error
  }
}

const tooOld = (variable: string) =>
  new ConfigError([`${variable} leads to a MongoDB that is too old; Tokri needs version 6.0 or newer`])

/** The driver finds out by itself about servers older than it speaks to. */
const isTooOld = (error: unknown): boolean =>
  error instanceof MongoCompatibilityError ||
  (error instanceof Error && error.cause !== undefined && isTooOld(error.cause)) ||
  (error instanceof MongoSystemError && isTooOld(error.reason?.error)) ||
  (error instanceof Error && /wire version/.test(error.message))

/** Unauthorized, AuthenticationFailed, and what Atlas says instead. */
const isLogin = (error: unknown): boolean =>
  (error instanceof MongoError && [13, 18, 8000].includes(Number(error.code))) ||
  (error instanceof MongoError && error.cause !== undefined && isLogin(error.cause))

const passing = [
  MongoNetworkError,
  MongoServerSelectionError,
  MongoServerClosedError,
  MongoTopologyClosedError,
  MongoNotConnectedError,
]
const passingNames = new Set(['MongoPoolClosedError', 'MongoWaitQueueTimeoutError'])
/** Starting, stepping down, shutting down, too slow, write concern not met, interrupted. */
const passingCodes = new Set([
  6, 7, 50, 64, 89, 91, 100, 133, 134, 189, 262, 317, 358, 9001, 10058, 10107, 11600, 11602, 13435, 13436,
])

/** Whether the same may work a little later. */
function mayPass(error: unknown): boolean {
  if (error instanceof TransientError) return true
  // A connection that breaks while something is written comes out as the operating system's error.
  if (!(error instanceof MongoError))
    return error instanceof Error && (error.name === 'TimeoutError' || 'syscall' in error)
  if (passingNames.has(error.name) || passing.some((each) => error instanceof each)) return true
  if (error.hasErrorLabel('RetryableWriteError') || error.hasErrorLabel('TransientTransactionError')) return true
  return passingCodes.has(Number(error.code))
}
