import { LRUCache } from 'lru-cache'
import { EstimateTravel } from '../../contracts/deliveries.ts'
import { distanceM, type Point } from '../../contracts/geo.ts'
import type { OutputOf } from '../../contracts/operation.ts'
import { type Serviceability, type Store, stores } from '../../contracts/stores.ts'
import { toTimestamp } from '../../contracts/time.ts'
import type { Kit } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import type { storesConfig } from './config.ts'
import { type Box, boxOf, contains, inBox } from './domain/area.ts'
import { openState } from './domain/hours.ts'
import { promiseMinutes } from './domain/promise.ts'
import type { Loads } from './loads.ts'
import { queueLengths } from './store/picks.ts'
import { allStores, type StoredStore } from './store/stores.ts'

type Travel = OutputOf<typeof EstimateTravel>['estimates'][number]
interface Known extends StoredStore {
  readonly box: Box
}

const storesForMs = 2_000
const queuesForMs = 1_000
const travelForMs = 5 * 60_000
/** Without the road engine: detour over the straight line, and a motorbike's pace in city traffic. */
const detour = 1.4
const paceMps = 5
const candidatesMax = 5

/**
 * Which stores there are and which serves a point. Stores and queue lengths are remembered for a second or two: a
 * promise may be that old, a reservation never is.
 */
export class Directory {
  readonly #kit: Kit<typeof storesConfig, Engines>
  readonly #loads: Loads
  #stores: Remembered<Known[]>
  #queues: Remembered<Map<string, number>>
  readonly #travel = new LRUCache<string, Travel>({ max: 50_000, ttl: travelForMs })

  constructor(kit: Kit<typeof storesConfig, Engines>, loads: Loads) {
    this.#kit = kit
    this.#loads = loads
    this.#stores = new Remembered(storesForMs, async () =>
      (await allStores(kit.db.sql)).map((store) => ({ ...store, box: boxOf(store.area) })),
    )
    this.#queues = new Remembered(queuesForMs, () => queueLengths(kit.db.sql))
  }

  /** After a change here: other copies see it within two seconds. */
  forget(): void {
    this.#stores.forget()
  }

  async list(): Promise<Store[]> {
    return (await this.#stores.get()).map((store) => this.#show(store))
  }

  /** @throws stores/not-found */
  async get(storeId: string): Promise<Store> {
    const store = (await this.#stores.get()).find((each) => each.id === storeId)
    if (!store) throw stores('stores/not-found')
    return this.#show(store)
  }

  #show({ box: _, ...store }: Known): Store {
    const nowMs = this.#kit.clock.now()
    const { pausedUntil, pausedReason, ...rest } = store
    const untilMs = pausedUntil ? Date.parse(pausedUntil) : undefined
    // The row is written by a job a little later.
    if (!store.paused || (untilMs !== undefined && untilMs <= nowMs))
      return { ...rest, paused: false, ...opening(openState(store.hours, store.timeZone, nowMs, store.exceptions)) }
    if (untilMs === undefined) return { ...store, open: false }
    const then = openState(store.hours, store.timeZone, untilMs, store.exceptions)
    return {
      ...store,
      ...opening({ open: false, ...(then.open ? { opensAtMs: untilMs } : { opensAtMs: then.opensAtMs }) }),
    }
  }

  /** The open store that reaches a point soonest; or of one store, whether it does. `later`: it may be closed now. */
  async locate(point: Point, storeId?: string, later = false): Promise<Serviceability> {
    const all = await this.#stores.get()
    const covering = all
      .filter(
        (store) => (storeId ? store.id === storeId : true) && inBox(store.box, point) && contains(store.area, point),
      )
      .map((store) => this.#show(store as Known))
    if (covering.length === 0) return { serviceable: false, reason: 'outside-every-area' }
    const open = covering.filter((store) => store.open || (later && !store.paused))
    if (open.length === 0) {
      const soonest = covering.flatMap((store) => store.opensAt ?? []).sort()[0]
      const paused = covering.some((store) => store.paused)
      return {
        serviceable: false,
        reason: 'no-store-open',
        ...(soonest ? { opensAt: soonest } : {}),
        ...(paused ? { paused } : {}),
      }
    }
    const queues = await this.#queues.get()
    const states = new Map(await Promise.all(open.map(async ({ id }) => [id, await this.#loads.of(id)] as const)))
    const taking = later ? open : open.filter((store) => !states.get(store.id)!.refusing)
    if (taking.length === 0) return { serviceable: false, reason: 'too-busy' }
    const nearest = taking.sort((a, b) => distanceM(a.point, point) - distanceM(b.point, point)).slice(0, candidatesMax)
    const options = await Promise.all(
      nearest.map(async (store) => {
        const travel = await this.#travelFrom(store.point, point)
        const minutes = promiseMinutes(this.#kit.config, {
          queue: queues.get(store.id) ?? 0,
          travelS: travel.durationS,
        })
        return { store, travel, minutes }
      }),
    )
    const best = options.sort((a, b) => a.minutes - b.minutes || a.travel.durationS - b.travel.durationS)[0]!
    const { id, name, point: at } = best.store
    const surge = later ? null : states.get(id)!.surge
    return {
      serviceable: true,
      store: { id, name, point: at, open: best.store.open },
      promiseMinutes: best.minutes,
      distanceM: best.travel.distanceM,
      approximate: best.travel.approximate,
      ...(surge ? { surge } : {}),
    }
  }

  async #travelFrom(from: Point, to: Point): Promise<Travel> {
    const key = `${from.lat},${from.lng},${to.lat.toFixed(4)},${to.lng.toFixed(4)}`
    const known = this.#travel.get(key)
    if (known) return known
    try {
      const { estimates } = await this.#kit.call(EstimateTravel, { from, to: [to] })
      const travel = estimates[0]!
      this.#travel.set(key, travel, travel.approximate ? { ttl: queuesForMs } : {})
      return travel
    } catch {
      const metres = Math.round(distanceM(from, to) * detour)
      return { distanceM: metres, durationS: Math.round(metres / paceMps), approximate: true }
    }
  }
}

const opening = ({ open, opensAtMs }: { open: boolean; opensAtMs?: number | undefined }) => ({
  open,
  ...(opensAtMs === undefined ? {} : { opensAt: toTimestamp(opensAtMs) }),
})

/** A value that is asked for again after a while; callers at the same time share one question. */
class Remembered<T> {
  readonly #forMs: number
  readonly #ask: () => Promise<T>
  #value: Promise<T> | undefined
  #untilMs = 0

  constructor(forMs: number, ask: () => Promise<T>) {
    this.#forMs = forMs
    this.#ask = ask
  }

  forget(): void {
    this.#value = undefined
  }

  get(): Promise<T> {
    if (this.#value && this.#untilMs > Date.now()) return this.#value
    this.#untilMs = Date.now() + this.#forMs
    const asked = this.#ask()
    this.#value = asked
    asked.catch(() => this.forget())
    return asked
  }
}
