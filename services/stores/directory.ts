import { LRUCache } from 'lru-cache'
import { EstimateTravel } from '../../contracts/deliveries.ts'
import { distanceM, type Point } from '../../contracts/geo.ts'
import { topics } from '../../contracts/live.ts'
import type { InputOf, OutputOf } from '../../contracts/operation.ts'
import { type Locate, type Located, type Store, stores } from '../../contracts/stores.ts'
import { toTimestamp } from '../../contracts/time.ts'
import type { Kit } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import type { storesConfig } from './config.ts'
import { type AreaIndex, indexAreas } from './domain/area-index.ts'
import { chooseStore } from './domain/choice.ts'
import { localTime, openState } from './domain/hours.ts'
import { type Missing, refusalOf } from './domain/surge.ts'
import type { Around, Loads } from './loads.ts'
import { bandOf, type PromiseState } from './promise/model.ts'
import { makePromise } from './promising.ts'
import { queueLengths } from './store/picks.ts'
import { promiseStates } from './store/promises.ts'
import { levelsOf } from './store/stock.ts'
import { allStores, type StoredStore } from './store/stores.ts'

type Travel = OutputOf<typeof EstimateTravel>['estimates'][number]
type Wanted = { readonly productId: string; readonly quantity: number }
type LocateWish = Omit<InputOf<typeof Locate>, 'point' | 'storeId'> & {
  readonly among?: readonly string[]
  readonly reachable?: boolean
}
interface Wish {
  readonly all: readonly StoredStore[]
  readonly open: readonly Store[]
  readonly point: Point
  readonly later: boolean
  readonly reachable: boolean
  readonly lines: readonly Wanted[]
  readonly servingId: string | undefined
}
interface Known {
  readonly all: readonly StoredStore[]
  /** Of their areas, in the same order. */
  readonly areas: AreaIndex
}

const storesForMs = 2_000
const queuesForMs = 1_000
const modelsForMs = 5_000
const travelForMs = 5 * 60_000
const closingForMs = 5_000
/** Without the road engine: detour over the straight line, and a motorbike's pace in city traffic. */
const detour = 1.4
const paceMps = 5
/** Stores of which it is worked out what each would promise, the nearest. */
const candidatesMax = 5

/**
 * Which stores there are and which serves a point. Stores and queue lengths are remembered for a second or two: a
 * promise may be that old, a reservation never is.
 */
export class Directory {
  readonly #kit: Kit<typeof storesConfig, Engines>
  readonly #loads: Loads
  #stores: Remembered<Known>
  #queues: Remembered<Map<string, number>>
  #models: Remembered<Map<string, PromiseState>>
  readonly #travel = new LRUCache<string, Travel>({ max: 50_000, ttl: travelForMs })
  #edition = 0
  #closingUntilMs = 0
  #leave: (() => void) | undefined

