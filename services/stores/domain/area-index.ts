import type { Point, Polygon } from '../../../contracts/geo.ts'

/** Which of many areas cover a point. */
export interface AreaIndex {
  /** Their places in the list that the index was made of, in ascending order. */
  covering(point: Point): number[]
}

/**
 * Boxes and edges of all areas, flat, so that a look at thousands of them is a walk along memory: `npm run bench:areas`. Even-odd rule, a ray to
 * the east, as `contains`. Edges that are level count nowhere and are left out.
 */
export function indexAreas(areas: readonly Polygon[]): AreaIndex {
  const boxes = new Float64Array(areas.length * 4)
  const firstEdge = new Uint32Array(areas.length + 1)
  const edges: number[] = []
  for (const [place, area] of areas.entries()) {
    let [minLng, minLat, maxLng, maxLat] = [Infinity, Infinity, -Infinity, -Infinity]
    let [lngB, latB] = area.at(-1) ?? [0, 0]
    for (const [lngA, latA] of area) {
      minLng = Math.min(minLng, lngA)
      minLat = Math.min(minLat, latA)
      maxLng = Math.max(maxLng, lngA)
      maxLat = Math.max(maxLat, latA)
      if (latA !== latB) edges.push(lngA, latA, lngB, latB)
      ;[lngB, latB] = [lngA, latA]
    }
    boxes.set([minLng, minLat, maxLng, maxLat], place * 4)
    firstEdge[place + 1] = edges.length
  }
  const flat = Float64Array.from(edges)

  const inside = (place: number, lng: number, lat: number): boolean => {
    let odd = false
    for (let e = firstEdge[place]!; e < firstEdge[place + 1]!; e += 4) {
      const latA = flat[e + 1]!
      const latB = flat[e + 3]!
      if (latA > lat === latB > lat) continue
      const lngA = flat[e]!
      if (lng < ((flat[e + 2]! - lngA) * (lat - latA)) / (latB - latA) + lngA) odd = !odd
    }
    return odd
  }

  return {
    covering({ lng, lat }) {
      const found: number[] = []
      for (let place = 0, b = 0; b < boxes.length; place++, b += 4) {
        if (lng < boxes[b]! || lng > boxes[b + 2]! || lat < boxes[b + 1]! || lat > boxes[b + 3]!) continue
        if (inside(place, lng, lat)) found.push(place)
      }
      return found
    },
  }
}
