import { distanceM } from '../../../contracts/geo.ts'
import type { CityMap } from '../city-map.ts'
import { pointOn } from '../graph/geometry.ts'
import type { Point } from '../port.ts'

export type NamedStreet = { name: string; point: Point; lengthM: number }

/** Pieces of one name that lie nearer than this are one street; a "1st Cross" across the city is another. */
const oneStreetM = 700

/** Every named street once, with a point in its middle. */
export function namedStreets({ map, graph }: CityMap): NamedStreet[] {
  const byName = new Map<number, number[]>()
  for (let s = 0; s < graph.from.length; s++) {
    const name = graph.name[s]!
    if (name === 0) continue
    const segments = byName.get(name)
    if (segments) segments.push(s)
    else byName.set(name, [s])
  }
  const streets: NamedStreet[] = []
  for (const [name, segments] of byName) {
    const middles = segments.map((segment) => {
      const [lng, lat] = pointOn(map, graph, { segment, alongM: graph.lengthM[segment]! / 2 })
      return { lat, lng, lengthM: graph.lengthM[segment]! }
    })
    for (const group of groupNear(middles)) {
      const centre = { lat: mean(group.map((m) => m.lat)), lng: mean(group.map((m) => m.lng)) }
      const point = group.reduce((best, m) => (distanceM(m, centre) < distanceM(best, centre) ? m : best))
      const lengthM = group.reduce((sum, m) => sum + m.lengthM, 0)
      streets.push({ name: map.strings[name]!, point: { lat: point.lat, lng: point.lng }, lengthM })
    }
  }
  return streets
}

function groupNear<T extends Point>(points: T[]): T[][] {
  const groups: T[][] = []
  const left = new Set(points)
  for (const seed of points) {
    if (!left.delete(seed)) continue
    const group = [seed]
    for (let next = 0; next < group.length; next++) {
      for (const other of left) {
        if (distanceM(group[next]!, other) > oneStreetM) continue
        left.delete(other)
        group.push(other)
      }
    }
    groups.push(group)
  }
  return groups
}

const mean = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length
