import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { distanceM } from '../../../contracts/geo.ts'
import { type Fix, headingOf, siftPositions } from './positions.ts'
import { progressOn, serves, type Way } from './progress.ts'
import { payPaise, tripOrder } from './trip.ts'

const nowMs = 1_800_000_000_000
const limits = { nowMs, speedMaxKmh: 100 }
const fix = (secondsAgo: number, lat = 22.57, lng = 88.4): Fix => ({ lat, lng, atMs: nowMs - secondsAgo * 1000 })

describe('positions', () => {
  test('a batch that comes in disorder and twice is put in order, and nothing goes back in time', () => {
    const { accepted, refused } = siftPositions(fix(30), [fix(10), fix(20), fix(10), fix(40), fix(30), fix(5)], limits)
    assert.deepEqual(
      accepted.map((each) => (nowMs - each.atMs) / 1000),
      [20, 10, 5],
    )
    assert.deepEqual(refused, { late: 1, duplicate: 2, future: 0, implausible: 0 })
  })

  test('positions from the future, and ones nobody could have reached, are left out; the others are kept', () => {
    const { accepted, refused } = siftPositions(fix(60), [fix(50, 23.57), fix(40, 22.571), fix(-60)], limits)
    assert.deepEqual(accepted, [fix(40, 22.571)])
    assert.deepEqual(refused, { late: 0, duplicate: 0, future: 1, implausible: 1 })
  })

  test('a wrong fix does not lock a rider out for ever: after a while the true place can be reached', () => {
    const wrong = fix(3_600, 22.8)
    const { accepted } = siftPositions(wrong, [fix(3_590), fix(10)], limits)
    assert.deepEqual(accepted, [fix(10)])
  })

  test('whatever comes, what is kept moves forward in time at a speed that can be ridden, and all are counted', () => {
    const anyFix = fc.record({
      lat: fc.double({ min: 22.5, max: 22.6, noNaN: true }),
      lng: fc.double({ min: 88.3, max: 88.5, noNaN: true }),
      atMs: fc.integer({ min: nowMs - 600_000, max: nowMs + 60_000 }),
    })
    fc.assert(
      fc.property(fc.option(anyFix, { nil: undefined }), fc.array(anyFix, { maxLength: 40 }), (known, batch) => {
        const { accepted, refused } = siftPositions(known, batch, limits)
        const counted = accepted.length + Object.values(refused).reduce((sum, each) => sum + each, 0)
        assert.equal(counted, batch.length)
        let last = known
        for (const each of accepted) {
          assert.ok(each.atMs <= nowMs + 10_000)
          if (last) {
            assert.ok(each.atMs > last.atMs)
            assert.ok(distanceM(last, each) <= 151 + ((each.atMs - last.atMs) / 1000) * (100 / 3.6))
          }
          last = each
        }
      }),
    )
  })

  test('the heading is where the rider goes; one who stands has none', () => {
    assert.equal(headingOf({ lat: 22, lng: 88 }, { lat: 22.001, lng: 88 }), 0)
    assert.equal(headingOf({ lat: 22, lng: 88 }, { lat: 22, lng: 88.001 }), 90)
    assert.equal(headingOf({ lat: 22, lng: 88 }, { lat: 22, lng: 88.00001 }), undefined)
  })
})

describe('the way that is left', () => {
  const way: Way = {
    path: [
      [88.4, 22.57],
      [88.41, 22.57],
      [88.41, 22.58],
    ],
    durationS: 300,
    distanceM: 2_140,
    approximate: false,
  }

  test('is measured from the rider’s place on it', () => {
    const half = progressOn(way, { lat: 22.57, lng: 88.41 })
    assert.ok(half.offM < 1)
    assert.ok(Math.abs(half.share - 0.52) < 0.02)
    assert.deepEqual(half.rest.at(-1), [88.41, 22.58])
    assert.equal(progressOn(way, { lat: 22.58, lng: 88.41 }).share < 0.001, true)
  })

  test('serves while the rider keeps to it and it is fresh', () => {
    assert.equal(serves(progressOn(way, { lat: 22.5705, lng: 88.405 }), 1_000), true)
    assert.equal(serves(progressOn(way, { lat: 22.572, lng: 88.405 }), 1_000), false)
    assert.equal(serves(progressOn(way, { lat: 22.57, lng: 88.405 }), 21_000), false)
  })

  test('where it passes a place twice, the rider is not thrown back to the first', () => {
    const thereAndBack: Way = {
      ...way,
      path: [
        [88.4, 22.57],
        [88.41, 22.57],
        [88.4, 22.57],
      ],
    }
    const onTheWayBack = progressOn(thereAndBack, { lat: 22.57, lng: 88.405 }, 1_200)
    assert.ok(onTheWayBack.share < 0.3)
  })
})

describe('a trip', () => {
  test('visits near doors first, and the same drops always in the same order', () => {
    const drops = [
      { id: 'far', dropOff: { lat: 22.6, lng: 88.4 } },
      { id: 'near', dropOff: { lat: 22.58, lng: 88.4 } },
    ]
    const store = { lat: 22.57, lng: 88.4 }
    assert.deepEqual(
      tripOrder(store, drops).map((each) => each.id),
      ['near', 'far'],
    )
    assert.deepEqual(
      tripOrder(store, drops.toReversed()).map((each) => each.id),
      ['near', 'far'],
    )
  })

  test('visits doors with a window as they were planned, behind those without', () => {
    const drops = [
      { id: 'second', dropOff: { lat: 22.571, lng: 88.4 }, plannedAtMs: 2_000 },
      { id: 'first', dropOff: { lat: 22.58, lng: 88.4 }, plannedAtMs: 1_000 },
      { id: 'at once', dropOff: { lat: 22.6, lng: 88.4 } },
    ]
    assert.deepEqual(
      tripOrder({ lat: 22.57, lng: 88.4 }, drops).map((each) => each.id),
      ['at once', 'first', 'second'],
    )
  })

  test('pays a base and each started paisa of the kilometres', () => {
    assert.equal(payPaise(0, { payBasePaise: 2_000, payPerKmPaise: 800 }), 2_000)
    assert.equal(payPaise(1_501, { payBasePaise: 2_000, payPerKmPaise: 800 }), 3_201)
  })
})
