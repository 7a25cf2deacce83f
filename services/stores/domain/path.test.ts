import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { zones } from '../../../contracts/catalogue.ts'
import { locationOf, walkOf } from './path.ts'

const bins = (lines: readonly { bin: string | null }[]) => lines.map(({ bin }) => bin)
const at = (...list: (string | null)[]) => list.map((bin) => ({ bin }))

test('a bin tells aisle, bay and place; other names tell nothing', () => {
  assert.deepEqual(locationOf('A03-7'), { aisle: 'A', bay: 3, bin: '7' })
  assert.deepEqual(locationOf(' b12 '), { aisle: 'B', bay: 12, bin: '' })
  assert.equal(locationOf('behind the till'), undefined)
  assert.equal(locationOf(null), undefined)
})

test('up one aisle and down the next: nobody walks an aisle back empty', () => {
  const walk = walkOf(at('B01-1', 'A09-1', 'A01-2', 'B09-1', 'C05-1', 'A01-10', 'C02-1'))
  assert.deepEqual(bins(walk), ['A01-2', 'A01-10', 'A09-1', 'B09-1', 'B01-1', 'C02-1', 'C05-1'])
})

test('an aisle that nobody visits does not turn the way round', () => {
  assert.deepEqual(bins(walkOf(at('A01-1', 'D01-1', 'D07-1'))), ['A01-1', 'D07-1', 'D01-1'])
})

test('frozen goods are taken last, wherever they stand, and what has no place ends its zone', () => {
  const walk = walkOf([
    { bin: 'A01-1', zone: 'frozen' },
    { bin: 'A02-1', zone: 'chilled' },
    { bin: null, zone: 'ambient' },
    { bin: 'Z09-1', zone: 'ambient' },
  ])
  assert.deepEqual(bins(walk), ['Z09-1', null, 'A02-1', 'A01-1'])
})

test('every line is walked to once, whatever the bins are called', () => {
  const line = fc.record(
    {
      bin: fc.oneof(fc.constant(null), fc.stringMatching(/^[A-Z]\d{1,2}-\d$/), fc.string({ maxLength: 8 })),
      zone: fc.constantFrom(...zones),
    },
    { requiredKeys: ['bin'] },
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
      const walk = walkOf(lines)
      assert.equal(walk.length, lines.length)
      assert.deepEqual(new Set(walk), new Set(lines))
      const order = walk.map(({ zone = 'ambient' }) => zones.indexOf(zone))
      assert.deepEqual(
        order,
        order.toSorted((a, b) => a - b),
      )
    }),
  )
})
