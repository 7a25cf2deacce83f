import type { Point, Polygon } from '../../../contracts/geo.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

export interface ClosureRow {
  id: string
  reason: string
  by: string
  at: Date
  endsAt: Date
  points: Point[]
  area: Polygon | null
  segments: number
}

const columns = (sql: SqlOrTx) => sql`
  id, reason, created_by "by", created_at "at", ends_at "endsAt", points, area, segments`

/** What is closed now, newest first; those before an id, if one is given. */
export const openClosures = (
  sql: SqlOrTx,
  { now, before, limit }: { now: Date; before?: string | undefined; limit: number },
) => sql<ClosureRow[]>`
  select ${columns(sql)} from deliveries.road_closures
  where ends_at > ${now} ${before === undefined ? sql`` : sql`and id < ${before}`} order by id desc limit ${limit}`

/** When the first of the closures of now ends by itself; null where nothing is closed. */
export async function nextReopening(sql: SqlOrTx, now: Date): Promise<Date | null> {
  const [row] = await sql<{ at: Date | null }[]>`
    select min(ends_at) at from deliveries.road_closures where ends_at > ${now}`
  return row?.at ?? null
}

/** One is added at a time, so that the limit holds. @returns how many are open */
export async function countForOneMore(tx: Tx, now: Date): Promise<number> {
  await tx`select pg_advisory_xact_lock(hashtext('deliveries.road_closures'))`
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int count from deliveries.road_closures where ends_at > ${now}`
  return row!.count
}

export const addClosure = (tx: Tx, row: ClosureRow) => tx`
  insert into deliveries.road_closures (id, reason, created_by, created_at, ends_at, points, area, segments)
  values (${row.id}, ${row.reason}, ${row.by}, ${row.at}, ${row.endsAt}, ${tx.json(row.points as never)},
    ${row.area ? tx.json(row.area as never) : null}, ${row.segments})`

/** @returns what it was, or undefined where nothing is closed by that id */
export async function removeClosure(tx: Tx, id: string, now: Date): Promise<ClosureRow | undefined> {
  const [row] = await tx<ClosureRow[]>`
    delete from deliveries.road_closures where id = ${id} and ends_at > ${now} returning ${columns(tx)}`
  return row
}

/** For a job: closures that are over. The audit log keeps who closed what. */
export const forgetClosures = (sql: SqlOrTx, now: Date) => sql`
  delete from deliveries.road_closures where ends_at <= ${now}`
