import type { CityMap } from '../city-map.ts'
import { classes, flag, kinds } from '../map/classes.ts'
import { areaClassMax, placeClasses } from '../map/place-classes.ts'
import { clipLine, clipRing, doubleArea, type Flat, joinLines, reverseRing, simplify, snapToGrid } from './geometry.ts'
import { extent, type Properties, type TileFeature, type TileLayer } from './mvt.ts'
import { labelFrom, maxZoom } from './zooms.ts'

/** Units beyond the edge that are drawn too, so that wide lines do not end at it. */
const buffer = 96
const lineTolerance = 3
const ringTolerance = 4
/** Smaller areas than this (square units; 64 are one pixel) are not seen. */
const areaMin = 48

type Tile = { z: number; x: number; y: number }

/** Everything of the city that the tile shows, layer by layer from the ground up. `zoomFrom`: where each feature begins to show. */
export function layersOf(city: CityMap, zoomFrom: Uint8Array, tile: Tile): TileLayer[] {
  const { map } = city
  const project = projection(tile)
  const [west, north, east, south] = [...edge(tile, -buffer, -buffer), ...edge(tile, extent + buffer, extent + buffer)]
  const found = city.features.search(west, south, east, north, (f) => zoomFrom[f]! <= tile.z).sort((a, b) => a - b)

  const areas: Record<string, { size: number; feature: TileFeature }[]> = {
    land: [],
    green: [],
    water: [],
    building: [],
  }
  const lines: Record<string, Map<string, { properties: Properties; lines: Flat[] }>> = {
    waterway: new Map(),
    rail: new Map(),
    road: new Map(),
  }

  for (const f of found) {
    const kind = kinds[map.kind[f]!]
    if (!kind) continue
    const points: Flat = []
    for (let r = map.start[f]!; r < map.start[f + 1]!; r++)
      project(map.lngE7[map.refs[r]!]!, map.latE7[map.refs[r]!]!, points)
    const group = lines[kind]
    if (group) {
      const properties = lineProperties(city, f)
      const key = JSON.stringify(properties)
      const same = group.get(key)
      if (same) same.lines.push(points)
      else group.set(key, { properties, lines: [points] })
      continue
    }
    const area = ringFeature(points, tile, kind === 'building' ? {} : { class: classes[kind][map.cls[f]!]! })
    if (area) areas[kind]!.push(area)
  }

  return [
    { name: 'land', features: bySize(areas.land!) },
    { name: 'green', features: bySize(areas.green!) },
    { name: 'water', features: bySize(areas.water!) },
    { name: 'waterway', features: lineFeatures(lines.waterway!, tile) },
    { name: 'building', features: areas.building!.map(({ feature }) => feature) },
    { name: 'rail', features: lineFeatures(lines.rail!, tile) },
    { name: 'road', features: lineFeatures(lines.road!, tile) },
    ...labelLayers(city, tile, project),
  ]
}

function lineProperties({ map }: CityMap, f: number): Properties {
  const flags = map.flags[f]!
  const kind = kinds[map.kind[f]!]!
  const properties: Properties = { class: classes[kind][map.cls[f]!]! }
  const name = map.strings[map.name[f]!]!
  if (name) properties.name = name
  if (flags & flag.oneway) properties.oneway = flags & flag.reversed ? -1 : 1
  if (flags & flag.bridge) properties.bridge = true
  if (flags & flag.tunnel) properties.tunnel = true
  if (flags & flag.link) properties.link = true
  return properties
}

function lineFeatures(groups: Map<string, { properties: Properties; lines: Flat[] }>, tile: Tile): TileFeature[] {
  const tolerance = tile.z >= maxZoom ? 1 : lineTolerance
  const features: TileFeature[] = []
  for (const { properties, lines } of groups.values()) {
    const parts = joinLines(lines)
      .map((line) => simplify(line, tolerance))
      .flatMap((line) => clipLine(line, -buffer, extent + buffer))
      .map(snapToGrid)
      .filter((line) => line.length >= 4)
    if (parts.length > 0) features.push({ type: 'line', parts, properties })
  }
  return features
}

function ringFeature(points: Flat, tile: Tile, properties: Properties): { size: number; feature: TileFeature } | null {
  if (Math.abs(doubleArea(points)) < 2 * areaMin) return null
  const simple = tile.z >= maxZoom ? points : simplify(points, ringTolerance)
  let ring = snapToGrid(clipRing(simple, -buffer, extent + buffer))
  if (ring.length > 2 && ring[0] === ring.at(-2) && ring[1] === ring.at(-1)) ring = ring.slice(0, -2)
  const size = ring.length >= 6 ? doubleArea(ring) : 0
  if (size === 0) return null
  const outer = size > 0 ? ring : reverseRing(ring)
  return { size: Math.abs(size), feature: { type: 'polygon', parts: [outer], properties } }
}

/** Large ones first, so that a pond in a park is drawn on top of it. */
const bySize = (areas: { size: number; feature: TileFeature }[]) =>
  areas.sort((a, b) => b.size - a.size).map(({ feature }) => feature)

function labelLayers(city: CityMap, tile: Tile, project: Project): TileLayer[] {
  const { place, strings } = city.map
  const areas: TileFeature[] = []
  const poi: TileFeature[] = []
  const house: TileFeature[] = []
  // Labels belong to the one tile that their point is in: the map keeps them from colliding across tiles.
  const [west, north, east, south] = [...edge(tile, 0, 0), ...edge(tile, extent, extent)]
  for (const p of city.places.search(west, south, east, north).sort((a, b) => a - b)) {
    const cls = place.cls[p]
    if (cls === undefined) continue
    const name = strings[place.name[p]!]!
    const point: Flat = []
    project(place.lngE7[p]!, place.latE7[p]!, point)
    const parts = [point.map(Math.round)]
    if (name && tile.z >= labelFrom(cls)) {
      const properties = { name, class: placeClasses[cls]!, rank: cls }
      ;(cls <= areaClassMax ? areas : poi).push({ type: 'point', parts, properties })
    }
    const number = strings[place.house[p]!]!
    if (number && tile.z >= maxZoom && number.length <= 8) house.push({ type: 'point', parts, properties: { number } })
  }
  return [
    { name: 'house', features: house },
    { name: 'poi', features: poi },
    { name: 'place', features: areas },
  ]
}

type Project = (lngE7: number, latE7: number, into: Flat) => void

/** Web Mercator in units of the tile. */
function projection({ z, x, y }: Tile): Project {
  const size = 2 ** z * extent
  const [left, top] = [x * extent, y * extent]
  return (lngE7, latE7, into) => {
    const sin = Math.sin((latE7 / 1e7) * (Math.PI / 180))
    into.push((lngE7 / 3.6e9 + 0.5) * size - left, (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * size - top)
  }
}

/** Longitude and latitude times 10^7 of a place given in units of the tile. */
function edge({ z, x, y }: Tile, unitX: number, unitY: number): [lngE7: number, latE7: number] {
  const size = 2 ** z
  const lng = ((x + unitX / extent) / size) * 360 - 180
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * (y + unitY / extent)) / size))) * 180) / Math.PI
  return [lng * 1e7, lat * 1e7]
}
