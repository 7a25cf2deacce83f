import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import {
  type ChannelModel,
  connect,
  type RecoveringChannelModel,
  type RecoveryOptions,
  type SocketOptions,
} from 'amqplib'
import { ConfigError } from '../../../kit/config.ts'
import type { Log } from '../../../kit/log.ts'
import { TransientError } from '../../../kit/resilience.ts'

/** Opening a connection takes at most so long, slow networks included; what waits for it at the start waits for less. */
const connectMs = 15_000
/** Both sides say something so often, and give up on the other one after two silent turns. Seconds. */
const heartbeatS = 10
const closeMs = 2_000
const oldest = [3, 9] as const

export interface RabbitmqAddress {
  readonly variable: string
  /** With everything in it: never for messages. */
  readonly href: string
  /** For messages: host and port. */
  readonly shown: string
  readonly user: string
  readonly vhost: string
  readonly ca?: string
}

/**
 * Reads `amqp://user:password@host:5672/vhost` or `amqps://…?ca=/path/ca.pem`.
 * @throws ConfigError naming the variable, never the password
 */
export function readAddress(address: string, variable: string): RabbitmqAddress {
  const wrong = (why: string) => new ConfigError([`${variable} ${why}`])
  const url = new URL(address)
  if (url.protocol !== 'amqp:' && url.protocol !== 'amqps:')
    throw wrong(`must begin with amqp:// or amqps://, but begins with ${url.protocol}//`)
  if (url.hostname === '') throw wrong('has no host')
  if (url.pathname.indexOf('/', 1) > 0)
    throw wrong('has more than one part behind the host: the name of a virtual host, its slashes written as %2F')
  let ca: string | undefined
  const path = url.searchParams.get('ca')
  if (path !== null) {
    try {
      ca = readFileSync(path, 'utf8')
    } catch {
      throw wrong(`names a ca file that cannot be read: ${path}`)
    }
    url.searchParams.delete('ca')
  }
  if (!url.searchParams.has('heartbeat')) url.searchParams.set('heartbeat', String(heartbeatS))
  try {
    return {
      variable,
      href: url.href,
      shown: `${url.hostname}:${url.port || (url.protocol === 'amqp:' ? 5672 : 5671)}`,
      user: decodeURIComponent(url.username) || 'guest',
      vhost: decodeURIComponent(url.pathname.slice(1)) || '/',
      ...(ca === undefined ? {} : { ca }),
    }
  } catch {
    throw wrong('has a % in it that is not followed by two hex digits')
  }
}

/** What RabbitMQ does not let pass is a mistake in the configuration; everything else may be over in a moment. */
function explain(error: unknown, { variable, shown, user, vhost }: RabbitmqAddress): Error {
  if (error instanceof ConfigError) return error
  const { message, code = '' } = error as { message: string; code?: unknown }
  const config = (what: string) => new ConfigError([`${variable}: ${what}`])
  if (/ACCESS.REFUSED/.test(message)) return config(`RabbitMQ at ${shown} refuses the user ${user} or its password`)
  if (/Expected ConnectionOpenOk/.test(message))
    return config(`RabbitMQ at ${shown} has no virtual host "${vhost}", or does not let ${user} in`)
  if (/maxFrameSize|Expected ConnectionStart|Invalid frame|Unknown (frame|method)/i.test(message))
    return config(`what answers at ${shown} is not RabbitMQ: it does not speak AMQP 0-9-1`)
  if (/WRONG_VERSION_NUMBER|EPROTO/.test(String(code)) || /wrong version number/.test(message))
    return config(`what answers at ${shown} does not speak TLS: amqp:// instead of amqps://?`)
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(String(code)))
    return config(`the certificate of RabbitMQ at ${shown} is not accepted (${code}); ?ca=FILE names an authority`)
  return new TransientError(/ETIMEDOUT/.test(message) ? `nothing answers at ${shown}` : `${message} (${shown})`, {
    cause: error,
  })
}

/** @throws ConfigError for something else than RabbitMQ, or too old a one */
export function versionOf(model: ChannelModel, { variable, shown }: RabbitmqAddress): readonly [number, number] {
  const { product, version } = model.connection.serverProperties
  const [major = 0, minor = 0] = String(version).split('.').map(Number)
  if (product !== 'RabbitMQ')
    throw new ConfigError([`${variable}: what answers at ${shown} is ${product}, not RabbitMQ`])
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1]))
    throw new ConfigError([`${variable}: RabbitMQ at ${shown} is ${version}; ${oldest.join('.')} or newer is needed`])
  return [major, minor]
}

export interface LinkOptions {
  readonly address: RabbitmqAddress
  /** For lists of connections. */
  readonly purpose: string
  readonly log: Log
  /** Says nothing when the connection comes and goes: its neighbour does. */
  readonly quiet?: boolean
  /** Runs on every new connection before anybody uses it. */
  prepare(model: ChannelModel): Promise<void>
}

/**
 * A connection that comes back by itself, with backoff and jitter; it may be away from the start on. Who uses it is told
 * of every new one, and opens channels anew.
 */
