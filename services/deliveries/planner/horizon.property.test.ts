import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { planGreedy } from './greedy.ts'
import { findCandidates } from './horizon/candidates.ts'
import { firstSolution, greedySolution } from './horizon/first.ts'
import { match } from './horizon/matching.ts'
import { toProblem } from './horizon/problem.ts'
import { randomFrom } from './horizon/random.ts'
import { improve } from './horizon/search.ts'
import { planHorizon } from './horizon.ts'
import { isBeforeBreak } from './hours.ts'
import { type Durations, durationsOf, quickestS } from './ride.ts'
import { anyMode, anyTravel } from './testing/any-travel.ts'
import { config, inS, nowMs } from './testing/line.ts'
import type { PlanDelivery, PlanInput, PlanRider, PlanStop } from './types.ts'

const nodes = 12
const node = fc.nat({ max: nodes - 1 })
const aStore = fc.nat({ max: 2 })
const soon = fc.integer({ min: -600, max: 1_200 })
const riderIds = ['r0', 'r1', 'r2', 'r3', 'r4']
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const stop: fc.Arbitrary<Omit<PlanStop, 'deliveryId' | 'storeNode'>> = fc.record({
  dropNode: node,
  promisedAtMs: soon.map(inS),
  pickedUp: fc.boolean(),
  readyAtMs: maybe(soon.map(inS)),
  bulkL: maybe(fc.nat({ max: 20 })),
})
const aRider = (riderId: string, limited: boolean): fc.Arbitrary<PlanRider> =>
  fc.record({
    riderId: fc.constant(riderId),
    node,
    mode: anyMode,
    capacity: fc.integer({ min: 1, max: 3 }),
    idleSinceMs: fc.integer({ min: -3_600, max: 0 }).map(inS),
    route: fc
      .tuple(aStore, fc.boolean(), fc.array(stop, { maxLength: 2 }))
      .map(([storeNode, pickedUp, stops]) =>
        stops.map((each, i) => ({ ...each, pickedUp, storeNode, deliveryId: `${riderId}-held-${i}` })),
      ),
    ...(limited && {
      freeAtMs: maybe(fc.nat({ max: 900 }).map(inS)),
      shiftEndsAtMs: maybe(fc.integer({ min: -60, max: 1_800 }).map(inS)),
      breakAtMs: maybe(fc.integer({ min: -60, max: 1_800 }).map(inS)),
      bagL: maybe(fc.integer({ min: 5, max: 60 })),
      cold: maybe(fc.boolean()),
      cashRoomPaise: maybe(fc.nat({ max: 1_000 })),
    }),
  })
const aDelivery = (limited: boolean): fc.Arbitrary<Omit<PlanDelivery, 'deliveryId'>> =>
  fc.record({
    storeNode: aStore,
    dropNode: node,
    readyAtMs: soon.map(inS),
    promisedAtMs: soon.map(inS),
    placedAtMs: maybe(fc.integer({ min: -900, max: 0 }).map(inS)),
    declinedBy: fc.subarray(riderIds),
    ...(limited && {
      bulkL: maybe(fc.nat({ max: 30 })),
      cold: maybe(fc.boolean()),
      cashPaise: maybe(fc.nat({ max: 600 })),
      lockedTo: maybe(fc.constantFrom(...riderIds)),
      notBeforeMs: maybe(soon.map(inS)),
    }),
  })
const cities = (limited: boolean): fc.Arbitrary<PlanInput> =>
  fc.record({
    nowMs: fc.constant(nowMs),
    riders: fc.tuple(...riderIds.map((riderId) => aRider(riderId, limited))),
    deliveries: fc
      .array(aDelivery(limited), { maxLength: 7 })
      .map((list) => list.map((each, i) => ({ ...each, deliveryId: `d${i}` }))),
    travel: anyTravel(nodes),
    config: fc.record({ leadS: maybe(fc.nat({ max: 300 })), seed: fc.nat() }).map((more) => ({ ...config, ...more })),
  })

