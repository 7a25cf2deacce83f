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

test('the store that serves somebody stays until another is clearly better, or it can serve no more', () => {
  const busier = { ...near, minutes: 15, expectedS: 720 }
  assert.equal(chosen(far, busier), 'far')
  assert.equal(chooseStore([far, busier], 'near'), busier)
  assert.equal(chooseStore([near, far], 'far')?.storeId, 'near', 'it is better by more than staying is worth')
  const alike = { ...near, storeId: 'also-near' }
  assert.equal(chooseStore([near, alike], 'near'), near)
  assert.equal(chooseStore([near, alike], 'also-near'), alike)
  // A shelf that has nothing is reason enough to go; a store that is not asked any more cannot be kept.
  assert.equal(chooseStore([far, { ...near, stocked: 0 }], 'near'), far)
  assert.equal(chooseStore([far], 'near'), far)
  assert.equal(chooseStore([far, { ...near, minutes: 70, expectedS: 3_700 }], 'near'), far)
})

test('few packs that another store has are reason enough to go there, where it costs no more', () => {
  const alike = { ...near, storeId: 'also-near' }
  assert.equal(chooseStore([alike, { ...near, stocked: 0.95 }], 'near'), alike)
  // And to stay there: what was left for goods is not gone back to.
  assert.equal(chooseStore([alike, { ...near, stocked: 0.95 }], 'also-near'), alike)
})

test('whoever is served by a store is told the same one again while queues move by less than staying is worth', () => {
  const seconds = fc.integer({ min: 300, max: 3_000 })
  const drift = fc.integer({ min: 0, max: 170 })
  fc.assert(
    fc.property(seconds, fc.array(drift, { minLength: 2, maxLength: 5 }), (expectedS, drifts) => {
      const options = drifts.map((later, place) => ({
        ...near,
        storeId: `store-${place}`,
        expectedS: expectedS + later,
      }))
      for (const { storeId } of options) assert.equal(chooseStore(options, storeId)?.storeId, storeId)
      const better = { ...near, storeId: 'better', expectedS: expectedS - 400 }
      assert.equal(chooseStore([...options, better], 'store-0'), better)
    }),
  )
})

test('a choice settles: whoever is chosen is chosen again', () => {
  const minutes = fc.integer({ min: 8, max: 60 })
  fc.assert(
    fc.property(fc.array(minutes, { minLength: 2, maxLength: 5 }), (queues) => {
      const options = queues.map((each, place) => ({
        ...near,
        storeId: `store-${place}`,
        minutes: each,
        expectedS: each * 50,
      }))
      const first = chooseStore(options)!
      assert.equal(chooseStore(options, first.storeId), first)
    }),
  )
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
