import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkPlan } from './check.ts'
import { planGreedy } from './greedy.ts'
import { planHorizon } from './horizon.ts'
import { anyMode, anyTravel } from './testing/any-travel.ts'
import { config, delivery, inS, nowMs, onLine, rider } from './testing/line.ts'
import type { PlanDelivery, PlanOffer, PlanRider } from './types.ts'
import { planWindows } from './windows.ts'

const offer = (deliveryId: string, riderId: string, s = 300): PlanOffer => ({
  deliveryId,
  riderId,
  reason: 'planned',
  etaAtMs: inS(s),
})
const stop = { deliveryId: 'held', storeNode: 1, dropNode: 2, promisedAtMs: inS(900), pickedUp: false }

/** A line: the rider at 0 s, the store at 100 s, doors at 200 s and 400 s. The plan gives `a` and then `b` to one rider. */
const check = (limits: Partial<PlanRider>, goods: Partial<PlanDelivery>, offers = [offer('a', 'r'), offer('b', 'r')]) =>
  checkPlan(
    onLine([0, 100, 200, 400], {
      riders: [rider('r', 0, { capacity: 3, ...limits })],
      deliveries: [delivery('a', 1, 2, goods), delivery('b', 1, 3, goods)],
    }),
    { offers },
  )

// Of two orders the first one fits, unless said otherwise, and the second one is too much.
for (const [what, fault, limits, goods, stands = ['a']] of [
  ['more litres than the bag holds', 'bag', { bagL: 30 }, { bulkL: 20 }],
  ['more litres, with what is to be fetched', 'bag', { bagL: 50, route: [{ ...stop, bulkL: 20 }] }, { bulkL: 20 }],
  ['more cash than may be collected', 'cash', { cashRoomPaise: 700 }, { cashPaise: 400 }],
  ['frozen goods without a cold bag', 'cold', { cold: false }, { cold: true }, []],
  ['chilled goods without a bag for them', 'cold', { cold: false, chills: false }, { chilled: true }, []],
  ['a pickup after the shift', 'shift', { shiftEndsAtMs: inS(99) }, {}, []],
  ['goods that are ready after the shift', 'shift', { shiftEndsAtMs: inS(200) }, { readyAtMs: inS(201) }, []],
  ['a pickup after bags in hand and the shift', 'shift', { freeAtMs: inS(60), shiftEndsAtMs: inS(150) }, {}, []],
  // 100 s to the store, a handover of 60 s at it and at each door, 100 s and 200 s to the doors.
  ['a second door after the break', 'break', { breakAtMs: inS(579) }, {}],
  ['a break that a wrong arrival hides', 'break', { breakAtMs: inS(375), freeAtMs: inS(100) }, {}, []],
  ['a window that begins after the break', 'break', { breakAtMs: inS(390) }, { notBeforeMs: inS(350) }, []],
  ['a door before its window', 'window', {}, { notBeforeMs: inS(361) }, []],
] as const satisfies [string, string, Partial<PlanRider>, Partial<PlanDelivery>, string[]?][]) {
  test(`of a plan that gives a rider ${what}, that is left out and counted as ${fault}`, () => {
    const { output, refused, left } = check(limits, goods)
    const offered = output.offers.map((each) => each.deliveryId)
    assert.deepEqual(offered, stands)
    assert.deepEqual([...refused], [[fault, 2 - stands.length]])
    assert.deepEqual(
      [...left].sort(),
      ['a', 'b'].filter((each) => !offered.includes(each)),
    )
  })
}

test('what just keeps to each limit stands, and so does what has none', () => {
  const limits = { bagL: 40, cashRoomPaise: 800, cold: true, shiftEndsAtMs: inS(100), breakAtMs: inS(580) }
  const goods = { bulkL: 20, cashPaise: 400, cold: true, notBeforeMs: inS(360) }
  for (const each of [check(limits, goods), check({}, {})]) {
    assert.equal(each.output.offers.length, 2)
    assert.deepEqual([...each.refused, ...each.left], [])
  }
})

test('doors may be told in any order: hours are those of the best one', () => {
  const offers = [offer('b', 'r'), offer('a', 'r')]
  assert.equal(check({ breakAtMs: inS(580) }, {}, offers).output.offers.length, 2)
})

test('where no street leads there is no trip', () => {
  const input = onLine([0, 100, 200], { riders: [rider('r', 0)], deliveries: [delivery('a', 1, 2)] })
  const durationS = input.travel.durationS.map((row, from) => (from === 1 ? row.map(() => Infinity) : row))
  const { output, refused } = checkPlan(
    { ...input, travel: { durationS, approximate: false } },
    { offers: [offer('a', 'r')] },
  )
  assert.deepEqual([output.offers.length, ...refused], [0, ['no-way', 1]])
})

