import type { CashDeposit } from '../../../contracts/rider.ts'
import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

/** Amounts in paise. */
export interface Holdings {
  collected: number
  confirmed: number
  declared: number
}

/** What a rider has collected at doors, and brought to stores. */
export async function holdingsOf(sql: SqlOrTx, riderId: string): Promise<Holdings> {
  const [row] = await sql<Holdings[]>`
    select
      (select coalesce(sum(cash_collected_paise), 0)::bigint from deliveries.deliveries
        where rider_id = ${riderId} and cash_collected_paise > 0) collected,
      coalesce(sum(amount_paise) filter (where state = 'confirmed'), 0)::bigint confirmed,
      coalesce(sum(amount_paise) filter (where state = 'declared'), 0)::bigint declared
    from deliveries.deposits where rider_id = ${riderId}`
  return row!
}

/** What each of some riders has collected and not brought to a store yet, paise; `declared` counts as brought if asked. */
export const inHandOf = async (
  sql: SqlOrTx,
  riderIds: readonly string[],
  brought: readonly Deposit['state'][] = ['confirmed'],
): Promise<Map<string, number>> => {
  const rows = await sql<{ riderId: string; paise: number }[]>`
    select rider_id "riderId", sum(paise)::bigint paise from (
      select rider_id, cash_collected_paise paise from deliveries.deliveries
      where rider_id = any(${[...riderIds]}) and cash_collected_paise > 0
      union all
      select rider_id, -amount_paise from deliveries.deposits
      where rider_id = any(${[...riderIds]}) and state = any(${[...brought]})) moves
    group by rider_id`
  return new Map(rows.map((row) => [row.riderId, row.paise]))
}

export interface Deposit {
  id: string
  riderId: string
  riderName: string
  storeId: string
  state: CashDeposit['state']
  amountPaise: number
  declaredAt: Date
  decidedAt: Date | null
  note: string | null
}

const columns = (sql: SqlOrTx) => sql`
  p.id, p.rider_id "riderId", r.name "riderName", p.store_id "storeId", p.state, p.amount_paise "amountPaise",
  p.declared_at "declaredAt", p.decided_at "decidedAt", p.note`

export const addDeposit = (
  tx: Tx,
  deposit: { id: string; riderId: string; storeId: string; amountPaise: number; at: Date },
) => tx`
  insert into deliveries.deposits (id, rider_id, store_id, amount_paise, declared_at)
  values (${deposit.id}, ${deposit.riderId}, ${deposit.storeId}, ${deposit.amountPaise}, ${deposit.at})`

export async function lockDeposit(tx: Tx, id: string): Promise<Deposit | undefined> {
  const [row] = await tx<Deposit[]>`
    select ${columns(tx)} from deliveries.deposits p join deliveries.riders r on r.user_id = p.rider_id
    where p.id = ${id} for update of p`
  return row
}

export const decideDeposit = (
  tx: Tx,
  id: string,
  decision: { state: 'confirmed' | 'refused'; amountPaise: number; by: string; at: Date; note: string | null },
) => tx`
  update deliveries.deposits set state = ${decision.state}, amount_paise = ${decision.amountPaise},
    decided_by = ${decision.by}, decided_at = ${decision.at}, note = ${decision.note}
  where id = ${id}`

/** Newest first, by whole milliseconds as the cursor keeps them. */
export const listDeposits = (
  sql: SqlOrTx,
  filter: {
    riderId?: string
    storeIds?: readonly string[]
    state?: string
    before?: readonly [Date, string]
    limit: number
  },
) => sql<Deposit[]>`
  select ${columns(sql)} from deliveries.deposits p join deliveries.riders r on r.user_id = p.rider_id
  where true
    ${filter.riderId === undefined ? sql`` : sql`and p.rider_id = ${filter.riderId}`}
    ${filter.storeIds === undefined ? sql`` : sql`and p.store_id = any(${[...filter.storeIds]})`}
    ${filter.state === undefined ? sql`` : sql`and p.state = ${filter.state}`}
    ${filter.before ? sql`and (p.declared_at, p.id) < (${filter.before[0]}, ${filter.before[1]})` : sql``}
  order by p.declared_at desc, p.id desc limit ${filter.limit}`

export const latestCollections = (sql: SqlOrTx, riderId: string, limit: number) =>
  sql<{ id: string; number: string; at: Date; amount: number }[]>`
  select id, number, ended_at at, cash_collected_paise amount from deliveries.deliveries
  where rider_id = ${riderId} and cash_collected_paise > 0 order by ended_at desc limit ${limit}`
