import type Postgres from 'postgres'
import type { TSchema } from 'typebox'
import type { DataOf, EventType } from '../contracts/event.ts'
import { newId } from '../contracts/ids.ts'
import { carryTrace } from './context.ts'
import { postgres } from './driver.ts'

export type Sql = Postgres.Sql<{ bigint: number }>
export type Tx = Postgres.TransactionSql<{ bigint: number }>
/** Either: for statements that may stand alone or be a part of a transaction. */
export type SqlOrTx = Sql | Tx

/** An event about to be published: made by `message`, written by `Database.publish`. */
export interface Message {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly key: string
  readonly at: string
  readonly trace: string | null
  readonly data: unknown
}

/** Puts an event into its envelope. `key` is what it is ordered by: the order id unless the contract says otherwise. */
export function message<E extends EventType<TSchema>>(type: E, key: string, data: DataOf<E>): Message {
  return {
    id: newId('event'),
    name: type.name,
    version: type.version,
    key,
    at: new Date().toISOString(),
    trace: carryTrace() ?? null,
    data,
  }
}

/**
 * A service's own data. Everything it writes is in its own schema; events leave by `publish` in the same commit as the
 * change that they tell of.
 */
export interface Database {
  readonly sql: Sql
  /** Runs in one transaction. Rolled back when `run` throws; consumers are woken after the commit. */
  begin<T>(run: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs when the transaction has been committed: for live messages. Not when it was rolled back. */
  afterCommit(tx: Tx, run: () => void): void
  /** Writes events to the outbox, within the transaction. */
  publish(tx: Tx, ...messages: Message[]): Promise<void>
  /**
   * For lists, never for stock or money: asks a replica where there is one that is fresh, the primary otherwise. What it
   * tells may be some seconds old; what must not be is asked of `sql`.
   */
  read<T>(run: (sql: Sql) => Promise<T>): Promise<T>
  /** Whether `read` may ask somebody else than `sql` at this moment. */
  readonly hasReplica: boolean
  /** After a single statement that published by the SQL function `<schema>.publish(jsonb)`: wakes the consumers. */
  published(): void
}

/** Where a PostgreSQL server is: an address, or what postgres.js takes. */
export type SqlAddress = string | Postgres.Options<Record<string, Postgres.PostgresType>>

const connect = (address: SqlAddress, more: Postgres.Options<Record<string, Postgres.PostgresType>>): Sql => {
  const options = {
    connect_timeout: 5,
    // A server that is away is asked again at least every second, by no more connections than the pool has.
    backoff: (retries: number) => Math.min(1, 0.02 * 2 ** retries) * (0.5 + Math.random() / 2),
    onnotice: () => {},
    connection: { application_name: 'tokri' },
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
    ...more,
  }
  const pool = typeof address === 'string' ? postgres(address, options) : postgres({ ...address, ...options })
  return pool as unknown as Sql
}

/** Opens a pool of at most `max` connections. Numbers are numbers: all our bigints are below 2^53. */
export const openPool = (address: SqlAddress, max: number): Sql => connect(address, { max, idle_timeout: 60 })

/** One connection that stays, for what lives as long as it does: session locks and LISTEN. */
export const openPinned = (address: SqlAddress, lost: () => void): Sql =>
  connect(address, { max: 1, idle_timeout: 0, max_lifetime: null, onclose: lost })

/** Where lists are read: see kit/replica.ts. */
export interface Reader {
  readonly fresh: boolean
  /** @param otherwise who is asked instead when the replica is not fresh */
  read<T>(run: (sql: Sql) => Promise<T>, otherwise: Sql): Promise<T>
}

export function openDatabase(sql: Sql, schema: string, wake: () => void, replica?: Reader): Database {
  const publish = async (tx: Tx, ...messages: Message[]) => {
    if (messages.length > 0) await tx`select ${tx(schema)}.publish(${tx.json(messages as never)})`
  }
  const hooks = new WeakMap<Tx, (() => void)[]>()
  return {
    sql,
    publish,
    published: wake,
    read: (run) => (replica ? replica.read(run, sql) : run(sql)),
    get hasReplica() {
      return replica?.fresh ?? false
    },
    afterCommit(tx, run) {
      hooks.get(tx)?.push(run)
    },
    async begin<T>(run: (tx: Tx) => Promise<T>) {
      const after: (() => void)[] = []
      const result = await sql.begin((tx) => {
        hooks.set(tx, after)
        return run(tx)
      })
      wake()
      for (const each of after) each()
      return result as T
    },
  }
}

/** Whether an error is PostgreSQL's, with this SQLSTATE; optionally of one constraint. */
export function isSqlState(error: unknown, state: string, constraint?: string): boolean {
  return (
    error instanceof postgres.PostgresError &&
    error.code === state &&
    (constraint === undefined || error.constraint_name === constraint)
  )
}
export const uniqueViolation = '23505'
export const lockNotAvailable = '55P03'
export const insufficientPrivilege = '42501'
export const deadlockDetected = '40P01'

const deadlockTries = 4

/**
 * Repeats a statement or transaction that PostgreSQL has ended to resolve a deadlock: nothing of it was written, and
 * whoever it stood against goes on meanwhile.
 */
export async function pastDeadlocks<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (tries === deadlockTries || !isSqlState(error, deadlockDetected)) throw error
    }
  }
}
export const checkViolation = '23514'
