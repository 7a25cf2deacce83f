import type { ChannelModel } from 'amqplib'
import { type Bus, RefusedEvents, type Subscription } from '../../kit/bus.ts'
import type { Log } from '../../kit/log.ts'
import { type GuardWatch, guard } from '../../kit/resilience.ts'
import type { Sql, SqlAddress } from '../../kit/sql.ts'
import { Link, readAddress, versionOf } from './rabbitmq/connection.ts'
import { readDeadLetters, redeliverLetters } from './rabbitmq/dead-letters.ts'
import { lagOf } from './rabbitmq/lag.ts'
import { migratePositions } from './rabbitmq/positions-schema.ts'
import type { StreamReader } from './rabbitmq/reader.ts'
import { Follower, GroupReader } from './rabbitmq/readers.ts'
import { replay } from './rabbitmq/replay.ts'
import { Shares } from './rabbitmq/shares.ts'
import {
  allStreams,
  type Batch,
  declareStreams,
  encode,
  markOf,
  partitionOf,
  type Streams,
  streamOf,
} from './rabbitmq/streams.ts'
import { Writer } from './rabbitmq/writer.ts'

/** What waits for RabbitMQ at the start of a process waits no longer than this. */
const beginMs = 4_000
/** The outbox holds what is not taken in time. */
const appendMs = 5_000
const checkMs = 2_000
const followMs = 2_000

export interface RabbitmqBusOptions {
  readonly url: string
  /** The variable that the address came from: for messages. */
  readonly variable: string
  /** Begins the names of the streams, so that installations can share a broker. */
  readonly prefix: string
  /** Streams to make where there are none. */
  readonly partitions: number
  /** The database that knows how far groups have come; shared by all copies of a service. */
  readonly sql: Sql
  readonly address: SqlAddress
  readonly log: Log
  /** Whether opening it makes its tables. */
  readonly migrate?: 'auto' | 'check' | undefined
  readonly watch?: GuardWatch
}

/**
 * The event log in RabbitMQ: streams (3.9 and newer), not queues. A queue forgets what was acknowledged, so that a new
 * group would find nothing and replay would need a second copy of everything; and its retries either block it or break
 * the order of keys. A stream is what the port describes: an append-only log, replicated, read by position as often as
 * one likes.
 *
 * - **Order.** There are several streams; the hash of the key chooses. A message is a batch of one append for one stream, so
 *   that a batch is taken as a whole or not at all, and one that failed is overtaken by none of its stream. Confirms come
 *   when most replicas have it.
 * - **Groups.** RabbitMQ has single active consumers only for queues and for its own stream protocol, so PostgreSQL, which
 *   has to be there anyway, says who reads: an advisory lock for each group and stream (`shares.ts`). Members take their
 *   fair share, and a member that dies gives it up with its connection.
 * - **Positions** are in PostgreSQL (`rabbitmq.positions`), saved after the events are applied and at most every 250 ms.
 *   What is read again after a crash is known to the inbox. With the offset goes the message's id, since RabbitMQ silently
 *   skips to an offset that it does not have: a stream that was lost and made anew is noticed and read from its start.
 * - **Retry** is the reactions' business, which park an event and what comes behind it in its key; a batch whose handling
 *   fails altogether comes again after a pause.
 * - **Away.** Nobody waits for RabbitMQ: the process starts without it, outboxes fill, and all readers go on where they
 *   were when it is back.
 *
 * @throws ConfigError when RabbitMQ is there and says no, or is not RabbitMQ or too old
 */
export async function openRabbitmqBus(options: RabbitmqBusOptions): Promise<Bus> {
  const { sql, log, variable } = options
  const address = readAddress(options.url, variable)
  await migratePositions(sql, { check: options.migrate === 'check' })
  const stack = new AsyncDisposableStack()
  const streams: Streams = { prefix: options.prefix, count: 0 }
  const prepare = async (model: ChannelModel) => {
    const version = versionOf(model, address)
    streams.count = await declareStreams(model, { prefix: streams.prefix, wish: options.partitions, variable, version })
  }
  // Two connections: one that RabbitMQ blocks for want of memory or disk must not keep readers from reading.
  const writing = stack.use(new Link({ address, purpose: 'writes', log, prepare }))
  const reading = stack.use(new Link({ address, purpose: 'reads', log, prepare, quiet: true }))
  try {
    await Promise.all([writing.begin(beginMs), reading.begin(beginMs)])
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
  const shares = stack.use(new Shares(options.address, streams.prefix))
  const writer = stack.use(
    new Writer(writing, () => {
      const { model } = writing
      if (model) prepare(model).catch((error) => log.error({ error }, 'a stream is missing and cannot be made'))
    }),
  )
  const care = guard('rabbitmq', options.watch)
  const readers = new Set<StreamReader>()
  stack.defer(async () => void (await Promise.all([...readers].map((reader) => reader.stop()))))

  const start = (reader: StreamReader): Subscription => {
    readers.add(reader)
    reader.run()
    const stop = async () => {
      readers.delete(reader)
      await reader.stop()
    }
    return { stop, [Symbol.asyncDispose]: stop }
  }

  /** What is sent is made when there is a connection: before, nobody knows how many streams there are. */
  const write = async (make: () => ReadonlyMap<string, readonly Batch[]>) => {
    try {
      await care.run(
        async () => {
          if (writing.required) await writer.write(make())
        },
        { repeatable: false, timeoutMs: appendMs },
      )
    } catch (error) {
      // What was not confirmed in time is not waited for by the channel either.
      if (!(error instanceof RefusedEvents)) writer.forget()
      throw error
    }
  }

  return {
    kind: 'broker',
    wake() {},
    async append(envelopes) {
      if (envelopes.length > 0) await write(() => encode(streams, envelopes))
    },
    async subscribe(group, names, handle) {
      return start(new GroupReader({ link: reading, streams, names, handle, log, sql, shares, group }))
    },
    async follow(names, handle) {
      const follower = new Follower({ link: reading, streams, names, handle, log })
      const subscription = start(follower)
      await follower.begun(reading.model ? followMs : 0)
      return subscription
    },
    read({ since, names, key }) {
      const mark = async () => {
        let marks: ReadonlyMap<string, readonly Batch[]> = new Map()
        await write(() => {
          marks = markOf(key === undefined ? allStreams(streams) : [streamOf(streams, partitionOf(streams, key))])
          return marks
        })
        return marks
      }
      return replay({ link: reading, since, names, key, mark })
    },
    deadLetters: () => readDeadLetters(sql, streams),
    redeliver: (ids) => redeliverLetters(sql, streams, (batches) => write(() => batches), ids),
    lag: (group, names) => lagOf({ link: reading, streams, sql, group, names }),
    async check() {
      await care.run(
        async () => {
          const channel = await reading.required.createChannel()
          await channel.close()
          await writing.untilUnblocked()
        },
        { repeatable: false, timeoutMs: checkMs },
      )
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
