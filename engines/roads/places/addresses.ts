import type { Polygon } from '../../../contracts/geo.ts'
import type { CityMap } from '../city-map.ts'
import { pointOn } from '../graph/geometry.ts'
import { classes } from '../map/classes.ts'
import type { Point } from '../port.ts'
import type { Areas } from './areas.ts'
import { seededRandom } from './random.ts'
import { addressLine, nearestPlace, partsOf, placePoint, reverseGeocode } from './reverse.ts'

export type Address = { line1: string; line2: string; lat: number; lng: number }

const lived = new Set(
  ['residential', 'living_street', 'unclassified', 'tertiary', 'secondary'].map((name) => classes.road.indexOf(name)),
)
const houseReachM = 60
/** Homes stand back from the middle of the street. */
const setbackM = 9

/**
 * Homes that customers could have, spread over the city as its streets are: at houses with an address where the map has one nearby, else
 * beside a street with a made-up house number. The same seed on the same map gives the same addresses.
 */
export function plausibleAddresses(
  city: CityMap,
  areas: Areas,
  { count, seed, within }: { count: number; seed: number; within?: readonly Polygon[] },
): Address[] {
  const random = seededRandom(seed)
  const pick = streetPicker(city, within)
  const taken = new Set<string>()
  const addresses: Address[] = []
  if (!pick) return addresses
  // A small map may have fewer homes than asked for; it gives what it has.
  for (let tries = 0; addresses.length < count && tries < count * 20; tries++) {
    const point = pick(random)
    if (within && !within.some((polygon) => contains(polygon, point))) continue
    const address = houseNear(city, areas, point, taken) ?? madeUp(city, areas, point, 1 + Math.floor(random() * 180))
    const key = `${address.line1}|${address.line2}`
    if (taken.has(key)) continue
    taken.add(key)
    addresses.push(address)
  }
  return addresses
}

/** Gives random points beside lived-in streets, long streets more often. */
function streetPicker({ map, graph }: CityMap, within?: readonly Polygon[]): ((random: () => number) => Point) | null {
  const segments: number[] = []
  const upTo: number[] = []
  let totalM = 0
  for (let segment = 0; segment < graph.from.length; segment++) {
    if (!lived.has(graph.cls[segment]!)) continue
    const [lng, lat] = pointOn(map, graph, { segment, alongM: graph.lengthM[segment]! / 2 })
    if (within && !within.some((polygon) => contains(polygon, { lat, lng }))) continue
    totalM += graph.lengthM[segment]!
    segments.push(segment)
    upTo.push(totalM)
  }
  if (segments.length === 0) return null
  return (random) => {
    const segment = segments[firstAbove(upTo, random() * totalM)]!
    const alongM = random() * graph.lengthM[segment]!
    const [lng, lat] = pointOn(map, graph, { segment, alongM })
    const [lngB, latB] = pointOn(map, graph, { segment, alongM: alongM + 1 })
    const [lngA, latA] = pointOn(map, graph, { segment, alongM: alongM - 1 })
    const squeeze = Math.cos((lat * Math.PI) / 180)
    const [dx, dy] = [(lngB - lngA) * squeeze, latB - latA]
    const length = Math.hypot(dx, dy) || 1
    const shift = ((random() < 0.5 ? -1 : 1) * setbackM) / 111_195
    return { lat: round(lat + (dx / length) * shift), lng: round(lng - ((dy / length) * shift) / squeeze) }
  }
}

function houseNear(city: CityMap, areas: Areas, point: Point, taken: Set<string>): Address | null {
  const { map } = city
  const toAddress = (p: number): Address => {
    const parts = partsOf(city, areas, p)
    const street = map.strings[map.place.street[p]!]! || parts.shift() || ''
    const line1 = addressLine(map.strings[map.place.house[p]!]!, street, '')
    return { line1, line2: parts.filter((part) => !line1.endsWith(part)).join(', '), ...placePoint(city, p) }
  }
  const house = nearestPlace(city, point, houseReachM, (p) => {
    if (map.place.house[p] === 0) return false
    const { line1, line2 } = toAddress(p)
    return !taken.has(`${line1}|${line2}`)
  })
  return house === null ? null : toAddress(house)
}

function madeUp(city: CityMap, areas: Areas, point: Point, number: number): Address {
  const place = reverseGeocode(city, areas, point)
  const street = place?.line1 ?? 'Unnamed street'
  return { line1: `House ${number}, ${street}`, line2: place?.line2 ?? '', lat: point.lat, lng: point.lng }
}

/** Whether a point lies inside a ring (even-odd rule). */
export function contains(polygon: Polygon, { lat, lng }: Point): boolean {
  let inside = false
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [lngI, latI] = polygon[i]!
    const [lngJ, latJ] = polygon[j]!
    if (latI > lat !== latJ > lat && lng < ((lngJ - lngI) * (lat - latI)) / (latJ - latI) + lngI) inside = !inside
  }
  return inside
}

function firstAbove(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! > value) high = middle
    else low = middle + 1
  }
  return low
}

const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7
