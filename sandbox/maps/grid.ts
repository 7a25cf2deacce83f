/** A place the stand-ins know by name. */
export type Place = { name: string; lat: number; lng: number }
export type Point = { lat: number; lng: number }

const earthRadiusM = 6_371_008.8
/** A street runs along every thousandth of a degree, both ways: blocks of some hundred metres. */
const street = 0.001
/** Beyond so many metres from every place that it knows, a stand-in knows no street either. */
const coverageM = 20_000

/** The invented street map of the stand-ins for maps: a grid over the whole Earth, or around the known places if there are any. */
export type Grid = {
  /** The nearest point on a street, or undefined where the map ends. */
  snap: (point: Point) => { point: Point; distanceM: number; street: string } | undefined
  /** East or west first, then north or south; between points that were snapped. */
  way: (from: Point, to: Point) => { distanceM: number; path: Point[]; streets: string[] }
}

export function gridOf(places: readonly Place[]): Grid {
  const covered = (point: Point) => places.length === 0 || places.some((place) => distanceM(place, point) <= coverageM)
  return {
    snap(point) {
      if (!covered(point)) return undefined
      const lat = Math.round(point.lat / street) * street
      const lng = Math.round(point.lng / street) * street
      const onRow = { lat, lng: point.lng }
      const onColumn = { lat: point.lat, lng }
      const [row, column] = [distanceM(point, onRow), distanceM(point, onColumn)]
      return row <= column
        ? { point: onRow, distanceM: row, street: nameOf('Row', lat) }
        : { point: onColumn, distanceM: column, street: nameOf('Column', lng) }
    },
    way(from, to) {
      const corner = { lat: from.lat, lng: to.lng }
      const path = [from, corner, to].filter((point, i, all) => i === 0 || distanceM(point, all[i - 1]!) > 0.01)
      if (path.length === 1) path.push(to)
      const m = path.slice(1).reduce((sum, point, i) => sum + distanceM(path[i]!, point), 0)
      return { distanceM: m, path, streets: [nameOf('Row', from.lat), nameOf('Column', to.lng)] }
    },
  }
}

/** To which side one turns at the corner of a way. */
export function sideOf([from, corner, to]: readonly Point[]): 'left' | 'right' {
  const [east, north] = [corner!.lng > from!.lng, to!.lat > corner!.lat]
  return east === north ? 'left' : 'right'
}

const nameOf = (kind: string, degrees: number) => `${kind} ${Math.abs(Math.round(degrees / street))}`

/** Haversine, metres. */
export function distanceM(a: Point, b: Point): number {
  const rad = Math.PI / 180
  const [dLat, dLng] = [(b.lat - a.lat) * rad, (b.lng - a.lng) * rad]
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(dLng / 2) ** 2
  return 2 * earthRadiusM * Math.asin(Math.sqrt(h))
}
