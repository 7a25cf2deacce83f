import { request } from 'undici'

interface Instance {
  readonly url: string
  inFlight: number
  failures: number
  /** Left alone until a probe finds it ready. */
  ejected: boolean
}

const ejectAfterFailures = 3
const ejectMs = 1_000
const ejectMaxMs = 30_000

/**
 * The copies of one service. Picks the least loaded; a copy that fails three times in a row is left alone for a while
 * that doubles each time, and comes back when its /readyz answers.
 */
export class Instances {
  readonly #all: Instance[]
  #turn = 0

  constructor(urls: readonly string[]) {
    if (urls.length === 0) throw new Error('a service needs at least one address')
    this.#all = urls.map((url) => ({ url, inFlight: 0, failures: 0, ejected: false }))
  }

  get size(): number {
    return this.#all.length
  }

  #pick(avoid: ReadonlySet<string>): Instance {
    const untried = this.#all.filter((each) => !avoid.has(each.url))
    const healthy = untried.filter((each) => !each.ejected)
    // With nobody healthy, trying somebody beats certain failure.
    const choice = healthy.length > 0 ? healthy : untried.length > 0 ? untried : this.#all
    this.#turn += 1
    let best = choice[this.#turn % choice.length]!
    for (const each of choice) if (each.inFlight < best.inFlight) best = each
    return best
  }

  /**
   * Runs work against a copy, and tells by the outcome how that copy is. `failed` says which errors speak against it.
   * @param avoid copies already tried for this request
   */
  async use<T>(
    work: (url: string) => Promise<T>,
    failed: (error: unknown) => boolean,
    avoid: ReadonlySet<string> = new Set(),
  ): Promise<T> {
    const instance = this.#pick(avoid)
    instance.inFlight += 1
    try {
      const result = await work(instance.url)
      instance.failures = 0
      return result
    } catch (error) {
      if (failed(error)) this.#blame(instance)
      else instance.failures = 0
      throw error
    } finally {
      instance.inFlight -= 1
    }
  }

  #blame(instance: Instance): void {
    instance.failures += 1
    if (instance.failures < ejectAfterFailures) return
    const pauseMs = Math.min(ejectMaxMs, ejectMs * 2 ** (instance.failures - ejectAfterFailures))
    instance.ejected = true
    setTimeout(() => void this.#probe(instance), pauseMs).unref()
  }

  async #probe(instance: Instance): Promise<void> {
    try {
      const answer = await request(`${instance.url}/readyz`, { headersTimeout: 2_000, bodyTimeout: 2_000 })
      await answer.body.dump()
      if (answer.statusCode === 200) {
        instance.failures = 0
        instance.ejected = false
        return
      }
    } catch {}
    this.#blame(instance)
  }
}
