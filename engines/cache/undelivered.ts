import { cacheLimits } from '../../kit/cache.ts'

const keysMax = 20_000

/**
 * Changes of this process that Redis has not heard of. Until it has, no older value is taken from there. After the longest
 * time to live nothing older is left. When there are too many to be remembered, nothing is taken for that long.
 */
export class Undelivered {
  readonly #changes = new Map<string, { version: number; untilMs: number }>()
  #blindUntilMs = 0

  get blind(): boolean {
    return this.#blindUntilMs > Date.now()
  }

  add(key: string, version: number): void {
    if (version < this.version(key)) return
    const untilMs = Date.now() + cacheLimits.ttlMs
    // Set anew, so that the map stays in the order in which its entries end.
    this.#changes.delete(key)
    this.#changes.set(key, { version, untilMs })
    this.#forgetOver()
    if (this.#changes.size <= keysMax) return
    this.#changes.clear()
    this.#blindUntilMs = untilMs
  }

  delivered(key: string, version: number): void {
    const known = this.#changes.get(key)
    if (known && known.version <= version) this.#changes.delete(key)
  }

  /** The version below which nothing may be taken. */
  version(key: string): number {
    return this.#changes.get(key)?.version ?? 0
  }

  entries(): [key: string, version: number][] {
    this.#forgetOver()
    return [...this.#changes].map(([key, { version }]) => [key, version])
  }

  #forgetOver(): void {
    const now = Date.now()
    for (const [key, { untilMs }] of this.#changes) {
      if (untilMs > now) return
      this.#changes.delete(key)
    }
  }
}
