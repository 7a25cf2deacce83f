import { latLngToCell, polygonToCells } from 'h3-js'
import { distanceM, type Point, type Polygon } from '../../contracts/geo.ts'
import { areaResolution } from '../../contracts/surge.ts'
import { type Box, boxOf, contains } from './domain/area.ts'

type Corner = Polygon[number]

const maxKm2 = 500
const minKm2 = 0.01
const metresPerDegree = 111_195

/** Without the repeated last corner of a closed ring. */
export function openRing(polygon: Polygon): Polygon {
  const [first, last] = [polygon[0]!, polygon.at(-1)!]
  return polygon.length > 3 && first[0] === last[0] && first[1] === last[1] ? polygon.slice(0, -1) : polygon
}

/** The side of a line from `a` to `b` on which `c` lies: its sign. */
const side = (a: Corner, b: Corner, c: Corner): number => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

const within = (a: Corner, b: Corner, c: Corner): boolean =>
  Math.min(a[0], b[0]) <= c[0] &&
  c[0] <= Math.max(a[0], b[0]) &&
  Math.min(a[1], b[1]) <= c[1] &&
  c[1] <= Math.max(a[1], b[1])

/** Whether two edges meet anywhere, ends included. */
export function edgesMeet(a: Corner, b: Corner, c: Corner, d: Corner): boolean {
  const [p, q, r, s] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)]
  if (((p > 0 && q < 0) || (p < 0 && q > 0)) && ((r > 0 && s < 0) || (r < 0 && s > 0))) return true
  return (
    (p === 0 && within(a, b, c)) ||
    (q === 0 && within(a, b, d)) ||
    (r === 0 && within(c, d, a)) ||
    (s === 0 && within(c, d, b))
  )
}

/** The first two edges that cross, by the number of their first corner; null when none do. */
export function crossing(polygon: Polygon): [number, number] | null {
  const ring = openRing(polygon)
  const count = ring.length
  for (let i = 0; i < count; i++)
    for (let j = i + 1; j < count; j++) {
      // Neighbours share a corner.
      if (j === i + 1 || (i === 0 && j === count - 1)) continue
      if (edgesMeet(ring[i]!, ring[(i + 1) % count]!, ring[j]!, ring[(j + 1) % count]!)) return [i, j]
    }
  return null
}

/** Square kilometres, on a plane that touches the Earth there: good to a part in a thousand for a city. */
export function areaKm2(polygon: Polygon): number {
  const ring = openRing(polygon)
  const lat = ring.reduce((sum, corner) => sum + corner[1], 0) / ring.length
  const scale = Math.cos((lat * Math.PI) / 180)
  const twice = ring.reduce((sum, [lng, at], index) => {
    const [nextLng, nextAt] = ring[(index + 1) % ring.length]!
    return sum + (lng * nextAt - nextLng * at) * scale
  }, 0)
  return (Math.abs(twice) / 2) * (metresPerDegree / 1_000) ** 2
}

export type OutlineFault =
  | { kind: 'few-corners' }
  | { kind: 'repeated-corner'; at: number }
  | { kind: 'crosses-itself'; edges: [number, number] }
  | { kind: 'too-small' | 'too-large'; areaKm2: number }
  | { kind: 'store-outside' }

/** Why an outline cannot be the area of a store; null when it can. */
export function outlineFault(polygon: Polygon, store: Point): OutlineFault | null {
  const ring = openRing(polygon)
  if (ring.length < 3) return { kind: 'few-corners' }
  const repeated = ring.findIndex((corner, index) => {
    const next = ring[(index + 1) % ring.length]!
    return corner[0] === next[0] && corner[1] === next[1]
  })
  if (repeated >= 0) return { kind: 'repeated-corner', at: repeated }
  const edges = crossing(ring)
  if (edges) return { kind: 'crosses-itself', edges }
  const size = areaKm2(ring)
  if (size < minKm2) return { kind: 'too-small', areaKm2: size }
  if (size > maxKm2) return { kind: 'too-large', areaKm2: size }
  if (!contains(ring, store)) return { kind: 'store-outside' }
  return null
}

/** The hexagons whose middles lie in an outline. */
export const cellsIn = (polygon: Polygon): string[] =>
  polygonToCells(
    openRing(polygon).map(([lng, lat]) => [lat, lng]),
    areaResolution,
  )

/** How many hexagons an outline covers; one that is smaller than a hexagon covers the one it lies in. */
export function cellCount(polygon: Polygon): number {
  const [lng, lat] = openRing(polygon)[0]!
  return cellsIn(polygon).length || (latLngToCell(lat, lng, areaResolution) ? 1 : 0)
}

export const farthestM = (polygon: Polygon, store: Point): number =>
  Math.round(Math.max(...polygon.map(([lng, lat]) => distanceM(store, { lat, lng }))))

const boxesMeet = (a: Box, b: Box): boolean =>
  a.minLng <= b.maxLng && b.minLng <= a.maxLng && a.minLat <= b.maxLat && b.minLat <= a.maxLat

/** Whether two areas share ground: an edge of one meets one of the other, or one lies in the other. */
export function shareGround(one: Polygon, other: Polygon): boolean {
  const [a, b] = [openRing(one), openRing(other)]
  // Most stores are far from each other, and every one is compared with every other.
  if (!boxesMeet(boxOf(a), boxOf(b))) return false
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < b.length; j++)
      if (edgesMeet(a[i]!, a[(i + 1) % a.length]!, b[j]!, b[(j + 1) % b.length]!)) return true
  const at = ([lng, lat]: Corner): Point => ({ lat, lng })
  return contains(a, at(b[0]!)) || contains(b, at(a[0]!))
}
