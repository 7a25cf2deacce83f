import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockAt, clockIn, nextAt } from './clock.ts'

const at = (hours: number, minutes: number, day = 30) => new Date(2026, 10, day, hours, minutes, 20).getTime()

test('a time is today while it is to come, and tomorrow after that', () => {
  assert.deepEqual(nextAt('18:30', at(18, 29)), new Date(2026, 10, 30, 18, 30))
  assert.deepEqual(nextAt('18:30', at(18, 30)), new Date(2026, 11, 1, 18, 30))
  assert.deepEqual(nextAt('00:10', at(23, 59)), new Date(2026, 11, 1, 0, 10))
})

test('no time is none', () => {
  for (const time of ['', '18', 'ab:cd']) assert.equal(nextAt(time, at(12, 0)), undefined)
})

test('a field has what the clock says, and begins on five minutes', () => {
  assert.equal(clockAt(at(8, 5)), '08:05')
  assert.equal(clockAt(new Date(at(23, 59)).toISOString()), '23:59')
  assert.equal(clockIn(30, at(12, 1)), '12:35')
  assert.equal(clockIn(30, at(23, 45)), '00:20')
})
