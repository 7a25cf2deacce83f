import { randomUUID } from 'node:crypto'
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib'
import { Compile } from 'typebox/compile'
import { Envelope } from '../../../contracts/event.ts'
import { RefusedEvents } from '../../../kit/bus.ts'
import { ConfigError } from '../../../kit/config.ts'
import { nulInJson } from '../../../kit/nul.ts'

/** A message is an array of events of one stream: at most so many, and about so many bytes. */
const eventsMax = 500
const bytesMax = 128 * 1024
/** RabbitMQ takes more; nothing that is an event comes near it. */
const eventBytesMax = 1024 ** 2

/**
 * Kept so long, which is less than inboxes remember, and so much; whichever is over first. An operator's policy may say
 * otherwise.
 */
export const retentionDays = 13
const retention = { 'x-max-age': `${retentionDays}D`, 'x-max-length-bytes': 10 * 1024 ** 3 }
const segmentBytes = 50 * 1024 ** 2
const replicas = 3

/** The streams that the log consists of. The events of a key are in one of them, by the hash of the key. */
export interface Streams {
  readonly prefix: string
  /** As it was when the log was made: keys would change their streams. 0 until RabbitMQ has been reached. */
  count: number
}

export const streamOf = ({ prefix }: Streams, partition: number): string => `${prefix}.events-${partition}`

/** FNV-1a over UTF-16 units: stable for ever, and even enough for ids. 32 bits, unsigned. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

export const partitionOf = ({ count }: Streams, key: string): number => hashOf(key) % count

export const allStreams = (streams: Streams): string[] =>
  Array.from({ length: streams.count }, (_, partition) => streamOf(streams, partition))

interface Declaration {
  readonly prefix: string
  /** How many to make where there are none. */
  readonly wish: number
  readonly version: readonly [number, number]
  readonly variable: string
}

/**
 * Finds the streams, and makes those that are missing: durable, replicated on three nodes where there are so many, their
 * leaders spread. The last one is made first, so that one that was interrupted leaves no shorter log behind.
 * @returns how many there are
 * @throws ConfigError when something else has the name, or the user may not make it
 */
export async function declareStreams(model: ChannelModel, declaration: Declaration): Promise<number> {
  const { wish, version, variable } = declaration
  const [major, minor] = version
  const streams: Streams = { prefix: declaration.prefix, count: 0 }
  let open: Channel | undefined
  /** RabbitMQ closes a channel with each answer that one does not like. @returns its code; of one that is down, 0 */
  const ask = async (question: (channel: Channel) => Promise<unknown>): Promise<number> => {
    open ??= (await model.createChannel()).on('error', () => {})
    try {
      await question(open)
      return 0
    } catch (error) {
      open = undefined
      const { code, message } = error as { code?: number; message: string }
      if (code === 404 && /down or inaccessible/.test(message)) return 0
      if (code !== 403 && code !== 404 && code !== 406) throw error
      return code
    }
  }
  const wrong = (why: string) => new ConfigError([`${variable}: RabbitMQ ${why}`])
  const missing = new Set<string>()
  for (let partition = 0; partition < wish || missing.size === 0; partition += 1) {
    const stream = streamOf(streams, partition)
    const code = await ask((channel) => channel.checkQueue(stream))
    if (code === 403)
      throw wrong(`gives the user no rights on ${stream}: it needs to write and read, or to configure, too`)
    if (code === 0) streams.count = partition + 1
    else missing.add(stream)
  }
  if (streams.count === 0) streams.count = wish
  for (const stream of allStreams(streams).reverse()) {
    const code = await ask((channel) =>
      channel.assertQueue(stream, {
        durable: true,
        arguments: {
          'x-queue-type': 'stream',
          ...retention,
          'x-stream-max-segment-size-bytes': segmentBytes,
          'x-initial-cluster-size': replicas,
          'x-queue-leader-locator': major > 3 || minor >= 10 ? 'balanced' : 'least-leaders',
        },
      }),
    )
    // Somebody else may make them, with other limits than ours.
    if (code === 403 && missing.has(stream)) throw wrong(`has no stream ${stream}, and its user may not make one`)
    if (code === 406 && !(await isStream(model, stream))) throw wrong(`has a queue ${stream} that is not a stream`)
  }
  await open?.close()
  return streams.count
}

/** RabbitMQ does not tell what a queue is; but of a stream it wants to know how much one takes at once. */
async function isStream(model: ChannelModel, name: string): Promise<boolean> {
  const channel = await model.createChannel()
  channel.on('error', () => {})
  try {
    const { consumerTag } = await channel.consume(name, () => {}, { noAck: false })
    await channel.cancel(consumerTag)
    await channel.close()
    return false
  } catch (error) {
    return /prefetch/.test((error as Error).message)
  }
}

