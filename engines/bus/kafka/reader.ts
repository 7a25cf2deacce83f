import { setTimeout as pause } from 'node:timers/promises'
import { ListOffsetTimestamps } from '@platformatic/kafka'
import type { Envelope } from '../../../contracts/event.ts'
import type { Subscription } from '../../../kit/bus.ts'
import { backoffMs, type KafkaCluster } from './cluster.ts'
import type { KafkaDeadLetters } from './dead-letters.ts'
import { doneUpTo, Fetcher, newPartition, type Partition } from './fetcher.ts'
import { Membership } from './membership.ts'

const batchSize = 500
/** After a batch the next one may grow for a moment: under load that is one commit for many events. */
const lingerMs = 20
const commitEveryMs = 250
const retryMinMs = 500
const retryMaxMs = 5_000
/** How long whoever subscribes waits for its partitions; without a broker not at all, and they come later. */
const patienceMs = 3_000
/** Clocks of brokers and of this machine differ by less. */
export const clockSkewMs = 60_000

type Handle = (batch: Envelope[]) => Promise<void>

interface Taken {
  readonly events: Envelope[]
  readonly from: { partition: Partition; count: number }[]
}

/**
 * Hands over what the partitions hold, one batch at a time, across partitions while all goes well: few commits for many
 * events. When a batch fails, its partitions go on each by itself, and those that fail again pause and stop nobody.
 */
export class KafkaReader implements Subscription {
  readonly #cluster: KafkaCluster
  readonly #dead: KafkaDeadLetters
  readonly #handle: Handle
  readonly #fetcher: Fetcher
  readonly #membership: Membership | undefined
  readonly #stopping = new AbortController()
  #woken = Promise.withResolvers<void>()
  readonly #done: Promise<void>
  #closing: Promise<void> | undefined
  #turn = 0
  #handledAt = 0
  #committedAt = 0

  private constructor(cluster: KafkaCluster, dead: KafkaDeadLetters, names: string[], handle: Handle, group?: string) {
    this.#cluster = cluster
    this.#dead = dead
    this.#handle = handle
    const wanted = new Set(names)
    this.#fetcher = new Fetcher(
      cluster,
      (name) => wanted.has(name),
      () => this.#woken.resolve(),
    )
    this.#membership =
      group === undefined ? undefined : new Membership(cluster, group, this.#fetcher, () => void this.#commit(true))
    this.#done = this.#loop()
  }

  /** As a member of a group, from where the group is; a new group begins at the start of the log. */
  static async subscribe(
    cluster: KafkaCluster,
    dead: KafkaDeadLetters,
    options: { group: string; names: string[]; handle: Handle },
  ): Promise<KafkaReader> {
    const reader = new KafkaReader(cluster, dead, options.names, options.handle, options.group)
    await reader.#patiently(reader.#membership!.joined)
    return reader
  }

  /** Alone, all partitions, from now on. Its place is kept in memory and outlives broken connections. */
  static async follow(
    cluster: KafkaCluster,
    dead: KafkaDeadLetters,
    options: { names: string[]; handle: Handle },
  ): Promise<KafkaReader> {
    const reader = new KafkaReader(cluster, dead, options.names, options.handle)
    await reader.#patiently(reader.#findEnds(Date.now()))
    return reader
  }

