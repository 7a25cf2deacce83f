import { common } from '../../../contracts/problem.ts'
import { ConfigError } from '../../../kit/config.ts'
import type { Log } from '../../../kit/log.ts'
import { type Guard, type GuardWatch, guard, TransientError } from '../../../kit/resilience.ts'
import type { SearchAddresses } from './addresses.ts'
import { type Answer, type Ask, type Client, openClient } from './client.ts'
import { type Probed, probe, titles } from './probe.ts'

const backoffMaxMs = 5_000

/** Doubling from 200 ms, and somewhere between half and all of it, so that a fleet does not come back in one instant. */
export const backoffMs = (times: number): number => {
  const full = Math.min(backoffMaxMs, 100 * 2 ** Math.min(times, 10))
  return Math.round(full / 2 + (Math.random() * full) / 2)
}

/**
 * The connection of a process to the search engine. It may be away at any time, from the start on: then `hot` throws at
 * once and the caller goes on without. It comes back by itself.
 */
export class SearchConnection implements AsyncDisposable {
  readonly #addresses: SearchAddresses
  readonly #log: Log
  readonly #guard: Guard
  #client: Client | undefined
  #found: Probed | undefined
  #retry: NodeJS.Timeout | undefined
  #lastFault = ''
  #closed = false

  constructor(parts: { addresses: SearchAddresses; log: Log; watch: GuardWatch }) {
    this.#addresses = parts.addresses
    this.#log = parts.log
    this.#guard = guard('search', {
      ...parts.watch,
      state: (open) => {
        parts.watch.state?.(open)
        if (open) parts.log.warn(`${this.name} is away or slow; browsing from memory until it is back`)
        else parts.log.warn(`${this.name} is back`)
      },
    })
  }

  /** Finds out what is there; when nobody answers, goes on trying behind. @throws ConfigError */
  async begin(): Promise<void> {
    try {
      await this.#connect(await probe(this.#addresses))
    } catch (error) {
      if (error instanceof ConfigError) throw error
      this.#log.warn({ error }, `${this.name} cannot be reached; going on without, and trying again`)
      this.#tryLater(1)
    }
  }

  get name(): string {
    const title = this.#found ? titles[this.#found.distribution] : 'Elasticsearch'
    return `${title} (${this.#addresses.variable}, ${this.#addresses.nodes.map((node) => new URL(node).host).join(', ')})`
  }

  /** What it is; undefined until it has been reached once. */
  get found(): Probed | undefined {
    return this.#found
  }

  #tryLater(times: number): void {
    if (this.#closed) return
    this.#retry = setTimeout(async () => {
      try {
        const found = await probe(this.#addresses)
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
    const client = await openClient(found.distribution, this.#addresses)
    this.#found = found
    this.#client = client
  }

  /**
   * On the way of a shopper: through the breaker, and only once.
   * @param read makes sense of the answer; what it throws as TransientError counts against the engine
   * @throws service/unavailable, service/overloaded
   */
  hot<T>(ask: Ask, read: (answer: Answer) => T): Promise<T> {
    if (!this.#client) return Promise.reject(common('service/unavailable', { detail: 'search' }))
    const deed = async () => read(await this.ask(ask))
    return this.#guard.run(deed, { repeatable: false, timeoutMs: ask.timeoutMs + 100 })
  }

  /** Behind the scenes, where the caller tries again. @throws TransientError */
  async ask(ask: Ask): Promise<Answer> {
    const client = this.#client
    if (!client) throw new TransientError(`${this.name} has not been reached yet`, { kind: 'unsent' })
    return client.ask(ask)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    clearTimeout(this.#retry)
    await this.#client?.close()
  }
}
