import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { distanceM } from '../../contracts/geo.ts'
import { fixesBetween, pointAt, straightWay, trackOf } from './movement.ts'

const corner = { lat: 22.57, lng: 88.4 }
/** About 222 m north, then about 205 m east, in 40 s. */
const way = trackOf({
  path: [
    [corner.lng, corner.lat],
    [corner.lng, corner.lat + 0.002],
    [corner.lng + 0.002, corner.lat + 0.002],
  ],
  durationS: 40,
})

test('a way is walked from its first point to its last, around the corner', () => {
  assert.deepEqual(pointAt(way, 0), corner)
  assert.deepEqual(pointAt(way, way.lengthM + 100), { lat: corner.lat + 0.002, lng: corner.lng + 0.002 })
  const half = pointAt(way, way.alongM[1]! / 2)
  assert.ok(Math.abs(half.lat - (corner.lat + 0.001)) < 1e-9)
  assert.equal(half.lng, corner.lng)
  assert.ok(Math.abs(way.paceMs * 40 - way.lengthM) < 1e-9)
})

test('however a ride is cut into ticks, its positions lead on in time and lie on the way', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.01, max: 0.4, noNaN: true }), { minLength: 1 }),
      fc.integer({ min: 1, max: 6 }),
      (ticks, most) => {
        let last = { metres: 0, atMs: 1_000 }
        let sentMs = last.atMs
        for (const share of ticks) {
          const now = { metres: Math.min(way.lengthM, last.metres + share * way.lengthM), atMs: last.atMs + 1_000 }
          const fixes = fixesBetween(way, last, now, most)
          assert.ok(fixes.length >= 1 && fixes.length <= most)
          for (const fix of fixes) {
            assert.ok(fix.atMs > sentMs && fix.atMs <= now.atMs)
            sentMs = fix.atMs
            assert.ok(Math.abs(fix.lng - corner.lng) < 1e-9 || Math.abs(fix.lat - (corner.lat + 0.002)) < 1e-9)
          }
          assert.deepEqual({ ...pointAt(way, now.metres), atMs: now.atMs }, fixes.at(-1))
          last = now
        }
      },
    ),
  )
})

test('a corner between two ticks is told, so that nobody seems to ride through houses', () => {
  const fixes = fixesBetween(way, { metres: 0, atMs: 0 }, { metres: way.lengthM, atMs: 1_000 }, 4)
  assert.equal(fixes.length, 2)
  assert.equal(fixes[0]!.lat, corner.lat + 0.002)
  assert.equal(fixes[0]!.lng, corner.lng)
})

test('a corner just before the end leaves the end where it is', () => {
  const metres = way.alongM[1]! + 0.01
  const fixes = fixesBetween(way, { metres: 0, atMs: 0 }, { metres, atMs: 1_000 }, 4)
  assert.deepEqual(fixes, [{ ...pointAt(way, metres), atMs: 1_000 }])
})

test('where there are no streets, one rides straight on, at the pace that the back end expects', () => {
  const to = { lat: corner.lat + 0.01, lng: corner.lng }
  const track = trackOf(straightWay(corner, to))
  assert.ok(Math.abs(track.lengthM - distanceM(corner, to)) < 1e-6)
  assert.ok(Math.abs(track.paceMs - 5 / 1.4) < 1e-9)
})

test('a way of no length is not walked', () => {
  const track = trackOf({
    path: [
      [corner.lng, corner.lat],
      [corner.lng, corner.lat],
    ],
    durationS: 0,
  })
  assert.equal(track.lengthM, 0)
  assert.deepEqual(pointAt(track, 5), corner)
  assert.ok(Number.isFinite(track.paceMs))
})
