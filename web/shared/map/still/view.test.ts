import assert from 'node:assert/strict'
import { test } from 'node:test'
import { project, tilesOf, viewOf } from './view.ts'

const size = { width: 358, height: 288 }
const room = { top: 64, right: 76, bottom: 40, left: 20 }
const points = [
  { lat: 22.57, lng: 88.36 },
  { lat: 22.575, lng: 88.353 },
]

test('a view has all points as close as the room allows, and no closer than is allowed', () => {
  const view = viewOf(points, size, room, 19)
  const places = points.map(({ lng, lat }) => project(view, [lng, lat]))
  const [right, left] = places.map(([x]) => Math.round(x))
  assert.ok(left! >= 20 && right! <= 358 - 76, `${left} to ${right}`)
  const [bottom, top] = places.map(([, y]) => Math.round(y))
  assert.deepEqual([top, bottom], [64, 288 - 40], 'here the height decides')
  const one = viewOf([points[0]!], size, room, 16.5)
  assert.equal(one.zoom, 16.5)
  const [x, y] = project(one, [88.36, 22.57])
  assert.deepEqual([Math.round(x), Math.round(y)], [20 + (358 - 96) / 2, 64 + (288 - 104) / 2])
})

test('the tiles cover the view and none lies outside it', () => {
  const view = viewOf(points, size, room, 16.5)
  const tiles = tilesOf(view, 16)
  assert.ok(tiles.length > 0)
  assert.ok(Math.min(...tiles.map(({ left }) => left)) <= 0 && Math.min(...tiles.map(({ top }) => top)) <= 0)
  assert.ok(Math.max(...tiles.map((tile) => tile.left + tile.size)) >= size.width)
  assert.ok(Math.max(...tiles.map((tile) => tile.top + tile.size)) >= size.height)
  for (const { left, top, size: wide } of tiles)
    assert.ok(left < size.width && top < size.height && left + wide > 0 && top + wide > 0)
  assert.ok(
    tilesOf({ ...view, zoom: 16.4 }, 14).every(({ z }) => z === 14),
    'none closer than there are',
  )
  // The point that a tile's corner stands for is where the tile lies.
  const [first] = tiles
  const lng = (first!.x / 2 ** first!.z) * 360 - 180
  assert.equal(Math.round(project(view, [lng, 22])[0]), Math.round(first!.left))
})
