import type { QuickReply, Side, Thread } from '../../../contracts/order-messages.ts'
import type { SqlOrTx } from '../../../kit/sql.ts'

export interface StoredMessage {
  readonly id: string
  readonly orderId: string
  readonly thread: Thread
  readonly riderId: string | null
  readonly side: Side
  readonly userId: string
  readonly name: string | null
  readonly text: string
  readonly quick: QuickReply | null
  readonly atMs: number
}

type Row = Omit<StoredMessage, 'atMs'> & { at: Date }
const fromRow = ({ at, ...row }: Row): StoredMessage => ({ ...row, atMs: at.getTime() })
const columns = (sql: SqlOrTx) =>
  sql`id, order_id as "orderId", thread, rider_id as "riderId", side, user_id as "userId", name, text, quick, at`

/** The newest `limit` messages of an order, oldest first. */
export const messagesOf = async (sql: SqlOrTx, orderId: string, limit: number): Promise<StoredMessage[]> =>
  (
    await sql<Row[]>`
      select * from (
        select ${columns(sql)} from orders.messages where order_id = ${orderId} order by id desc limit ${limit}) m
      order by id`
  ).map(fromRow)

export const countMessages = async (sql: SqlOrTx, orderId: string): Promise<number> =>
  (await sql<{ count: number }[]>`select count(*)::int as count from orders.messages where order_id = ${orderId}`)[0]!
    .count

export async function messageOfClient(
  sql: SqlOrTx,
  by: { orderId: string; userId: string; clientId: string },
): Promise<StoredMessage | null> {
  const [row] = await sql<Row[]>`
    select ${columns(sql)} from orders.messages
    where order_id = ${by.orderId} and user_id = ${by.userId} and client_id = ${by.clientId}`
  return row ? fromRow(row) : null
}

export const addMessage = (sql: SqlOrTx, message: StoredMessage, clientId: string | null) => sql`
  insert into orders.messages (id, order_id, thread, rider_id, side, user_id, name, text, quick, client_id, at)
  values (${message.id}, ${message.orderId}, ${message.thread}, ${message.riderId}, ${message.side}, ${message.userId},
    ${message.name}, ${message.text}, ${message.quick}, ${clientId}, ${new Date(message.atMs)})`

/** How far each side has read, by `thread side`. */
export const readUpTo = async (sql: SqlOrTx, orderId: string): Promise<Map<string, string>> =>
  new Map(
    (
      await sql<{ thread: string; side: string; upTo: string }[]>`
        select thread, side, up_to as "upTo" from orders.messages_read where order_id = ${orderId}`
    ).map(({ thread, side, upTo }) => [`${thread} ${side}`, upTo]),
  )

/** Only forwards. @returns whether anything is read now that was not before */
export const markRead = async (
  sql: SqlOrTx,
  read: { orderId: string; thread: Thread; side: Side; upTo: string; nowMs: number },
): Promise<boolean> =>
  (
    await sql`
      insert into orders.messages_read as r (order_id, thread, side, up_to, at)
      values (${read.orderId}, ${read.thread}, ${read.side}, ${read.upTo}, ${new Date(read.nowMs)})
      on conflict (order_id, thread, side) do update set up_to = excluded.up_to, at = excluded.at
      where r.up_to < excluded.up_to`
  ).count === 1

/** What was written before an instant goes. @returns whether there may be more */
export async function forgetMessages(sql: SqlOrTx, before: Date): Promise<boolean> {
  const limit = 5_000
  await sql`delete from orders.messages_read where at < ${before}`
  const { count } = await sql`
    delete from orders.messages where id in (select id from orders.messages where at < ${before} limit ${limit})`
  return count === limit
}