  constructor(kit: Kit<typeof storesConfig, Engines>, loads: Loads) {
    this.#kit = kit
    this.#loads = loads
    this.#stores = new Remembered(storesForMs, async () => {
      const all = await allStores(kit.db.sql)
      return { all, areas: indexAreas(all.map((store) => store.area)) }
    })
    this.#queues = new Remembered(queuesForMs, () => queueLengths(kit.db.sql))
    this.#models = new Remembered(modelsForMs, () => promiseStates(kit.db.sql))
  }

  /** Streets that are closed or reopened from now on change what is known of ways. */
  begin(): void {
    this.#leave = this.#kit.live.subscribe(topics.roadClosures, () => {
      this.#edition += 1
      this.#travel.clear()
      // Copies of deliveries hear of it at the same time, and at the latest when they look by themselves.
      this.#closingUntilMs = Date.now() + closingForMs
    })
  }

  close(): void {
    this.#leave?.()
  }

  /** After a change here: other copies see it within two seconds. */
  forget(): void {
    this.#stores.forget()
  }

  async list(): Promise<Store[]> {
    return (await this.#stores.get()).all.map((store) => this.#show(store))
  }

  /** @throws stores/not-found */
  async get(storeId: string): Promise<Store> {
    const store = (await this.#stores.get()).all.find((each) => each.id === storeId)
    if (!store) throw stores('stores/not-found')
    return this.#show(store)
  }

  #show(store: StoredStore): Store {
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

  /** The stores in whose areas a point lies, the nearest first. */
  async covering(point: Point): Promise<Store[]> {
    const { all, areas } = await this.#stores.get()
    return areas
      .covering(point)
      .map((place) => this.#show(all[place]!))
      .sort((a, b) => distanceM(a.point, point) - distanceM(b.point, point))
  }

  /**
   * The open store that serves a point best, or why none does.
   * @param wish `among`: only these stores. `later`: it may be closed now. `reachable`: streets lead to it now, also for
   * later. `lines`: what is wanted, if that is known. `servingId`: the store that serves the person
   */
  async locate(
    point: Point,
    { among, servingId, later = false, reachable = false, lines = [] }: LocateWish = {},
  ): Promise<Located> {
    const { all } = await this.#stores.get()
    const covering = (await this.covering(point)).filter((store) => !among || among.includes(store.id))
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
    const choose = () => this.#choose({ all, open, point, later, reachable, lines, servingId })
    let { best, states, reason } = await choose()
    if (!best && (reason === 'no-riders' || reason === 'no-pickers') && this.#loads.renew())
      ({ best, states, reason } = await choose())
    // A promise that cannot be kept is not made: a window may be chosen, or an order placed a little later.
    if (!best) return { serviceable: false, reason }
    const { id, name, point: at } = best.store
    const surge = later ? null : states.get(id)!.surge
    return {
      serviceable: true,
      store: { id, name, point: at, open: best.store.open },
      promiseMinutes: best.minutes,
      promise: best.made.promise,
      distanceM: best.travel.distanceM,
      approximate: best.travel.approximate,
      ...(surge ? { surge } : {}),
      basis: best.made.basis,
    }
  }

  /** The best of the stores that take an order for a door, or why none does. */
  async #choose({ all, open, point, later, reachable, lines, servingId }: Wish) {
    const states = new Map(await Promise.all(open.map(async ({ id }) => [id, await this.#loads.of(id)] as const)))
    const taking = later ? [...open] : open.filter((store) => !states.get(store.id)!.refusing)
    const near = taking.filter(({ id }, place) => place < candidatesMax || id === servingId)
    const options = await this.#options(all, near, point, lines)
    const refusals = options.map((each) => {
      if (!later) return refusalOf(states.get(each.storeId)!.settings, each)
      return reachable && !each.reachable ? 'no-way' : undefined
    })
    const best = chooseStore(
      options.filter((_, place) => refusals[place] === undefined),
      servingId,
    )
    return { best, states, reason: soonestOver(refusals, taking.length < open.length) }
  }

  #around(all: readonly StoredStore[], { point }: Pick<Store, 'point'>): Promise<Around | null> {
    const { neighbourM } = this.#kit.config
    return this.#loads.around(all.filter((each) => distanceM(each.point, point) <= neighbourM).map(({ id }) => id))
  }

  /** Who is known not to be at work for a store. */
  async missing(store: Store): Promise<Missing | undefined> {
    const { all } = await this.#stores.get()
    const [around, { allGone }] = await Promise.all([this.#around(all, store), this.#loads.of(store.id)])
    return missingOf(around, allGone)
  }

  /** What each store would promise for a point, and how much it has of what is wanted. */
  async #options(all: readonly StoredStore[], near: readonly Store[], point: Point, lines: readonly Wanted[]) {
    const { config, clock } = this.#kit
    const [queues, learnt] = await Promise.all([this.#queues.get(), this.#learnt()])
    return Promise.all(
      near.map(async (store) => {
        const [travel, { load, allGone }, around, stocked] = await Promise.all([
          this.#travelFrom(store.point, point),
          this.#loads.of(store.id),
          this.#around(all, store),
          this.#stocked(store.id, lines),
        ])
        const made = makePromise(
          config,
          learnt.get(store.id),
          {
            ahead: queues.get(store.id) ?? 0,
            pickers: load.pickers,
            open: load.open,
            // Where none was ever on shift nobody knows who brings it.
            riders: around?.riders === null ? null : load.riders,
            openAround: around?.open ?? null,
            ridersAround: around?.riders ?? null,
            rideS: travel.durationS,
            approximate: travel.approximate,
            band: bandOf(Math.floor(localTime(clock.now(), store.timeZone).minute / 60)),
          },
          around?.speed,
        )
        const { minutes } = made.promise
        const facts = { minutes, expectedS: made.basis.expectedS, distanceM: travel.distanceM, stocked }
        const missing = missingOf(around, allGone)
        const reachable = travel.reachable !== false
        return { storeId: store.id, ...facts, reachable, missing, store, travel, made }
      }),
    )
  }

  /** Without what was learnt a promise is made from what operators have set; that is no reason to make none. */
  async #learnt(): Promise<ReadonlyMap<string, PromiseState>> {
    try {
      return await this.#models.get()
    } catch (error) {
      this.#kit.log.warn({ error }, 'what stores have learnt cannot be read')
      return new Map()
    }
  }

  /** The share of what is wanted that a store has; all of it where nothing is wanted or nobody can say. */
  async #stocked(storeId: string, lines: readonly Wanted[]): Promise<number> {
    const wanted = lines.reduce((sum, line) => sum + line.quantity, 0)
    if (wanted === 0) return 1
    const productIds = lines.map((line) => line.productId)
    const levels = new Map(
      (await levelsOf(this.#kit.db.sql, storeId, productIds)).map((level) => [level.productId, level.available]),
    )
    const there = lines.reduce(
      (sum, { productId, quantity }) => sum + Math.min(quantity, Math.max(0, levels.get(productId) ?? 0)),
      0,
    )
    return there / wanted
  }

  async #travelFrom(from: Point, to: Point): Promise<Travel> {
    const key = `${from.lat},${from.lng},${to.lat.toFixed(4)},${to.lng.toFixed(4)}`
    const known = this.#travel.get(key)
    if (known) return known
    const edition = this.#edition
    try {
      const { estimates } = await this.#kit.call(EstimateTravel, { from, to: [to] })
      const travel = estimates[0]!
      const isSure = !travel.approximate && Date.now() >= this.#closingUntilMs
      if (edition === this.#edition) this.#travel.set(key, travel, isSure ? {} : { ttl: queuesForMs })
      return travel
    } catch {
      const metres = Math.round(distanceM(from, to) * detour)
      return { distanceM: metres, durationS: Math.round(metres / paceMps), approximate: true }
    }
  }
}

const missingOf = (around: Around | null, allGone: boolean): Missing | undefined =>
  around?.nobody ? 'riders' : allGone ? 'pickers' : undefined

/** Of the reasons of several stores, the one that is over soonest. */
function soonestOver(
  refusals: readonly ReturnType<typeof refusalOf>[],
  isFull: boolean,
): NonNullable<ReturnType<typeof refusalOf>> {
  if (isFull) return 'too-busy'
  return (['too-busy', 'no-riders', 'no-pickers'] as const).find((reason) => refusals.includes(reason)) ?? 'no-way'
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
