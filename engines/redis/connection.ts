import { Cluster, Redis, type RedisOptions } from 'ioredis'
import { common } from '../../contracts/problem.ts'
import { ConfigError } from '../../kit/config.ts'
import type { Log } from '../../kit/log.ts'
import { type Guard, guard, TransientError } from '../../kit/resilience.ts'
import { type RedisAddresses, showAddresses } from './addresses.ts'
import { connectionOptions, type Probed, probe } from './probe.ts'

export type RedisClient = Redis | Cluster

/** A command on the hot path is given up after this: what it would have saved is lost by then. */
const commandMs = 400
/** A connection on which nothing comes back for so long is dead, whatever TCP says. */
const silenceMs = 3_000
const firstReadyMs = 2_000
const heartbeatMs = 1_000
const backoffMaxMs = 3_000

/** Doubling from 100 ms, and somewhere between half and all of it, so that a fleet does not come back in one instant. */
export const backoffMs = (times: number): number => {
  const full = Math.min(backoffMaxMs, 50 * 2 ** Math.min(times, 10))
  return Math.round(full / 2 + (Math.random() * full) / 2)
}

/** A Lua script, run with its keys and arguments. @throws service/unavailable */
export type RedisScript = (...keysAndArguments: (string | number | Buffer)[]) => Promise<unknown>

type Scripted = Record<string, (...args: (string | number | Buffer)[]) => Promise<unknown>>

export interface RedisParts {
  readonly addresses: RedisAddresses
  /** Begins every key and channel of this installation. */
  readonly prefix: string
  readonly log: Log
  readonly onBreaker: (open: boolean) => void
}

/**
 * The one connection of a process for commands. It may be away at any time, from the start on: then `run` throws at once
 * and the caller goes on without. It comes back by itself.
 */
export class RedisConnection implements AsyncDisposable {
  readonly prefix: string
  readonly #addresses: RedisAddresses
  readonly #log: Log
  readonly #guard: Guard
  readonly #listeners = new Set<(ready: boolean) => void>()
  readonly #scripts = new Map<string, { lua: string; numberOfKeys: number }>()
  readonly #heartbeat: NodeJS.Timeout
  #client: RedisClient | undefined
  #found: Probed | undefined
  #retry: NodeJS.Timeout | undefined
  #told: boolean | undefined
  #lastFault = ''
  #closed = false

