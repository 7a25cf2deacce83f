import { randomUUID } from 'node:crypto'
import type { DeadLetter } from '../../../kit/bus.ts'
import type { Sql } from '../../../kit/sql.ts'
import { type Batch, type Fault, type Place, type Streams, streamOf } from './streams.ts'

const lettersMax = 1_000
const bodyChars = 2_000

/** Keeps what is no event, with its cause; once, though every group comes across it. */
export async function buryFaults(
  sql: Sql,
  { stream, place, faults }: { stream: string; place: Place; faults: readonly Fault[] },
): Promise<void> {
  for (const fault of faults)
    await sql`
      insert into rabbitmq.dead_letters (id, stream, cause, body)
      values (${`${stream}@${place.offset}.${fault.place}`}, ${stream}, ${fault.cause.slice(0, 1_000)}, ${fault.body})
      on conflict do nothing`
}

interface Row {
  readonly id: string
  readonly stream: string
  readonly cause: string
  readonly at: Date
  readonly body: Buffer
}

const find = (sql: Sql, { prefix }: Streams, ids?: string[]) => sql<Row[]>`
  select id, stream, cause, at, body from rabbitmq.dead_letters
  where starts_with(stream, ${streamOf({ prefix, count: 0 }, 0).slice(0, -1)})
    ${ids ? sql`and id = any(${ids})` : sql``} order by at, id limit ${lettersMax}`

export async function readDeadLetters(sql: Sql, streams: Streams): Promise<DeadLetter[]> {
  return (await find(sql, streams)).map(({ id, cause, at, body }) => ({
    id,
    cause,
    at: at.toISOString(),
    body: body.toString('utf8').slice(0, bodyChars),
  }))
}

/** Puts them into their streams again, where whoever comes across them decides anew. @returns how many */
export async function redeliverLetters(
  sql: Sql,
  streams: Streams,
  write: (batches: ReadonlyMap<string, readonly Batch[]>) => Promise<void>,
  ids?: string[],
): Promise<number> {
  const letters = await find(sql, streams, ids)
  for (const { id, stream, body } of letters) {
    await write(new Map([[stream, [{ id: randomUUID(), stream, body: asMessage(body) }]]]))
    await sql`delete from rabbitmq.dead_letters where id = ${id}`
  }
  return letters.length
}

/** A part of a message was one event of several. */
function asMessage(body: Buffer): Buffer {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return Array.isArray(value) ? body : Buffer.from(`[${body}]`)
  } catch {
    return body
  }
}
