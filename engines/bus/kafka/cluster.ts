import { Admin, type ClusterMetadata, ConfigResourceTypes, Consumer, ListOffsetTimestamps } from '@platformatic/kafka'
import { ConfigError } from '../../../kit/config.ts'
import type { Log } from '../../../kit/log.ts'
import { TransientError } from '../../../kit/resilience.ts'
import { type KafkaAddress, showKafka } from './address.ts'
import { misconfigured, saysKafka } from './faults.ts'

const openingMs = 4_500
const connectMs = 2_000
const checkMs = 2_000
const retryMinMs = 250
const retryMaxMs = 5_000
const day = 86_400_000
/** Kafka drops whole segments of a day: nothing stays longer than the fourteen days that inboxes remember. */
const retentionMs = 13 * day
const segmentMs = day
const defaultMessageBytes = 1_048_588
/** Since 4.0 brokers no longer answer older requests to fetch (KIP-896). Brokers tell no version, only what they answer. */
const fetchVersionSince4 = 4

export interface KafkaParts {
  readonly address: KafkaAddress
  readonly variable: string
  readonly prefix: string
  readonly partitions: number
  readonly log: Log
}

/** What was found in the cluster, once it could be reached. */
export interface Found {
  /** Partitions of the topic of events. */
  readonly partitions: number
  /** What one record, and one batch for a partition, may weigh. */
  readonly messageBytes: number
}

let clients = 0

/** Doubling, and somewhere between half and all of it. */
export const backoffMs = (tries: number, minMs = retryMinMs, maxMs = retryMaxMs): number =>
  Math.min(maxMs, minMs * 2 ** Math.min(tries, 20)) * (0.5 + Math.random() / 2)

/**
 * The cluster as this process knows it: its topics, made when they are missing, and the options of its clients. It may be
 * away from the start on; then it is looked for again behind, and everybody waits for `found`.
 */
export class KafkaCluster implements AsyncDisposable {
  readonly topic: string
  readonly deadTopic: string
  readonly log: Log
  readonly #parts: KafkaParts
  readonly #clientId: string
  readonly #closing = new AbortController()
  #found: Found | undefined
  #finding: Promise<void> | undefined
  #arrived = Promise.withResolvers<Found>()

  constructor(parts: KafkaParts) {
    this.#parts = parts
    this.log = parts.log
    this.topic = `${parts.prefix}.events`
    this.deadTopic = `${parts.prefix}.dead`
    clients += 1
    this.#clientId = `${parts.prefix}-${process.pid}-${clients}`
  }

  /** Looks for the cluster once, and goes on looking behind if it is away. @throws ConfigError */
  async begin(): Promise<void> {
    try {
      await this.#look()
    } catch (error) {
      if (error instanceof ConfigError) throw error
      this.log.warn({ error }, `${this.name} cannot be reached; events wait in the outboxes until it can`)
      this.lookAgain()
    }
  }

  get name(): string {
    return `Kafka (${this.#parts.variable}, ${showKafka(this.#parts.address)})`
  }

