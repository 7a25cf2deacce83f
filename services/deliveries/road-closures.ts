import { topics } from '../../contracts/live.ts'
import { closureLimits } from '../../contracts/road-closures.ts'
import type { Closure, GraphRoads, Roads } from '../../engines/roads/index.ts'
import type { DeliveriesContext } from './context.ts'
import { type ClosureRow, openClosures } from './store/road-closures.ts'

/** An engine whose answers avoid what is closed in it. */
export type ClosingRoads = Roads & Pick<GraphRoads, 'close' | 'reopen' | 'closures'>

/** An own map does, also behind a provider: what closed streets change is answered by it. A provider alone knows nothing of them. */
export const closesRoads = (roads: Roads): roads is ClosingRoads => 'close' in roads

export const toClosure = ({
  id,
  points,
  area,
  endsAt,
}: Pick<ClosureRow, 'id' | 'points' | 'area' | 'endsAt'>): Closure => ({
  id,
  at: points,
  ...(area ? { area } : {}),
  untilMs: endsAt.getTime(),
})

/**
 * Keeps the streets of this copy's engine closed as the table says: at the start, when another copy tells of a change, and every
 * few seconds, should that have been missed. What the dispatcher remembers of ways is forgotten with each change, also when a
 * closure ends by itself.
 */
export class RoadClosures {
  #context: DeliveriesContext | undefined
  #leave: (() => void) | undefined
  #running: Promise<void> | undefined
  #again = false
  /** Ids of what was closed at the last look. */
  #closed = ''
  readonly #refused = new Set<string>()

  /** Resolves when nobody is led over a closed street any more. */
  async begin(context: DeliveriesContext): Promise<void> {
    this.#context = context
    this.#leave = context.live.subscribe(topics.roadClosures, () => this.#kick())
    await this.follow().catch((error) =>
      context.log.error({ error }, 'closed streets are not known; the job comes again'),
    )
  }

  /** Resolves when the engine stands as the table did after this call. */
  follow(): Promise<void> {
    if (this.#running) {
      this.#again = true
      return this.#running
    }
    this.#running = this.#untilCalm().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async close(): Promise<void> {
    this.#leave?.()
    const running = this.#running
    this.#context = undefined
    await running?.catch(() => {})
  }

  #kick(): void {
    const log = this.#context?.log
    void this.follow().catch((error) => log?.error({ error }, 'streets were not closed; the job comes again'))
  }

  async #untilCalm(): Promise<void> {
    do {
      this.#again = false
      if (this.#context) await this.#compare(this.#context)
    } while (this.#again)
  }

  async #compare({ db, clock, engines, dispatcher, log }: DeliveriesContext): Promise<void> {
    const rows = await openClosures(db.sql, { now: new Date(clock.now()), limit: closureLimits.open })
    // A process that is never asked for a way opens no map for nothing.
    if (rows.length === 0 && this.#closed === '') return
    const roads = await engines.roads()
    if (!roads || !closesRoads(roads)) return
    const wanted = new Set(rows.map((row) => row.id))
    const present = new Set(roads.closures().map((closure) => closure.id))
    for (const id of present) if (!wanted.has(id)) roads.reopen(id)
    for (const row of rows) {
      if (present.has(row.id)) continue
      try {
        roads.close(toClosure(row))
      } catch (error) {
        // Another map may have come since, without that street.
        if (!this.#refused.has(row.id)) log.warn({ error, closure: row.id }, 'the map does not take a closure')
        this.#refused.add(row.id)
      }
    }
    const closed = roads
      .closures()
      .map((closure) => closure.id)
      .toSorted()
      .join(' ')
    if (closed === this.#closed) return
    this.#closed = closed
    dispatcher.forgetTravel()
  }
}
