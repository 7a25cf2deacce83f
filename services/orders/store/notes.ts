import type { SqlOrTx, Tx } from '../../../kit/sql.ts'

export interface StoredNote {
  readonly id: string
  readonly userId: string
  readonly text: string
  readonly at: Date
}

/** Oldest first. */
export const notesOf = (sql: SqlOrTx, orderId: string) => sql<StoredNote[]>`
  select id, user_id as "userId", text, at from orders.notes where order_id = ${orderId} order by id`

export const addNote = (tx: Tx, orderId: string, { id, userId, text, at }: StoredNote) => tx`
  insert into orders.notes (id, order_id, user_id, text, at) values (${id}, ${orderId}, ${userId}, ${text}, ${at})`
