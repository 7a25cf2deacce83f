import type { Point } from '../../../api-client/types.ts'
import type { Room } from '../fit.ts'

/** What a map shows: its middle, MapLibre's zoom, and its size in CSS pixels. */
export interface View {
  centre: Point
  zoom: number
  width: number
  height: number
}

/** A tile and where it lies in the view: CSS pixels of its corner, and how wide it is. */
export interface TilePlace {
  z: number
  x: number
  y: number
  left: number
  top: number
  size: number
}

/** As MapLibre draws them: the whole world is one tile of so many pixels at zoom 0. */
const tilePx = 512

/** Where a point is in the view, in CSS pixels. */
export function project(view: View, [lng, lat]: readonly [number, number]): [number, number] {
  const world = tilePx * 2 ** view.zoom
  const middle = onWorld(view.centre.lng, view.centre.lat)
  const [x, y] = onWorld(lng, lat)
  return [(x - middle[0]) * world + view.width / 2, (y - middle[1]) * world + view.height / 2]
}

/** The closest view, up to `zoomMax`, that has all the points and leaves the room. */
export function viewOf(
  points: readonly Point[],
  size: Pick<View, 'width' | 'height'>,
  room: Room,
  zoomMax: number,
): View {
  const places = points.map(({ lng, lat }) => onWorld(lng, lat))
  const xs = places.map(([x]) => x)
  const ys = places.map(([, y]) => y)
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const wide = Math.max(1, size.width - room.left - room.right)
  const high = Math.max(1, size.height - room.top - room.bottom)
  const zoom = Math.max(
    0,
    Math.min(zoomMax, Math.log2(Math.min(wide / (east - west), high / (south - north)) / tilePx)),
  )
  const world = tilePx * 2 ** zoom
  const middle: [number, number] = [
    (west + east) / 2 + (room.right - room.left) / 2 / world,
    (north + south) / 2 + (room.bottom - room.top) / 2 / world,
  ]
  return { ...size, zoom, centre: fromWorld(middle) }
}

/** The tiles that the view needs, none closer than there are. */
export function tilesOf(view: View, zoomMax: number): TilePlace[] {
  const z = Math.min(zoomMax, Math.floor(view.zoom))
  const count = 2 ** z
  const size = tilePx * 2 ** (view.zoom - z)
  const [x, y] = onWorld(view.centre.lng, view.centre.lat)
  const left = x * count * size - view.width / 2
  const top = y * count * size - view.height / 2
  const tiles: TilePlace[] = []
  for (let row = Math.floor(top / size); row * size < top + view.height; row++)
    for (let column = Math.floor(left / size); column * size < left + view.width; column++)
      if (row >= 0 && row < count && column >= 0 && column < count)
        tiles.push({ z, x: column, y: row, left: column * size - left, top: row * size - top, size })
  return tiles
}

/** Web Mercator: the world is a square of 1. */
function onWorld(lng: number, lat: number): [number, number] {
  const sine = Math.sin((lat * Math.PI) / 180)
  return [lng / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)]
}

const fromWorld = ([x, y]: [number, number]): Point => ({
  lng: (x - 0.5) * 360,
  lat: (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI,
})
