import { LRUCache } from 'lru-cache'
import type { Point } from '../../contracts/geo.ts'
import type { Mode } from '../../engines/roads/port.ts'
import type { Leg, Travel } from './travel.ts'

const legsMax = 50_000
const keptForMs = 15 * 60_000

type Legs = LRUCache<string, Leg>
interface Asked {
  readonly found: (Leg | undefined)[][]
  readonly from: readonly Point[]
  readonly to: readonly Point[]
  readonly mode: Mode
}

const keyOf = (from: Point, to: Point) => `${from.lat},${from.lng}>${to.lat},${to.lng}`

/**
 * Times between places that do not move, stores and doors, remembered from round to round: while orders wait, a round asks
 * the engine for the new ones only. Estimates are not kept, so that the engine is asked again when it is back.
 */
export class FixedTravel implements Pick<Travel, 'matrix'> {
  readonly #travel: Pick<Travel, 'matrix'>
  readonly #legs = new Map<Mode, Legs>()
  #edition = 0

  constructor(travel: Pick<Travel, 'matrix'>) {
    this.#travel = travel
  }

  /** `[from][to]`. */
  async matrix(from: readonly Point[], to: readonly Point[], mode: Mode): Promise<Leg[][]> {
    const legs = this.#legs.get(mode) ?? new LRUCache({ max: legsMax, ttl: keptForMs })
    this.#legs.set(mode, legs)
    const found = from.map((a) => to.map((b) => legs.get(keyOf(a, b))))
    const asked = { found, from, to, mode }
    // A new place is a row and a column. Rows that are mostly unknown first; what is still missing is in few columns.
    const rows = found.flatMap((row, i) => (row.filter((leg) => !leg).length * 2 > row.length ? [i] : []))
    await this.#fill(legs, asked, rows, [...to.keys()])
    const columns = [...to.keys()].filter((j) => found.some((row) => !row[j]))
    await this.#fill(legs, asked, [...from.keys()], columns)
    return found as Leg[][]
  }

  /** Streets were closed or reopened: what is known does not hold any more, nor does what is being asked for now. */
  forget(): void {
    this.#edition += 1
    this.#legs.clear()
  }

  async #fill(
    legs: Legs,
    { found, from, to, mode }: Asked,
    rows: readonly number[],
    columns: readonly number[],
  ): Promise<void> {
    if (rows.length === 0 || columns.length === 0) return
    const edition = this.#edition
    const matrix = await this.#travel.matrix(
      rows.map((i) => from[i]!),
      columns.map((j) => to[j]!),
      mode,
    )
    for (const [r, i] of rows.entries())
      for (const [c, j] of columns.entries()) {
        const leg = matrix[r]![c]!
        found[i]![j] = leg
        if (!leg.approximate && edition === this.#edition) legs.set(keyOf(from[i]!, to[j]!), leg)
      }
  }
}
