import type { Channel, ConsumeMessage } from 'amqplib'
import type { Envelope } from '../../../contracts/event.ts'
import { TransientError } from '../../../kit/resilience.ts'
import type { Link } from './connection.ts'
import { batchSize } from './reader.ts'
import { type Batch, decode, from } from './streams.ts'

const prefetch = 20
const silenceMs = 15_000
/** An event is in the log after it happened, by clocks that may differ by so much. */
const skewMs = 60_000

export interface ReplayOptions {
  readonly link: Link
  readonly since: Date
  readonly names?: readonly string[]
  readonly key?: string
  /** Writes a message without events to each stream to be read: where that comes, the log as it is now ends. */
  mark(): Promise<ReadonlyMap<string, readonly Batch[]>>
}

interface Source {
  readonly events: Envelope[]
  ended: boolean
}

/** Reads streams from an instant to their ends as of now: in order per stream, and about in that of time altogether. */
export async function* replay(options: ReplayOptions): AsyncIterable<Envelope[]> {
  const channel = await options.link.required.createChannel()
  try {
    const feed = await open(channel, options)
    let batch: Envelope[] = []
    for (;;) {
      const next = earliest(feed.sources)
      if (next === 'wait') await feed.changed()
      else if (next === 'end') break
      else {
        batch.push(next)
        if (batch.length < batchSize) continue
        yield batch
        batch = []
      }
    }
    if (batch.length > 0) yield batch
  } finally {
    await channel.close().catch(() => {})
  }
}

/** The oldest of the events that are first in their streams, once each stream has shown its first. */
function earliest(sources: readonly Source[]): Envelope | 'wait' | 'end' {
  let found: Source | undefined
  for (const source of sources) {
    if (source.events.length === 0) {
      if (!source.ended) return 'wait'
    } else if (!found || Date.parse(source.events[0]!.at) < Date.parse(found.events[0]!.at)) found = source
  }
  return found ? found.events.shift()! : 'end'
}

async function open(channel: Channel, { since, names, key, mark: marks }: ReplayOptions) {
  const wanted = names && new Set(names)
  let woken = Promise.withResolvers<void>()
  const fail = () => woken.reject(new TransientError('the connection to RabbitMQ broke during a replay'))
  channel.on('error', () => {})
  channel.on('close', fail)
  woken.promise.catch(() => {})
  await channel.prefetch(prefetch)
  const sources: Source[] = []
  for (const [stream, [mark]] of await marks()) {
    const source: Source = { events: [], ended: false }
    sources.push(source)
    const last = mark!.id
    const hear = (message: ConsumeMessage | null) => {
      if (!message) return fail()
      channel.ack(message)
      if (source.ended) return
      if (message.properties.messageId === last) source.ended = true
      for (const each of decode(message, wanted).envelopes)
        if ((!key || each.key === key) && Date.parse(each.at) >= since.getTime()) source.events.push(each)
      woken.resolve()
    }
    await channel.consume(stream, hear, { arguments: from(new Date(Math.min(since.getTime(), Date.now()) - skewMs)) })
  }
  return {
    sources,
    async changed() {
      const timer = setTimeout(fail, silenceMs)
      try {
        await woken.promise
      } finally {
        clearTimeout(timer)
      }
      woken = Promise.withResolvers()
      woken.promise.catch(() => {})
    },
  }
}