export interface Batch {
  readonly id: string
  readonly stream: string
  readonly body: Buffer
  /** The names of its events, so that readers who want none of them need not look inside. */
  readonly names?: string
  /** How many events. */
  readonly count?: number
}

const envelope = Compile(Envelope)

/**
 * Events as messages, in order per stream.
 * @throws RefusedEvents when one has not the shape of an event, or is too large
 */
export function encode(streams: Streams, envelopes: readonly Envelope[]): Map<string, Batch[]> {
  const batches = new Map<string, Batch[]>()
  const open = new Map<string, { texts: string[]; names: Set<string>; bytes: number }>()
  const close = (stream: string) => {
    const { texts, names } = open.get(stream)!
    const body = Buffer.from(`[${texts.join(',')}]`)
    const list = batches.get(stream) ?? []
    list.push({ id: randomUUID(), stream, body, names: [...names].join(','), count: texts.length })
    batches.set(stream, list)
    open.delete(stream)
  }
  const causes = new Map<string, string>()
  for (const each of envelopes) {
    const text = JSON.stringify(each)
    const bytes = Buffer.byteLength(text)
    if (!envelope.Check(each)) causes.set(idOf(each), causeOf(each))
    else if (bytes > eventBytesMax)
      causes.set(each.id, `has ${bytes} bytes; RabbitMQ is given at most ${eventBytesMax}`)
    if (causes.size > 0) continue
    const stream = streamOf(streams, partitionOf(streams, each.key))
    const before = open.get(stream)
    if (before && (before.texts.length === eventsMax || before.bytes + bytes > bytesMax)) close(stream)
    const batch = open.get(stream) ?? { texts: [], names: new Set(), bytes: 0 }
    open.set(stream, batch)
    batch.texts.push(text)
    batch.names.add(each.name)
    batch.bytes += bytes
  }
  if (causes.size > 0) throw new RefusedEvents(causes)
  for (const stream of [...open.keys()]) close(stream)
  return batches
}

/** Messages without events, one for each stream: they say how far the log goes now. */
export const markOf = (streams: readonly string[]): Map<string, Batch[]> =>
  new Map(
    streams.map((stream) => [stream, [{ id: randomUUID(), stream, body: Buffer.from('[]'), names: '', count: 0 }]]),
  )

const idOf = (each: unknown): string => String((each as Partial<Envelope> | null)?.id)

const causeOf = (value: unknown): string => {
  const [first] = envelope.Errors(value)
  return withoutZeros(
    `is not an event: ${first ? `${first.instancePath || 'it'} ${first.message}` : 'it has another shape'}`,
  )
}

/** What is in a message and is no event. */
export interface Fault {
  readonly place: number
  readonly cause: string
  readonly body: Buffer
}

export interface Decoded {
  readonly envelopes: Envelope[]
  readonly faults: Fault[]
}

const nothing: Decoded = { envelopes: [], faults: [] }

/** The events of a message that are wanted, and what could not be understood. */
export function decode({ content, properties }: ConsumeMessage, wanted?: ReadonlySet<string>): Decoded {
  const names: unknown = properties.headers?.names
  if (wanted && typeof names === 'string' && !names.split(',').some((name) => wanted.has(name))) return nothing
  const text = content.toString('utf8')
  const whole = (cause: string): Decoded => ({ envelopes: [], faults: [{ place: 0, cause, body: content }] })
  let values: unknown
  try {
    values = JSON.parse(text)
  } catch (error) {
    return whole(withoutZeros(`is not JSON: ${(error as Error).message}`))
  }
  if (!Array.isArray(values)) return whole('is not an array of events')
  const perhapsZeros = nulInJson.test(text)
  const envelopes: Envelope[] = []
  const faults: Fault[] = []
  for (const [place, value] of values.entries()) {
    const fault = (cause: string) => faults.push({ place, cause, body: Buffer.from(JSON.stringify(value)) })
    if (!envelope.Check(value)) fault(causeOf(value))
    else if (wanted && !wanted.has(value.name)) continue
    else if (perhapsZeros && nulInJson.test(JSON.stringify(value))) fault('holds a zero character')
    else envelopes.push(value)
  }
  return { envelopes, faults }
}

/** A message in a stream. */
export interface Place {
  readonly offset: number
  readonly id: string
}

/** What others wrote may hold zeros, which PostgreSQL does not take in texts. */
const withoutZeros = (text: string): string => text.replaceAll('\0', '')

export const placeOf = ({ properties }: ConsumeMessage): Place => ({
  offset: Number(properties.headers?.['x-stream-offset']),
  id: withoutZeros(String(properties.messageId ?? '')),
})

/** Where to begin in a stream. An instant is exact to the chunk that RabbitMQ wrote then, and to the second. */
export const from = (place: 'first' | 'next' | number | Date) => ({
  'x-stream-offset':
    place instanceof Date ? { '!': 'timestamp', value: Math.max(0, Math.floor(place.getTime() / 1_000)) } : place,
})
