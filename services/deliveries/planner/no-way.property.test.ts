import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { planGreedy } from './greedy.ts'
import { planHorizon } from './horizon.ts'
import { durationsOf, quickestS } from './ride.ts'
import { anyMode } from './testing/any-travel.ts'
import { config, inS, nowMs } from './testing/line.ts'
import type { PlanDelivery, PlanInput, Planner, PlanRider } from './types.ts'
import { planWindows } from './windows.ts'

/** Places lie on islands: within one everything is near, and between two there is no way. */
const nodes = 10
const node = fc.nat({ max: nodes - 1 })
const aRider = fc.record({
  mode: anyMode,
  node,
  capacity: fc.integer({ min: 1, max: 3 }),
  carries: fc.boolean(),
  drop: node,
})
const islands = fc.array(fc.nat({ max: 2 }), { minLength: nodes, maxLength: nodes })
const aDelivery = fc.record({ storeNode: fc.nat({ max: 1 }), dropNode: node, inWindow: fc.boolean() })
const cities: fc.Arbitrary<PlanInput> = fc
  .record({
    island: islands,
    byBicycle: islands,
    riders: fc.array(aRider, { minLength: 1, maxLength: 5 }),
    deliveries: fc.array(aDelivery, { minLength: 1, maxLength: 7 }),
  })
  .map(({ island, byBicycle, riders, deliveries }) => {
    const rideS = (a: number, b: number) => (a === b ? 0 : 60 + 20 * Math.abs(a - b))
    const among = (island: readonly number[], pace: number) =>
      island.map((a, i) => island.map((b, j) => (a === b ? pace * rideS(i, j) : Number.POSITIVE_INFINITY)))
    return {
      nowMs,
      riders: riders.map(
        ({ carries, drop, ...rider }, i): PlanRider => ({
          ...rider,
          riderId: `r${i}`,
          idleSinceMs: inS(-60),
          route: carries
            ? [{ deliveryId: `held-${i}`, storeNode: 0, dropNode: drop, promisedAtMs: inS(900), pickedUp: false }]
            : [],
        }),
      ),
      deliveries: deliveries.map(
        ({ inWindow, ...delivery }, i): PlanDelivery => ({
          ...delivery,
          deliveryId: `d${i}`,
          readyAtMs: nowMs,
          promisedAtMs: inS(2_400),
          declinedBy: [],
          ...(inWindow ? { notBeforeMs: inS(-600) } : {}),
        }),
      ),
      travel: {
        durationS: among(island, 1),
        byMode: { bicycle: among(byBicycle, 1.5) },
        approximate: false,
      },
      config: { ...config, budgetMs: 2 },
    }
  })

const planners: Record<string, Planner> = { greedy: planGreedy, horizon: planHorizon, windows: planWindows }
for (const [name, plan] of Object.entries(planners))
  test(`${name}: nobody is asked to ride where no way is; who can get there is, and every sum is a number`, () => {
    fc.assert(
      fc.property(cities, (input) => {
        const { offers, waits = [] } = plan(input)
        const ride = (rider: PlanRider, a: number, b: number) => durationsOf(input.travel, rider)[a]![b]!
        const riderOf = new Map(input.riders.map((each) => [each.riderId, each]))
        for (const { deliveryId, riderId, etaAtMs, storeAtMs, costs, others } of offers) {
          const { storeNode, dropNode } = input.deliveries.find((each) => each.deliveryId === deliveryId)!
          const rider = riderOf.get(riderId)!
          const legs = [ride(rider, rider.node, storeNode), ride(rider, storeNode, dropNode)]
          assert.ok(legs.every(Number.isFinite), 'there is a way')
          const sums = [etaAtMs, storeAtMs!, ...[costs!, ...others!.map((each) => each.costs)].flatMap(Object.values)]
          assert.ok(sums.every(Number.isFinite), sums.join())
        }
        const idle = input.riders.filter((rider) => rider.route.length === 0)
        for (const { deliveryId, reason } of waits) {
          const { storeNode, dropNode } = input.deliveries.find((each) => each.deliveryId === deliveryId)!
          const goes = (rider: PlanRider) =>
            Number.isFinite(ride(rider, rider.node, storeNode) + ride(rider, storeNode, dropNode))
          if (!Number.isFinite(quickestS(input.travel, storeNode, dropNode))) assert.equal(reason, 'no-way')
          else if (input.deliveries.length === 1 && reason !== 'batch' && reason !== 'better-later')
            assert.ok(!idle.some(goes), 'somebody could have gone')
        }
      }),
      { numRuns: 400 },
    )
  })
