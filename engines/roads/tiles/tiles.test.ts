import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VectorTile } from '@mapbox/vector-tile'
import fc from 'fast-check'
import { PbfReader } from 'pbf'
import type { GraphRoads } from '../graph-roads.ts'
import { at, openMade } from '../testing/maps.ts'
import { clipLine, clipRing, doubleArea, joinLines, simplify } from './geometry.ts'
import { mapStyle } from './style.ts'

const opened = openMade(
  [
    { id: 1, east: 0, north: 0 },
    { id: 2, east: 400, north: 0 },
    { id: 3, east: 400, north: 400 },
    { id: 4, east: 0, north: 400 },
    { id: 5, east: 200, north: 0 },
    { id: 9, east: 120, north: 120, tags: { name: 'Chai Adda', amenity: 'cafe', 'addr:housenumber': '7' } },
    { id: 10, east: 200, north: 200, tags: { name: 'Salt Lake', place: 'neighbourhood' } },
  ],
  [
    { refs: [1, 5], tags: { name: 'Lake Road', oneway: 'yes' } },
    { refs: [5, 2], tags: { name: 'Lake Road', oneway: 'yes' } },
    { refs: [2, 3, 4, 1], tags: { highway: 'primary' } },
    { refs: [1, 2, 3, 1], tags: { highway: '', leisure: 'park', name: 'Park' } },
    { refs: [1, 4, 3, 1], tags: { highway: '', natural: 'water' } },
    { refs: [1, 5, 3, 1], tags: { highway: '', building: 'yes' } },
    { refs: [1, 3], tags: { highway: '', railway: 'rail' } },
  ],
)

function tileAt(roads: GraphRoads, z: number, point: { lat: number; lng: number }) {
  const x = Math.floor(((point.lng + 180) / 360) * 2 ** z)
  const y = Math.floor((0.5 - Math.asinh(Math.tan((point.lat * Math.PI) / 180)) / (2 * Math.PI)) * 2 ** z)
  const bytes = roads.tiles.tile(z, x, y)
  return { x, y, bytes, tile: bytes && new VectorTile(new PbfReader(bytes)) }
}

test('a tile has the streets with class, name and direction, and all that lies around them', async () => {
  const roads = await opened
  const { tile, x, y } = tileAt(roads, 14, at(200, 200))
  assert.deepEqual(Object.keys(tile!.layers).sort(), ['green', 'place', 'rail', 'road', 'water'])
  assert.ok(tileAt(roads, 15, at(200, 200)).tile!.layers.building)
  const road = tile!.layers.road!
  const streets = Array.from({ length: road.length }, (_, i) => road.feature(i))
  const lake = streets.find(({ properties }) => properties.name === 'Lake Road')!
  assert.deepEqual({ ...lake.properties }, { class: 'residential', name: 'Lake Road', oneway: 1 })
  const geo = lake.toGeoJSON(x, y, 14).geometry
  assert.equal(geo.type, 'LineString', 'the two halves of the street are one line')
  const [lng, lat] = (geo.coordinates as [number, number][])[0]!
  assert.ok(Math.abs(lng - at(0, 0).lng) < 2e-5 && Math.abs(lat - at(0, 0).lat) < 2e-5)
  assert.ok(streets.some(({ properties }) => properties.class === 'primary'))
})

test('areas have outer rings that renderers fill', async () => {
  const roads = await opened
  for (const z of [13, 14, 16]) {
    const { tile } = tileAt(roads, z, at(200, 200))
    for (const layer of ['water', 'green']) {
      const rings = tile!.layers[layer]!.feature(0).loadGeometry()
      for (const ring of rings) assert.ok(doubleArea(ring.slice(0, -1).flatMap(({ x, y }) => [x, y])) > 0)
    }
  }
})

