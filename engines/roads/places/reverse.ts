import { distanceM } from '../../../contracts/geo.ts'
import type { CityMap } from '../city-map.ts'
import { nearestStreet } from '../graph/snapping.ts'
import { areaClassMax, placeClasses } from '../map/place-classes.ts'
import { limits, type Place, type Point } from '../port.ts'
import type { Areas } from './areas.ts'

const houseReachM = 40
const streetReachM = 70
const besideM = 120
const landmarkReachM = 500
const metresPerDegree = 111_195

/** People find their way by these; a car park or an office on the third floor is no help. */
const landmarks = new Set(
  [
    'shop',
    'food',
    'health',
    'education',
    'worship',
    'park',
    'water',
    'leisure',
    'civic',
    'lodging',
    'building',
    'finance',
  ].map((name) => placeClasses.indexOf(name as (typeof placeClasses)[number])),
)

/** The address of a point as a person there would give it, or null off the map. */
export function reverseGeocode(city: CityMap, areas: Areas, point: Point): Place | null {
  const { map, graph, streets } = city
  if (!nearestStreet(map, graph, streets, point, limits.snapM)) return null

  const text = (index: number) => map.strings[index]!
  const house = nearestPlace(city, point, houseReachM, (p) => map.place.house[p] !== 0)
  const parts = house === null ? areas.partsAt(point) : partsOf(city, areas, house)
  const street = nearestStreet(map, graph, streets, point, streetReachM, (segment) => graph.name[segment] !== 0)
  const streetName = street ? text(graph.name[street.segment]!) : ''

  if (house !== null) {
    const road = text(map.place.street[house]!) || streetName || parts.shift() || ''
    const line1 = addressLine(text(map.place.house[house]!), road, text(map.place.name[house]!))
    return placeOf('address', line1, parts, placePoint(city, house), point)
  }
  const landmark = nearestPlace(city, point, landmarkReachM, (p) => isLandmark(city, p))
  const landmarkName = landmark === null ? '' : text(map.place.name[landmark]!)
  if (streetName) {
    const isBeside = landmark !== null && distanceM(placePoint(city, landmark), point) <= besideM
    return placeOf('street', isBeside ? `${streetName}, near ${landmarkName}` : streetName, parts, street!.point, point)
  }
  if (landmarkName) return placeOf('landmark', `near ${landmarkName}`, parts, point, point)
  return placeOf('area', parts[0] ?? 'Unnamed street', parts.slice(1), point, point)
}

/** Named, and by more than a number or an initial. */
const isLandmark = ({ map }: CityMap, p: number) =>
  landmarks.has(map.place.cls[p]!) && /\p{L}{3}/u.test(map.strings[map.place.name[p]!]!)

/** The parts of the city that a place is in, by its own word first. */
export const partsOf = (city: CityMap, areas: Areas, place: number): string[] =>
  areas.partsAt(placePoint(city, place), {
    suburb: city.map.strings[city.map.place.suburb[place]!]!,
    street: city.map.strings[city.map.place.street[place]!]!,
  })

/** `Green Heights, 12, Lake Road`: a house as it is written in India. */
export function addressLine(house: string, street: string, name: string): string {
  return [name, house, street].filter((part) => part !== '').join(', ')
}

export function placeOf(kind: Place['kind'], line1: string, parts: readonly string[], at: Point, from?: Point): Place {
  const rest = parts.filter((part) => !line1.endsWith(part))
  const line2 = rest.join(', ')
  const label = [line1, ...rest].filter((part) => part !== '').join(', ')
  return { kind, label, line1, line2, point: at, ...(from ? { distanceM: Math.round(distanceM(from, at)) } : {}) }
}

export const placePoint = ({ map }: CityMap, place: number): Point => ({
  lat: map.place.latE7[place]! / 1e7,
  lng: map.place.lngE7[place]! / 1e7,
})

/** The nearest place of a sort, areas left out, or null. */
export function nearestPlace(
  city: CityMap,
  point: Point,
  reachM: number,
  isWanted: (place: number) => boolean,
): number | null {
  const dLat = (reachM / metresPerDegree) * 1e7
  const dLng = dLat / Math.cos((point.lat * Math.PI) / 180)
  const [x, y] = [point.lng * 1e7, point.lat * 1e7]
  let best: number | null = null
  let bestM = reachM
  for (const p of city.places.search(x - dLng, y - dLat, x + dLng, y + dLat)) {
    if (city.map.place.cls[p]! <= areaClassMax || !isWanted(p)) continue
    const m = distanceM(point, placePoint(city, p))
    if (m > bestM) continue
    best = p
    bestM = m
  }
  return best
}
