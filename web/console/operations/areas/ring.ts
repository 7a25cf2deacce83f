import type { Line } from '../../../shared/map/map.tsx'

/** A place on the map, to about ten centimetres. */
const exact = (degrees: number): number => Math.round(degrees * 1e6) / 1e6
export const cornerAt = ({ lat, lng }: { lat: number; lng: number }): [number, number] => [exact(lng), exact(lat)]

export const withCorner = (ring: Line, after: number, corner: [number, number]): Line =>
  ring.toSpliced(after + 1, 0, corner)
export const movedCorner = (ring: Line, index: number, corner: [number, number]): Line => ring.with(index, corner)
/** A ring keeps three corners. */
export const withoutCorner = (ring: Line, index: number): Line => (ring.length > 3 ? ring.toSpliced(index, 1) : ring)

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
    const ring = pairs.map((pair): [number, number] => [exact(Number(pair[0])), exact(Number(pair[1]))])
    if (ring.some(([lng, lat]) => !(Math.abs(lng) <= 180 && Math.abs(lat) <= 90))) return null
    const [first, last] = [ring[0], ring.at(-1)]
    const open =
      first && last && ring.length > 3 && first[0] === last[0] && first[1] === last[1] ? ring.slice(0, -1) : ring
    return open.length >= 3 && open.length <= 500 ? open : null
  } catch {
    return null
  }
}
