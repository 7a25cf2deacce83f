import { setMaxListeners } from 'node:events'
import type { Point } from '../../contracts/geo.ts'
import type { Order } from '../../contracts/orders.ts'
import { seededRandom } from '../map/random.ts'
import type { DemoAccount } from './accounts.ts'
import { startCity } from './city.ts'
import { ApiClient, Origin } from './client.ts'
import type { ShoppingHabits } from './customer.ts'
import { codeOf, runErrand } from './errand.ts'
import { hasEnded } from './follow.ts'
import { type CityLog, silentCityLog } from './life.ts'
import { type Errand, reportOf, type SimulationReport } from './report.ts'
import { arrivals } from './shopping.ts'
import { Bell, isAborted, pause } from './time.ts'

export interface SimulationOptions {
  readonly url: string
  /** The payment stand-in, and the messages with the door codes. Without it, people pay in cash or from the wallet. */
  readonly sandboxUrl?: string
  /** How many customers set out. */
  readonly orders: number
  /** How many of them in a minute of real time, on average: what the servers feel. */
  readonly ratePerMinute: number
  readonly speed: number
  readonly accounts: readonly DemoAccount[]
  readonly stores: readonly { readonly id: string; readonly point: Point }[]
  /** Whether pickers and riders are to be brought along; not where the city is alive already. */
  readonly workers?: boolean
  readonly seed?: number
  readonly onProgress?: (text: string) => void
  readonly log?: CityLog
  readonly signal?: AbortSignal
  /** Real seconds after which an accepted order without an end is lost; the timeouts of the back end, unless told. */
  readonly lostAfterS?: number
  readonly shopping?: Partial<ShoppingHabits>
}

/** Beyond what an order may take before the back end ends it: an hour until it is packed, 90 minutes until it leaves. */
const lostAfter = { leastS: 900, cityS: 5 * 3_600 }
const progressEveryMs = 1_000

/**
 * Lets virtual customers order, and reports how they were served; what its figures mean stands with `SimulationReport`.
 * The same seed gives the same customers, baskets and instants of setting out; how a run goes depends on the servers too.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const { orders, ratePerMinute, speed, seed = 1, log = silentCityLog, onProgress = () => {} } = options
  const customers = options.accounts.filter((person) => !person.login && person.roles.includes('customer'))
  if (customers.length === 0) throw new Error('A simulation needs customers among its accounts')
  const stopping = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, stopping.signal]) : stopping.signal
  setMaxListeners(0, signal)

  await using stack = new AsyncDisposableStack()
  const origin = stack.use(new Origin(options.url, { connections: 64 }))
  const provider = options.sandboxUrl ? stack.use(new Origin(options.sandboxUrl)) : undefined
  const told = new Map<string, string>()
  if (options.workers ?? true) {
    const { url, sandboxUrl, accounts, stores } = options
    stack.use(await startCity({ url, sandboxUrl, accounts, stores, speed, seed, told, log }))
  }
  stack.defer(() => stopping.abort())

  const crowd = new Crowd(customers.map((person) => new ApiClient(origin, person, { signal })))
  const lostAfterMs = (options.lostAfterS ?? Math.max(lostAfter.leastS, lostAfter.cityS / speed)) * 1000
  const troubles: string[] = []
  const errands: Errand[] = []
  const owners = new Map<string, ApiClient>()
  let declined = 0
  let placed = 0
  let out = 0
  const beganMs = performance.now()
  let toldMs = Number.NEGATIVE_INFINITY
  const say = () => {
    if (performance.now() - toldMs < progressEveryMs) return
    toldMs = performance.now()
    onProgress(`${out} of ${orders} customers, ${placed} orders, ${errands.length} ended`)
  }

  const errand = async (number: number) => {
    const client = await crowd.take(signal)
    let free = () => {
      crowd.give(client)
      free = () => {}
    }
    try {
      const done = await runErrand({
        client,
        ...(provider ? { provider } : {}),
        pace: { speed },
        random: seededRandom(seed * 1_000_003 + number),
        log,
        signal,
        lostAfterMs,
        ...(options.shopping ? { habits: options.shopping } : {}),
        onPlaced: (orderId, doorCode) => {
          placed += 1
          owners.set(orderId, client)
          if (doorCode) told.set(orderId, doorCode)
          // Waiting for a rider leaves the hands free for the next basket.
          free()
          say()
        },
        onDeclined: () => {
          declined += 1
        },
        onTrouble: (code) => troubles.push(code),
      })
      errands.push(done)
    } finally {
      free()
      say()
    }
  }

  const running: Promise<void>[] = []
  for (const [number, atMs] of arrivals(seededRandom(seed), orders, ratePerMinute).entries()) {
    const waitMs = beganMs + atMs - performance.now()
    if (waitMs > 0) await pause(waitMs, signal)
    out += 1
    const begun = errand(number)
    // Looked at when all have set out: if that is called off, nobody asks how the first ones fare.
    begun.catch(() => {})
    running.push(begun)
  }
  await allOrFirstFault(running)
  const wallSeconds = (performance.now() - beganMs) / 1000
  const checked = await recheck(errands, owners, troubles)
  return reportOf(checked, { ratePerMinute, speed, seed, wallSeconds, paymentsDeclined: declined, troubles })
}

/** Waits for all, so that nothing goes on behind one's back, and then tells the first fault. */
async function allOrFirstFault(running: readonly Promise<void>[]): Promise<void> {
  const fault = (await Promise.allSettled(running)).find((each) => each.status === 'rejected')
  if (fault) throw fault.reason
}

/** Every accepted order is asked for once more: one that is gone, or has come back to life, is lost after all. */
async function recheck(
  errands: readonly Errand[],
  owners: ReadonlyMap<string, ApiClient>,
  troubles: string[],
): Promise<Errand[]> {
  const checked: Errand[] = []
  for (const errand of errands) {
    if (errand.kind !== 'ordered' || errand.end === 'lost') {
      checked.push(errand)
      continue
    }
    try {
      const { status } = await owners.get(errand.orderId)!.get<Order>(`/v1/orders/${errand.orderId}`)
      checked.push(hasEnded(status) ? errand : { ...errand, end: 'lost' })
    } catch (error) {
      if (isAborted(error)) throw error
      troubles.push(codeOf(error))
      checked.push({ ...errand, end: 'lost' })
    }
  }
  return checked
}

/** The customers who are not filling a basket: each has one cart, so each fills one at a time. */
class Crowd {
  readonly #free: ApiClient[]
  readonly #waiting: Bell[] = []

  constructor(clients: ApiClient[]) {
    this.#free = clients
  }

  async take(signal: AbortSignal): Promise<ApiClient> {
    for (;;) {
      const client = this.#free.shift()
      if (client) return client
      const bell = new Bell()
      this.#waiting.push(bell)
      await bell.wait(60_000, signal)
    }
  }

  give(client: ApiClient): void {
    this.#free.push(client)
    this.#waiting.shift()?.ring()
  }
}
