import { ListStores, type Store } from '../../contracts/stores.ts'
import type { Call } from '../../kit/calls.ts'
import type { Log } from '../../kit/log.ts'

const freshMs = 30_000

/**
 * The stores as the stores service tells them, remembered: a name on a task does not need a call each time. While that
 * service is away the last known ones serve, and deliveries go on.
 */
export class StoreNames {
  readonly #call: Call
  readonly #log: Log
  #stores: readonly Store[] = []
  #names: ReadonlyMap<string, string> = new Map()
  #askedAtMs = Number.NEGATIVE_INFINITY
  #asking: Promise<void> | undefined

  constructor(call: Call, log: Log) {
    this.#call = call
    this.#log = log
  }

  async list(): Promise<readonly Store[]> {
    if (performance.now() - this.#askedAtMs > freshMs) {
      this.#asking ??= this.#ask().finally(() => {
        this.#asking = undefined
      })
      // Old names are good enough while new ones come.
      if (this.#stores.length === 0) await this.#asking
    }
    return this.#stores
  }

  /** By store id. */
  async names(): Promise<ReadonlyMap<string, string>> {
    await this.list()
    return this.#names
  }

  /** By store id, without asking anybody. */
  known(): ReadonlyMap<string, string> {
    return this.#names
  }

  /** A store as it is remembered, without asking anybody. */
  knownStore(id: string | null): Store | undefined {
    return this.#stores.find((store) => store.id === id)
  }

  async #ask(): Promise<void> {
    try {
      this.#stores = (await this.#call(ListStores, {})).stores
      this.#names = new Map(this.#stores.map((store) => [store.id, store.name]))
      this.#askedAtMs = this.#stores.length > 0 ? performance.now() : Number.NEGATIVE_INFINITY
    } catch (error) {
      this.#log.warn({ error }, 'the stores could not be listed')
      // Not again with every position: a second later is soon enough.
      this.#askedAtMs = performance.now() - freshMs + 1_000
    }
  }
}
