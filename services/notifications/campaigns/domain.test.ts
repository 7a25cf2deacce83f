import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isQuiet, minuteOfDay, msUntilQuiet, quietHoursOf, smsSize, withCoupon } from './domain.ts'

test('quiet hours go over midnight, and are those of the place', () => {
  const night = quietHoursOf('21:00-09:00')!
  assert.deepEqual(night, { from: 1260, to: 540 })
  for (const [minute, quiet] of [
    [1259, false],
    [1260, true],
    [0, true],
    [539, true],
    [540, false],
  ] as const)
    assert.equal(isQuiet(minute, night), quiet, `${minute}`)
  assert.equal(isQuiet(0, quietHoursOf('none')!), false)
  for (const wrong of ['', '9-21', '25:00-09:00', '09:00-09:00', '21:00-09:60'])
    assert.equal(quietHoursOf(wrong), undefined, wrong)
  assert.equal(minuteOfDay(Date.parse('2026-11-22T18:40:00Z'), 'Asia/Kolkata'), 10)
  assert.equal(msUntilQuiet(1250, night, 3_600_000), 600_000)
  assert.equal(msUntilQuiet(600, night, 3_600_000), 3_600_000)
  assert.equal(msUntilQuiet(600, null, 5), 5)
})

test('an SMS is counted as operators bill it', () => {
  const of = (text: string) => Object.values(smsSize(text))
  assert.deepEqual(of('a'.repeat(160)), ['GSM-7', 160, 1])
  assert.deepEqual(of('a'.repeat(161)), ['GSM-7', 161, 2])
  assert.deepEqual(of('a'.repeat(306)), ['GSM-7', 306, 2])
  assert.deepEqual(of('a'.repeat(307)), ['GSM-7', 307, 3])
  // Behind an escape: two units, which are never parted.
  assert.deepEqual(of(`${'a'.repeat(159)}€`), ['GSM-7', 161, 2])
  assert.deepEqual(of(`${'a'.repeat(152)}€${'a'.repeat(152)}`), ['GSM-7', 306, 3])
  assert.deepEqual(of('आ'.repeat(70)), ['UCS-2', 70, 1])
  assert.deepEqual(of('आ'.repeat(71)), ['UCS-2', 71, 2])
  assert.deepEqual(of('₹'), ['UCS-2', 1, 1])
  assert.deepEqual(of(`${'आ'.repeat(66)}🥭${'आ'.repeat(66)}`), ['UCS-2', 134, 3])
})

test('a coupon is named at the end, unless the text names it', () => {
  const message = { en: { title: 'Mangoes', body: 'Ripe ones.' }, hi: { title: 'आम', body: 'MANGO से छूट' } }
  assert.equal(withCoupon(message, 'MANGO', 'en').body, 'Ripe ones. Use code MANGO.')
  assert.equal(withCoupon(message, 'MANGO', 'hi').body, 'MANGO से छूट')
  assert.equal(withCoupon(message, undefined, 'en').body, 'Ripe ones.')
})
