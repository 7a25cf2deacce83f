import assert from 'node:assert/strict'
import { test } from 'node:test'
import { glidesOf, glideTo, restOf } from './glides.ts'
import type { MovingThing } from './map.tsx'

const at = (id: string, lat: number): MovingThing => ({ id, point: { lat, lng: 88 }, tone: 'busy' })

test('a rider glides for as long as the pause between two messages of that rider, whoever else is told of meanwhile', () => {
  const first = glidesOf([at('a', 22), at('b', 22)], new Map(), 1_000)
  const told = glidesOf([at('a', 22.001), at('b', 22)], first, 5_000)
  assert.deepEqual(
    [told.get('a')!.startAt, told.get('a')!.endAt, told.get('b')!.endAt],
    [5_000, 9_000, 1_000],
    'a has 4 seconds for its way, b stands',
  )
  const later = glidesOf([at('a', 22.001), at('b', 22.001)], told, 5_020)
  assert.deepEqual(later.get('a'), told.get('a'))
  assert.equal(later.get('b')!.endAt, 5_020 + 4_020)
})

test('a glide goes on from where it is, is never longer than six seconds, and what is far is not ridden through', () => {
  const start = glidesOf([at('a', 22)], new Map(), 0)
  const half = glidesOf([at('a', 22.002)], start, 4_000)
  const turned = glidesOf([at('a', 22)], half, 6_000)
  assert.ok(Math.abs(turned.get('a')!.way[0]![1] - 22.001) < 1e-9)
  assert.equal(glidesOf([at('a', 22.002)], start, 60_000).get('a')!.endAt, 66_000)
  const { way, endAt } = glidesOf([at('a', 22.5)], start, 3_000).get('a')!
  assert.deepEqual(
    [way, endAt],
    [
      [
        [88, 22.5],
        [88, 22.5],
      ],
      3_000,
    ],
  )
})

test('a glide follows the line, and the rest of its way says when each corner is reached', () => {
  const line: [number, number][] = [
    [88, 22],
    [88, 22.002],
    [88, 22.004],
  ]
  const start = glideTo({ lat: 22, lng: 88 }, undefined, 0)
  const glide = glideTo({ lat: 22.004, lng: 88 }, start, 4_000, line)
  assert.deepEqual(glide.way, line)
  const offsets = (now: number) => restOf(glide, now).map(({ offset }) => Math.round(offset * 100) / 100)
  assert.deepEqual(offsets(4_000), [0, 0.5, 1])
  assert.deepEqual(offsets(5_000), [0, 0.33, 1])
  assert.deepEqual(offsets(7_000), [0, 1], 'the corner lies behind')
  assert.equal(glideTo({ lat: 22.004, lng: 88 }, glide, 5_000, line), glide, 'told the same again')
})
