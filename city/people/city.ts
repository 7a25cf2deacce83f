import { setMaxListeners } from 'node:events'
import type { Point } from '../../contracts/geo.ts'
import { type Random, seededRandom } from '../map/random.ts'
import type { DemoAccount } from './accounts.ts'
import { ApiClient, Origin } from './client.ts'
import { openDoor } from './door.ts'
import { type CityLog, silentCityLog } from './life.ts'
import { type PickingHabits, runPicker } from './picker.ts'
import { endShift, type RidingHabits, runRider } from './rider.ts'
import { isAborted, type Pace, pause } from './time.ts'

export interface CityOptions {
  /** Where the public API is. */
  readonly url: string
  /** Where the providers' stand-ins are, and so the messages with the door codes. */
  readonly sandboxUrl?: string
  /** How many times faster than real the people live. */
  readonly speed: number
  /** Whoever may try the demo; only pickers and riders who are nobody's login come to life. */
  readonly accounts: readonly DemoAccount[]
  /** Where riders begin and wait. */
  readonly stores: readonly { readonly id: string; readonly point: Point }[]
  readonly log?: CityLog
  readonly seed?: number
  /** Door codes by order, of customers who live in this process too. */
  readonly told?: ReadonlyMap<string, string>
  readonly picking?: Partial<PickingHabits>
  readonly riding?: Partial<RidingHabits>
}

/** Real milliseconds between two people who begin their day: a password costs the server some 20 ms of a core. */
const beginEveryMs = 60
const endShiftsWithinMs = 2_000
/** Real milliseconds at a door, at the least, and city seconds. */
const doorPatience = { leastMs: 60_000, cityS: 300 }

interface Common {
  readonly client: ApiClient
  readonly pace: Pace
  readonly random: Random
  readonly log: CityLog
  readonly signal: AbortSignal
}

/**
 * Brings pickers and riders to life. They act through the public API only, wait for live messages while there is
 * nothing to do, and outlive a server that restarts. Ends with everybody going home; riders whose hands are full stay
 * on shift, and go on when the city wakes again.
 */
export async function startCity(options: CityOptions): Promise<AsyncDisposable> {
  const { url, sandboxUrl, speed, stores, log = silentCityLog, seed = 1, told } = options
  const stopping = new AbortController()
  const { signal } = stopping
  setMaxListeners(0, signal)
  const origin = new Origin(url)
  const outbox = sandboxUrl ? new Origin(sandboxUrl, { connections: 4 }) : undefined
  const pace = { speed }
  const door = openDoor({
    ...(told ? { told } : {}),
    ...(outbox ? { outbox } : {}),
    patienceMs: Math.max(doorPatience.leastMs, (doorPatience.cityS * 1000) / speed),
  })

  const points = new Map(stores.map((store) => [store.id, store.point]))
  const storePoint = (storeId: string) => points.get(storeId)
  const lives: Promise<void>[] = []
  const riders: ApiClient[] = []
  const bring = (person: DemoAccount, work: (common: Common) => Promise<void>): ApiClient => {
    const client = new ApiClient(origin, person, { signal })
    const number = lives.length
    const random = seededRandom(seed * 7_919 + number)
    lives.push(pause(beginEveryMs * number, signal).then(() => work({ client, pace, random, log, signal })))
    return client
  }
  for (const person of options.accounts) {
    if (person.login) continue
    if (person.roles.includes('picker')) bring(person, (common) => runPicker({ ...common, habits: options.picking }))
    if (person.roles.includes('rider'))
      riders.push(bring(person, (common) => runRider({ ...common, door, storePoint, habits: options.riding })))
  }
  for (const life of lives) life.catch((error) => isAborted(error) || log.warn({ error }, 'somebody cannot work'))
  // Whoever is stopped on the way to work has simply not come.
  const over = Promise.allSettled(lives)
  log.info({ people: lives.length, speed }, 'the city is awake')

  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await over
      await endShifts(riders)
      await origin[Symbol.asyncDispose]()
      await outbox?.[Symbol.asyncDispose]()
    },
  }
}

async function endShifts(riders: readonly ApiClient[]): Promise<void> {
  const late = AbortSignal.timeout(endShiftsWithinMs)
  await Promise.allSettled(riders.map((client) => endShift(client, late)))
}
