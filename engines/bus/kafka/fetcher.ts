import { type ClusterMetadata, type Consumer, ListOffsetTimestamps } from '@platformatic/kafka'
import { untilClosed } from './closing.ts'
import { backoffMs, type KafkaCluster } from './cluster.ts'
import { saysKafka } from './faults.ts'
import { type Entry, readBatches } from './records.ts'

/** A partition gets more while it holds fewer than so many entries. */
const entriesMax = 2_000
const partitionBytes = 262_144
const answerBytes = 8_388_608
/** How long the broker may wait for something new. */
const pollMs = 500
const requestMs = 8_000

type Answer = Awaited<ReturnType<Consumer['fetch']>>

/** A partition as one reader has it: what was fetched, and how much of it is done. */
export interface Partition {
  readonly number: number
  /** Where to fetch next. */
  next: bigint
  readonly entries: Entry[]
  /** Times in a row that its head could not be handled; alone in its batches until it could. */
  failures: number
  /** Not before this instant, milliseconds. */
  retryAt: number
  /** What has been noted for the group. */
  committed: bigint
}

export const newPartition = (number: number, next: bigint): Partition => ({
  number,
  next,
  entries: [],
  failures: 0,
  retryAt: 0,
  committed: next,
})

/** Everything before this is done. */
export const doneUpTo = ({ entries, next }: Partition): bigint => entries[0]?.offset ?? next

/** Keeps the partitions of one reader supplied: one long request to each broker that leads some of them. */
export class Fetcher {
  readonly #cluster: KafkaCluster
  readonly #wanted: (name: string) => boolean
  readonly #arrived: () => void
  readonly #client: Consumer
  readonly #asking = new Set<number>()
  readonly #asks = new Set<Promise<void>>()
  #partitions = new Map<number, Partition>()
  #failures = 0
  #closed = false

  constructor(cluster: KafkaCluster, wanted: (name: string) => boolean, arrived: () => void) {
    this.#cluster = cluster
    this.#wanted = wanted
    this.#arrived = arrived
    this.#client = cluster.openFetcher(requestMs)
  }

  get partitions(): ReadonlyMap<number, Partition> {
    return this.#partitions
  }

  /** From now on these; answers for others are dropped. */
  assign(partitions: Iterable<Partition>): void {
    this.#partitions = new Map(Array.from(partitions, (each) => [each.number, each]))
    this.supply()
  }

  /** Asks for more where there is room and nobody asks yet. */
  supply(): void {
    if (this.#closed || this.#partitions.size === 0) return
    void this.#supply().catch(async (error) => {
      if (this.#closed) return
      this.#cluster.log.debug({ error }, 'fetching events failed; trying again')
      this.#client.clearMetadata()
      await this.#pause()
      this.supply()
    })
  }

  async #supply(): Promise<void> {
    const topic = this.#cluster.topic
    const metadata = await this.#client.metadata({ topics: [topic] })
    const { id, partitions } = metadata.topics.get(topic)!
    const byLeader = new Map<number, Partition[]>()
    for (const each of this.#partitions.values()) {
      const leader = partitions[each.number]?.leader ?? -1
      if (each.entries.length >= entriesMax || this.#asking.has(leader)) continue
      if (!metadata.brokers.has(leader)) throw new Error(`partition ${each.number} has no leader`)
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), each])
    }
    for (const [leader, wanting] of byLeader) {
      this.#asking.add(leader)
      const ask = this.#ask(leader, id, wanting).finally(() => this.#asks.delete(ask))
      this.#asks.add(ask)
    }
  }

  async #ask(node: number, topicId: string, wanting: Partition[]): Promise<void> {
    const from = new Map(wanting.map((each) => [each.number, { partition: each, next: each.next }]))
    try {
      const answer = await this.#client.fetch({
        node,
        topics: [{ topicId, partitions: wanting.map(toRequest) }],
        maxWaitTime: pollMs,
        minBytes: 1,
        maxBytes: answerBytes,
      })
      this.#failures = 0
      if (this.#take(answer, from)) this.#arrived()
    } catch (error) {
      if (!this.#closed) await this.#recover(error, wanting)
    } finally {
      this.#asking.delete(node)
    }
    this.supply()
  }

  /** What comes next, and only that: meanwhile a partition may have gone to somebody else and come back. */
  #take(answer: Answer, asked: ReadonlyMap<number, { partition: Partition; next: bigint }>): boolean {
    let moved = false
    for (const { partitions } of answer.responses)
      for (const { partitionIndex, records } of partitions) {
        const partition = this.#partitions.get(partitionIndex)
        const from = asked.get(partitionIndex)
        if (!partition || partition !== from?.partition || partition.next !== from.next || !records) continue
        const { entries, next } = readBatches(records, partition.next, this.#wanted)
        if (next === partition.next) continue
        partition.entries.push(...entries)
        partition.next = next
        moved = true
      }
    return moved
  }

  async #recover(error: unknown, wanting: Partition[]): Promise<void> {
    if (saysKafka(error, 'OFFSET_OUT_OF_RANGE')) await this.#backIntoRange(wanting)
    else this.#cluster.log.debug({ error }, 'fetching events failed; trying again')
    if (saysKafka(error, 'UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_ID')) this.#cluster.lookAgain()
    this.#client.clearMetadata()
    await this.#pause()
  }

  /** The log no longer begins, or no longer ends, where we were: it was emptied, or nobody read for two weeks. */
  async #backIntoRange(wanting: Partition[]): Promise<void> {
    try {
      const first = await this.offsets(ListOffsetTimestamps.EARLIEST)
      const last = await this.offsets(ListOffsetTimestamps.LATEST)
      for (const each of wanting) {
        const [begins, ends] = [first.get(each.number) ?? 0n, last.get(each.number) ?? 0n]
        if (each.next >= begins && each.next <= ends) continue
        this.#cluster.log.error(
          { partition: each.number, from: String(each.next), to: String(begins) },
          `${this.#cluster.topic} does not hold what comes next; reading on from where it begins`,
        )
        // A new one: what is being handled of the old one must not be counted off what comes now.
        if (this.#partitions.get(each.number) === each)
          this.#partitions.set(each.number, newPartition(each.number, begins))
      }
    } catch (error) {
      this.#cluster.log.debug({ error }, 'asking for offsets failed; trying again')
    }
  }

  /** Per partition the first offset at or after an instant (milliseconds), or -1 where nothing is; or one of the two ends. */
  async offsets(timestamp: bigint): Promise<Map<number, bigint>> {
    const all = await this.#client.listOffsets({ topics: [this.#cluster.topic], timestamp })
    return new Map((all.get(this.#cluster.topic) ?? []).map((offset, number) => [number, offset]))
  }

  metadata(): Promise<ClusterMetadata> {
    return this.#client.metadata({ topics: [this.#cluster.topic] })
  }

  async #pause(): Promise<void> {
    this.#failures += 1
    await new Promise((resolve) => setTimeout(resolve, backoffMs(this.#failures, 50, 2_000)))
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#partitions = new Map()
    // Lets the requests end by themselves: the client would keep their timers, and with them the process.
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, pollMs * 2)
    await Promise.race([Promise.all(this.#asks), late])
    clearTimeout(timer)
    await untilClosed(this.#client.close(true))
  }
}

const toRequest = ({ number, next }: Partition) => ({
  partition: number,
  fetchOffset: next,
  currentLeaderEpoch: -1,
  lastFetchedEpoch: -1,
  partitionMaxBytes: partitionBytes,
})
