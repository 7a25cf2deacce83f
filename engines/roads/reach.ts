import { cellToLatLng, getHexagonAreaAvg, polygonToCells, UNITS } from 'h3-js'
import { distanceM } from '../../contracts/geo.ts'
import type { Graph } from './graph/graph.ts'
import { type Bounds, limits, type Mode, type Point, type Reach, type ReachOptions, type Roads } from './port.ts'
import { checkPoints, checkReachSize, roadsProblem } from './problems.ts'

/** A hexagon and its middle, which stands for all of it. */
export type Candidate = { cell: string; point: Point }

const metresPerDegree = 111_195
/** An engine that has matrices only does not say how fast its roads are. Over minutes of a city nobody is faster on average, km/h. */
const mostKmh: Record<Mode, number> = { motorbike: 80, bicycle: 30, foot: 8 }

/**
 * The hexagons whose middles are reached within a time, whoever computes it. What is meant is what a matrix says: the time along streets,
 * from the street nearest to one to the street nearest to the other. Problems: `roads/off-map`, `roads/bad-point`, `roads/too-many-points`,
 * `roads/unavailable`.
 */
export async function reachFrom(roads: Roads, from: Point, options: ReachOptions): Promise<Reach> {
  return roads.reach ? await roads.reach(from, options) : await reachByMatrix(roads, from, options)
}

async function reachByMatrix(roads: Roads, from: Point, options: ReachOptions): Promise<Reach> {
  checkPoints([from])
  const { mode = 'motorbike', withinS } = options
  const near = candidates(from, (mostKmh[mode] / 3.6) * withinS, options.resolution, roads.bounds, limits.reachAsked)
  // The place itself is asked for too: where that has no street, it is off the map, and not just far from everything.
  const points = [from, ...near.map(({ point }) => point)]
  const durationS: number[] = []
  let approximate = false
  for (let start = 0; start < points.length; start += limits.matrixCells) {
    const matrix = await roads.matrix([from], points.slice(start, start + limits.matrixCells), { mode })
    durationS.push(...matrix.durationS[0]!)
    approximate ||= matrix.approximate ?? false
  }
  const [self, ...times] = durationS
  if (self === Infinity) throw roadsProblem('roads/off-map', { detail: `${from.lat}, ${from.lng}` })
  return { ...reached(near, times, withinS), ...(approximate ? { approximate } : {}) }
}

/** Of the candidates those within the time, the soonest first. */
export const reached = (near: readonly Candidate[], durationS: ArrayLike<number>, withinS: number): Reach => ({
  cells: near
    .flatMap(({ cell }, i) => (durationS[i]! <= withinS ? [{ cell, durationS: durationS[i]! }] : []))
    .sort((a, b) => a.durationS - b.durationS || (a.cell < b.cell ? -1 : 1)),
})

/**
 * All hexagons that can be in reach of a way of so many metres: nobody comes farther in a straight line than along streets, and both ends
 * may be off their streets. Problem: `roads/too-many-points`.
 */
export function candidates(
  from: Point,
  wayM: number,
  resolution: number,
  bounds: Bounds,
  most: number = limits.matrixCells,
): Candidate[] {
  const radiusM = wayM * slack + 2 * limits.snapM
  checkReachSize((Math.PI * (radiusM / 1_000) ** 2) / getHexagonAreaAvg(resolution, UNITS.km2), most)
  const box = boxAround(from, radiusM, bounds)
  if (!box) return []
  const { minLat, minLng, maxLat, maxLng } = box
  const ring: [number, number][] = [
    [minLat, minLng],
    [minLat, maxLng],
    [maxLat, maxLng],
    [maxLat, minLng],
  ]
  return polygonToCells(ring, resolution).flatMap((cell) => {
    const [lat, lng] = cellToLatLng(cell)
    return distanceM(from, { lat, lng }) <= radiusM ? [{ cell, point: { lat, lng } }] : []
  })
}

/** Lengths are added up from whole centimetres and times from whole milliseconds. */
const slack = 1.01

/** Where a disc and the map share ground, or null. A place that is farther from the map than one may be from a street is off it. */
function boxAround({ lat, lng }: Point, radiusM: number, bounds: Bounds): Bounds | null {
  const high = radiusM / metresPerDegree
  const offM = limits.snapM * slack
  const wide = (m: number) => m / (metresPerDegree * Math.cos((Math.min(89, Math.abs(lat) + high) * Math.PI) / 180))
  const box = {
    minLat: Math.max(lat - high, bounds.minLat - offM / metresPerDegree, -90),
    maxLat: Math.min(lat + high, bounds.maxLat + offM / metresPerDegree, 90),
    minLng: Math.max(lng - wide(radiusM), bounds.minLng - wide(offM), -180),
    maxLng: Math.min(lng + wide(radiusM), bounds.maxLng + wide(offM), 180),
  }
  return box.minLat < box.maxLat && box.minLng < box.maxLng ? box : null
}

/** Metres a second on the fastest stretch of all: no way through the graph is faster. */
export function topMps({ lengthM, forwardMs, backwardMs }: Graph): number {
  let top = 0
  for (let s = 0; s < lengthM.length; s++) {
    for (const ms of [forwardMs[s]!, backwardMs[s]!]) if (ms > 0) top = Math.max(top, (1_000 * lengthM[s]!) / ms)
  }
  return top
}
