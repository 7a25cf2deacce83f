import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { changeOf, likelyCash } from './cash.ts'
import { progressOn } from './geometry.ts'
import { isWorthTelling, paceOf } from './pace.ts'

describe('cash at the door', () => {
  test('is likely the sum itself or the next notes above it', () => {
    assert.deepEqual(likelyCash(43_700), [43_700, 45_000, 50_000, 60_000, 200_000])
    assert.deepEqual(likelyCash(50_000), [50_000, 60_000, 200_000])
  })
  test('gives change, but not for too little', () => {
    assert.equal(changeOf(50_000, 43_700), 6_300)
    assert.equal(changeOf(43_700, 43_700), 0)
    assert.equal(changeOf(40_000, 43_700), null)
  })
})

describe('on the way', () => {
  // Two streets of about 111 m: north, then east.
  const way = {
    distanceM: 222,
    durationS: 60,
    path: [
      [88, 22],
      [88, 22.001],
      [88.001078, 22.001],
    ] as [number, number][],
    streets: ['Lake Road', 'Park Street'],
    steps: [
      { turn: 'depart' as const, street: 'Lake Road', distanceM: 111, at: [88, 22] as [number, number] },
      { turn: 'right' as const, street: 'Park Street', distanceM: 111, at: [88, 22.001] as [number, number] },
      { turn: 'arrive' as const, street: 'Park Street', distanceM: 0, at: [88.001078, 22.001] as [number, number] },
    ],
  }
  test('the next turn is the one ahead, and then the end', () => {
    const before = progressOn(way, { lat: 22.0005, lng: 88 })
    assert.equal(before.next?.turn, 'right')
    assert.ok(Math.abs(before.nextM - 55.6) < 2, String(before.nextM))
    const after = progressOn(way, { lat: 22.001, lng: 88.0005 })
    assert.equal(after.next?.turn, 'arrive')
    assert.ok(Math.abs(after.restM - 60) < 5, String(after.restM))
  })
  test('who leaves the way is found beside it', () => {
    assert.ok(progressOn(way, { lat: 22.0005, lng: 88.002 }).offM > 90)
  })
})

describe('telling where one is', () => {
  const at = (metres: number, atMs: number) => ({ lat: 22 + metres / 111_195, lng: 88, atMs })
  test('is close together with bags in hand, and seldom while waiting or with a low battery', () => {
    const working = paceOf({ working: true, battery: 0.8 })
    assert.ok(isWorthTelling(at(0, 0), at(50, 2_000), working))
    assert.ok(!isWorthTelling(at(0, 0), at(10, 2_000), working))
    assert.ok(isWorthTelling(at(0, 0), at(10, 9_000), working))
    assert.ok(!isWorthTelling(at(0, 0), at(50, 2_000), paceOf({ working: true, battery: 0.1 })))
    assert.ok(!isWorthTelling(at(0, 0), at(100, 10_000), paceOf({ working: false, battery: null })))
  })
  test('is never so seldom that work is taken away for silence of three minutes', () => {
    for (const working of [true, false])
      for (const battery of [null, 0.05, 1]) assert.ok(paceOf({ working, battery }).heartbeatMs < 180_000)
  })
})
