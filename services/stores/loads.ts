import { LRUCache } from 'lru-cache'
import { GetRoadLoads } from '../../contracts/care.ts'
import type { StoreLoad, Surge, SurgeSettings } from '../../contracts/surge.ts'
import type { Kit } from '../../kit/service.ts'
import type { Engines } from '../engines.ts'
import type { storesConfig } from './config.ts'
import { isRefusing, surgeOf, surgeOff } from './domain/surge.ts'
import { allSurgeSettings, type PickLoad, pickLoads } from './store/surge.ts'

/** A fee that follows the load may be so old; an order is charged what its quote told, or refused. */
const forMs = 3_000
const renewAfterMs = 1_000

interface Road {
  readonly open: number
  readonly riders: number
  /** Riders whose break is over soon. */
  readonly due: number
  /** Whether a rider of the store was ever on shift. */
  readonly staffed: boolean
}
const noRoad: Road = { open: 0, riders: 0, due: 0, staffed: false }

/** Of some stores together. `riders` is null where none was ever on shift: who brings their orders is not known. */
export interface Around {
  readonly open: number
  readonly riders: number | null
  /** No rider is at work, nor soon. */
  readonly nobody: boolean
  readonly speed: number
}

interface Picture {
  readonly settings: ReadonlyMap<string, SurgeSettings>
  readonly picks: ReadonlyMap<string, PickLoad>
  /** Null while deliveries cannot be asked. */
  readonly roads: ReadonlyMap<string, Road> | null
  readonly speed: number
}

export interface StoreState {
  readonly settings: SurgeSettings
  readonly load: StoreLoad
  readonly surge: Surge | null
  readonly refusing: boolean
  /** Its people sign in for work, and all have gone. */
  readonly allGone: boolean
}

/** What the stores have to do and who does it, asked every few seconds and only while somebody wants to know. */
export class Loads {
  readonly #kit: Kit<typeof storesConfig, Engines>
  readonly #pictures = new LRUCache<'now', Promise<Picture>>({ max: 1, ttl: forMs })

  #askedAtMs = Number.NEGATIVE_INFINITY

  constructor(kit: Kit<typeof storesConfig, Engines>) {
    this.#kit = kit
  }

  /** After a change of settings. */
  forget(): void {
    this.#pictures.clear()
  }

  /** Before somebody is refused: whoever has just come to work is seen. @returns whether more may be known now */
  renew(): boolean {
    if (performance.now() - this.#askedAtMs < renewAfterMs) return false
    this.forget()
    return true
  }

  async of(storeId: string): Promise<StoreState> {
    const { settings: all, picks, roads } = await this.#picture()
    const { whenUnstaffed } = this.#kit.config
    const settings = { whenUnstaffed, ...(all.get(storeId) ?? surgeOff) }
    const { waiting = 0, pickers = 0, allGone = false } = picks.get(storeId) ?? {}
    const road = roads === null ? null : (roads.get(storeId) ?? noRoad)
    const load = { waiting, pickers, open: road?.open ?? null, riders: road?.riders ?? null }
    return {
      settings,
      load,
      surge: surgeOf(settings, load),
      refusing: isRefusing(settings, load),
      allGone,
    }
  }

  /** Packed orders and riders of these stores together; null while deliveries cannot be asked. */
  async around(storeIds: readonly string[]): Promise<Around | null> {
    const { roads, speed } = await this.#picture()
    if (roads === null) return null
    const each = storeIds.map((id) => roads.get(id) ?? noRoad)
    const sum = (pick: (road: Road) => number) => each.reduce((n, road) => n + pick(road), 0)
    const riders = sum((road) => road.riders)
    const staffed = each.some((road) => road.staffed)
    return {
      open: sum((road) => road.open),
      riders: staffed ? riders : null,
      nobody: staffed && riders + sum((road) => road.due) === 0,
      speed,
    }
  }

  #picture(): Promise<Picture> {
    const known = this.#pictures.get('now')
    if (known) return known
    this.#askedAtMs = performance.now()
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
          roads: new Map(
            stores.map(({ storeId, open, riders, due = 0, staffed = riders > 0 }) => [
              storeId,
              { open, riders, due, staffed },
            ]),
          ),
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
