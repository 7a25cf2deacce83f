import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planHorizon } from '../../../services/deliveries/planner/horizon.ts'
import type { PlanInput, Planner } from '../../../services/deliveries/planner/types.ts'
import type { MdrpInstance } from './instance.ts'
import { score } from './score.ts'
import { simulate } from './simulate.ts'

/** Two restaurants on one street, 100 metres a minute; a courier beside each, the second from minute 30 on. */
const village: MdrpInstance = {
  name: 'village',
  metresPerMin: 100,
  pickupServiceMin: 4,
  dropServiceMin: 4,
  targetClickToDoorMin: 40,
  maximumClickToDoorMin: 90,
  payPerOrder: 10,
  payPerHour: 15,
  restaurants: [
    { id: 'r1', x: 0, y: 0 },
    { id: 'r2', x: 3000, y: 0 },
  ],
  orders: [
    { id: 'o1', x: 500, y: 0, restaurantId: 'r1', placedAtMin: 10, readyAtMin: 20 },
    { id: 'o2', x: 2500, y: 0, restaurantId: 'r2', placedAtMin: 12, readyAtMin: 45 },
    { id: 'never', x: 9900, y: 0, restaurantId: 'r1', placedAtMin: 14, readyAtMin: 20 },
  ],
  couriers: [
    { id: 'c1', x: 300, y: 0, onAtMin: 5, offAtMin: 120 },
    { id: 'c2', x: 2900, y: 0, onAtMin: 30, offAtMin: 120 },
  ],
}
const options = { aheadMin: 60, seed: 1 }

test('the planner learns of an order when it is placed, and of nothing that cannot be done in time', () => {
  const seen = new Map<string, number>()
  const spy: Planner = (input: PlanInput) => {
    for (const { deliveryId } of input.deliveries) if (!seen.has(deliveryId)) seen.set(deliveryId, input.nowMs / 60_000)
    return { offers: [] }
  }
  simulate(village, spy, options)
  assert.deepEqual(
    [...seen],
    [
      ['o1', 10],
      ['o2', 12],
    ],
  )
})

test('a day by our planner is legal, and every order that can be is with the courier beside it', () => {
  const plan = simulate(village, planHorizon, options)
  const result = score(village, plan)
  assert.equal(result.kind, 'legal')
  assert.equal(Math.round((result.kind === 'legal' && result.undeliveredPct) || 0), 33)
  const assignments = plan.instructions.filter((each) => each.kind === 'assignment')
  // o1: at r1 with three minutes of driving, fetched the minute it is ready, five minutes to the door, two to ring.
  assert.deepEqual(
    assignments.map((each) => [each.courierId, each.pickedUpAtMin, each.drops]),
    [
      ['c1', 20, [{ orderId: 'o1', droppedAtMin: 29 }]],
      ['c2', 45, [{ orderId: 'o2', droppedAtMin: 54 }]],
    ],
  )
})

test('a planner that gives work to a busy courier is found out', () => {
  const reckless: Planner = (input) => ({
    offers: input.deliveries.map(({ deliveryId }) => ({ deliveryId, riderId: 'c1', reason: 'planned', etaAtMs: 0 })),
  })
  assert.throws(() => simulate(village, reckless, options), /busy/)
})
