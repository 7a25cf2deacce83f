import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Line } from '../../../shared/map/map.tsx'
import { crossesItself, simplified } from './ring.ts'

const square: Line = [
  [78.28, 21.3],
  [78.3, 21.3],
  [78.3, 21.32],
  [78.28, 21.32],
]

test('corners on a line are left out, those that bend the outline stay, and three always do', () => {
  const dense = square.flatMap(([lng, lat], index): Line => {
    const [nextLng, nextLat] = square[(index + 1) % square.length]!
    return Array.from({ length: 25 }, (_, step): [number, number] => [
      lng + ((nextLng - lng) * step) / 25,
      lat + ((nextLat - lat) * step) / 25 + (step % 2) * 0.00005,
    ])
  })
  assert.deepEqual(simplified(dense), square)
  assert.deepEqual(simplified(square), square)
  const bent = square.toSpliced(1, 0, [78.29, 21.2995])
  assert.deepEqual(simplified(bent), bent, '55 m off the line')
  const sliver: Line = [
    [78.28, 21.3],
    [78.29, 21.30001],
    [78.3, 21.3],
  ]
  assert.deepEqual(simplified(sliver), sliver)
})

test('an outline crosses itself where two sides do, and not where they share a corner', () => {
  assert.equal(crossesItself(square), false)
  assert.equal(crossesItself(square.with(1, square[2]!).with(2, square[1]!)), true)
})
