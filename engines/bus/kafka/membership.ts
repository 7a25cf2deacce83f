import { setTimeout as pause } from 'node:timers/promises'
import { Consumer, ListOffsetTimestamps } from '@platformatic/kafka'
import { untilClosed } from './closing.ts'
import { backoffMs, type KafkaCluster } from './cluster.ts'
import { type Fetcher, newPartition, type Partition } from './fetcher.ts'

/** A copy that died is missed after this, and its partitions go to the others. */
const sessionMs = 8_000
const rebalanceMs = 15_000
const heartbeatMs = 500
/** Heartbeats that fail for so long: the membership is over, whatever the client thinks. */
const stalledMs = 12_000
const requestMs = 20_000

/**
 * One copy's place in a group. The client beats and takes part in rebalances; here it is told what that means for the
 * partitions, and when it gives up it is replaced by a new one. A member that has lost a partition without knowing may still
 * handle what it holds: the inbox sorts that out, in order, since every member goes through a partition without gaps.
 */
export class Membership implements AsyncDisposable {
  readonly #cluster: KafkaCluster
  readonly #group: string
  readonly #fetcher: Fetcher
  readonly #beforeRebalance: () => void
  readonly #joined = Promise.withResolvers<void>()
  readonly #done: Promise<void>
  #client: Consumer | undefined
  #generation = -1
  #ended = Promise.withResolvers<void>()
  readonly #closing = new AbortController()
  readonly #closed = this.#closing.signal

  /** @param beforeRebalance somebody comes or goes: the last moment to note how far this copy is */
  constructor(cluster: KafkaCluster, group: string, fetcher: Fetcher, beforeRebalance: () => void) {
    this.#beforeRebalance = beforeRebalance
    this.#cluster = cluster
    this.#group = group
    this.#fetcher = fetcher
    this.#done = this.#stay()
  }

  /** Resolves when this copy has been given its partitions for the first time. */
  get joined(): Promise<void> {
    return this.#joined.promise
  }

  /** Notes for the group how far partitions are done. What fails is noted with the next one. */
  async commit(partitions: { partition: Partition; offset: bigint }[]): Promise<void> {
    const client = this.#client
    const mine = partitions.filter(({ partition }) => this.#fetcher.partitions.get(partition.number) === partition)
    if (!client?.isActive() || mine.length === 0) return
    const offsets = mine.map(({ partition, offset }) => ({
      topic: this.#cluster.topic,
      partition: partition.number,
      offset,
      leaderEpoch: -1,
    }))
    try {
      await client.commit({ offsets })
      for (const { partition, offset } of mine) partition.committed = offset
    } catch (error) {
      this.#cluster.log.debug({ error, group: this.#group }, 'noting how far a group has read failed')
    }
  }

  async #stay(): Promise<void> {
    let tries = 0
    while (!this.#closed.aborted) {
      await Promise.race([this.#cluster.found, aborted(this.#closed)])
      if (this.#closed.aborted) return
      this.#ended = Promise.withResolvers()
      try {
        await this.#beMember(() => {
          tries = 0
        })
      } catch (error) {
        this.#cluster.log.debug({ error, group: this.#group }, 'joining a group failed; trying again')
      }
      await this.#leave()
      tries += 1
      await pause(backoffMs(tries, 50, 2_000), undefined, { signal: this.#closed }).catch(() => {})
    }
  }

  /** Resolves when the membership is over. */
  async #beMember(joined: () => void): Promise<void> {
    const client = new Consumer({
      ...this.#cluster.options(requestMs),
      groupId: this.#cluster.groupId(this.#group),
      sessionTimeout: sessionMs,
      rebalanceTimeout: rebalanceMs,
      heartbeatInterval: heartbeatMs,
      heartbeatStallTimeout: stalledMs,
      autocommit: false,
    })
    this.#client = client
    const end = (error?: Error) => {
      if (error && !this.#closed.aborted)
        this.#cluster.log.debug({ error, group: this.#group }, 'a place in a group is lost; joining again')
      this.#ended.resolve()
    }
    client.on('error', end)
    client.on('consumer:heartbeat:stalled', ({ lastError }) => end(lastError ?? new Error('no heartbeat')))
    client.on('consumer:group:rebalance', () => this.#beforeRebalance())
    let assigning: Promise<void> = Promise.resolve()
    client.on('consumer:group:join', ({ generationId = -1 }) => {
      assigning = assigning.then(() => this.#assign(client, generationId)).then(joined, end)
    })
    client.topics.track(this.#cluster.topic)
    await client.joinGroup({})
    await this.#ended.promise
    await assigning
  }

  /**
   * Goes on with the partitions that stay, and begins the others where the group is. Somebody else may have had a partition
   * if this copy missed a generation.
   */
  async #assign(client: Consumer, generation: number): Promise<void> {
    if (client.generationId !== generation || this.#closed.aborted) return
    const topic = this.#cluster.topic
    const numbers = client.assignments?.find((each) => each.topic === topic)?.partitions ?? []
    const stay = generation === this.#generation + 1 ? this.#fetcher.partitions : new Map<number, Partition>()
    // What is somebody else's from now on goes at once, before anything is asked.
    this.#fetcher.assign(numbers.flatMap((number) => stay.get(number) ?? []))
    const fresh = numbers.filter((number) => !stay.has(number))
    const begun = new Map<number, Partition>()
    if (fresh.length > 0) {
      const committed = (await client.listCommittedOffsets({ topics: [{ topic, partitions: fresh }] })).get(topic) ?? []
      const earliest = await this.#fetcher.offsets(ListOffsetTimestamps.EARLIEST)
      for (const number of fresh) {
        const offset = committed[number] ?? -1n
        begun.set(number, newPartition(number, offset >= 0n ? offset : (earliest.get(number) ?? 0n)))
      }
    }
    if (client.generationId !== generation || this.#closed.aborted) return
    this.#generation = generation
    this.#fetcher.assign(numbers.map((number) => stay.get(number) ?? begun.get(number)!))
    this.#joined.resolve()
  }

  async #leave(): Promise<void> {
    const client = this.#client
    this.#client = undefined
    this.#fetcher.assign([])
    this.#generation = -1
    if (client) await untilClosed(client.close(true))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    this.#ended.resolve()
    // A join may be waiting for the others; it ends with its connection.
    await this.#leave()
    await this.#done
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
