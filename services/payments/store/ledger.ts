import { newId } from '../../../contracts/ids.ts'
import type { Sql, SqlOrTx, Tx } from '../../../kit/sql.ts'
import { accounts, type Posting } from '../domain/books.ts'

/**
 * Writes a posting and its entries in one statement; the wallets that it touches follow in the same. Once per
 * reference. @returns false when it was posted before
 */
export async function post(tx: Tx, posting: Posting): Promise<boolean> {
  if (posting.entries.length === 0) return false
  const id = newId('posting')
  const [row] = await tx<{ count: number }[]>`
    with p as (
      insert into payments.postings (id, kind, reference, order_id, memo)
      values (${id}, ${posting.kind}, ${posting.reference}, ${posting.orderId ?? null}, ${posting.memo ?? null})
      on conflict (reference) do nothing returning id),
    e as (
      insert into payments.entries (posting_id, account, amount_paise)
      select p.id, e->>'account', (e->>'amount')::bigint from p, jsonb_array_elements(${tx.json(posting.entries as never)}) e)
    select count(*)::int as count from p`
  if (row!.count === 0) return false
  for (const { account, amount } of posting.entries) {
    if (!account.startsWith('wallet:')) continue
    const userId = account.slice('wallet:'.length)
    // A credit to the account is money for the customer, so the signs are opposite. What is taken is an update: the row
    // that an upsert proposes is checked against "never overdrawn" before the one that is there is looked at.
    if (amount > 0)
      await tx`update payments.wallets set balance_paise = balance_paise - ${amount} where user_id = ${userId}`
    else
      await tx`
        insert into payments.wallets (user_id, balance_paise) values (${userId}, ${-amount})
        on conflict (user_id) do update set balance_paise = payments.wallets.balance_paise + excluded.balance_paise`
  }
  return true
}

export interface WalletMove {
  readonly id: number
  readonly amount: number
  readonly kind: string
  /** A credit for a broken promise. */
  readonly late: boolean
  readonly memo: string | null
  readonly orderId: string | null
  readonly at: Date
}

/** What came into and went out of a wallet, newest first. */
export const walletMoves = async (
  sql: SqlOrTx,
  { userId, after, limit }: { userId: string; after?: number; limit: number },
): Promise<WalletMove[]> => {
  const rows = await sql<
    {
      id: number
      amount_paise: number
      kind: string
      late: boolean
      memo: string | null
      order_id: string | null
      at: Date
    }[]
  >`
    select e.id, e.amount_paise, p.kind, coalesce(c.key like 'late:%', false) as late, p.memo,
      coalesce(p.order_id, c.order_id) as order_id, p.at
    from payments.entries e join payments.postings p on p.id = e.posting_id
      left join payments.credits c on p.kind = 'wallet-credit' and c.id = substr(p.reference, length('credit:') + 1)
    where e.account = ${accounts.walletOf(userId)} ${after === undefined ? sql`` : sql`and e.id < ${after}`}
    order by e.id desc limit ${limit}`
  return rows.map((row) => ({
    id: row.id,
    amount: -row.amount_paise,
    kind: row.kind,
    late: row.late,
    memo: row.memo,
    orderId: row.order_id,
    at: row.at,
  }))
}

/** Balances by account, wallets and cash in hand added up each, with the number of postings. */
export async function summary(
  sql: Sql,
): Promise<{ postings: number; accounts: { account: string; balance: number }[] }> {
  const rows = await sql<{ account: string; balance: number }[]>`
    select case when account like 'wallet:%' then 'wallets' when account like 'cash:%' then 'cash' else account end as account,
      sum(amount_paise)::bigint as balance
    from payments.entries group by 1 order by 1`
  const [count] = await sql<{ count: number }[]>`select count(*)::int as count from payments.postings`
  return { postings: count!.count, accounts: rows.map((row) => ({ ...row })) }
}