  /**
   * Begins at the ends of all partitions. If the broker cannot be asked at once, at the instant of the call instead, by its
   * clock: rather some events of before than a gap.
   */
  async #findEnds(sinceMs: number): Promise<void> {
    for (let tries = 0; !this.#stopping.signal.aborted; tries += 1) {
      try {
        // Its first look at the cluster may be under way.
        if (tries > 0) await this.#cluster.found
        const ends = await this.#fetcher.offsets(ListOffsetTimestamps.LATEST)
        const late = Date.now() - sinceMs > patienceMs
        const since = late ? await this.#fetcher.offsets(BigInt(sinceMs - clockSkewMs)) : ends
        this.#fetcher.assign(
          Array.from(ends, ([number, end]) => {
            const at = since.get(number) ?? -1n
            return newPartition(number, at >= 0n ? at : end)
          }),
        )
        return
      } catch (error) {
        this.#cluster.log.debug({ error }, 'following events has to wait')
        await this.#sleep(backoffMs(tries))
      }
    }
  }

  async #patiently(ready: Promise<void>): Promise<void> {
    if (!this.#cluster.isKnown) return
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, patienceMs)
    await Promise.race([ready, late])
    clearTimeout(timer)
  }

  async #loop(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const now = Date.now()
      const taken = this.#take(now)
      if (taken) await this.#hand(taken)
      await this.#commit(false)
      this.#fetcher.supply()
      if (!taken) await this.#rest(now)
    }
  }

  /** Until something arrives, or a retry or a commit is due. */
  async #rest(now: number): Promise<void> {
    const due = [...this.#fetcher.partitions.values()]
      .filter((each) => each.retryAt > now && each.entries.length > 0)
      .map((each) => each.retryAt)
    const open = this.#uncommitted().length > 0
    if (open) due.push(this.#committedAt + commitEveryMs)
    const timer =
      due.length === 0 ? undefined : setTimeout(() => this.#woken.resolve(), Math.max(1, Math.min(...due) - now))
    await this.#woken.promise
    clearTimeout(timer)
    this.#woken = Promise.withResolvers()
    const linger = this.#handledAt + lingerMs - Date.now()
    if (linger > 0) await this.#sleep(linger)
  }

  /** The heads of the partitions, in turn; one that has failed goes alone. */
  #take(now: number): Taken | undefined {
    const ready = [...this.#fetcher.partitions.values()].filter(
      (each) => each.entries.length > 0 && each.retryAt <= now,
    )
    if (ready.length === 0) return undefined
    this.#turn += 1
    const first = ready[this.#turn % ready.length]!
    const alone = first.failures > 0
    const chosen = alone ? [first] : [first, ...ready.filter((each) => each !== first && each.failures === 0)]
    const taken: Taken = { events: [], from: [] }
    for (const partition of chosen) {
      let count = 0
      for (const { event } of partition.entries) {
        if (!event || taken.events.length >= batchSize) break
        taken.events.push(event)
        count += 1
      }
      if (count > 0 || partition.entries[0]!.poison) taken.from.push({ partition, count })
      if (taken.events.length >= batchSize) break
    }
    return taken
  }

  async #hand({ events, from }: Taken): Promise<void> {
    const alone = from.length === 1
    try {
      if (events.length > 0) await this.#handle(events)
      for (const { partition, count } of from) {
        partition.entries.splice(0, count)
        partition.failures = 0
      }
      this.#handledAt = events.length < batchSize ? Date.now() : 0
    } catch (error) {
      if (this.#stopping.signal.aborted) return
      this.#cluster.log.error({ error, count: events.length }, 'handling events failed; trying again')
      for (const { partition } of from) {
        partition.failures += 1
        partition.retryAt = alone ? Date.now() + backoffMs(partition.failures - 1, retryMinMs, retryMaxMs) : 0
      }
      return
    }
    for (const { partition } of from) await this.#bury(partition)
  }

  /** What lies at the head of a partition and is no event is kept aside, and the partition goes on. */
  async #bury(partition: Partition): Promise<void> {
    while (partition.entries[0]?.poison) {
      const { offset, poison } = partition.entries[0]
      try {
        await this.#dead.keep({ partition: partition.number, offset, ...poison })
        partition.entries.shift()
      } catch (error) {
        this.#cluster.log.warn({ error, partition: partition.number }, 'keeping a dead letter failed; trying again')
        partition.retryAt = Date.now() + backoffMs(2, retryMinMs, retryMaxMs)
        return
      }
    }
  }

  #uncommitted() {
    if (!this.#membership) return []
    return [...this.#fetcher.partitions.values()]
      .map((partition) => ({ partition, offset: doneUpTo(partition) }))
      .filter(({ partition, offset }) => offset > partition.committed)
  }

  /** Now and then, since after a crash the inbox knows what has been applied. */
  async #commit(now: boolean): Promise<void> {
    if (!this.#membership || (!now && Date.now() - this.#committedAt < commitEveryMs)) return
    const moved = this.#uncommitted()
    if (moved.length === 0) return
    this.#committedAt = Date.now()
    await this.#membership.commit(moved)
  }

  #sleep(ms: number): Promise<void> {
    return pause(ms, undefined, { signal: this.#stopping.signal }).catch(() => {})
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#woken.resolve()
    await this.#done
    await this.#commit(true)
    await this.#membership?.[Symbol.asyncDispose]()
    this.#closing ??= this.#fetcher.close()
  }

  /** Resolves when its last request has ended, after `stop`. */
  get closed(): Promise<void> {
    return this.#closing ?? Promise.resolve()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}
