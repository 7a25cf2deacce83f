import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { chooseStore, costS, type Option } from './choice.ts'

const near: Option = { storeId: 'near', minutes: 10, expectedS: 480, distanceM: 800, stocked: 1 }
const far: Option = { storeId: 'far', minutes: 13, expectedS: 640, distanceM: 2_500, stocked: 1 }
const chosen = (...options: Option[]) => chooseStore(options)?.storeId

test('the nearer store serves while nothing speaks against it, and a farther one when its queue is long or its shelf empty', () => {
  assert.equal(chosen(far, near), 'near')
  assert.equal(chosen(far, { ...near, minutes: 19, expectedS: 900 }), 'far')
  assert.equal(chosen(far, { ...near, stocked: 0.5 }), 'far')
  // One pack of many is not worth the way.
  assert.equal(chosen(far, { ...near, stocked: 0.95 }), 'near')
  // Nor is a full shelf worth an hour.
  assert.equal(chosen({ ...far, minutes: 90, expectedS: 4_200 }, { ...near, stocked: 0 }), 'near')
  assert.equal(chooseStore([]), undefined)
})

test('a store that is no worse in anything and better in something is never passed over', () => {
  const options = fc.record({
    storeId: fc.constantFrom('a', 'b'),
    minutes: fc.integer({ min: 8, max: 60 }),
    expectedS: fc.integer({ min: 200, max: 3_000 }),
    distanceM: fc.integer({ min: 0, max: 6_000 }),
    stocked: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  fc.assert(
    fc.property(options, fc.nat(10), fc.nat(600), fc.nat(900), (option, minutes, s, m) => {
      const worse = {
        storeId: 'worse',
        minutes: option.minutes + minutes,
        expectedS: option.expectedS + s,
        distanceM: option.distanceM + m + 1,
        stocked: option.stocked / 2,
      }
      assert.ok(costS(option) < costS(worse))
      assert.equal(chooseStore([worse, option]), option)
    }),
  )
})