export class Link implements AsyncDisposable {
  readonly #options: LinkOptions
  readonly #watchers = new Set<() => void>()
  readonly #first = Promise.withResolvers<void>()
  /** Tears the sockets, those that are being opened as well. */
  readonly #tearing = new AbortController()
  #recovering: RecoveringChannelModel | undefined
  #model: ChannelModel | undefined
  #unblocked: PromiseWithResolvers<void> | undefined
  #there = true
  #refusal = ''

  constructor(options: LinkOptions) {
    this.#options = options
    this.#first.promise.catch(() => {})
  }

  /** The connection, while there is one. */
  get model(): ChannelModel | undefined {
    return this.#model
  }

  /** @throws TransientError when there is none */
  get required(): ChannelModel {
    if (this.#model) return this.#model
    throw new TransientError(`${this.#name} is not connected`)
  }

  get #name(): string {
    return `RabbitMQ (${this.#options.address.variable}, ${this.#options.address.shown})`
  }

  /** Calls at every connection that is made or lost. @returns how to hear no more of it */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed)
    return () => this.#watchers.delete(changed)
  }

  /** While RabbitMQ has no memory or disk left it takes nothing; resolves when it does again. */
  async untilUnblocked(): Promise<void> {
    await this.#unblocked?.promise
  }

  /**
   * Connects, and goes on trying behind when that cannot be done within so many milliseconds.
   * @throws ConfigError when RabbitMQ is there and says no
   */
  async begin(withinMs: number): Promise<void> {
    const { address, purpose, log } = this.#options
    const options: SocketOptions & { signal: AbortSignal; recovery: RecoveryOptions } = {
      timeout: connectMs,
      noDelay: true,
      keepAlive: true,
      keepAliveDelay: 30_000,
      clientProperties: { connection_name: `tokri ${purpose} ${process.pid}` },
      ...(address.ca === undefined ? {} : { ca: address.ca }),
      signal: this.#tearing.signal,
      recovery: {
        waitForConnect: false,
        initialDelay: 250,
        maxDelay: 10_000,
        jitter: 0.5,
        setup: (model: ChannelModel) => this.#prepare(model),
      },
    }
    const recovering = await connect(address.href, options)
    this.#recovering = recovering
    recovering.on('connect', (model: ChannelModel) => this.#connected(model))
    recovering.on('disconnect', (error: Error) => this.#lost(error))
    recovering.on('connect-failed', (error: Error) => this.#failed(explain(error, address)))
    recovering.on('blocked', (reason: string) => {
      this.#unblocked ??= Promise.withResolvers()
      log.warn({ reason }, `${this.#name} takes nothing for now; events wait in the outboxes`)
    })
    recovering.on('unblocked', () => this.#release())
    // Told by `disconnect` as well.
    recovering.on('error', () => {})
    recovering.on('handler-error', (error: Error) => log.error({ error }, 'a listener of the event log failed'))
    const timer = setTimeout(
      () => this.#first.reject(new TransientError(`nothing answers at ${address.shown}`)),
      withinMs,
    )
    try {
      await this.#first.promise
    } catch (error) {
      if (error instanceof ConfigError) {
        await this[Symbol.asyncDispose]()
        throw error
      }
      this.#tell(
        false,
        `cannot be reached: ${(error as Error).message}; events wait in the outboxes, and it is tried again`,
      )
    } finally {
      clearTimeout(timer)
    }
  }

  async #prepare(model: ChannelModel): Promise<void> {
    // Nobody else listens yet, and an error that nobody hears would end the process.
    model.on('error', () => {})
    try {
      await this.#options.prepare(model)
    } catch (error) {
      // The library says farewell first, which may take its time with what is not RabbitMQ.
      this.#failed(explain(error, this.#options.address))
      throw error
    }
  }

  #connected(model: ChannelModel): void {
    this.#model = model
    this.#first.resolve()
    this.#tell(true, 'is connected')
    this.#changed()
  }

  /** Later on, a no may be a password that is being changed: it is told, and tried again. */
  #failed(error: Error): void {
    this.#first.reject(error)
    if (error instanceof ConfigError && this.#refusal !== error.message)
      this.#options.log.error(`${error.message}; it is tried again`)
    this.#refusal = error.message
  }

  #lost(error: Error): void {
    this.#model = undefined
    this.#release()
    if (this.#tearing.signal.aborted) return
    this.#tell(false, `has gone: ${error.message}; connecting again`)
    this.#changed()
  }

  /** One line for each change. */
  #tell(there: boolean, what: string): void {
    if (this.#there !== there && !this.#options.quiet) this.#options.log.warn(`${this.#name} ${what}`)
    this.#there = there
  }

  #release(): void {
    this.#unblocked?.resolve()
    this.#unblocked = undefined
  }

  #changed(): void {
    for (const changed of this.#watchers) changed()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const farewell = this.#model ? closeMs : 0
    this.#release()
    const closing = this.#recovering?.close().catch(() => {})
    // A broker that hangs does not answer the farewell either.
    await Promise.race([closing, pause(farewell, undefined, { ref: false })])
    this.#model = undefined
    this.#tearing.abort()
  }
}
