import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Polygon } from '../../../contracts/geo.ts'
import { contains } from './area.ts'
import { indexAreas } from './area-index.ts'

const square: Polygon = [
  [77, 12],
  [78, 12],
  [78, 13],
  [77, 13],
]
const triangle: Polygon = [
  [77.5, 12.5],
  [79, 12.5],
  [77.5, 14],
  [77.5, 12.5],
]

test('a point is covered by the areas around it, in the order of the list', () => {
  const index = indexAreas([square, triangle])
  assert.deepEqual(index.covering({ lng: 77.6, lat: 12.6 }), [0, 1])
  assert.deepEqual(index.covering({ lng: 77.1, lat: 12.1 }), [0])
  assert.deepEqual(index.covering({ lng: 78.4, lat: 12.7 }), [1])
  assert.deepEqual(index.covering({ lng: 70, lat: 10 }), [])
  assert.deepEqual(indexAreas([]).covering({ lng: 77.6, lat: 12.6 }), [])
})

/** As people draw: to a tenth of a metre, so that corners meet and points lie on edges. */
const degree = fc.integer({ min: -5_000, max: 5_000 }).map((step) => step / 1_000_000)
const polygon: fc.Arbitrary<Polygon> = fc.array(fc.tuple(degree, degree), { minLength: 3, maxLength: 40 })

test('the index says of any point and any areas what each area says by itself', () => {
  fc.assert(
    fc.property(fc.array(polygon, { maxLength: 12 }), degree, degree, (areas, lat, lng) => {
      const one = areas.flatMap((area, place) => (contains(area, { lat, lng }) ? [place] : []))
      assert.deepEqual(indexAreas(areas).covering({ lat, lng }), one)
    }),
    { numRuns: 500 },
  )
})
