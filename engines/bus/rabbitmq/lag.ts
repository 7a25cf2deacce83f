import type { ConsumeMessage } from 'amqplib'
import type { Lag } from '../../../kit/bus.ts'
import type { Sql } from '../../../kit/sql.ts'
import type { Link } from './connection.ts'
import { positionsOf } from './positions.ts'
import { allStreams, decode, from, placeOf, type Streams } from './streams.ts'

const prefetch = 100
/** Beyond so many the exact number is of no use. */
const eventsMax = 5_000
/** RabbitMQ does not tell over AMQP where a stream ends: what is there comes at once, and then nothing for so long. */
const quietMs = 150
const longestMs = 1_500

/**
 * Counts what lies behind the last handled messages of a group, by reading it: RabbitMQ knows of no groups, and tells no
 * client how long a stream is. When nothing waits, that is one message a stream.
 */
export async function lagOf(options: {
  link: Link
  streams: Streams
  sql: Sql
  group: string
  names: readonly string[]
}): Promise<Lag> {
  const { link, streams, sql, group } = options
  const wanted = new Set(options.names)
  const handled = await positionsOf(sql, group)
  const channel = await link.required.createChannel()
  channel.on('error', () => {})
  const done = Promise.withResolvers<void>()
  channel.on('close', () => done.resolve())
  const late = setTimeout(done.resolve, longestMs)
  const quiet = setTimeout(done.resolve, quietMs)
  let events = 0
  let oldestMs = Number.POSITIVE_INFINITY
  try {
    await channel.prefetch(prefetch)
    for (const stream of allStreams(streams)) {
      const last = handled.get(stream)
      const hear = (message: ConsumeMessage | null) => {
        if (!message || events >= eventsMax) return done.resolve()
        channel.ack(message)
        quiet.refresh()
        if (placeOf(message).offset <= (last?.offset ?? -1)) return
        for (const { at } of decode(message, wanted).envelopes) {
          events += 1
          oldestMs = Math.min(oldestMs, Date.parse(at))
        }
      }
      await channel.consume(stream, hear, { arguments: from(last?.offset ?? 'first') })
      quiet.refresh()
    }
    await done.promise
  } finally {
    clearTimeout(late)
    clearTimeout(quiet)
    channel.close().catch(() => {})
  }
  return { events: Math.min(events, eventsMax), ...(events === 0 ? {} : { oldestAt: new Date(oldestMs) }) }
}
