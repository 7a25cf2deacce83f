import { idFloor, prefixes } from '../../contracts/ids.ts'
import { databaseAway } from '../../kit/database-away.ts'
import type { Database, Sql } from '../../kit/sql.ts'
import type { StoredOrder } from './store/orders.ts'

/** Longer than any order is under way. */
const underWayMs = 6 * 3_600_000

/** A part of a list of orders, newest first. */
export interface Range {
  readonly limit: number
  /** Ids below this one. */
  readonly below?: string
  /** Ids from this one on. */
  readonly from?: string
}

/**
 * A page of orders, newest first: those that may still be under way from the primary, so that whoever has just placed or
 * cancelled one sees it so; those from before from a replica, where there is one. Two ranges of ids, so nothing is in both.
 * While the primary is away nothing can be placed or cancelled, and the replica knows it all.
 */
export async function newestFirst(
  db: Database,
  page: { limit: number; below?: string; nowMs: number },
  list: (sql: Sql, range: Range) => Promise<StoredOrder[]>,
): Promise<StoredOrder[]> {
  const { limit, below } = page
  const range = { limit, ...(below === undefined ? {} : { below }) }
  if (!db.hasReplica) return list(db.sql, range)
  const since = idFloor(prefixes.order, page.nowMs - underWayMs)
  const isOld = below !== undefined && below <= since
  const newest = { ...range, from: since }
  const recent = isOld
    ? []
    : await list(db.sql, newest).catch((error) => {
        if (!databaseAway(error)) throw error
        return db.read((sql) => list(sql, newest))
      })
  if (recent.length === limit) return recent
  const older = await db.read((sql) => list(sql, { limit: limit - recent.length, below: isOld ? below : since }))
  return [...recent, ...older]
}
