import { type Closure, closedSegments } from './closures.ts'
import { nearestStreet, type Snapped } from './graph/snapping.ts'
import { createSearch, type Search } from './hierarchy/search.ts'
import type { MapData } from './map/data.ts'
import type { Network } from './network.ts'
import { limits, type Mode, type Point } from './port.ts'

/** One mode of travel on a map, with what is closed for it now. */
export type Travel = {
  readonly mode: Mode
  readonly network: Network
  readonly search: Search
  /** The nearest open street, or null off the map. */
  find(point: Point): Snapped | null
  /** Whether there is a street at all, be it closed. */
  isOnMap(point: Point): boolean
  /** Avoids these from now on, and only these. */
  close(closures: Iterable<Closure>): void
}

export function createTravel(map: MapData, network: Network, mode: Mode): Travel {
  const { graph, streets, hierarchy } = network
  const search = createSearch(graph, hierarchy)
  let closed: ReadonlySet<number> = new Set()
  const nearest = (point: Point, isWanted: (segment: number) => boolean) =>
    nearestStreet(map, graph, streets, point, limits.snapM, isWanted)
  return {
    mode,
    network,
    search,
    find: (point) => nearest(point, (segment) => !closed.has(segment)),
    isOnMap: (point) => nearest(point, () => true) !== null,
    close(closures) {
      const segments = new Set<number>()
      for (const closure of closures) {
        if (closure.modes && !closure.modes.includes(mode)) continue
        for (const segment of closedSegments(map, network, closure)) segments.add(segment)
      }
      closed = segments
      search.close(segments)
    },
  }
}
