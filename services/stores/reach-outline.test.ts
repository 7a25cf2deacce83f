import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cellToLatLng, gridDisk, gridRing, latLngToCell } from 'h3-js'
import { polygonCornersMost } from '../../contracts/geo.ts'
import { cellsIn, outlineFault } from './outline.ts'
import { outlineOfCells } from './reach-outline.ts'

const store = { lat: 22.57, lng: 88.41 }
const home = latLngToCell(store.lat, store.lng, 9)

function outlined(cells: readonly string[]) {
  const made = outlineOfCells(cells, store)
  assert.ok(made && !('kind' in made), JSON.stringify(made))
  return made
}

test('an outline can be an area, and what it leaves out and takes in is told, whatever is reached', () => {
  const near = gridDisk(home, 12)
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(near.length - 1), { maxLength: 300 }), (places) => {
      const cells = [...new Set([...gridDisk(home, 1), ...places.map((place) => near[place]!)])]
      const { outline, leftOut, takenIn } = outlined(cells)
      assert.equal(outlineFault(outline, store), null)
      assert.ok(outline.length <= polygonCornersMost)
      const covered = cells.filter((cell) => !leftOut.includes(cell)).concat(takenIn)
      assert.deepEqual(covered.sort(), cellsIn(outline).sort())
    }),
    { numRuns: 60 },
  )
})

test('the zigzag of hexagons becomes lines, and none of them is lost', () => {
  const cells = gridDisk(home, 8)
  const { outline, leftOut, takenIn, shapes } = outlined(cells)
  assert.ok(outline.length <= 12, `${outline.length} corners`)
  assert.deepEqual([leftOut, takenIn, shapes.length], [[], [], 1])
})

test('a hole is taken in, and what lies across a gap is left out', () => {
  const hole = gridDisk(home, 4).filter((cell) => !gridDisk(gridRing(home, 3)[0]!, 0).includes(cell))
  const [lat, lng] = cellToLatLng(home)
  const island = gridDisk(latLngToCell(lat + 0.05, lng, 9), 1)
  const { leftOut, takenIn, shapes } = outlined([...hole, ...island])
  assert.deepEqual(takenIn, [gridRing(home, 3)[0]!])
  assert.deepEqual(leftOut.toSorted(), island.toSorted())
  assert.equal(shapes.length, 2)
  // Also where the island is the larger part: a store serves the ground that it stands on.
  const large = gridDisk(latLngToCell(lat + 0.1, lng, 9), 9)
  assert.deepEqual(outlined([...hole, ...large]).leftOut.length, large.length)
})

test('thousands of ragged hexagons make an outline within the corners of an area', () => {
  const spread = gridDisk(home, 30)
  const cells = spread.filter((_, i) => i < 400 || (i * 7_919) % 10 > 2)
  assert.ok(outlined(cells).outline.length <= polygonCornersMost)
})

test('nothing, ground beyond the store, and half a country are no area', () => {
  assert.equal(outlineOfCells([], store), null)
  const elsewhere = gridDisk(latLngToCell(store.lat + 0.05, store.lng, 9), 2)
  assert.deepEqual(outlineOfCells(elsewhere, store), { kind: 'store-outside' })
  const found = outlineOfCells(gridDisk(home, 45), store)
  assert.ok(found && 'kind' in found && found.kind === 'too-large')
})