  /** What is known of the cluster. @throws TransientError while it has never been reached */
  get known(): Found {
    if (!this.#found) throw new TransientError(`${this.name} has not been reached yet`)
    return this.#found
  }

  get isKnown(): boolean {
    return this.#found !== undefined
  }

  /** Resolves when the cluster has been reached for the first time. */
  get found(): Promise<Found> {
    return this.#arrived.promise
  }

  get closed(): AbortSignal {
    return this.#closing.signal
  }

  /** Options of a client: nothing is retried inside, since whoever uses it knows better when, and whether at all. */
  options(requestMs: number) {
    return {
      ...this.#parts.address,
      clientId: this.#clientId,
      connectTimeout: connectMs,
      requestTimeout: requestMs,
      timeout: requestMs,
      retries: 0,
      metadataMaxAge: 30_000,
      context: this.#clientId,
    }
  }

  groupId(group: string): string {
    return `${this.#parts.prefix}.${group}`
  }

  /** A client that fetches and asks for offsets; it is of no group. */
  openFetcher(requestMs: number): Consumer {
    const client = new Consumer({
      ...this.options(requestMs),
      groupId: `${this.#parts.prefix}.none`,
      autocommit: false,
    })
    client.on('error', () => {})
    client.topics.track(this.topic)
    return client
  }

  /** Something was amiss with the topics: looks at them again, behind. */
  lookAgain(): void {
    this.#finding ??= this.#keepLooking().finally(() => {
      this.#finding = undefined
    })
  }

  async #keepLooking(): Promise<void> {
    for (let tries = 0; !this.closed.aborted; tries += 1) {
      try {
        await this.#look()
        return
      } catch (error) {
        const { promise, resolve } = Promise.withResolvers<void>()
        const timer = setTimeout(resolve, backoffMs(tries))
        this.closed.addEventListener('abort', () => resolve(), { once: true })
        if (error instanceof ConfigError) this.log.error({ error }, 'events cannot leave the outboxes')
        await promise
        clearTimeout(timer)
      }
    }
  }

  async #look(): Promise<void> {
    const admin = new Admin(this.options(openingMs))
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => late.reject(new TransientError(`${this.name} gives no answer`)), openingMs)
    try {
      const found = await Promise.race([this.#examine(admin), late.promise])
      if (!this.#found) this.log.info({ partitions: found.partitions }, `events go through ${this.name}`)
      this.#found = found
      this.#arrived.resolve(found)
    } catch (error) {
      const why = misconfigured(error)
      if (why) throw new ConfigError([`${this.#parts.variable}: Kafka ${why}`], { cause: error })
      throw error
    } finally {
      clearTimeout(timer)
      void admin.close().catch(() => {})
    }
  }

  async #examine(admin: Admin): Promise<Found> {
    const apis = await admin.listApis()
    const fetch = apis.find((each) => each.name === 'Fetch')
    if (!fetch || fetch.minVersion < fetchVersionSince4)
      throw new ConfigError([`${this.#parts.variable}: Kafka is older than 4.0, which Tokri needs`])
    const { brokers } = await admin.metadata({ topics: [] })
    await this.#make(admin, brokers.size)
    const metadata = await untilLed(admin, this.topic)
    return { partitions: metadata.topics.get(this.topic)!.partitionsCount, messageBytes: await this.#limits(admin) }
  }

  /** Makes the topics that are missing. Copies that start together may all try. */
  async #make(admin: Admin, brokers: number): Promise<void> {
    const existing = await admin.listTopics()
    const replicas = Math.min(3, brokers)
    const insync = { name: 'min.insync.replicas', value: String(replicas > 2 ? 2 : 1) }
    const make = async (topic: string, partitions: number, configs: Record<string, string>) => {
      if (existing.includes(topic)) return
      await admin
        .createTopics({
          topics: [topic],
          partitions,
          replicas,
          configs: [insync, ...Object.entries(configs).map(([name, value]) => ({ name, value }))],
        })
        .catch((error) => {
          if (!saysKafka(error, 'TOPIC_ALREADY_EXISTS')) throw error
        })
    }
    await make(this.topic, this.#parts.partitions, {
      'cleanup.policy': 'delete',
      'retention.ms': String(retentionMs),
      'segment.ms': String(segmentMs),
      // By the broker's clock: then what is told of time holds for retention and for reading again from an instant.
      'message.timestamp.type': 'LogAppendTime',
    })
    // Letters are kept until they are delivered again: the newest record of each key, and none for an empty one.
    await make(this.deadTopic, 1, {
      'cleanup.policy': 'compact',
      'max.message.bytes': String(2 * defaultMessageBytes),
    })
  }

  /** Reads how the topic is set, if we may; somebody else may have made it. @returns the bytes that a record may have */
  async #limits(admin: Admin): Promise<number> {
    let configs: Map<string, string | null | undefined>
    try {
      const [described] = await admin.describeConfigs({
        resources: [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: this.topic }],
      })
      configs = new Map(described!.configs.map((each) => [each.name, each.value]))
    } catch (error) {
      if (!saysKafka(error, 'TOPIC_AUTHORIZATION_FAILED')) throw error
      return defaultMessageBytes
    }
    const policy = configs.get('cleanup.policy') ?? 'delete'
    if (policy !== 'delete')
      throw new ConfigError([
        `${this.#parts.variable}: the topic ${this.topic} has cleanup.policy=${policy}, which would lose events; it must be delete`,
      ])
    const retention = Number(configs.get('retention.ms') ?? retentionMs)
    if (retention < 0 || retention > 14 * day)
      this.log.warn(`${this.topic} keeps events for more than 14 days, longer than inboxes remember them`)
    return Number(configs.get('max.message.bytes') ?? defaultMessageBytes)
  }

  /** Resolves when every partition has a leader. */
  async check(): Promise<void> {
    const admin = new Admin(this.options(checkMs))
    try {
      const metadata = await admin.metadata({ topics: [this.topic] })
      if (metadata.topics.get(this.topic)!.partitions.some(({ leader }) => leader < 0))
        throw new TransientError(`${this.topic} has partitions without a leader`)
    } finally {
      void admin.close().catch(() => {})
    }
  }

  /** Records that a group has not done yet, whatever their names; the whole log for a group that never read. */
  async lag(group: string): Promise<number> {
    const { partitions } = this.known
    const admin = new Admin(this.options(checkMs))
    const ask = async (timestamp: bigint) => {
      const numbers = Array.from({ length: partitions }, (_, partitionIndex) => ({ partitionIndex, timestamp }))
      const [listed] = await admin.listOffsets({ topics: [{ name: this.topic, partitions: numbers }] })
      return new Map(listed!.partitions.map((each) => [each.partitionIndex, each.offset]))
    }
    try {
      const [ends, begins, [noted]] = await Promise.all([
        ask(ListOffsetTimestamps.LATEST),
        ask(ListOffsetTimestamps.EARLIEST),
        admin.listConsumerGroupOffsets({ groups: [this.groupId(group)] }),
      ])
      const done = new Map(
        noted!.topics
          .find((each) => each.name === this.topic)
          ?.partitions.map((each) => [each.partitionIndex, each.committedOffset]),
      )
      let behind = 0n
      for (const [partition, end] of ends) {
        const from = done.get(partition) ?? -1n
        behind += end - (from >= 0n ? from : (begins.get(partition) ?? 0n))
      }
      return Number(behind)
    } finally {
      void admin.close().catch(() => {})
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await this.#finding
  }
}

/** A topic that was just made has no leaders yet. */
async function untilLed(admin: Admin, topic: string): Promise<ClusterMetadata> {
  for (let tries = 0; ; tries += 1) {
    try {
      const metadata = await admin.metadata({ topics: [topic], forceUpdate: true })
      if (metadata.topics.get(topic)?.partitions.every(({ leader }) => leader >= 0)) return metadata
      if (tries >= 8) throw new TransientError(`${topic} has partitions without a leader`)
    } catch (error) {
      if (tries >= 8 || !(error instanceof Error) || !/Unknown topic/.test(error.message)) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** Math.min(tries, 4)))
  }
}