test('close by there are house numbers and shops; far away neither, nor small streets', async () => {
  const roads = await opened
  const close = tileAt(roads, 16, at(120, 120)).tile!
  assert.equal(close.layers.poi!.feature(0).properties.name, 'Chai Adda')
  assert.equal(close.layers.house!.feature(0).properties.number, '7')
  const far = tileAt(roads, 11, at(200, 200)).tile!
  assert.equal(far.layers.poi, undefined)
  assert.equal(far.layers.road!.length, 1)
})

test('where the map has nothing, and where no tile can be, there is none', async () => {
  const roads = await opened
  assert.equal(tileAt(roads, 14, { lat: 28, lng: 77 }).bytes, null)
  for (const [z, x, y] of [
    [14, -1, 0],
    [14, 2 ** 14, 0],
    [14, 0.5, 1],
    [25, 0, 0],
    [3, 5, 3],
    [Number.NaN, 0, 0],
  ] as const) {
    assert.equal(roads.tiles.tile(z, x, y), null)
  }
})

test('a tile that is asked for again is the same', async () => {
  const roads = await opened
  assert.deepEqual(tileAt(roads, 15, at(50, 50)).bytes, tileAt(roads, 15, at(50, 50)).bytes)
})

const coordinate = fc.integer({ min: -300, max: 400 })
const flat = fc.array(coordinate, { minLength: 6, maxLength: 40 }).map((list) => list.slice(0, list.length & ~1))

test('what is cut to a square lies in it, and what lay in it stays', () => {
  fc.assert(
    fc.property(flat, (line) => {
      const isIn = (value: number) => value >= -1e-6 && value <= 100 + 1e-6
      const parts = clipLine(line, 0, 100)
      assert.ok(parts.flat().every(isIn))
      assert.ok(clipRing(line, 0, 100).every(isIn))
      if (line.every(isIn)) assert.deepEqual(parts, [line])
    }),
  )
})

test('simplifying keeps the ends and moves nothing further than it may', () => {
  fc.assert(
    fc.property(flat, fc.integer({ min: 1, max: 50 }), (line, tolerance) => {
      const simple = simplify(line, tolerance)
      assert.deepEqual(simple.slice(0, 2), line.slice(0, 2))
      assert.deepEqual(simple.slice(-2), line.slice(-2))
      for (let i = 0; i < line.length; i += 2) {
        let nearest = Infinity
        for (let k = 0; k + 3 < simple.length; k += 2) {
          const [ax, ay, bx, by] = simple.slice(k, k + 4) as [number, number, number, number]
          const square = (bx - ax) ** 2 + (by - ay) ** 2
          const share =
            square > 0
              ? Math.min(1, Math.max(0, ((line[i]! - ax) * (bx - ax) + (line[i + 1]! - ay) * (by - ay)) / square))
              : 0
          nearest = Math.min(
            nearest,
            Math.hypot(ax + (bx - ax) * share - line[i]!, ay + (by - ay) * share - line[i + 1]!),
          )
        }
        assert.ok(nearest <= tolerance + 1e-9)
      }
    }),
  )
})

test('joining lines loses none of their pieces', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }), { maxLength: 12 }),
      (lines) => {
        const pieces = (list: number[][]) =>
          list.flatMap((line) => line.slice(2).flatMap((_, i) => (i % 2 ? [] : [line.slice(i, i + 4).join()]))).sort()
        assert.deepEqual(pieces(joinLines(lines)), pieces(lines))
      },
    ),
  )
})

test('the style needs no fonts or pictures from anywhere, and names only layers that the tiles have', () => {
  for (const theme of ['light', 'dark'] as const) {
    const style = mapStyle({ tilesUrl: 'http://localhost/{z}/{x}/{y}', theme })
    assert.equal('glyphs' in style || 'sprite' in style, false)
    const known = new Set(['land', 'green', 'water', 'waterway', 'building', 'rail', 'road', 'house', 'poi', 'place'])
    for (const layer of style.layers)
      if (layer.type !== 'background') assert.ok(known.has(String(layer['source-layer'])), layer.id)
    assert.equal(new Set(style.layers.map(({ id }) => id)).size, style.layers.length)
  }
})
