import { type Closure, closedSegments, followsAny } from './closures.ts'
import { nearestStreet, type Snapped } from './graph/snapping.ts'
import { createSearch, type Search } from './hierarchy/search.ts'
import type { MapData } from './map/data.ts'
import type { Network } from './network.ts'
import { limits, type Mode, type Point, type Route } from './port.ts'

/** One mode of travel on a map, with what is closed for it now. */
export type Travel = {
  readonly mode: Mode
  readonly network: Network
  readonly search: Search
  /** The nearest open street, or null off the map. */
  find(point: Point): Snapped | null
  /** Whether there is a street at all, be it closed. */
  isOnMap(point: Point): boolean
  /** Whether anything is closed for this mode now. */
  hasClosed(): boolean
  /** Whether the street of a point is closed, so that it is taken to be on another one. */
  isMoved(point: Point): boolean
  /** Whether a line on the map follows what is closed. */
  followsClosed(path: Route['path']): boolean
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
    hasClosed: () => closed.size > 0,
    isMoved(point) {
      const street = closed.size > 0 ? nearest(point, () => true) : null
      return street !== null && closed.has(street.segment)
    },
    followsClosed: (path) => followsAny(map, graph, closed, path),
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
