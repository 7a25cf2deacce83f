import type { Envelope } from '../../contracts/event.ts'
import type { Bus, Subscription } from '../../kit/bus.ts'
import type { Log } from '../../kit/log.ts'
import type { GuardWatch } from '../../kit/resilience.ts'
import { readKafkaAddress } from './kafka/address.ts'
import { KafkaAppender } from './kafka/appender.ts'
import { KafkaCluster } from './kafka/cluster.ts'
import { KafkaDeadLetters } from './kafka/dead-letters.ts'
import { readTopic } from './kafka/read-topic.ts'
import { clockSkewMs, KafkaReader } from './kafka/reader.ts'
import { faultOf } from './kafka/records.ts'

const batchSize = 500

/**
 * The event log in Kafka: one topic, partitioned by key, so that all of an order's events lie behind each other; each
 * service is a consumer group. The broker may be away at any time: events wait in the outboxes, readers connect again.
 * @throws ConfigError when the address, the login, the rights or the version are wrong
 */
export async function openKafkaBus(options: {
  url: string
  variable: string
  prefix: string
  partitions: number
  log: Log
  watch?: GuardWatch
}): Promise<Bus> {
  const address = readKafkaAddress(options.url, options.variable)
  const cluster = new KafkaCluster({ ...options, address })
  const appender = new KafkaAppender(cluster, options.watch)
  const dead = new KafkaDeadLetters(cluster, appender)
  const readers = new Set<KafkaReader>()
  await cluster.begin()

  const kept = (reader: KafkaReader): Subscription => {
    readers.add(reader)
    const stop = async () => {
      await reader.stop()
      void reader.closed.then(() => readers.delete(reader))
    }
    return { stop, [Symbol.asyncDispose]: stop }
  }

  return {
    kind: 'broker',
    append: (envelopes) => appender.append(envelopes),
    subscribe: async (group, names, handle) =>
      kept(await KafkaReader.subscribe(cluster, dead, { group, names, handle })),
    follow: async (names, handle) => kept(await KafkaReader.follow(cluster, dead, { names, handle })),
    // Readers have a request open at all times, and are answered when there is something.
    wake() {},
    async *read({ since, names, key }) {
      const wanted = names && new Set(names)
      let batch: Envelope[] = []
      for await (const { record } of readTopic(cluster, cluster.topic, since.getTime() - clockSkewMs)) {
        if (key !== undefined && record.key?.toString() !== key) continue
        const event = readEnvelope(record.value)
        if (!event || Date.parse(event.at) < since.getTime() || (wanted && !wanted.has(event.name))) continue
        if (key !== undefined && event.key !== key) continue
        batch.push(event)
        if (batch.length < batchSize) continue
        yield batch
        batch = []
      }
      if (batch.length > 0) yield batch
    },
    deadLetters: () => dead.list(),
    redeliver: (ids) => dead.redeliver(ids),
    check: () => cluster.check(),
    // Names are not counted apart: a group that is up to date is at 0 in any case.
    lag: async (group) => ({ events: await cluster.lag(group) }),
    async [Symbol.asyncDispose]() {
      await Promise.all([...readers].map((reader) => reader.stop().then(() => reader.closed)))
      await appender[Symbol.asyncDispose]()
      await cluster[Symbol.asyncDispose]()
    },
  }
}

function readEnvelope(value: Buffer | null): Envelope | undefined {
  if (value === null) return undefined
  try {
    const parsed: Envelope = JSON.parse(value.toString())
    return faultOf(parsed) === undefined ? parsed : undefined
  } catch {
    return undefined
  }
}
