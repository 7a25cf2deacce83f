import { type Address, followAddresses, type Resolve } from './addresses.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { policy } from './resilience.ts'

/** Asks a copy for /readyz. */
export type Probe = (address: Address) => Promise<boolean>

/** Why a copy is left alone. */
type Cause = 'failing' | 'slow' | 'closing'

interface Instance {
  readonly address: Address
  inFlight: number
  /** In a row. */
  failures: number
  /** Since it last did well for a while: each makes the next pause longer. */
  ejections: number
  /** Answers since then, and their average time, newer ones counting more. */
  answers: number
  averageMs: number
  /** Left alone until a probe finds it ready. */
  ejected: boolean
  /** Since when it gets work again; it warms up at first. */
  backAtMs: number
  /** When it last refused for want of room. */
  busyAtMs: number
  /** DNS or the list does not have it any more: it finishes what it has. */
  gone: boolean
}

/** What an error says of the copy: it failed; it has no room at present; nothing. */
export type Verdict = 'failed' | 'busy' | undefined

const newInstance = (address: Address): Instance => ({
  address,
  inFlight: 0,
  failures: 0,
  ejections: 0,
  answers: 0,
  averageMs: 0,
  ejected: false,
  backAtMs: Number.NEGATIVE_INFINITY,
  busyAtMs: Number.NEGATIVE_INFINITY,
  gone: false,
})

const newerCounts = 0.2
const coldShare = 0.3
const forgiveAfter = 50
/** Who refuses is quick, and would look idle. */
const busyForMs = 1_000
const busyLoad = 20

/**
 * The copies of one service. Picks the least loaded. A copy that fails three times in a row, that is much slower than the
 * others, or that says that it is closing, is left alone for a while that doubles each time, and comes back, gently, when
 * its /readyz answers.
 */
export class Instances implements Disposable {
  #all: Instance[] = []
  #turn = 0
  readonly #following: ReturnType<typeof followAddresses>
  readonly #probe: Probe
  readonly #tell: (cause?: Cause) => void

  constructor(
    urls: readonly string[],
    options: { service: string; probe: Probe; log: Log; metrics: Metrics; resolve?: Resolve },
  ) {
    if (urls.length === 0) throw new Error('a service needs at least one address')
    const { service, metrics, log } = options
    this.#probe = options.probe
    this.#tell = (cause) => {
      const ejected = this.#all.filter((each) => each.ejected).length
      metrics.copies.set({ service, state: 'ejected' }, ejected)
      metrics.copies.set({ service, state: 'in' }, this.#all.length - ejected)
      if (cause) metrics.copyEjections.inc({ service, cause })
    }
    this.#following = followAddresses(urls, (addresses) => this.#take(addresses), options)
    void this.#following.asked.then(() => {
      if (this.#all.length === 0) log.warn({ service }, 'no copy of a service is known yet')
    })
  }

  get size(): number {
    return this.#all.length
  }

  /** Resolves when names have been looked up for the first time. */
  get known(): Promise<void> {
    return this.#following.asked
  }

  #take(addresses: readonly Address[]): void {
    const before = new Map(this.#all.map((each) => [each.address.url, each]))
    this.#all = addresses.map((address) => before.get(address.url) ?? newInstance(address))
    for (const each of before.values()) each.gone = !this.#all.includes(each)
    this.#tell()
  }

  #pick(avoid: ReadonlySet<string>): Instance | undefined {
    const untried = this.#all.filter((each) => !avoid.has(each.address.url))
    const open = untried.length > 0 ? untried : this.#all
    const healthy = open.filter((each) => !each.ejected)
    // With nobody healthy, trying somebody beats certain failure.
    const choice = healthy.length > 0 ? healthy : open
    this.#turn += 1
    const now = performance.now()
    let best = choice[this.#turn % choice.length]
    for (const each of choice) if (loadOf(each, now) < loadOf(best!, now)) best = each
    return best
  }

  /**
   * Runs work against a copy, and tells by the outcome how that copy is.
   * @param verdict what an error says of the copy
   * @param avoid copies already tried for this request, by `url`
   * @throws what the work throws, and `unknown()` when no copy is known
   */
  async use<T>(
    work: (address: Address) => Promise<T>,
    verdict: (error: unknown) => Verdict,
    { avoid = new Set(), unknown }: { avoid?: ReadonlySet<string>; unknown: () => Error },
  ): Promise<T> {
    if (this.#all.length === 0) await this.known
    const instance = this.#pick(avoid)
    if (!instance) throw unknown()
    instance.inFlight += 1
    const began = performance.now()
    try {
      const result = await work(instance.address)
      this.#praise(instance, performance.now() - began)
      return result
    } catch (error) {
      const said = verdict(error)
      if (said === 'failed') this.#blame(instance)
      else if (said === 'busy') instance.busyAtMs = performance.now()
      else this.#praise(instance, performance.now() - began)
      throw error
    } finally {
      instance.inFlight -= 1
    }
  }

  /** It has said that it is about to close: nothing new for it, unless there is nobody else. */
  leave(url: string): void {
    const instance = this.#all.find((each) => each.address.url === url)
    if (instance && !instance.ejected) this.#eject(instance, 'closing')
  }

  #praise(instance: Instance, tookMs: number): void {
    instance.failures = 0
    instance.answers += 1
    if (instance.answers > forgiveAfter) instance.ejections = 0
    instance.averageMs += (tookMs - instance.averageMs) * (instance.answers === 1 ? 1 : newerCounts)
    if (!instance.ejected && this.#isSlow(instance)) this.#eject(instance, 'slow')
  }

  #isSlow({ answers, averageMs, address }: Instance): boolean {
    if (averageMs < policy.slowMs || answers < policy.slowSamples) return false
    const others = this.#all.filter(
      (each) => each.address !== address && !each.ejected && each.answers >= policy.slowSamples,
    )
    const middle = others.map((each) => each.averageMs).sort((a, b) => a - b)[Math.floor(others.length / 2)]
    return middle !== undefined && averageMs > middle * policy.slowTimes
  }

  #blame(instance: Instance): void {
    instance.failures += 1
    instance.answers = 0
    if (instance.failures >= policy.ejectAfterFailures && !instance.ejected) this.#eject(instance, 'failing')
  }

  #eject(instance: Instance, cause: Cause): void {
    instance.ejected = true
    this.#tell(cause)
    this.#askLater(instance)
  }

  #askLater(instance: Instance): void {
    const pauseMs = Math.min(policy.ejectMaxMs, policy.ejectMs * 2 ** instance.ejections)
    instance.ejections += 1
    setTimeout(() => void this.#ask(instance), pauseMs * (0.75 + Math.random() / 2)).unref()
  }

  async #ask(instance: Instance): Promise<void> {
    if (instance.gone) return
    if (!(await this.#probe(instance.address).catch(() => false))) {
      this.#askLater(instance)
      return
    }
    instance.ejected = false
    instance.failures = 0
    instance.answers = 0
    instance.backAtMs = performance.now()
    this.#tell()
  }

  [Symbol.dispose](): void {
    this.#following[Symbol.dispose]()
    for (const each of this.#all) each.gone = true
  }
}

/** Requests that it has and would have, weighed by how much of its share a copy takes while it warms up. */
function loadOf({ inFlight, backAtMs, busyAtMs }: Instance, nowMs: number): number {
  const warm = (nowMs - backAtMs) / policy.warmUpMs
  const load = inFlight + 1 + (nowMs - busyAtMs < busyForMs ? busyLoad : 0)
  return load / (warm >= 1 ? 1 : coldShare + (1 - coldShare) * warm)
}
