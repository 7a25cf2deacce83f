import type { Point } from '../../contracts/geo.ts'
import type { GraphRoads } from '../../engines/roads/index.ts'

/** Riding times between the stores and doors of a day, by number of place. A row is looked for when it is first needed. */
export interface Streets {
  rideS(from: number, to: number): number
}

export function openStreets(roads: GraphRoads, places: readonly Point[]): Streets {
  const known = new Map<number, Float32Array>()
  return {
    rideS(from, to) {
      let row = known.get(from)
      if (!row) {
        row = Float32Array.from(roads.matrixNow([places[from]!], places).durationS[0]!)
        known.set(from, row)
      }
      return row[to]!
    },
  }
}
