import Type, { type Static } from 'typebox'

/** A place on Earth, WGS 84 degrees. */
export const Point = Type.Object(
  { lat: Type.Number({ minimum: -90, maximum: 90 }), lng: Type.Number({ minimum: -180, maximum: 180 }) },
  { additionalProperties: false, title: 'Point' },
)
export type Point = Static<typeof Point>

export const polygonCornersMost = 500

/** A closed ring of [lng, lat] pairs, as in GeoJSON; first and last may or may not be the same. */
export const Polygon = Type.Array(
  Type.Tuple([Type.Number({ minimum: -180, maximum: 180 }), Type.Number({ minimum: -90, maximum: 90 })]),
  { minItems: 3, maxItems: polygonCornersMost },
)
export type Polygon = Static<typeof Polygon>

const earthRadiusM = 6_371_008.8
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Great-circle distance in metres (haversine). */
export function distanceM(from: Point, to: Point): number {
  const sinLat = Math.sin(radians(to.lat - from.lat) / 2)
  const sinLng = Math.sin(radians(to.lng - from.lng) / 2)
  const h = sinLat * sinLat + Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * sinLng * sinLng
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(h)))
}
