import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPlan } from './check.ts'
import { isBeforeBreak, outOfHours } from './hours.ts'
import { config, delivery, inS, onLine, rider } from './testing/line.ts'
import type { PlanOffer } from './types.ts'

test('work is within hours when it is fetched by the end of the shift and over by the break', () => {
  const never = Number.POSITIVE_INFINITY
  assert.equal(outOfHours(never, never, 1e9, 2e9), undefined)
  assert.equal(outOfHours(100, 200, 100, 200), undefined)
  assert.equal(outOfHours(100, 200, 101, 150), 'shift')
  assert.equal(outOfHours(100, 200, 100, 201), 'break')
  assert.equal(outOfHours(100, 200, 101, 201), 'shift', 'who goes home needs no break')
})

test('handing over at the door belongs to it, and a millisecond is nothing', () => {
  assert.equal(isBeforeBreak(inS(1_000_000), {}, config), true)
  assert.equal(isBeforeBreak(inS(240), { breakAtMs: inS(300) }, config), true)
  assert.equal(isBeforeBreak(inS(240) + 1, { breakAtMs: inS(300) }, config), true)
  assert.equal(isBeforeBreak(inS(241), { breakAtMs: inS(300) }, config), false)
})

test('of a plan, what would not be handed over before a break is left out and counted; the rest stands', () => {
  const input = onLine([0, 100, 200], {
    riders: [rider('rests', 0, { breakAtMs: inS(300) }), rider('stays', 0)],
    deliveries: [delivery('a', 0, 1), delivery('b', 0, 2), delivery('c', 0, 2)],
  })
  const offer = (deliveryId: string, riderId: string, s: number): PlanOffer => ({
    deliveryId,
    riderId,
    reason: 'planned',
    etaAtMs: inS(s),
  })
  const { output, refused } = checkPlan(input, {
    offers: [offer('a', 'rests', 240), offer('b', 'rests', 400), offer('c', 'stays', 400)],
  })
  assert.deepEqual(
    output.offers.map((each) => each.deliveryId),
    ['a', 'c'],
  )
  assert.deepEqual([...refused], [['break', 1]])
})
