import Flatbush from 'flatbush'
import type { MapData } from '../map/data.ts'
import { areaClassMax, placeClasses } from '../map/place-classes.ts'
import type { Point } from '../port.ts'

const neighbourhoodReachM = 1_000
const suburbReachM = 4_000
const metresPerDegree = 111_195

export type Areas = ReturnType<typeof createAreas>

/** Says which part of the city a point is in, by the nearest named neighbourhood and suburb (their outlines are rarely mapped). */
export function createAreas(map: MapData) {
  const midLat = (map.bounds.minLat + map.bounds.maxLat) / 2
  const lngScale = metresPerDegree * Math.cos((midLat * Math.PI) / 180)
  const toX = (lng: number) => (lng - map.bounds.minLng) * lngScale
  const toY = (lat: number) => (lat - map.bounds.minLat) * metresPerDegree

  const members: number[] = []
  for (let p = 0; p < map.place.cls.length; p++) {
    if (map.place.cls[p]! <= areaClassMax && map.place.name[p]) members.push(p)
  }
  const tree = members.length > 0 ? new Flatbush(members.length, 16, Float64Array) : null
  for (const p of members) tree?.add(toX(map.place.lngE7[p]! / 1e7), toY(map.place.latE7[p]! / 1e7))
  tree?.finish()

  const isSmall = (p: number) => placeClasses[map.place.cls[p]!] === 'neighbourhood'
  const isLarge = (p: number) =>
    placeClasses[map.place.cls[p]!] === 'suburb' || placeClasses[map.place.cls[p]!] === 'town'
  const nearest = (point: Point, reachM: number, isWanted: (place: number) => boolean): string => {
    const [item] = tree?.neighbors(toX(point.lng), toY(point.lat), 1, reachM, (item) => isWanted(members[item]!)) ?? []
    return item === undefined ? '' : map.strings[map.place.name[members[item]!]!]!
  }

  const names = new Set(members.map((p) => map.strings[map.place.name[p]!]!))

  /**
   * From small to large, none twice: neighbourhood, suburb, city. What the map says on the address itself goes before what is nearest:
   * its `suburb`, and its `street` where that names a block (houses of BE Block may stand nearer to the middle of CE Block).
   */
  function partsAt(point: Point, { suburb = '', street = '' } = {}): string[] {
    const small = names.has(street) ? '' : nearest(point, neighbourhoodReachM, isSmall)
    const parts = [small, suburb || nearest(point, suburbReachM, isLarge), map.report.city]
    return [...new Set(parts.filter((part) => part !== ''))]
  }

  return { partsAt }
}
