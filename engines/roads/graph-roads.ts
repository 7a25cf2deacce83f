import { setImmediate } from 'node:timers/promises'
import type { Polygon } from '../../contracts/geo.ts'
import { type CityMap, loadCityMap, mainMode } from './city-map.ts'
import type { Closure } from './closures.ts'
import { costOf, metresOf, msOf } from './graph/costs.ts'
import { pathOf } from './graph/geometry.ts'
import type { GraphReport } from './graph/graph.ts'
import type { Snapped } from './graph/snapping.ts'
import { type Stretch, stepsOf } from './graph/steps.ts'
import type { MapReport } from './map/data.ts'
import { type Address, plausibleAddresses } from './places/addresses.ts'
import { createAreas } from './places/areas.ts'
import { createGeocoder } from './places/geocoder.ts'
import { reverseGeocode } from './places/reverse.ts'
import {
  type Detours,
  type KnowsClosed,
  limits,
  type Matrix,
  type Mode,
  type Place,
  type Point,
  type Reach,
  type ReachOptions,
  type Roads,
  type Route,
  type RouteOptions,
  type Snap,
  type TravelOptions,
} from './port.ts'
import { checkMatrixSize, checkPoints, roadsProblem } from './problems.ts'
import { candidates, reached, topMps } from './reach.ts'
import { createTiles, type TileSource } from './tiles/tiles.ts'
import { openTravels } from './travels.ts'

/**
 * The roads engine on Tokri's own graph. All of it is in this process, so every answer is also there without waiting; modes other than
 * the motorbike once they are prepared.
 */
export interface GraphRoads extends Roads, KnowsClosed {
  matrixNow(from: readonly Point[], to: readonly Point[], options?: TravelOptions): Matrix
  routeNow(points: readonly Point[], options?: RouteOptions): Route
  /** Time and length of the fastest way alone: a route without its line. `Infinity` as in a matrix. */
  distanceNow(from: Point, to: Point, options?: TravelOptions): { durationS: number; distanceM: number }
  snapNow(point: Point, options?: TravelOptions): Snap | null
  reverseNow(point: Point): Place | null
  geocodeNow(text: string, near?: Point): Place[]
  /** Homes that customers could have, the same for the same seed: see `plausibleAddresses`. */
  addresses(options: { count: number; seed: number; within?: readonly Polygon[] }): Address[]
  /** Makes a mode ready, or reads what an earlier run made of it, and says what there is. Answers that may wait do so by themselves. */
  prepare(mode: Mode): Promise<GraphReport>
  /**
   * Closes streets from now on until the closure's end: no later answer leads over them, none starts or ends on them. Returns how many
   * stretches that takes of each mode that is prepared. Problems: `roads/bad-closure`, `roads/bad-point`.
   */
  close(closure: Closure): Partial<Record<Mode, number>>
  /** Opens what was closed by that name; false where nothing was. */
  reopen(id: string): boolean
  /** What is closed now. */
  closures(): Closure[]
  /** Mapbox vector tiles of the same map. */
  readonly tiles: TileSource
  /** What was read and made, for people. */
  readonly report: { map: MapReport; graph: GraphReport; cached: boolean }
}

/** So many places are put on their streets before others have a turn. */
const snapsInARow = 1_000
const osmAttribution = '© OpenStreetMap contributors'

/**
 * Opens the city in `file` (`.osm.pbf`, `.osm.gz` or `.osm`). What is made of it is kept in `cacheDir`, so that the next start is quick.
 * Problems: `roads/map-missing`, `-truncated`, `-malformed`, `-too-large`, `-empty`.
 */
export async function openRoads(options: {
  file: string
  cacheDir: string
  attribution?: string
  /** Milliseconds since 1970, by which closures end. */
  now?: () => number
}): Promise<GraphRoads> {
  const city = await loadCityMap(options.file, options.cacheDir)
  return createRoads(city, options.attribution ?? osmAttribution, options.now ?? Date.now)
}

