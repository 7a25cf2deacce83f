import slotOf from 'cluster-key-slot'
import { Cluster, Redis } from 'ioredis'
import type { Log } from '../../kit/log.ts'
import { backoffMs, type RedisClient, type RedisConnection } from './connection.ts'

const lookMs = 1_000
const answerMs = 1_000
const atOnce = 500
const patienceMs = 300

/** A connection that only listens, to one node. */
class Ear {
  readonly client: Redis
  readonly channels = new Set<string>()
  readonly sharded: boolean
  #asking = false

  constructor(client: Redis, sharded: boolean) {
    this.client = client
    this.sharded = sharded
  }

  get ready(): boolean {
    return this.client.status === 'ready'
  }

  /** @throws when the node refuses or is gone */
  async add(channels: readonly string[]): Promise<void> {
    // Channels of one command must be of one slot where they are sharded.
    if (this.sharded) await Promise.all(channels.map((each) => this.client.ssubscribe(each)))
    else
      for (let at = 0; at < channels.length; at += atOnce)
        await this.client.subscribe(...channels.slice(at, at + atOnce))
    if (this.ready) for (const each of channels) this.channels.add(each)
  }

  remove(channel: string): void {
    if (!this.channels.delete(channel) || !this.ready) return
    const done = this.sharded ? this.client.sunsubscribe(channel) : this.client.unsubscribe(channel)
    done.catch(() => {})
  }

  /** A connection that is dead without knowing it is opened anew. */
  async ask(): Promise<void> {
    if (!this.ready || this.#asking) return
    this.#asking = true
    try {
      await this.client.ping()
    } catch {
      this.client.disconnect(true)
    } finally {
      this.#asking = false
    }
  }
}

/**
 * Channels that this process listens to. What is wanted and what is listened to are compared each second and whenever
 * something happens, so that it comes right after whatever happened: in a cluster every channel is heard at the node
 * that keeps its slot now (sharded publish and subscribe).
 */
export class Subscriptions implements AsyncDisposable {
  readonly #redis: RedisConnection
  readonly #hear: (channel: string, payload: string) => void
  readonly #log: Log
  readonly #wanted = new Map<string, PromiseWithResolvers<void>>()
  readonly #ears = new Map<string, Ear>()
  readonly #timer: NodeJS.Timeout
  readonly #stopHearing: () => void
  readonly #onDeaf: (deaf: boolean) => void
  #deaf = false
  #closed = false

  /** @param parts.onDeaf hears when something that is wanted cannot be heard, and when all is heard again */
  constructor(parts: {
    redis: RedisConnection
    log: Log
    hear: (channel: string, payload: string) => void
    onDeaf: (deaf: boolean) => void
  }) {
    this.#redis = parts.redis
    this.#hear = parts.hear
    this.#log = parts.log
    this.#onDeaf = parts.onDeaf
    this.#stopHearing = this.#redis.onState(() => this.#look())
    this.#timer = setInterval(() => {
      for (const ear of this.#ears.values()) void ear.ask()
      this.#look()
      this.#tell()
    }, lookMs).unref()
  }

  get deaf(): boolean {
    return this.#deaf
  }

  want(channel: string): void {
    if (this.#wanted.has(channel)) return
    this.#wanted.set(channel, Promise.withResolvers())
    this.#look([channel])
  }

  unwant(channel: string): void {
    this.#wanted.get(channel)?.resolve()
    this.#wanted.delete(channel)
    for (const ear of this.#ears.values()) ear.remove(channel)
  }

  /** Resolves when the channel is listened to; after 300 ms in any case. */
  async heard(channel: string): Promise<void> {
    const wanted = this.#wanted.get(channel)
    if (!wanted || this.#deaf) return
    const late = Promise.withResolvers<void>()
    const timer = setTimeout(late.resolve, patienceMs)
    await Promise.race([wanted.promise, late.promise])
    clearTimeout(timer)
  }

  /** The node that keeps a channel now: `host:port`; always the same where there is one only. */
  #nodeOf(client: RedisClient, channel: string): string | undefined {
    return client instanceof Cluster ? client.slots[slotOf(channel)]?.[0] : 'single'
  }

  #look(channels: Iterable<string> = this.#wanted.keys()): void {
    const { client } = this.#redis
    if (!client || this.#closed) return
    const missing = new Map<string, string[]>()
    for (const channel of channels) {
      const node = this.#nodeOf(client, channel)
      for (const [key, ear] of this.#ears) if (key !== node) ear.remove(channel)
      if (node === undefined || this.#ears.get(node)?.channels.has(channel)) continue
      const here = missing.get(node)
      if (here) here.push(channel)
      else missing.set(node, [channel])
    }
    for (const [node, there] of missing) void this.#listen(client, node, there)
  }

  async #listen(client: RedisClient, node: string, channels: readonly string[]): Promise<void> {
    const ear = this.#ears.get(node) ?? this.#open(client, node)
    if (!ear?.ready) return
    try {
      await ear.add(channels)
      for (const each of channels) {
        if (this.#wanted.has(each)) this.#wanted.get(each)!.resolve()
        else ear.remove(each)
      }
      // A channel of this moment may be under way still: that is not deafness yet.
      if (this.#deaf) this.#tell()
    } catch (error) {
      this.#log.debug({ error }, 'channels cannot be subscribed to yet')
    }
  }

  #open(client: RedisClient, node: string): Ear | undefined {
    const sharded = client instanceof Cluster
    const at = node.lastIndexOf(':')
    const place = sharded ? { host: node.slice(0, at), port: Number(node.slice(at + 1)) } : {}
    const redis = new Redis({
      ...this.#redis.options,
      ...place,
      autoResubscribe: false,
      commandTimeout: answerMs,
      retryStrategy: (times) => (this.#stillNeeded(node) ? backoffMs(times) : null),
    })
    const ear = new Ear(redis, sharded)
    this.#ears.set(node, ear)
    redis.on('error', (error: Error) => this.#log.debug({ error }, 'a subscriber to Redis failed'))
    redis.on('ready', () => this.#look())
    redis.on('close', () => {
      for (const each of ear.channels) if (this.#wanted.has(each)) this.#wanted.set(each, Promise.withResolvers())
      ear.channels.clear()
      this.#tell()
    })
    redis.on('end', () => void this.#ears.delete(node))
    redis.on(sharded ? 'smessage' : 'message', (channel: string, payload: string) => this.#hear(channel, payload))
    return ear
  }

  /** A node that has left the cluster is not looked for any more. */
  #stillNeeded(node: string): boolean {
    const { client } = this.#redis
    if (this.#closed) return false
    return !(client instanceof Cluster) || client.slots.some((nodes) => nodes?.[0] === node)
  }

  #tell(): void {
    if (this.#closed) return
    const heard = this.#ears.values().reduce((sum, ear) => sum + ear.channels.size, 0)
    const deaf = heard < this.#wanted.size
    if (deaf === this.#deaf) return
    this.#deaf = deaf
    this.#onDeaf(deaf)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    clearInterval(this.#timer)
    this.#stopHearing()
    for (const wanted of this.#wanted.values()) wanted.resolve()
    this.#wanted.clear()
    for (const ear of this.#ears.values()) ear.client.disconnect()
    this.#ears.clear()
  }
}
