import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { formats } from './formats.ts'
import { quickMinutes, quickNumber, quickRupees, quickTime } from './quick-formats.ts'

const en = formats('en-IN')
const hi = formats('hi-IN')
const rupees = (amount: number) => ({ amount, currency: 'INR' as const })
/** `Intl` puts narrow and unbreakable spaces where people see one. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

describe('money', () => {
  test('paise are shown only where there are any', () => {
    assert.equal(en.money(rupees(4_500)), '₹45')
    assert.equal(en.money(rupees(4_550)), '₹45.50')
    assert.equal(en.money(rupees(12_345_600)), '₹1,23,456')
    assert.equal(hi.money(rupees(4_505)), '₹45.05')
  })
  test('a change has its sign', () => {
    assert.equal(en.signedMoney(rupees(2_000)), '+₹20')
    assert.equal(en.signedMoney(rupees(-2_000)), '-₹20')
    assert.equal(en.signedMoney(rupees(0)), '₹0')
  })
})

test('what is written without Intl is what Intl writes', () => {
  const amounts = [0, 1, 5, 10, 99, 100, 101, 999, 4_550, 99_999, 100_000, 1_234_567, 123_456_789, 98_765_432_100]
  const signed = amounts.flatMap((each) => (each === 0 ? [0] : [each, -each]))
  const numbers = [0.5, 4.3, 4.25, 1_234.125, 0.1 + 0.2, 1.0005, 99_999.9995, 1e15, 1e21, 1e-7, 1.5e-7, Number.NaN]
  for (const [locale, written] of [
    ['en-IN', en],
    ['hi-IN', hi],
  ] as const) {
    for (const value of [...signed, ...numbers])
      assert.equal(written.number(value), new Intl.NumberFormat(locale).format(value), `${value}`)
    for (const amount of signed) {
      const digits = amount % 100 === 0 ? 0 : 2
      const options = {
        style: 'currency',
        currency: 'INR',
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }
      for (const signDisplay of ['auto', 'exceptZero'] as const)
        assert.equal(
          written[signDisplay === 'auto' ? 'money' : 'signedMoney'](rupees(amount)),
          new Intl.NumberFormat(locale, { ...options, signDisplay } as Intl.NumberFormatOptions).format(amount / 100),
        )
    }
    const minutes = new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: 'minute',
      unitDisplay: 'long',
      maximumFractionDigits: 0,
    })
    for (const count of [0, 1, -1, 2, 12.5, 90, 1_200, 1e15])
      assert.equal(written.minutes(count), minutes.format(count))
    const times = new Intl.DateTimeFormat(locale, { timeStyle: 'short' })
    for (let minute = 0; minute < 1_440; minute += 7) {
      const at = new Date(Date.UTC(2026, 5, 1, 0, minute))
      assert.equal(written.time(at.toISOString()), times.format(at))
    }
  }
})

test('first screens have what is written without Intl', () => {
  for (const amount of [0, 4_550, 123_456_700, -20]) assert.ok(quickRupees(amount, 'exceptZero'))
  for (const value of [0, 4.5, 4_517, -3]) assert.ok(quickNumber(value))
  for (const locale of ['en-IN', 'hi-IN']) assert.ok(quickMinutes(16, locale))
  assert.ok(quickTime(new Date()))
})

test('shares and changes', () => {
  assert.equal(en.percent(0.256), '26%')
  assert.equal(en.change(0.042), '+4.2%')
  assert.equal(en.change(-0.5), '-50%')
})

test('weights, volumes, distances and sizes take the unit that people use', () => {
  assert.deepEqual([500, 1_000, 1_250].map(en.weight).map(plain), ['500 g', '1 kg', '1.25 kg'])
  assert.deepEqual([200, 1_500].map(en.volume).map(plain), ['200 ml', '1.5 l'])
  assert.deepEqual([347, 1_234].map(en.distance).map(plain), ['350 m', '1.2 km'])
  assert.deepEqual([900, 3_000_000].map(en.bytes).map(plain), ['900 byte', '3 MB'])
  assert.match(hi.weight(500), /500.*ग्रा/)
})

test('lengths of time in words and on the clock', () => {
  assert.deepEqual([0, 45, 300, 3_900, 90_000].map(en.duration).map(plain), [
    '0 secs',
    '45 secs',
    '5 mins',
    '1 hr 5 mins',
    '1 day 1 hr',
  ])
  assert.deepEqual([5, 245, 3_729].map(en.clock), ['0:05', '4:05', '1:02:09'])
})

test('how long ago, seen from a given moment', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  assert.equal(en.ago('2026-11-22T11:58:00Z', now), '2 minutes ago')
  assert.equal(en.ago('2026-11-22T12:05:10Z', now), 'in 5 minutes')
  assert.equal(en.ago('2026-11-21T11:00:00Z', now), 'yesterday')
  assert.equal(hi.ago('2026-11-21T11:00:00Z', now), 'कल')
})
