import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits } from '../../engines/roads/port.ts'
import { at, openMade } from '../../engines/roads/testing/maps.ts'
import { guard } from '../../kit/resilience.ts'
import type { Engines } from '../engines.ts'
import { openTravel } from './travel.ts'

test('of more riders and stores than the engine takes at once, all times are by road', async () => {
  const roads = await openMade(
    [
      { id: 1, east: 0, north: 0 },
      { id: 2, east: 2_000, north: 0 },
    ],
    [{ refs: [1, 2] }],
  )
  const warned: unknown[] = []
  const travel = openTravel({
    engines: { roads: async () => roads } as unknown as Engines,
    log: { warn: (what: unknown) => warned.push(what) } as never,
    fallbackKmh: 18,
    guard: guard('roads'),
  })
  const riders = Array.from({ length: 700 }, (_, i) => at(2 * i, 0))
  const stores = Array.from({ length: 400 }, (_, i) => at(4 * i, 0))
  assert.ok(riders.length * stores.length > limits.matrixCells)
  const legs = await travel.matrix(riders, stores)
  assert.deepEqual([legs.length, legs[699]!.length], [700, 400])
  assert.equal(legs.flat().filter((leg) => leg.approximate).length, 0)
  // 699 × 2 m and 399 × 4 m along the street.
  assert.ok(Math.abs(legs[699]![399]!.distanceM - (399 * 4 - 699 * 2)) < 1)
  assert.deepEqual(warned, [])
})
