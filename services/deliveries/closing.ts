import { StaffActed } from '../../contracts/audit.ts'
import { deliveries } from '../../contracts/deliveries.ts'
import type { Actor } from '../../contracts/identity.ts'
import { newId } from '../../contracts/ids.ts'
import { topics } from '../../contracts/live.ts'
import { Problem } from '../../contracts/problem.ts'
import { closureLimits, type NewRoadClosure, type RoadClosure } from '../../contracts/road-closures.ts'
import { fromTimestamp, toTimestamp } from '../../contracts/time.ts'
import { message } from '../../kit/sql.ts'
import type { DeliveriesContext } from './context.ts'
import { type ClosingRoads, closesRoads, toClosure } from './road-closures.ts'
import { addClosure, type ClosureRow, countForOneMore, removeClosure } from './store/road-closures.ts'

const dayMs = 24 * 3_600_000

export const showClosure = ({ id, reason, by, at, endsAt, points, area, segments }: ClosureRow): RoadClosure => ({
  id,
  reason,
  by,
  at: toTimestamp(at.getTime()),
  until: toTimestamp(endsAt.getTime()),
  points,
  area,
  segments,
})

/**
 * Closes streets in every copy. When this returns, this copy leads nobody over them; the others hear of it at the commit.
 * @throws deliveries/closure-time, -/closure-off-street, -/too-many-closures, -/closures-unavailable, -/map-unavailable
 */
export async function closeRoad(context: DeliveriesContext, actor: Actor, wish: NewRoadClosure): Promise<RoadClosure> {
  const { db, clock, closures, live } = context
  const now = clock.now()
  const endsAtMs = fromTimestamp(wish.until)
  if (!(endsAtMs > now && endsAtMs <= now + closureLimits.daysAhead * dayMs))
    throw deliveries('deliveries/closure-time')
  const roads = await closingRoads(context)
  const row = {
    id: newId('roadClosure'),
    reason: wish.reason.trim(),
    by: actor.userId,
    at: new Date(now),
    endsAt: new Date(endsAtMs),
    points: wish.points ?? [],
    area: wish.area ?? null,
  }
  const closed = await db.begin(async (tx) => {
    if ((await countForOneMore(tx, row.at)) >= closureLimits.open) throw deliveries('deliveries/too-many-closures')
    // The engine alone can tell whether a street lies there. Should the commit fail, the next look at the table reopens it.
    const made = { ...row, segments: takenBy(roads, row) }
    await addClosure(tx, made)
    const details = {
      until: wish.until,
      points: row.points.length,
      corners: row.area?.length ?? 0,
      segments: made.segments,
    }
    const acted = {
      actor: actor.userId,
      action: 'deliveries.road_closed',
      subject: row.id,
      reason: row.reason,
      details,
    }
    await db.publish(tx, message(StaffActed, row.id, acted))
    db.afterCommit(tx, () => live.publish(topics.roadClosures, { type: 'changed', data: { id: row.id } }))
    return made
  })
  await closures.follow()
  return showClosure(closed)
}

/** Opens them again before their time, in every copy. @throws deliveries/closure-unknown */
export async function reopenRoad(
  { db, clock, closures, live }: DeliveriesContext,
  { id, actor, reason }: { id: string; actor: Actor; reason: string },
): Promise<void> {
  await db.begin(async (tx) => {
    const row = await removeClosure(tx, id, new Date(clock.now()))
    if (!row) throw deliveries('deliveries/closure-unknown')
    const details = { closedFor: row.reason, until: toTimestamp(row.endsAt.getTime()) }
    const acted = { actor: actor.userId, action: 'deliveries.road_reopened', subject: id, reason, details }
    await db.publish(tx, message(StaffActed, id, acted))
    db.afterCommit(tx, () => live.publish(topics.roadClosures, { type: 'changed', data: { id } }))
  })
  await closures.follow()
}

/** @throws deliveries/map-unavailable, -/closures-unavailable */
async function closingRoads({ engines, log }: DeliveriesContext): Promise<ClosingRoads> {
  const roads = await engines.roads().catch((error: unknown) => {
    log.error({ error }, 'the map cannot be opened')
    return null
  })
  if (!roads) throw deliveries('deliveries/map-unavailable')
  if (!closesRoads(roads)) throw deliveries('deliveries/closures-unavailable')
  return roads
}

/** Closes it in this copy. @returns how many stretches that takes of the streets that riders are sent by */
function takenBy(roads: ClosingRoads, row: Pick<ClosureRow, 'id' | 'points' | 'area' | 'endsAt'>): number {
  try {
    const taken = roads.close(toClosure(row))
    const stretches = taken.motorbike || taken.bicycle
    if (stretches) return stretches
    // Only walkers go there, or bicycles and no rider has one: nothing that riders are sent by would change.
    roads.reopen(row.id)
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error
  }
  throw deliveries('deliveries/closure-off-street')
}
