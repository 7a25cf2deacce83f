import type { SqlOrTx, Tx } from '../../../kit/sql.ts'
import { carryingStates } from '../domain/states.ts'

const looksMax = 500

/** When the rider who has a delivery was heard of last: by a position, or by taking the bags. */
export const heardAt = (sql: SqlOrTx) => sql`greatest(p.at, d.picked_up_at)`

const isCarried = (sql: SqlOrTx) => sql`d.state = any(${[...carryingStates]})`

export interface SilentRow {
  id: string
  orderId: string
  riderId: string
  heardAt: Date
  lat: number | null
  lng: number | null
}

/** Deliveries in the bags of riders of whom nothing was heard since an instant, and of which that was not told yet. */
export const silentCarried = (sql: SqlOrTx, since: Date) => sql<SilentRow[]>`
  select d.id, d.order_id "orderId", d.rider_id "riderId", ${heardAt(sql)} "heardAt", p.lat, p.lng
  from deliveries.deliveries d join deliveries.tracking t on t.delivery_id = d.id
  left join deliveries.positions p on p.rider_id = d.rider_id
  where d.slot is not null and ${isCarried(sql)} and ${heardAt(sql)} <= ${since} and t.silent_told_at is null
  order by d.promised_at limit ${looksMax}`

/** @returns whether this copy is the one that tells it */
export async function noteSilent(tx: Tx, id: string, at: Date): Promise<boolean> {
  const noted = await tx`
    update deliveries.tracking set silent_told_at = ${at} where delivery_id = ${id} and silent_told_at is null`
  return noted.count === 1
}

/** Takes back what was told of riders who were heard since, or who have the delivery no more. */
export const heardAgain = (tx: Tx, since: Date) => tx<{ orderId: string }[]>`
  update deliveries.tracking t set silent_told_at = null
  from deliveries.deliveries d left join deliveries.positions p on p.rider_id = d.rider_id
  where t.delivery_id = d.id and t.silent_told_at is not null
    and not (d.slot is not null and ${isCarried(tx)} and ${heardAt(tx)} <= ${since})
  returning d.order_id "orderId"`
