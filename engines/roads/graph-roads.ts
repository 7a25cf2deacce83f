import type { Polygon } from '../../contracts/geo.ts'
import { type CityMap, loadCityMap } from './city-map.ts'
import { pathOf } from './graph/geometry.ts'
import type { GraphReport } from './graph/graph.ts'
import { createSearch } from './graph/search.ts'
import { nearestStreet, type Snapped } from './graph/snapping.ts'
import { type Stretch, stepsOf } from './graph/steps.ts'
import type { MapReport } from './map/data.ts'
import { type Address, plausibleAddresses } from './places/addresses.ts'
import { createAreas } from './places/areas.ts'
import { createGeocoder } from './places/geocoder.ts'
import { reverseGeocode } from './places/reverse.ts'
import {
  limits,
  type Matrix,
  type Place,
  type Point,
  type Roads,
  type Route,
  type RouteOptions,
  type Snap,
} from './port.ts'
import { checkMatrixSize, checkPoints, roadsProblem } from './problems.ts'
import { createTiles, type TileSource } from './tiles/tiles.ts'

/** The roads engine on Tokri's own graph. All of it is in this process, so every answer is also there without waiting. */
export interface GraphRoads extends Roads {
  matrixNow(from: readonly Point[], to: readonly Point[]): Matrix
  routeNow(points: readonly Point[], options?: RouteOptions): Route
  snapNow(point: Point): Snap | null
  reverseNow(point: Point): Place | null
  geocodeNow(text: string, near?: Point): Place[]
  /** Homes that customers could have, the same for the same seed: see `plausibleAddresses`. */
  addresses(options: { count: number; seed: number; within?: readonly Polygon[] }): Address[]
  /** Mapbox vector tiles of the same map. */
  readonly tiles: TileSource
  /** What was read and made, for people. */
  readonly report: { map: MapReport; graph: GraphReport; cached: boolean }
}

const osmAttribution = '© OpenStreetMap contributors'

/**
 * Opens the city in `file` (`.osm.pbf`, `.osm.gz` or `.osm`). What is made of it is kept in `cacheDir`, so that the next start is quick.
 * Problems: `roads/map-missing`, `-truncated`, `-malformed`, `-too-large`, `-empty`.
 */
export async function openRoads(options: {
  file: string
  cacheDir: string
  attribution?: string
}): Promise<GraphRoads> {
  const city = await loadCityMap(options.file, options.cacheDir)
  return createRoads(city, options.attribution ?? osmAttribution)
}

function createRoads(city: CityMap, attribution: string): GraphRoads {
  const { map, graph } = city
  const search = createSearch(graph)
  const areas = createAreas(map)
  // Made when the first person searches: a process that only routes does not pay for it.
  let geocoder: ReturnType<typeof createGeocoder> | undefined

  const find = (point: Point) => nearestStreet(map, graph, city.streets, point, limits.snapM)

  function snapNow(point: Point): Snap | null {
    checkPoints([point])
    const found = find(point)
    if (!found) return null
    const street = map.strings[graph.name[found.segment]!]!
    return { point: found.point, distanceM: found.distanceM, ...(street ? { street } : {}) }
  }

  function routeNow(points: readonly Point[], { steps = false }: RouteOptions = {}): Route {
    if (points.length < 2 || points.length > limits.routePoints) {
      throw roadsProblem('roads/too-many-points', {
        detail: `a route has 2 to ${limits.routePoints} points, not ${points.length}`,
      })
    }
    checkPoints(points)
    const stops = points.map((point, index) => {
      const found = find(point)
      if (!found) throw roadsProblem('roads/off-map', { detail: `point ${index}: ${point.lat}, ${point.lng}` })
      return found
    })
    let ms = 0
    let distanceM = 0
    const path: Route['path'] = []
    const streets: string[] = []
    const stretches: Stretch[] = []
    for (const [index, stop] of stops.slice(1).entries()) {
      const way = search.fastest(stops[index]!, stop)
      ms += way.ms
      distanceM += way.m
      const line = pathOf(map, graph, way.pieces)
      path.push(...(path.length > 0 ? line.slice(1) : line))
      for (const piece of way.pieces) {
        const street = map.strings[graph.name[piece.segment]!]!
        if (street && streets.at(-1) !== street) streets.push(street)
        if (steps)
          stretches.push({ street, path: pathOf(map, graph, [piece]), lengthM: Math.abs(piece.toM - piece.fromM) })
      }
    }
    return { durationS: ms / 1000, distanceM, path, streets, steps: stepsOf(stretches) }
  }

  function matrixNow(from: readonly Point[], to: readonly Point[]): Matrix {
    checkMatrixSize(from.length, to.length)
    checkPoints(from)
    checkPoints(to)
    const starts = from.map(find)
    const goals = to.map(find)
    const matrix: Matrix = { durationS: filled(from.length, to.length), distanceM: filled(from.length, to.length) }
    // One search per point of the shorter side.
    const reversed = goals.length < starts.length
    const [ones, many] = reversed ? [goals, starts] : [starts, goals]
    const reachable = [...many.entries()].filter((pair): pair is [number, Snapped] => pair[1] !== null)
    const positions = reachable.map(([, snapped]) => snapped)
    for (const [i, one] of ones.entries()) {
      if (!one) continue
      const found = search.toMany(one, positions, reversed)
      for (const [k, [j]] of reachable.entries()) {
        const [row, column] = reversed ? [j, i] : [i, j]
        matrix.durationS[row]![column] = found.ms[k]! / 1000
        matrix.distanceM[row]![column] = found.m[k]!
      }
    }
    return matrix
  }

  function reverseNow(point: Point): Place | null {
    checkPoints([point])
    return reverseGeocode(city, areas, point)
  }

  function geocodeNow(text: string, near?: Point): Place[] {
    if (near) checkPoints([near])
    geocoder ??= createGeocoder(city, areas)
    return geocoder.find(text, near)
  }

  return {
    matrixNow,
    routeNow,
    snapNow,
    reverseNow,
    geocodeNow,
    matrix: async (from, to) => matrixNow(from, to),
    route: async (points, options) => routeNow(points, options),
    snap: async (point) => snapNow(point),
    reverse: async (point) => reverseNow(point),
    geocode: async (text, near) => geocodeNow(text, near),
    addresses: (options) => plausibleAddresses(city, areas, options),
    tiles: createTiles(city),
    bounds: map.bounds,
    attribution,
    report: { map: map.report, graph: graph.report, cached: city.cached },
  }
}

const filled = (rows: number, columns: number) =>
  Array.from({ length: rows }, () => new Array<number>(columns).fill(Infinity))
