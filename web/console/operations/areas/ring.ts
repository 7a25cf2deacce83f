import type { Line } from '../../../shared/map/map.tsx'

type Corner = [number, number]

/** A place on the map, to about ten centimetres. */
const exact = (degrees: number): number => Math.round(degrees * 1e6) / 1e6
export const cornerAt = ({ lat, lng }: { lat: number; lng: number }): Corner => [exact(lng), exact(lat)]

export const fewestCorners = 3
export const mostCorners = 500

export const withCorner = (ring: Line, after: number, corner: Corner): Line => ring.toSpliced(after + 1, 0, corner)
export const movedCorner = (ring: Line, index: number, corner: Corner): Line => ring.with(index, corner)
/** Moved by so many degrees from where it is. */
export const nudgedCorner = (ring: Line, index: number, [lng, lat]: Corner): Line =>
  ring.with(index, [exact(ring[index]![0] + lng), exact(ring[index]![1] + lat)])
/** A ring keeps three corners. */
export const withoutCorner = (ring: Line, index: number): Line =>
  ring.length > fewestCorners ? ring.toSpliced(index, 1) : ring
export const movedRing = (ring: Line, by: Corner): Line =>
  ring.map(([lng, lat]): Corner => [exact(lng + by[0]), exact(lat + by[1])])
export const sameRing = (one: Line, other: Line): boolean => toGeoJson(one) === toGeoJson(other)

/** The middle of the side that begins at this corner. */
export function middleOf(ring: Line, index: number): Corner {
  const [a, b] = [ring[index]!, ring[(index + 1) % ring.length]!]
  return [exact((a[0] + b[0]) / 2), exact((a[1] + b[1]) / 2)]
}

/** Where the area is taken hold of as a whole: in its middle, below the pin of its store. */
export function gripOf(ring: Line, store: { lat: number; lng: number } | undefined): Corner {
  const [west, east] = [Math.min(...ring.map(([lng]) => lng)), Math.max(...ring.map(([lng]) => lng))]
  const [south, north] = [Math.min(...ring.map(([, lat]) => lat)), Math.max(...ring.map(([, lat]) => lat))]
  const [lng, lat] = [(west + east) / 2, (south + north) / 2]
  const [width, height] = [east - west, north - south]
  // The pin stands on its point and reaches up from it.
  const above = store ? (lat - store.lat) / height : 0
  const near = store && Math.abs(store.lng - lng) < width / 5 && above > -1 / 7 && above < 1 / 3
  return [exact(near ? store.lng : lng), exact(near ? store.lat - height / 6 : lat)]
}

const metresPerDegree = 111_195
const straightM = 20

/** Without corners that leave the outline where it is, to 20 m: what is drawn by a program has hundreds of them. */
export function simplified(ring: Line): Line {
  const scale = Math.cos((ring[0]![1] * Math.PI) / 180)
  const plane = ring.map(([lng, lat]): Corner => [lng * scale * metresPerDegree, lat * metresPerDegree])
  const far = plane.reduce((best, at, index) => (gapM(at, plane[0]!) > gapM(plane[best]!, plane[0]!) ? index : best), 0)
  const kept = new Set([0, far])
  const keepBetween = (from: number, to: number) => {
    let worst = { index: -1, off: straightM }
    for (let index = from + 1; index < to; index++) {
      const off = offM(plane[index]!, plane[from]!, plane[to % plane.length]!)
      if (off > worst.off) worst = { index, off }
    }
    if (worst.index < 0) return
    kept.add(worst.index)
    keepBetween(from, worst.index)
    keepBetween(worst.index, to)
  }
  keepBetween(0, far)
  keepBetween(far, plane.length)
  return kept.size < fewestCorners ? ring : ring.filter((_, index) => kept.has(index))
}

const gapM = (a: Corner, b: Corner): number => Math.hypot(a[0] - b[0], a[1] - b[1])

/** How far a point is from the line between two. */
function offM(at: Corner, a: Corner, b: Corner): number {
  const [x, y] = [b[0] - a[0], b[1] - a[1]]
  const squared = x * x + y * y
  const part = squared === 0 ? 0 : Math.max(0, Math.min(1, ((at[0] - a[0]) * x + (at[1] - a[1]) * y) / squared))
  return gapM(at, [a[0] + x * part, a[1] + y * part])
}

/** So many metres to the east and to the north, in degrees there. */
export const degreesOf = (eastM: number, northM: number, lat: number): Corner => [
  eastM / (metresPerDegree * Math.cos((lat * Math.PI) / 180)),
  northM / metresPerDegree,
]

const side = (a: Corner, b: Corner, c: Corner): number =>
  Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))

/** Whether two of its sides cross: said while a corner is still held. What only touches is found by the API. */
export function crossesItself(ring: Line): boolean {
  const sides = ring.map((corner, index) => [corner, ring[(index + 1) % ring.length]!] as const)
  return sides.some(([a, b], index) =>
    sides.slice(index + 2).some(([c, d]) => side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0),
  )
}

export const toGeoJson = (ring: Line): string =>
  JSON.stringify({ type: 'Polygon', coordinates: [[...ring, ...ring.slice(0, 1)]] })

/** The outer ring of a GeoJSON polygon (or feature), or of plain pairs of lng, lat; null when it is none of these. */
export function readRing(text: string): Line | null {
  try {
    const given: unknown = JSON.parse(text)
    const shape = given as {
      type?: string
      geometry?: unknown
      coordinates?: unknown
      features?: { geometry?: unknown }[]
    }
    const geometry = (shape.geometry ?? shape.features?.[0]?.geometry ?? shape) as { coordinates?: unknown }
    const pairs = Array.isArray(given) ? given : (geometry.coordinates as unknown[] | undefined)?.[0]
    if (!Array.isArray(pairs)) return null
    const ring = pairs.map((pair): Corner => [exact(Number(pair[0])), exact(Number(pair[1]))])
    if (ring.some(([lng, lat]) => !(Math.abs(lng) <= 180 && Math.abs(lat) <= 90))) return null
    const [first, last] = [ring[0], ring.at(-1)]
    const open =
      first && last && ring.length > 3 && first[0] === last[0] && first[1] === last[1] ? ring.slice(0, -1) : ring
    return open.length >= fewestCorners && open.length <= mostCorners ? open : null
  } catch {
    return null
  }
}
