import type { DeliveriesContext } from './context.ts'
import type { StoreAhead } from './scene.ts'
import { expectedByStore } from './store/rounds.ts'

const days = 28
const dayMs = 24 * 3_600_000
/** What is usual at this hour changes slowly. */
const countEveryMs = 10 * 60_000
/** How often riders may be sent elsewhere: seldom enough that nobody rides to and fro. */
const dueEveryMs = 60_000
const quartersOfAnHour = 4

/** What the stores expect, for the rounds in which idle riders may be sent from one to another. */
export class Ahead {
  #dueAtMs = Number.NEGATIVE_INFINITY
  #countedAtMs = Number.NEGATIVE_INFINITY
  #perHour: ReadonlyMap<string, number> = new Map()

  /** Undefined when it is not time for it, where there is one store, and where nothing is known of days before. */
  async due(context: DeliveriesContext, nowMs: number): Promise<StoreAhead[] | undefined> {
    if (nowMs - this.#dueAtMs < dueEveryMs) return undefined
    this.#dueAtMs = nowMs
    const stores = (await context.stores.list()).filter((store) => store.open)
    if (stores.length < 2) return undefined
    if (nowMs - this.#countedAtMs >= countEveryMs) {
      this.#perHour = await count(context, nowMs)
      this.#countedAtMs = nowMs
    }
    if (this.#perHour.size === 0) return undefined
    return stores.map(({ id, point }) => ({
      storeId: id,
      point,
      expectedOrders: (this.#perHour.get(id) ?? 0) / quartersOfAnHour,
    }))
  }
}

async function count({ db, config }: DeliveriesContext, nowMs: number): Promise<ReadonlyMap<string, number>> {
  const hour = Number(
    new Intl.DateTimeFormat('en', { hour: 'numeric', hourCycle: 'h23', timeZone: config.timeZone }).format(nowMs),
  )
  const since = new Date(nowMs - days * dayMs)
  const rows = await db.read((sql) =>
    expectedByStore(sql, { since, now: new Date(nowMs), hour, days, timeZone: config.timeZone }),
  )
  return new Map(rows.map((row) => [row.storeId, row.perHour]))
}