test('no limit is ever broken, nobody is asked who may not be, and every delivery is offered once or told why it waits', () => {
  fc.assert(
    fc.property(cities(true), (input) => {
      const { offers, waits = [] } = planHorizon(input)
      const told = [...offers, ...waits].map((each) => each.deliveryId).sort()
      assert.deepEqual(told, input.deliveries.map((each) => each.deliveryId).sort())
      for (const rider of input.riders) {
        const given = offers.filter((each) => each.riderId === rider.riderId)
        const goods = given.map((each) => input.deliveries.find(({ deliveryId }) => deliveryId === each.deliveryId)!)
        if (goods.length === 0) continue
        const open = rider.route.every((each) => !each.pickedUp)
        const inBag = [...goods, ...(open ? rider.route : [])].reduce((sum, each) => sum + (each.bulkL ?? 0), 0)
        assert.ok(rider.route.length + goods.length <= rider.capacity, 'places')
        assert.ok(inBag <= (rider.bagL ?? Number.POSITIVE_INFINITY), 'bag')
        assert.ok(goods.reduce((sum, each) => sum + (each.cashPaise ?? 0), 0) <= (rider.cashRoomPaise ?? 1e9), 'cash')
        assert.equal(
          new Set([...goods, ...(open ? rider.route : [])].map((each) => each.storeNode)).size,
          1,
          'one store',
        )
        for (const [i, each] of goods.entries()) {
          assert.ok(!each.declinedBy.includes(rider.riderId), 'declined')
          assert.equal(each.lockedTo ?? rider.riderId, rider.riderId, 'locked')
          assert.ok(!each.cold || rider.cold !== false, 'cold')
          const fetchedAtMs = Math.max(given[i]!.storeAtMs!, ...goods.map(({ readyAtMs }) => readyAtMs))
          assert.ok(fetchedAtMs <= (rider.shiftEndsAtMs ?? Number.POSITIVE_INFINITY), 'shift')
          assert.ok(given[i]!.storeAtMs! >= (rider.freeAtMs ?? nowMs), 'free')
          assert.ok(isBeforeBreak(given[i]!.etaAtMs, rider, input.config), 'break')
          assert.ok(given[i]!.etaAtMs >= (each.notBeforeMs ?? nowMs), 'window')
        }
      }
    }),
  )
})

test('the same input gives the same plan', () => {
  fc.assert(fc.property(cities(true), (input) => assert.deepEqual(planHorizon(input), planHorizon(input))))
})

test('what greedy would offer is offered too, or planned for a better moment', () => {
  fc.assert(
    fc.property(cities(false), (input) => {
      const { waits = [] } = planHorizon(input)
      const lost = waits.filter(({ reason }) => reason !== 'better-later' && reason !== 'batch')
      const hasWay = (rideS: Durations, { storeNode, dropNode }: { storeNode: number; dropNode: number }) =>
        Number.isFinite(rideS[storeNode]![dropNode])
      // Greedy sees neither that a rider would wait at the store for goods that are not ready, nor that there is no way
      // with what is in hand.
      const riders = input.riders.filter((rider) =>
        rider.route.every(
          (each) => hasWay(durationsOf(input.travel, rider), each) && (each.readyAtMs ?? nowMs) <= nowMs,
        ),
      )
      const deliveries = input.deliveries.filter(({ storeNode, dropNode }) =>
        Number.isFinite(quickestS(input.travel, storeNode, dropNode)),
      )
      const greedy = new Set(planGreedy({ ...input, riders, deliveries }).offers.map((each) => each.deliveryId))
      assert.deepEqual(
        lost.filter((each) => greedy.has(each.deliveryId)),
        [],
      )
    }),
  )
})

test('a plan never costs more than what greedy would do, and improving never makes it dearer', () => {
  fc.assert(
    fc.property(cities(true), (input) => {
      const problem = toProblem(input)
      const candidates = findCandidates(problem)
      const solution = firstSolution(problem, candidates)
      const firstS = solution.cost
      assert.ok(firstS <= greedySolution(problem, candidates).cost)
      improve(solution, candidates, randomFrom(1), (tried) => tried / 60)
      assert.ok(solution.cost <= firstS + 1e-3)
    }),
  )
})

test('every offer tells its cost and up to three others, the next best first', () => {
  fc.assert(
    fc.property(cities(false), (input) => {
      for (const { costs, others } of planHorizon(input).offers) {
        const sums = [costs!, ...others!.map((each) => each.costs)].map((terms) =>
          Object.values(terms).reduce((sum: number, each: number) => sum + each, 0),
        )
        assert.ok(sums.every(Number.isFinite))
        const shown = sums.slice(1)
        // Terms are rounded to tenths, so that their sums may be off by a few.
        for (const [i, each] of shown.entries()) assert.ok(i === 0 || each >= shown[i - 1]! - 0.7)
        assert.ok(shown.length <= 3)
      }
    }),
  )
})

test('matching finds the least sum that trying everything finds', () => {
  const costs = fc.array(fc.array(fc.nat({ max: 120 }), { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 4 })
  const leftOut = 100
  const bestOf = (rows: number[][], row: number, used: number[]): number => {
    if (row === rows.length) return 0
    const alone = leftOut + bestOf(rows, row + 1, used)
    const each = rows[row]!.map((cost, c) => (used.includes(c) ? alone : cost + bestOf(rows, row + 1, [...used, c])))
    return Math.min(alone, ...each)
  }
  fc.assert(
    fc.property(costs, (rows) => {
      const chosen = match(rows.length, 4, (row, column) => rows[row]![column]!, leftOut)
      const taken = [...chosen].filter((column) => column >= 0)
      assert.equal(new Set(taken).size, taken.length)
      const sum = [...chosen].reduce((total, column, row) => total + (column < 0 ? leftOut : rows[row]![column]!), 0)
      assert.equal(sum, bestOf(rows, 0, []))
    }),
  )
})

test('the same seed gives the same numbers, all of them within [0, 1)', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const [a, b] = [randomFrom(seed), randomFrom(seed)]
      for (let i = 0; i < 20; i++) {
        const value = a()
        assert.equal(b(), value)
        assert.ok(value >= 0 && value < 1)
      }
    }),
  )
})
