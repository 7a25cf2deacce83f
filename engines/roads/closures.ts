import type { Polygon } from '../../contracts/geo.ts'
import { pointOn } from './graph/geometry.ts'
import type { Graph } from './graph/graph.ts'
import { bendOf, nearestStreet } from './graph/snapping.ts'
import type { MapData } from './map/data.ts'
import type { Network } from './network.ts'
import { contains } from './places/addresses.ts'
import type { Mode, Point, Route } from './port.ts'
import { checkPoints, roadsProblem } from './problems.ts'

/** A stretch of street that an operator closes: `at` closes the street at each point from crossing to crossing, `area` all that it touches. */
export type Closure = {
  /** Whoever closes names it; the same name again replaces it. */
  id: string
  at?: readonly Point[]
  area?: Polygon
  untilMs: number
  /** Everyone, where nothing is said. */
  modes?: readonly Mode[]
}

/** A point closes the street that it is meant for, none across the block. */
const reachM = 60

/** Throws `roads/bad-closure` for one that names no place, `roads/bad-point` for one that is not on Earth. */
export function checkClosure({ id, at = [], area = [] }: Closure): void {
  if (at.length === 0 && area.length < 3) {
    throw roadsProblem('roads/bad-closure', { detail: `${id} has neither points nor an area of three corners` })
  }
  checkPoints([...at, ...area.map(([lng, lat]) => ({ lng, lat }))])
}

/** The segments of a network that a closure takes. */
export function closedSegments(map: MapData, { graph, streets }: Network, { at = [], area }: Closure): Set<number> {
  const segments = new Set<number>()
  for (const point of at) {
    const found = nearestStreet(map, graph, streets, point, reachM)
    if (found) segments.add(found.segment)
  }
  if (!area || area.length < 3) return segments
  const [lngs, lats] = [area.map(([lng]) => lng * 1e7), area.map(([, lat]) => lat * 1e7)]
  const box = [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)] as const
  for (const piece of streets.tree.search(...box)) {
    const bend = bendOf(streets, piece)
    if (touches(area, pointAt(map, graph.shape[bend]!), pointAt(map, graph.shape[bend + 1]!)))
      segments.add(streets.segment[piece]!)
  }
  return segments
}

const pointAt = (map: MapData, point: number): Point => ({ lat: map.latE7[point]! / 1e7, lng: map.lngE7[point]! / 1e7 })

/** Whether a straight piece lies in an area, wholly or in part. */
function touches(area: Polygon, a: Point, b: Point): boolean {
  if (contains(area, a) || contains(area, b)) return true
  return area.some(([lng, lat], i) => {
    const [nextLng, nextLat] = area[(i + 1) % area.length]!
    return cross(a, b, { lng, lat }, { lng: nextLng, lat: nextLat })
  })
}

function cross(a: Point, b: Point, c: Point, d: Point): boolean {
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b)
}

const side = (a: Point, b: Point, c: Point) =>
  Math.sign((b.lng - a.lng) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lng - a.lng))

/** A provider draws a street beside where the own map has it. A lane nearer than this to a closed street counts as that street. */
const besideM = 20
const metresPerDegree = 111_195
/** A line that passes two of these shares of a stretch follows it; one that crosses it, at one of its ends or by a bridge, passes one at most. */
const shares = [0.25, 0.5, 0.75]

/** Whether a line on the map, such as a provider's way, follows one of these segments, or a good part of it. */
export function followsAny(map: MapData, graph: Graph, segments: ReadonlySet<number>, path: Route['path']): boolean {
  if (segments.size === 0 || path.length < 2) return false
  const [lngs, lats] = [path.map(([lng]) => lng), path.map(([, lat]) => lat)]
  const [lowest, highest] = [lats.reduce((a, b) => Math.min(a, b)), lats.reduce((a, b) => Math.max(a, b))]
  const lngScale = metresPerDegree * Math.cos((lowest * Math.PI) / 180)
  const [dLat, dLng] = [besideM / metresPerDegree, besideM / lngScale]
  const [west, east] = [lngs.reduce((a, b) => Math.min(a, b)) - dLng, lngs.reduce((a, b) => Math.max(a, b)) + dLng]
  const isNear = ([lng, lat]: [number, number]) => {
    if (lng < west || lng > east || lat < lowest - dLat || lat > highest + dLat) return false
    for (let i = 1; i < path.length; i++) {
      const [ax, ay] = [(lngs[i - 1]! - lng) * lngScale, (lats[i - 1]! - lat) * metresPerDegree]
      const [bx, by] = [(lngs[i]! - lng) * lngScale - ax, (lats[i]! - lat) * metresPerDegree - ay]
      const square = bx * bx + by * by
      const share = square > 0 ? Math.min(1, Math.max(0, -(ax * bx + ay * by) / square)) : 0
      if (Math.hypot(ax + bx * share, ay + by * share) <= besideM) return true
    }
    return false
  }
  for (const segment of segments) {
    const at = (share: number) => pointOn(map, graph, { segment, alongM: share * graph.lengthM[segment]! })
    if (shares.filter((share) => isNear(at(share))).length > 1) return true
  }
  return false
}