  constructor({ addresses, prefix, log, onBreaker }: RedisParts) {
    this.prefix = prefix
    this.#addresses = addresses
    this.#log = log
    this.#guard = guard('redis', (open) => {
      onBreaker(open)
      this.#tell()
    })
    // While the breaker is open nobody else may ask, so that somebody has to find out that Redis answers again.
    this.#heartbeat = setInterval(() => {
      if (this.connected && this.#guard.open) this.run((client) => client.ping()).catch(() => {})
    }, heartbeatMs).unref()
  }

  /** Finds out what is there and connects; when nobody answers, goes on trying behind. @throws ConfigError */
  async begin(): Promise<void> {
    try {
      await this.#connect(await probe(this.#addresses, `${this.prefix}probe`))
    } catch (error) {
      if (error instanceof ConfigError) throw error
      this.#log.warn({ error }, `${this.#name} cannot be reached; going on without, and trying again`)
      this.#tryLater(1)
    }
  }

  get #name(): string {
    return `Redis (${this.#addresses.variable}, ${showAddresses(this.#addresses)})`
  }

  #tryLater(times: number): void {
    if (this.#closed) return
    this.#retry = setTimeout(async () => {
      try {
        const found = await probe(this.#addresses, `${this.prefix}probe`)
        if (!this.#closed) await this.#connect(found)
      } catch (error) {
        const { message } = error as Error
        // What only an operator can put right is said once, not at each try.
        if (error instanceof ConfigError && message !== this.#lastFault) this.#log.error({ error }, message)
        this.#lastFault = message
        this.#tryLater(times + 1)
      }
    }, backoffMs(times)).unref()
  }

  async #connect(found: Probed): Promise<void> {
    this.#found = found
    const options: RedisOptions = { ...connectionOptions(this.#addresses), socketTimeout: silenceMs }
    // After a fail-over the address may lead to a new master, while this connection is still with the old one.
    const reconnectOnError = (error: Error) => error.message.startsWith('READONLY')
    // Connections to the nodes of a cluster are made when first needed. What comes meanwhile waits for them, 400 ms at most;
    // without their queues it would be sent to a random node.
    const { enableOfflineQueue: _, maxRetriesPerRequest: __, ...perNode } = options
    const client: RedisClient = found.clustered
      ? new Cluster([...this.#addresses.nodes], {
          redisOptions: { ...perNode, reconnectOnError },
          clusterRetryStrategy: backoffMs,
          slotsRefreshTimeout: 1_500,
          slotsRefreshInterval: 5_000,
          maxRedirections: 2,
          retryDelayOnFailover: 50,
          retryDelayOnClusterDown: 50,
          // Names are kept, since certificates are made out to them.
          ...(this.#addresses.tls
            ? { dnsLookup: (host: string, done: (e: null, h: string) => void) => done(null, host) }
            : {}),
        })
      : new Redis({ ...options, ...this.#addresses.nodes[0]!, reconnectOnError, retryStrategy: backoffMs })
    this.#client = client
    for (const [name, script] of this.#scripts) client.defineCommand(name, script)
    const ready = Promise.withResolvers<void>()
    client.on('ready', () => {
      ready.resolve()
      this.#tell()
    })
    for (const event of ['close', 'end', 'reconnecting']) client.on(event, () => this.#tell())
    client.on('error', (error: Error) => this.#log.debug({ error }, `${this.#name}: connection error`))
    const timer = setTimeout(ready.resolve, firstReadyMs)
    await ready.promise
    clearTimeout(timer)
    this.#tell()
  }

  /** Tells listeners, and the log, when it comes and goes. */
  #tell(): void {
    const { ready } = this
    if (ready === this.#told || this.#closed) return
    if (!ready && this.#told) this.#log.warn(`${this.#name} is away; going on without until it is back`)
    if (ready && this.#told === false) this.#log.warn(`${this.#name} is back`)
    this.#told = ready
    for (const hear of this.#listeners) hear(ready)
  }

  get connected(): boolean {
    return this.#client?.status === 'ready'
  }

  /** Whether commands go out now: connected, and not failing time after time. */
  get ready(): boolean {
    return this.connected && !this.#guard.open
  }

  /** Whether it is a cluster; undefined until it has been reached once. */
  get clustered(): boolean | undefined {
    return this.#found?.clustered
  }

  /** For connections beside the one for commands: subscribers. */
  get client(): RedisClient | undefined {
    return this.#client
  }

  /** What a connection of its own to a node is opened with. */
  get options(): RedisOptions {
    return { ...connectionOptions(this.#addresses), ...this.#addresses.nodes[0]! }
  }

  /** Hears whenever `ready` changes. @returns how to stop hearing */
  onState(hear: (ready: boolean) => void): () => void {
    this.#listeners.add(hear)
    return () => void this.#listeners.delete(hear)
  }

  /** Runs commands, within 400 ms. @throws service/unavailable, service/overloaded */
  run<T>(work: (client: RedisClient) => Promise<T>): Promise<T> {
    const client = this.#client
    if (client?.status !== 'ready') return Promise.reject(common('service/unavailable', { detail: 'redis' }))
    return this.#guard.run(() => limited(work(client)), { repeatable: false })
  }

  /** A Lua script by a name of its own; sent whole only where the server does not know it yet. */
  script(name: string, numberOfKeys: number, lua: string): RedisScript {
    this.#scripts.set(name, { lua, numberOfKeys })
    this.#client?.defineCommand(name, { lua, numberOfKeys })
    return (...args) => this.run((client) => (client as unknown as Scripted)[name]!(...args))
  }

  /** For `tokri doctor`. @throws when it does not answer */
  async check(): Promise<string> {
    if (!this.connected) {
      const found = await probe(this.#addresses, `${this.prefix}probe`)
      return `${found.version}, being connected`
    }
    await this.run((client) => client.ping())
    const { version, clustered } = this.#found!
    return clustered ? `${version}, cluster of ${(this.#client as Cluster).nodes('master').length} masters` : version
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    clearTimeout(this.#retry)
    clearInterval(this.#heartbeat)
    this.#listeners.clear()
    this.#client?.disconnect()
  }
}

/** Whatever Redis or the way to it does wrong may pass: nobody depends on it. */
async function limited<T>(work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new TransientError(`Redis gave no answer for ${commandMs} ms`)), commandMs)
  try {
    return await Promise.race([work, late])
  } catch (cause) {
    if (cause instanceof TransientError) throw cause
    throw new TransientError('Redis failed', { cause })
  } finally {
    clearTimeout(timer)
  }
}
