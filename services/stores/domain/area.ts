import type { Point, Polygon } from '../../../contracts/geo.ts'

export interface Box {
  readonly minLng: number
  readonly minLat: number
  readonly maxLng: number
  readonly maxLat: number
}

export function boxOf(polygon: Polygon): Box {
  const lngs = polygon.map(([lng]) => lng)
  const lats = polygon.map(([, lat]) => lat)
  return { minLng: Math.min(...lngs), minLat: Math.min(...lats), maxLng: Math.max(...lngs), maxLat: Math.max(...lats) }
}

/** Whether a point lies in a polygon: even-odd rule, a ray to the east. */
export function contains(polygon: Polygon, { lat, lng }: Point): boolean {
  let inside = false
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [lngA, latA] = polygon[i]!
    const [lngB, latB] = polygon[j]!
    if (latA > lat !== latB > lat && lng < ((lngB - lngA) * (lat - latA)) / (latB - latA) + lngA) inside = !inside
  }
  return inside
}
