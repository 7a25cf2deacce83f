import { LRUCache } from 'lru-cache'
import { GetRoadLoads } from '../../contracts/care.ts'
import type { StoreLoad, Surge, SurgeSettings } from '../../contracts/surge.ts'
import type { Kit } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import type { storesConfig } from './config.ts'
import { isRefusing, surgeOf, surgeOff } from './domain/surge.ts'
import { allSurgeSettings, pickLoads } from './store/surge.ts'

/** A fee that follows the load may be so old; an order is charged what its quote told, or refused. */
const forMs = 3_000

interface Picture {
  readonly settings: ReadonlyMap<string, SurgeSettings>
  readonly picks: ReadonlyMap<string, { waiting: number; pickers: number }>
  /** Null while deliveries cannot be asked. */
  readonly roads: ReadonlyMap<string, { open: number; riders: number }> | null
  readonly speed: number
}

export interface StoreState {
  readonly settings: SurgeSettings
  readonly load: StoreLoad
  readonly surge: Surge | null
  readonly refusing: boolean
}

/** What the stores have to do and who does it, asked every few seconds and only while somebody wants to know. */
export class Loads {
  readonly #kit: Kit<typeof storesConfig, Engines>
  readonly #pictures = new LRUCache<'now', Promise<Picture>>({ max: 1, ttl: forMs })

  constructor(kit: Kit<typeof storesConfig, Engines>) {
    this.#kit = kit
  }

  /** After a change of settings. */
  forget(): void {
    this.#pictures.clear()
  }

  async of(storeId: string): Promise<StoreState> {
    const { settings: all, picks, roads } = await this.#picture()
    const settings = all.get(storeId) ?? surgeOff
    const { waiting = 0, pickers = 0 } = picks.get(storeId) ?? {}
    const road = roads === null ? null : (roads.get(storeId) ?? { open: 0, riders: 0 })
    const load = { waiting, pickers, open: road?.open ?? null, riders: road?.riders ?? null }
    return { settings, load, surge: surgeOf(settings, load), refusing: isRefusing(settings, load) }
  }

  /** Packed orders and riders of these stores together; null while deliveries cannot be asked. */
  async around(storeIds: readonly string[]): Promise<{ open: number; riders: number; speed: number } | null> {
    const { roads, speed } = await this.#picture()
    if (roads === null) return null
    const each = storeIds.map((id) => roads.get(id) ?? { open: 0, riders: 0 })
    const sum = (pick: (road: { open: number; riders: number }) => number) =>
      each.reduce((n, road) => n + pick(road), 0)
    return { open: sum((road) => road.open), riders: sum((road) => road.riders), speed }
  }

  #picture(): Promise<Picture> {
    const known = this.#pictures.get('now')
    if (known) return known
    const asked = this.#ask()
    this.#pictures.set('now', asked)
    asked.catch(() => this.forget())
    return asked
  }

  async #ask(): Promise<Picture> {
    const { db, call, log } = this.#kit
    const settings = await allSurgeSettings(db.sql)
    const [picks, told] = await Promise.all([
      pickLoads(db.sql),
      call(GetRoadLoads, {}).then(
        ({ stores, speed = 1 }) => ({
          roads: new Map(stores.map(({ storeId, open, riders }) => [storeId, { open, riders }])),
          speed,
        }),
        (error) => {
          log.warn({ error }, 'how busy riders are is not known')
          return { roads: null, speed: 1 }
        },
      ),
    ])
    return { settings, picks, ...told }
  }
}
