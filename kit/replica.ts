import { setTimeout as pause } from 'node:timers/promises'
import { databaseAway } from './database-away.ts'
import type { Log } from './log.ts'
import type { Reader, Sql } from './sql.ts'

const lookEveryMs = 500
const lookMaxMs = 2_000
/** A list that the replica has not given by then is asked of the primary. */
const readMaxMs = 2_000

export interface ReplicaOptions {
  readonly primary: Sql
  readonly replica: Sql
  /** The variable that the replica's address came from. */
  readonly variable: string
  /** How much older than the primary the replica may be, in seconds. */
  readonly maxLagS: number
  readonly log: Log
}

/** A read replica: for lists, while it is fresh. */
export interface Replica extends Reader, AsyncDisposable {
  /** How it is, for people: `0.4 s behind`, or why it is not asked. */
  readonly state: string
}

/** A position in the write-ahead log, `16/B374D848`, as a number that can be compared. */
const positionOf = (lsn: string): bigint => {
  const [high = '0', low = '0'] = lsn.split('/')
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`)
}

interface Sample {
  readonly lsn: bigint
  readonly atMs: number
}

/**
 * Watches how far a replica is behind: the primary's position is noted with its time, and the replica is as old as the
 * newest of the notes that it has reached. (The time of the last replayed transaction would call a replica old whose
 * primary is idle.) It is not asked when it lags, when it is away, when it has been promoted, or when it follows another
 * primary. While the primary is away nothing gets newer, and the replica counts as it did.
 */
export function openReplica(options: ReplicaOptions): Replica {
  const { primary, replica, variable, maxLagS, log } = options
  const samples: Sample[] = []
  let reached: Sample | undefined
  let state: { fresh: boolean; text: string } = { fresh: false, text: 'not looked at yet' }
  const stopping = new AbortController()

  const become = (fresh: boolean, text: string) => {
    if (fresh !== state.fresh) {
      if (fresh) log.info({ replica: variable }, `the replica at ${variable} is read from`)
      else log.warn({ replica: variable }, `the replica at ${variable} is not read from: ${text}`)
    }
    state = { fresh, text }
  }

  const look = async () => {
    const now = await askPrimary(primary).catch(() => undefined)
    if (now) samples.push({ lsn: positionOf(now.lsn), atMs: performance.now() })
    const [row] = await withinMs(
      lookMaxMs,
      replica<{ standby: boolean; lsn: string | null; system: string }[]>`
        select pg_is_in_recovery() as standby, pg_last_wal_replay_lsn()::text as lsn,
          (select system_identifier::text from pg_control_system()) as system`,
    )
    if (!row!.standby) return become(false, 'it is no replica (any more): it takes writes of its own')
    if (now && now.system !== row!.system) return become(false, 'it is a replica of another primary')
    const position = positionOf(row!.lsn ?? '0/0')
    while (samples[0] && samples[0].lsn <= position) reached = samples.shift()
    if (samples.length > 10_000) samples.splice(1, samples.length / 2)
    if (!reached) return become(false, 'it has not caught up yet')
    // Nothing that it lacks is older than the first note that it has not reached.
    const lagS = samples[0] ? (performance.now() - reached.atMs) / 1_000 : 0
    become(lagS <= maxLagS, `${lagS.toFixed(1)} s behind`)
  }

  const watch = async () => {
    while (!stopping.signal.aborted) {
      await look().catch((error) => become(false, (error as Error).message))
      await pause(lookEveryMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
    }
  }
  const watching = watch()

  return {
    get fresh() {
      return state.fresh
    },
    get state() {
      return state.text
    },
    async read(run, otherwise) {
      if (!state.fresh) return run(otherwise)
      try {
        return await withinMs(readMaxMs, run(replica))
      } catch (error) {
        if (!isOfReplica(error)) throw error
        become(false, (error as Error).message)
        return run(otherwise)
      }
    },
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await watching
    },
  }
}

const askPrimary = async (primary: Sql) => {
  const [row] = await withinMs(
    lookMaxMs,
    primary<{ lsn: string; system: string }[]>`
      select pg_current_wal_lsn()::text as lsn, (select system_identifier::text from pg_control_system()) as system`,
  )
  return row!
}

class TooSlow extends Error {}

/** 40001: what was read has been cleaned up on the primary meanwhile. The primary itself would have answered. */
const isOfReplica = (error: unknown): boolean =>
  error instanceof TooSlow || databaseAway(error) !== undefined || (error as { code?: unknown }).code === '40001'

async function withinMs<T>(ms: number, work: PromiseLike<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new TooSlow(`no answer within ${ms} ms`)), ms)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
