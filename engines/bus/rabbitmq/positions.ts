import type { Sql } from '../../../kit/sql.ts'
import type { Place } from './streams.ts'

/** How far a group has come, by stream. */
export async function positionsOf(sql: Sql, reader: string): Promise<Map<string, Place>> {
  const rows = await sql<{ stream: string; handled: number; message_id: string }[]>`
    select stream, handled, message_id from rabbitmq.positions where reader = ${reader}`
  return new Map(rows.map(({ stream, handled, message_id: id }) => [stream, { offset: handled, id }]))
}

/** Notes how far; never back, should somebody who has lost a stream be late. */
export async function savePositions(sql: Sql, reader: string, places: ReadonlyMap<string, Place>): Promise<void> {
  const rows = [...places]
  await sql`
    insert into rabbitmq.positions as p (reader, stream, handled, message_id)
    select ${reader}, * from unnest(
      ${rows.map(([stream]) => stream)}::text[], ${rows.map(([, { offset }]) => offset)}::int8[],
      ${rows.map(([, { id }]) => id)}::text[])
    on conflict (reader, stream) do update
      set handled = excluded.handled, message_id = excluded.message_id, updated_at = now()
      where p.handled < excluded.handled`
}

export async function forgetPosition(sql: Sql, reader: string, stream: string): Promise<void> {
  await sql`delete from rabbitmq.positions where reader = ${reader} and stream = ${stream}`
}
