import type { DeliveryState } from '../../../contracts/deliveries.ts'
import type { SqlOrTx } from '../../../kit/sql.ts'

/** Amounts in paise. */
export interface EarningDay {
  date: string
  deliveries: number
  pay: number
  tips: number
  cash: number
}

export const earningDays = (sql: SqlOrTx, riderId: string, options: { since: Date; timeZone: string }) => sql<
  EarningDay[]
>`
  select to_char(ended_at at time zone ${options.timeZone}, 'YYYY-MM-DD') date, count(*)::int deliveries,
    coalesce(sum(pay_paise), 0)::bigint pay, coalesce(sum(tip_paise) filter (where state = 'delivered'), 0)::bigint tips,
    coalesce(sum(cash_collected_paise), 0)::bigint cash
  from deliveries.deliveries
  where rider_id = ${riderId} and ended_at >= ${options.since} and state in ('delivered', 'returned')
  group by 1 order by 1 desc`

export interface EarningTrip {
  id: string
  orderId: string
  number: string
  state: DeliveryState
  endedAt: Date
  distanceM: number
  pay: number
  tip: number
  cash: number
}

/** Newest first, by whole milliseconds as the cursor keeps them. */
export const earningTrips = (sql: SqlOrTx, riderId: string, page: { before?: [Date, string]; limit: number }) => sql<
  EarningTrip[]
>`
  select id, order_id "orderId", number, state, ended_at "endedAt", coalesce(distance_m, 0) "distanceM",
    coalesce(pay_paise, 0) pay, case when state = 'delivered' then tip_paise else 0 end tip,
    coalesce(cash_collected_paise, 0) cash
  from deliveries.deliveries
  where rider_id = ${riderId} and ended_at is not null and state in ('delivered', 'returned')
    ${page.before ? sql`and (ended_at, id) < (${page.before[0]}, ${page.before[1]})` : sql``}
  order by ended_at desc, id desc limit ${page.limit}`
