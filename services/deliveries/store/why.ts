import type { Static } from 'typebox'
import type { WaitReason } from '../../../contracts/dispatch.ts'
import type { SqlOrTx } from '../../../kit/sql.ts'
import type { OfferState, Why } from './offers.ts'
import { isCutOff } from './tracking.ts'

const offersMax = 20

export interface WhyRow {
  id: string
  riderId: string
  riderName: string
  state: OfferState
  reason: string
  offeredAt: Date
  etaAt: Date
  declineReason: string | null
  why: Why | null
}

/** What was offered of a delivery, newest first. */
export const offersOf = (sql: SqlOrTx, deliveryId: string) => sql<WhyRow[]>`
  select o.id, o.rider_id "riderId", r.name "riderName", o.state, o.reason, o.offered_at "offeredAt", o.eta_at "etaAt",
    o.decline_reason "declineReason", o.why
  from deliveries.offers o join deliveries.riders r on r.user_id = o.rider_id
  where o.delivery_id = ${deliveryId} order by o.offered_at desc, o.id desc limit ${offersMax}`

export interface StandRow {
  waitReason: Static<typeof WaitReason> | null
  waitSince: Date | null
  lockedTo: string | null
  lockedName: string | null
  lockedBy: string | null
  lockedReason: string | null
  lockedAt: Date | null
}

/** Why nobody is asked now, or whoever has it cannot bring it, and for whom staff keep the delivery. */
export async function standOf(sql: SqlOrTx, deliveryId: string): Promise<StandRow | undefined> {
  const [row] = await sql<StandRow[]>`
    select coalesce(w.reason, case when d.state = 'packing' then 'not-packed' when ${isCutOff(sql)} then 'no-way' end) "waitReason",
      coalesce(w.at, case when d.state = 'packing' then d.known_at when ${isCutOff(sql)} then (t.route->>'noWaySince')::timestamptz end)
        "waitSince", d.locked_to "lockedTo", r.name "lockedName",
      d.locked_by "lockedBy", d.locked_reason "lockedReason", d.locked_at "lockedAt"
    from deliveries.deliveries d join deliveries.tracking t on t.delivery_id = d.id
    left join deliveries.waits w on w.delivery_id = d.id and d.state in ('packing', 'waiting')
    left join deliveries.riders r on r.user_id = d.locked_to
    where d.id = ${deliveryId}`
  return row
}

export async function namesOf(sql: SqlOrTx, riderIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (riderIds.length === 0) return new Map()
  const rows = await sql<{ id: string; name: string }[]>`
    select user_id id, name from deliveries.riders where user_id = any(${[...new Set(riderIds)]})`
  return new Map(rows.map((row) => [row.id, row.name]))
}
