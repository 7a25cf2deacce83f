import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultsOf, inOrder, nextPeriod, type Period, periodsMax } from './periods.ts'

const monday = 1
const of = (day: number, open: number, close: number): Period => ({ day, open, close })
const kinds = (...hours: Period[]) => faultsOf(hours).map((fault) => fault?.kind)

test('several periods of a day are fine while one ends before the next begins', () => {
  assert.deepEqual(kinds(of(monday, 480, 780), of(monday, 780, 1_320), of(2, 0, 1_440)), [
    undefined,
    undefined,
    undefined,
  ])
  assert.deepEqual(kinds(of(monday, 480, 781), of(monday, 780, 1_320)), ['overlaps', 'overlaps'])
  const [first] = faultsOf([of(monday, 480, 900), of(2, 480, 900), of(monday, 840, 960)])
  assert.deepEqual(first, { kind: 'overlaps', other: of(monday, 840, 960) })
})

test('what is open past midnight meets the next day, also from Saturday to Sunday', () => {
  assert.deepEqual(kinds(of(monday, 1_080, 1_560), of(2, 60, 300)), ['overlaps', 'overlaps'])
  assert.deepEqual(kinds(of(monday, 1_080, 1_560), of(2, 120, 300)), [undefined, undefined])
  assert.deepEqual(kinds(of(6, 1_080, 1_560), of(0, 60, 300)), ['overlaps', 'overlaps'])
  assert.deepEqual(kinds(of(0, 60, 300), of(6, 1_080, 1_500)), [undefined, undefined])
})

test('what the API may have kept: backwards, and longer than a day', () => {
  assert.deepEqual(kinds(of(monday, 600, 600)), ['backwards'])
  assert.deepEqual(kinds(of(monday, 600, 2_041)), ['tooLong'])
  assert.deepEqual(kinds(of(monday, 600, 2_040)), [undefined])
})

test('one more period is offered where the day has room, and never meets another', () => {
  assert.deepEqual(nextPeriod([], monday), of(monday, 480, 1_380))
  assert.deepEqual(nextPeriod([of(monday, 480, 780)], monday), of(monday, 840, 1_080))
  assert.deepEqual(nextPeriod([of(monday, 480, 1_380)], monday), of(monday, 180, 420))
  assert.deepEqual(nextPeriod([of(monday, 0, 600), of(monday, 840, 1_440)], monday), of(monday, 660, 780))
  assert.equal(nextPeriod([of(monday, 0, 1_440)], monday), undefined)
  assert.equal(nextPeriod([of(0, 720, 2_880)], monday), undefined)
  for (const open of [0, 30, 400, 700, 1_000, 1_380])
    for (const length of [15, 60, 300, 700, 1_425]) {
      const hours = [of(monday, open, open + length)]
      for (const day of [monday, 2]) {
        const next = nextPeriod(hours, day)
        if (next) assert.deepEqual(kinds(...hours, next), [undefined, undefined], JSON.stringify([hours, next]))
      }
    }
  const full = Array.from({ length: periodsMax }, (_, at) => of(2 + (at % 5), at * 10, at * 10 + 5))
  assert.equal(nextPeriod(full, monday), undefined)
})

test('the week is read from Monday, each day by its time', () => {
  const hours = [of(0, 600, 700), of(monday, 900, 960), of(monday, 480, 780), of(6, 0, 60)]
  assert.deepEqual(inOrder(hours), [of(monday, 480, 780), of(monday, 900, 960), of(6, 0, 60), of(0, 600, 700)])
})