function createRoads(city: CityMap, attribution: string, now: () => number): GraphRoads {
  const { map } = city
  const travels = openTravels(city, now)
  const areas = createAreas(map)
  // Made when the first person searches: a process that only routes does not pay for it.
  let geocoder: ReturnType<typeof createGeocoder> | undefined

  function snapNow(point: Point, { mode = mainMode }: TravelOptions = {}): Snap | null {
    checkPoints([point])
    const { find, network } = travels.get(mode)
    const found = find(point)
    if (!found) return null
    const { graph } = network
    const street = map.strings[graph.name[found.segment]!]!
    return { point: found.point, distanceM: found.distanceM, ...(street ? { street } : {}) }
  }

  function routeNow(points: readonly Point[], { steps = false, mode = mainMode }: RouteOptions = {}): Route {
    if (points.length < 2 || points.length > limits.routePoints) {
      throw roadsProblem('roads/too-many-points', {
        detail: `a route has 2 to ${limits.routePoints} points, not ${points.length}`,
      })
    }
    checkPoints(points)
    const { find, isOnMap, network, search } = travels.get(mode)
    const { graph } = network
    const found = points.map(find)
    const lost = found.indexOf(null)
    if (lost >= 0) {
      // Of a point off the map nothing is known, whatever is closed.
      const off = points.findIndex((point, index) => found[index] === null && !isOnMap(point))
      const { lat, lng } = points[off < 0 ? lost : off]!
      throw roadsProblem(off < 0 ? 'roads/no-way' : 'roads/off-map', {
        detail: `point ${off < 0 ? lost : off}: ${lat}, ${lng}`,
      })
    }
    const stops = found as Snapped[]
    let ms = 0
    let distanceM = 0
    const path: Route['path'] = []
    const streets: string[] = []
    const stretches: Stretch[] = []
    for (const [index, stop] of stops.slice(1).entries()) {
      const way = search.fastest(stops[index]!, stop)
      if (way.ms === Infinity) throw roadsProblem('roads/no-way', { detail: `point ${index} to point ${index + 1}` })
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

  function distanceNow(from: Point, to: Point, { mode = mainMode }: TravelOptions = {}) {
    checkPoints([from, to])
    const { find, search } = travels.get(mode)
    const [start, goal] = [find(from), find(to)]
    const cost = start && goal ? search.cost(start, goal) : Infinity
    return { durationS: msOf(cost) / 1000, distanceM: metresOf(cost) }
  }

  function matrixNow(
    from: readonly Point[],
    to: readonly Point[],
    { mode = mainMode }: TravelOptions = {},
    isChanged?: boolean[][],
  ): Matrix {
    checkMatrixSize(from.length, to.length)
    checkPoints(from)
    checkPoints(to)
    const { find, isOnMap, search } = travels.get(mode)
    const [starts, goals] = [onMap(from.map(find)), onMap(to.map(find))]
    const detours = isChanged && new Uint8Array(starts.indices.length * goals.indices.length)
    const costs = search.table(starts.positions, goals.positions, detours)
    const matrix: Matrix = { durationS: filled(from.length, to.length), distanceM: filled(from.length, to.length) }
    for (const [i, row] of starts.indices.entries()) {
      for (const [j, column] of goals.indices.entries()) {
        const cost = costs[i * goals.indices.length + j]!
        matrix.durationS[row]![column] = msOf(cost) / 1000
        matrix.distanceM[row]![column] = metresOf(cost)
        if (isChanged && detours) isChanged[row]![column] = detours[i * goals.indices.length + j] === 1
      }
    }
    const off = (points: readonly Point[], found: readonly number[]) => {
      if (found.length === points.length) return []
      const known = new Set(found)
      return [...points.keys()].filter((index) => !known.has(index) && !isOnMap(points[index]!))
    }
    const offMap = { from: off(from, starts.indices), to: off(to, goals.indices) }
    return offMap.from.length + offMap.to.length > 0 ? { ...matrix, offMap } : matrix
  }

  function detoursNow(from: readonly Point[], to: readonly Point[], options: TravelOptions = {}): Detours | null {
    const { hasClosed, isMoved } = travels.get(options.mode ?? mainMode)
    if (!hasClosed()) return null
    const isChanged = from.map(() => new Array<boolean>(to.length).fill(false))
    const matrix = matrixNow(from, to, options, isChanged)
    // Who is on a closed street sets out from another one; of a leg to somewhere off the map nothing is known here.
    const [movedFrom, movedTo] = [from.map(isMoved), to.map(isMoved)]
    const off = { from: new Set(matrix.offMap?.from), to: new Set(matrix.offMap?.to) }
    for (const i of from.keys())
      for (const j of to.keys())
        if ((movedFrom[i] || movedTo[j]) && !off.from.has(i) && !off.to.has(j)) isChanged[i]![j] = true
    return { matrix, isChanged }
  }

  async function reach(from: Point, { mode = mainMode, withinS, resolution }: ReachOptions): Promise<Reach> {
    checkPoints([from])
    await travels.prepare(mode)
    const { find, network, search } = travels.get(mode)
    const start = find(from)
    if (!start) throw roadsProblem('roads/off-map', { detail: `${from.lat}, ${from.lng}` })
    const found: (Snapped | null)[] = []
    const near = candidates(from, topMps(network.graph) * withinS, resolution, map.bounds)
    for (const [i, { point }] of near.entries()) {
      if (i > 0 && i % snapsInARow === 0) await setImmediate()
      found.push(find(point))
    }
    const goals = onMap(found)
    const costs = search.within(start, goals.positions, costOf(Math.floor(withinS * 1000) + 1, 0))
    return reached(
      goals.indices.map((index) => near[index]!),
      costs.map((cost) => msOf(cost) / 1000),
      withinS,
    )
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
    distanceNow,
    snapNow,
    reverseNow,
    geocodeNow,
    matrix: async (from, to, options) => {
      await travels.prepare(options?.mode)
      return matrixNow(from, to, options)
    },
    route: async (points, options) => {
      await travels.prepare(options?.mode)
      return routeNow(points, options)
    },
    snap: async (point, options) => {
      await travels.prepare(options?.mode)
      return snapNow(point, options)
    },
    reach,
    reverse: async (point) => reverseNow(point),
    geocode: async (text, near) => geocodeNow(text, near),
    prepare: travels.prepare,
    close: travels.close,
    reopen: travels.reopen,
    closures: travels.closures,
    closedEdition: travels.edition,
    detours: async (from, to, options) => {
      await travels.prepare(options?.mode)
      return detoursNow(from, to, options)
    },
    followsClosed: async (path, options) => {
      await travels.prepare(options?.mode)
      return travels.get(options?.mode ?? mainMode).followsClosed(path)
    },
    addresses: (options) => plausibleAddresses(city, areas, options),
    tiles: createTiles(city),
    bounds: map.bounds,
    attribution,
    report: { map: map.report, graph: city.graph.report, cached: city.cached },
  }
}

/** Those of the places that are on a street, and which they are. */
function onMap(found: readonly (Snapped | null)[]): { positions: Snapped[]; indices: number[] } {
  const indices = [...found.keys()].filter((index) => found[index] !== null)
  return { positions: indices.map((index) => found[index]!), indices }
}

const filled = (rows: number, columns: number) =>
  Array.from({ length: rows }, () => new Array<number>(columns).fill(Infinity))