test('an order that is refused of one rider and stands with another is not left over', () => {
  const input = onLine([0, 100, 200], {
    riders: [rider('warm', 0, { cold: false }), rider('cold', 0)],
    deliveries: [delivery('a', 1, 2, { cold: true })],
  })
  const { output, refused, left } = checkPlan(input, { offers: [offer('a', 'warm'), offer('a', 'cold')] })
  assert.deepEqual([output.offers.map((each) => each.riderId), [...refused], [...left]], [['cold'], [['cold', 1]], []])
})

const nodes = 9
const riderIds = ['r0', 'r1', 'r2', 'r3']
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const node = fc.nat({ max: nodes - 1 })
const soon = (min: number, max: number) => fc.integer({ min, max }).map(inS)
const aRider = (riderId: string): fc.Arbitrary<PlanRider> =>
  fc
    .record({
      riderId: fc.constant(riderId),
      node,
      mode: anyMode,
      capacity: fc.integer({ min: 1, max: 4 }),
      idleSinceMs: soon(-900, 0),
      route: fc
        .tuple(fc.boolean(), fc.array(fc.tuple(node, fc.nat({ max: 20 })), { maxLength: 2 }))
        .map(([pickedUp, doors]) =>
          doors.map(([dropNode, bulkL], i) => ({ ...stop, deliveryId: `${riderId}-${i}`, dropNode, bulkL, pickedUp })),
        ),
      freeAtMs: maybe(soon(0, 900)),
      inHand: fc.nat({ max: 1 }),
      shiftEndsAtMs: maybe(soon(-60, 3_000)),
      breakAtMs: maybe(soon(-60, 3_000)),
      bagL: maybe(fc.integer({ min: 5, max: 60 })),
      cold: maybe(fc.boolean()),
      chills: maybe(fc.boolean()),
      cashRoomPaise: maybe(fc.nat({ max: 1_000 })),
    })
    .map((each) => (each.route.length > 0 ? { ...each, inHand: 0 } : each))
const aDelivery: fc.Arbitrary<Omit<PlanDelivery, 'deliveryId'>> = fc.record({
  storeNode: fc.nat({ max: 1 }),
  dropNode: node,
  readyAtMs: soon(-600, 1_200),
  promisedAtMs: soon(-600, 4_800),
  declinedBy: fc.subarray(riderIds),
  notBeforeMs: maybe(soon(-600, 1_200)),
  bulkL: maybe(fc.nat({ max: 30 })),
  cold: maybe(fc.boolean()),
  chilled: maybe(fc.boolean()),
  cashPaise: maybe(fc.nat({ max: 600 })),
  lockedTo: maybe(fc.constantFrom(...riderIds)),
})
/** Streets, on which no way round is shorter. */
const streets = anyTravel(nodes).map(({ durationS, byMode, approximate }) => ({
  durationS: shortest(durationS),
  byMode: { bicycle: shortest(byMode.bicycle) },
  approximate,
}))
function shortest(durationS: readonly (readonly number[])[]): number[][] {
  const best = durationS.map((row, from) => row.map((s, to) => (from === to ? 0 : s)))
  for (let k = 0; k < nodes; k++)
    for (const row of best) for (let to = 0; to < nodes; to++) row[to] = Math.min(row[to]!, row[k]! + best[k]![to]!)
  return best
}
const pictures = fc.record({
  nowMs: fc.constant(nowMs),
  riders: fc.tuple(...riderIds.map(aRider)),
  deliveries: fc
    .array(aDelivery, { maxLength: 9 })
    .map((list) => list.map((each, i) => ({ ...each, deliveryId: `d${i}` }))),
  travel: streets,
  config: fc
    .record({ followUpS: fc.constantFrom(0, 120), seed: fc.nat(), budgetMs: fc.constant(2) })
    .map((more) => ({ ...config, ...more })),
})

for (const [name, plan] of Object.entries({ planGreedy, planHorizon, planWindows }))
  test(`nothing of what ${name} plans is ever refused`, () => {
    fc.assert(
      fc.property(pictures, (input) => {
        const answer = plan(input)
        const { output, refused } = checkPlan(input, answer)
        assert.deepEqual([...refused], [])
        assert.equal(output.offers.length, answer.offers.length)
      }),
      { numRuns: 500 },
    )
  })
