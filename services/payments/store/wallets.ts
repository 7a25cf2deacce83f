import type { Sql, Tx } from '../../../kit/sql.ts'
import { walletMoves } from './ledger.ts'

export interface Hold {
  readonly orderId: string
  readonly userId: string
  readonly amountPaise: number
  readonly state: 'held' | 'taken' | 'released'
}

interface Row {
  order_id: string
  user_id: string
  amount_paise: number
  state: Hold['state']
}
const fromRow = (row: Row): Hold => ({
  orderId: row.order_id,
  userId: row.user_id,
  amountPaise: row.amount_paise,
  state: row.state,
})

export const balanceOf = async (sql: Sql | Tx, userId: string): Promise<{ balance: number; held: number }> => {
  const [row] = await sql<{ balance_paise: number; held_paise: number }[]>`
    select balance_paise, held_paise from payments.wallets where user_id = ${userId}`
  return { balance: row?.balance_paise ?? 0, held: row?.held_paise ?? 0 }
}

/** What is in a wallet and what moved it, of one instant: money that comes meanwhile is in both or in neither. */
export const walletOf = (sql: Sql, wanted: Parameters<typeof walletMoves>[1]) =>
  sql.begin('isolation level repeatable read read only', async (tx) => {
    const [held, moves] = await Promise.all([balanceOf(tx, wanted.userId), walletMoves(tx, wanted)])
    return { ...held, moves }
  })

/** Sets money aside when there is enough. Once per order. @returns false when the wallet is short */
export async function hold(
  tx: Tx,
  wish: { orderId: string; userId: string; amountPaise: number; expiresAtMs: number },
): Promise<boolean> {
  const added = await tx`
    insert into payments.holds (order_id, user_id, amount_paise, state, expires_at)
    values (${wish.orderId}, ${wish.userId}, ${wish.amountPaise}, 'held', ${new Date(wish.expiresAtMs)}) on conflict do nothing`
  if (added.count === 0) {
    // The same again is held once. One that was given back, or of another amount, does not pay for this order.
    const known = await lockHold(tx, wish.orderId)
    return known !== null && known.state !== 'released' && known.amountPaise === wish.amountPaise
  }
  const held = await tx`
    update payments.wallets set held_paise = held_paise + ${wish.amountPaise}
    where user_id = ${wish.userId} and balance_paise - held_paise >= ${wish.amountPaise}`
  if (held.count === 1) return true
  await tx`delete from payments.holds where order_id = ${wish.orderId}`
  return false
}

export async function lockHold(tx: Tx, orderId: string): Promise<Hold | null> {
  const [row] = await tx<
    Row[]
  >`select order_id, user_id, amount_paise, state from payments.holds where order_id = ${orderId} for update`
  return row ? fromRow(row) : null
}

/** What is still held for some of these orders. */
export const lockHeld = async (tx: Tx, orderIds: readonly string[]): Promise<Hold[]> =>
  orderIds.length === 0
    ? []
    : (
        await tx<Row[]>`
          select order_id, user_id, amount_paise, state from payments.holds
          where order_id = any(${orderIds as string[]}) and state = 'held' order by order_id for update`
      ).map(fromRow)

/** Ends a hold: the money is free again, or about to be taken by a posting of the same transaction. */
export async function endHold(
  tx: Tx,
  { orderId, userId, amountPaise }: Hold,
  state: 'taken' | 'released',
): Promise<void> {
  await tx`update payments.holds set state = ${state} where order_id = ${orderId}`
  await tx`update payments.wallets set held_paise = held_paise - ${amountPaise} where user_id = ${userId}`
}

export const dueHolds = async (sql: Sql, nowMs: number, limit: number): Promise<Hold[]> =>
  (
    await sql<Row[]>`
      select order_id, user_id, amount_paise, state from payments.holds
      where state = 'held' and expires_at <= ${new Date(nowMs)} order by expires_at limit ${limit}`
  ).map(fromRow)

export const extendHolds = (sql: Sql, orderIds: readonly string[], untilMs: number) =>
  sql`update payments.holds set expires_at = ${new Date(untilMs)} where order_id = any(${orderIds as string[]}) and state = 'held'`
