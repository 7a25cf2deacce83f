import type { SqlOrTx } from '../../../kit/sql.ts'

/** A delivery as it went, for asking how it might have gone. */
export interface PastDelivery {
  id: string
  storeId: string
  storeLat: number
  storeLng: number
  dropLat: number
  dropLng: number
  placedAt: Date | null
  readyAt: Date
  /** When the dispatcher heard of it, where that was before it was packed. */
  knownAt: Date | null
  promisedAt: Date
  notBefore: Date | null
  bags: number
  frozenBags: number
  chilledBags: number
  cashDuePaise: number
  state: string
  riderId: string | null
  acceptedAt: Date | null
  pickedUpAt: Date | null
  endedAt: Date | null
}

const deliveriesMax = 200_000

/** What was packed in a span of time, in that order. */
export const pastDeliveries = (sql: SqlOrTx, span: { from: Date; to: Date }) => sql<PastDelivery[]>`
  select id, store_id "storeId", store_lat "storeLat", store_lng "storeLng", drop_lat "dropLat", drop_lng "dropLng",
    placed_at "placedAt", ready_at "readyAt", known_at "knownAt", promised_at "promisedAt", not_before "notBefore", bags,
    coalesce((zone_bags->>'frozen')::int, 0) "frozenBags",
    coalesce((zone_bags->>'chilled')::int, 0) "chilledBags", cash_due_paise "cashDuePaise", state, rider_id "riderId",
    accepted_at "acceptedAt", picked_up_at "pickedUpAt", ended_at "endedAt"
  from deliveries.deliveries where packed and ready_at >= ${span.from} and ready_at < ${span.to}
  order by ready_at, id limit ${deliveriesMax}`
