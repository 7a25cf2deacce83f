import type { Point } from '../../contracts/geo.ts'
import { type GraphRoads, limits } from '../../engines/roads/index.ts'

/** Riding times between the places of a day, by number: the stores come first, the doors after them. */
export interface Streets {
  rideS(from: number, to: number): number
}

/** Ways from and to the stores are looked for at once, those between doors when they are first needed. */
export function openStreets(roads: GraphRoads, stores: readonly Point[], doors: readonly Point[]): Streets {
  const places = [...stores, ...doors]
  const between = new Map<number, number>()
  const out = stores.map(() => new Float32Array(places.length))
  const back = stores.map(() => new Float32Array(places.length))
  const step = Math.floor(limits.matrixCells / stores.length)
  for (let first = 0; first < places.length; first += step) {
    const some = places.slice(first, first + step)
    const [away, home] = [roads.matrixNow(stores, some).durationS, roads.matrixNow(some, stores).durationS]
    for (const store of stores.keys())
      for (const index of some.keys()) {
        out[store]![first + index] = away[store]![index]!
        back[store]![first + index] = home[index]![store]!
      }
  }
  return {
    rideS(from, to) {
      if (from < stores.length) return out[from]![to]!
      if (to < stores.length) return back[to]![from]!
      if (from === to) return 0
      const pair = from * places.length + to
      let known = between.get(pair)
      if (known === undefined) {
        known = roads.matrixNow([places[from]!], [places[to]!]).durationS[0]![0]!
        between.set(pair, known)
      }
      return known
    },
  }
}