/** Postings whose entries do not add up to zero, or that have none: there must be none. */
export const unbalanced = (sql: Sql) => sql<{ id: string; sum: number }[]>`
  select p.id, coalesce(sum(e.amount_paise), 0)::bigint as sum from payments.postings p
  left join payments.entries e on e.posting_id = p.id
  group by p.id having coalesce(sum(e.amount_paise), 0) <> 0 or count(e.id) < 2 limit 100`

/** Wallets whose balance is not the sum of their account. */
export const strayWallets = (sql: Sql) => sql<{ user_id: string; balance: number; booked: number }[]>`
  select coalesce(w.user_id, substr(e.account, 8)) as user_id, coalesce(w.balance_paise, 0) as balance, coalesce(e.booked, 0)::bigint as booked
  from payments.wallets w full join (
    select account, -sum(amount_paise) as booked from payments.entries where account like 'wallet:%' group by account) e
    on e.account = 'wallet:' || w.user_id
  where coalesce(w.balance_paise, 0) <> coalesce(e.booked, 0) limit 100`

export interface BookedRow {
  readonly order_id: string
  readonly taken: number
  readonly refunded: number
  readonly due_packed: number
  readonly due_other: number
  readonly settled: number
  readonly owed: number
}

/** What the books say of each of some orders. */
export const bookedOf = (sql: SqlOrTx, orderIds: readonly string[]) => sql<BookedRow[]>`
  with b as (
    select p.order_id,
      sum(e.amount_paise) filter (where p.kind in ('capture', 'wallet-payment') and e.amount_paise > 0) as taken,
      sum(e.amount_paise) filter (where p.kind = 'refund' and e.amount_paise > 0) as refunded,
      sum(e.amount_paise) filter (where p.kind = 'settlement' and e.amount_paise > 0) as settled,
      -sum(e.amount_paise) filter (where e.account = ${accounts.prepaid}) as owed
    from payments.postings p join payments.entries e on e.posting_id = p.id
    where p.order_id = any(${orderIds as string[]}) group by p.order_id),
  d as (
    select order_id, sum(amount_paise) filter (where cause = 'packed') as packed, sum(amount_paise) filter (where cause <> 'packed') as other
    from payments.refunds where state = 'due' and order_id = any(${orderIds as string[]}) group by order_id)
  select coalesce(b.order_id, d.order_id) as order_id, coalesce(taken, 0)::bigint as taken, coalesce(refunded, 0)::bigint as refunded,
    coalesce(packed, 0)::bigint as due_packed, coalesce(other, 0)::bigint as due_other, coalesce(settled, 0)::bigint as settled,
    coalesce(owed, 0)::bigint as owed
  from b full join d on d.order_id = b.order_id`

/**
 * What has come in for an order, in paise, by the books: captured, taken from the wallet, or handed to the rider. Cash
 * counts once it is in the rider's hand, and nothing is refundable of an order that was never paid.
 */
export async function takenFor(tx: SqlOrTx, orderId: string): Promise<number> {
  const [row] = await tx<{ taken: number }[]>`
    select coalesce(sum(e.amount_paise), 0)::bigint as taken
    from payments.postings p join payments.entries e on e.posting_id = p.id
    where p.order_id = ${orderId} and e.amount_paise > 0
      and (p.kind in ('capture', 'wallet-payment') or (p.kind = 'settlement' and e.account like 'cash:%'))`
  return row!.taken
}

/** What an order that is handed over has earned, in paise: what is owed for it, less what was short and goes back yet. */
export async function earnedBy(tx: Tx, orderId: string): Promise<number> {
  const [row] = await tx<{ earned: number }[]>`
    select (
      (select coalesce(-sum(e.amount_paise), 0) from payments.postings p join payments.entries e on e.posting_id = p.id
       where p.order_id = ${orderId} and e.account = ${accounts.prepaid})
      - (select coalesce(sum(amount_paise), 0) from payments.refunds
         where order_id = ${orderId} and state = 'due' and cause in ('packed', 'cancelled')))::bigint as earned`
  return Math.max(0, row!.earned)
}

export const isSettled = async (tx: Tx, orderId: string): Promise<boolean> =>
  (await tx`select from payments.postings where reference = ${`settle:${orderId}`}`).length > 0
