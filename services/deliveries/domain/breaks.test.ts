import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Break, breakRefusal, endOf } from './breaks.ts'

const nowMs = Date.UTC(2026, 10, 30, 12)
const inMinutes = (minutes: number) => new Date(nowMs + minutes * 60_000)
const limits = { most: 2, shortestMinutes: 5, longestMinutes: 60, aheadMinutes: 720 }
const known = (startsIn: number, minutes: number, state: Break['state'] = 'planned'): Break => ({
  id: `b${startsIn}`,
  startsAt: inMinutes(startsIn),
  minutes,
  state,
})
const refusal = (startsIn: number, minutes: number, breaks: Break[] = [], shiftUntil: Date | null = null) =>
  breakRefusal({ startsAt: inMinutes(startsIn), minutes }, { nowMs, breaks, shiftUntil, limits })

test('each limit holds to the minute', () => {
  for (const [startsIn, minutes] of [
    [0, 5],
    [720, 60],
    [30, 30],
  ] as const)
    assert.equal(refusal(startsIn, minutes), undefined)
  assert.equal(refusal(10, 4), 'deliveries/break-length')
  assert.equal(refusal(10, 61), 'deliveries/break-length')
  assert.equal(refusal(-1, 10), 'deliveries/break-time')
  assert.equal(refusal(721, 10), 'deliveries/break-time')
  assert.equal(refusal(10, 20, [], inMinutes(30)), undefined)
  assert.equal(refusal(11, 20, [], inMinutes(30)), 'deliveries/break-after-shift')
})

test('breaks may touch and not overlap; one that is over is in nobody’s way and still counts', () => {
  assert.equal(refusal(30, 10, [known(40, 20)]), undefined)
  assert.equal(refusal(60, 10, [known(40, 20)]), undefined)
  assert.equal(refusal(31, 10, [known(40, 20)]), 'deliveries/break-overlaps')
  assert.equal(refusal(45, 5, [known(40, 20)]), 'deliveries/break-overlaps')
  assert.equal(refusal(10, 60, [known(40, 20)]), 'deliveries/break-overlaps')
  assert.equal(refusal(10, 10, [known(-10, 30, 'running')]), 'deliveries/break-overlaps')
  assert.equal(refusal(10, 10, [known(-10, 30, 'over')]), undefined)
  assert.equal(refusal(10, 10, [known(-90, 30, 'over'), known(100, 10)]), 'deliveries/too-many-breaks')
  assert.equal(endOf(known(40, 20)), inMinutes(60).getTime())
})
