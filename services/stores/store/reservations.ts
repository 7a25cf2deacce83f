import type { Message, Sql, Tx } from '../../../kit/sql.ts'
import { sumByProduct, type WantedLine } from '../domain/stock.ts'
import { freeSlot } from './slots.ts'
import { lockLevels, writeLevels } from './stock.ts'

export interface Reservation {
  readonly orderId: string
  readonly storeId: string
  readonly lines: WantedLine[]
  readonly state: 'held' | 'confirmed' | 'used' | 'released'
  readonly expiresAtMs: number
}

interface Row {
  order_id: string
  store_id: string
  lines: WantedLine[]
  state: Reservation['state']
  expires_at: Date
}

const fromRow = (row: Row): Reservation => ({
  orderId: row.order_id,
  storeId: row.store_id,
  lines: row.lines,
  state: row.state,
  expiresAtMs: row.expires_at.getTime(),
})

/** Locks one order's reservation. Always before the levels. */
export async function lockReservation(tx: Tx, orderId: string): Promise<Reservation | undefined> {
  const [row] = await tx<Row[]>`
    select order_id, store_id, lines, state, expires_at from stores.reservations where order_id = ${orderId} for update`
  return row && fromRow(row)
}

export const setState = (tx: Tx, orderId: string, state: Reservation['state']) =>
  tx`update stores.reservations set state = ${state} where order_id = ${orderId}`

/** Confirmed orders keep their stock until they are picked or cancelled. Those that were given back are returned. */
export async function confirmReservations(tx: Tx, orderIds: readonly string[]): Promise<string[]> {
  const rows = await tx<{ order_id: string }[]>`
    update stores.reservations set state = 'confirmed'
    where order_id = any(${orderIds as string[]}) and state = 'held' returning order_id`
  return rows.map((row) => row.order_id)
}

/** Held reservations whose time is over: their orders have to be asked for. */
export const dueReservations = async (sql: Sql, nowMs: number, limit: number): Promise<Reservation[]> =>
  (
    await sql<Row[]>`
      select order_id, store_id, lines, state, expires_at from stores.reservations
      where state = 'held' and expires_at <= ${new Date(nowMs)} order by expires_at limit ${limit}`
  ).map(fromRow)

export const extendReservations = (sql: Sql, orderIds: readonly string[], untilMs: number) =>
  sql`update stores.reservations set expires_at = ${new Date(untilMs)} where order_id = any(${orderIds as string[]}) and state = 'held'`

/**
 * Gives what an order had reserved back to the shelf.
 * @param options.dueAtMs only what nobody has confirmed and whose time is over at this instant
 * @returns null when there was nothing to give back
 */
export async function release(tx: Tx, orderId: string, options: { dueAtMs?: number } = {}): Promise<Message[] | null> {
  const reservation = await lockReservation(tx, orderId)
  if (!reservation || reservation.state === 'used' || reservation.state === 'released') return null
  const { dueAtMs } = options
  if (dueAtMs !== undefined && (reservation.state !== 'held' || reservation.expiresAtMs > dueAtMs)) return null
  const sums = sumByProduct(reservation.lines)
  const levels = await lockLevels(tx, reservation.storeId, [...sums.keys()])
  const changes = levels.map((level) => ({
    productId: level.productId,
    onHand: level.onHand,
    reserved: level.reserved - sums.get(level.productId)!,
  }))
  const messages = await writeLevels(tx, reservation.storeId, levels, changes, { actor: 'system:stores', orderId })
  await setState(tx, orderId, 'released')
  await freeSlot(tx, orderId)
  return messages
}

/** Gives a held reservation back and forgets it, so that the order may reserve other lines. */
export async function dropReservation(tx: Tx, orderId: string): Promise<Message[]> {
  const reservation = await lockReservation(tx, orderId)
  if (reservation?.state !== 'held') return []
  const messages = await release(tx, orderId)
  await tx`delete from stores.reservations where order_id = ${orderId}`
  return messages ?? []
}

const forgetMax = 10_000

/** Drops reservations that ended long ago: their orders are told by others. @returns whether there may be more */
export async function forgetReservations(sql: Sql, before: Date): Promise<boolean> {
  const gone = await sql`
    delete from stores.reservations where order_id in (
      select order_id from stores.reservations where at < ${before} and state in ('used', 'released') limit ${forgetMax})`
  return gone.count === forgetMax
}
