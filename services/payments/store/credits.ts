import { money } from '../../../contracts/money.ts'
import type { Credit } from '../../../contracts/payments.ts'
import { toTimestamp } from '../../../contracts/time.ts'
import type { Sql, SqlOrTx, Tx } from '../../../kit/sql.ts'

interface Row {
  id: string
  user_id: string
  order_id: string | null
  amount_paise: number
  reason: string
  actor: string
  at: Date
}

const fromRow = (row: Row): Credit => ({
  id: row.id,
  userId: row.user_id,
  ...(row.order_id === null ? {} : { orderId: row.order_id }),
  amount: money(row.amount_paise),
  reason: row.reason,
  actor: row.actor,
  at: toTimestamp(row.at.getTime()),
})

const columns = (sql: SqlOrTx) => sql`id, user_id, order_id, amount_paise, reason, actor, at`

/** One decision of a person about credits at a time, so that two do not both find room in the day's limit. */
export const lockGiver = (tx: Tx, actor: string) =>
  tx`select pg_advisory_xact_lock(hashtextextended(${`credits ${actor}`}, 0))`

export async function creditOfKey(tx: Tx, actor: string, key: string): Promise<Credit | undefined> {
  const [row] = await tx<Row[]>`select ${columns(tx)} from payments.credits where actor = ${actor} and key = ${key}`
  return row && fromRow(row)
}

/** Paise that a person has given since an instant. */
export async function givenSince(sql: SqlOrTx, actor: string, since: Date): Promise<number> {
  const [row] = await sql<{ sum: number }[]>`
    select coalesce(sum(amount_paise), 0)::bigint as sum from payments.credits where actor = ${actor} and at >= ${since}`
  return row!.sum
}

export const addCredit = (tx: Tx, credit: Credit, key: string) => tx`
  insert into payments.credits (id, user_id, order_id, amount_paise, reason, actor, key, at)
  values (${credit.id}, ${credit.userId}, ${credit.orderId ?? null}, ${credit.amount.amount}, ${credit.reason},
    ${credit.actor}, ${key}, ${credit.at})`

/** @returns false when its key was given under before; nothing is written then */
export const addCreditOnce = async (tx: Tx, credit: Credit, key: string): Promise<boolean> =>
  (
    await tx`
      insert into payments.credits (id, user_id, order_id, amount_paise, reason, actor, key, at)
      values (${credit.id}, ${credit.userId}, ${credit.orderId ?? null}, ${credit.amount.amount}, ${credit.reason},
        ${credit.actor}, ${key}, ${credit.at})
      on conflict (actor, key) do nothing`
  ).count === 1

export const creditsOfOrder = async (sql: Sql, orderId: string): Promise<Credit[]> =>
  (
    await sql<Row[]>`
      select ${columns(sql)} from payments.credits where order_id = ${orderId} order by at desc limit 50`
  ).map(fromRow)

/** The postings of an order, oldest first, and those of the credits that were given for it. */
export const postingsOfOrder = (sql: Sql, orderId: string) => sql<
  { kind: string; memo: string | null; at: Date; entries: { account: string; amount: number }[] }[]
>`
  select p.kind, p.memo, p.at,
    jsonb_agg(jsonb_build_object('account', e.account, 'amount', e.amount_paise) order by e.id) as entries
  from payments.postings p join payments.entries e on e.posting_id = p.id
  where p.order_id = ${orderId}
    or p.reference in (select 'credit:' || c.id from payments.credits c where c.order_id = ${orderId})
  group by p.id order by p.at, p.id limit 200`
