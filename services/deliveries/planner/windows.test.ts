import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { planHorizon } from './horizon.ts'
import { config, delivery, inS, onLine, rider } from './testing/line.ts'
import type { PlanInput } from './types.ts'
import { planWindows, windowsPlanner } from './windows.ts'

/** The store is at 0; doors lie behind it. */
const line = [0, 300, 330, 360, 900, 0]
const inWindow = (id: string, door: number, fromS: number, toS: number, more = {}) =>
  delivery(id, 0, door, { notBeforeMs: inS(fromS), promisedAtMs: inS(toS), placedAtMs: inS(-20_000), ...more })
const four = { capacity: 4 }
const said = (input: PlanInput) =>
  planWindows(input)
    .offers.toSorted((a, b) => a.etaAtMs - b.etaAtMs)
    .map(({ deliveryId, riderId }) => `${deliveryId} ${riderId}`)
const reasons = (input: PlanInput) =>
  Object.fromEntries(planWindows(input).waits!.map(({ deliveryId, reason }) => [deliveryId, reason]))

describe('orders for windows', () => {
  const neighbours = [inWindow('c', 3, 0, 3_600), inWindow('a', 1, 0, 3_600), inWindow('b', 2, 0, 3_600)]

  test('where there are none, the plan is that of the horizon', () => {
    const input = onLine(line, { riders: [rider('r', 0)], deliveries: [delivery('x', 0, 1), delivery('y', 0, 2)] })
    assert.deepEqual(planWindows(input), planHorizon(input))
  })

  test('of one neighbourhood wait for each other, and go as one batch to one rider when they must', () => {
    const riders = [rider('r', 0, four), rider('s', 5, four)]
    const early = onLine(line, { riders, deliveries: neighbours })
    assert.deepEqual(said(early), [])
    assert.deepEqual(reasons(early), { a: 'batch', b: 'batch', c: 'batch' })
    const late = { ...early, nowMs: inS(2_600) }
    const { offers } = planWindows(late)
    assert.deepEqual(said(late), [`a ${offers[0]!.riderId}`, `b ${offers[0]!.riderId}`, `c ${offers[0]!.riderId}`])
    for (const { reason, costs, others, etaAtMs } of offers) {
      assert.equal(reason, 'batched')
      assert.equal(costs!.lateS, 0)
      assert.equal(others!.length, 1, 'the other rider is told as the next best')
      assert.ok(etaAtMs <= inS(3_600))
    }
  })

  test('a route that is full leaves as soon as its doors are open', () => {
    const orders = [...neighbours, inWindow('d', 2, 0, 3_600)]
    const input = onLine(line, { riders: [rider('r', 0, four)], deliveries: orders })
    assert.equal(said(input).length, 4)
    const closed = onLine(line, {
      riders: [rider('r', 0, four)],
      deliveries: orders.map((each) => ({ ...each, notBeforeMs: inS(600) })),
    })
    assert.deepEqual(said(closed), [])
  })

  test('sleep until a rider could have to leave for them', () => {
    const later = [inWindow('a', 1, 6_000, 9_600)]
    const input = onLine(line, { riders: [rider('r', 0, four)], deliveries: [...later, delivery('x', 0, 1)] })
    assert.deepEqual(said(input), ['x r'])
    assert.deepEqual(reasons(input), { a: 'better-later' })
  })

  test('a rider whose route may wait takes an order that cannot, and one whose route leaves now does not', () => {
    const order = delivery('x', 0, 1, { promisedAtMs: inS(700) })
    const mayWait = onLine(line, { riders: [rider('r', 0, four)], deliveries: [...neighbours, order] })
    assert.ok(said(mayWait).includes('x r'), said(mayWait).join())
    const mustLeave = onLine(line, {
      riders: [rider('r', 0, four), rider('s', 4, four)],
      deliveries: [
        ...neighbours.map((each) => ({ ...each, promisedAtMs: inS(800) })),
        { ...order, dropNode: 4, promisedAtMs: inS(2_000) },
      ],
    })
    assert.deepEqual(said(mustLeave).toSorted(), ['a r', 'b r', 'c r', 'x s'])
    const next = onLine(line, {
      riders: [rider('r', 0, { capacity: 3 })],
      deliveries: [...neighbours.map((each) => ({ ...each, promisedAtMs: inS(1_010) })), { ...order, dropNode: 5 }],
    })
    assert.deepEqual(said(next), ['a r', 'b r', 'c r'], 'nor one that would be done in two minutes')
  })

  test('who declined is not asked, and who is locked is the only one', () => {
    const must = neighbours.map((each) => ({ ...each, promisedAtMs: inS(800) }))
    const riders = [rider('r', 0, four), rider('s', 5, four)]
    const declined = onLine(line, { riders, deliveries: must.map((each) => ({ ...each, declinedBy: ['r'] })) })
    assert.deepEqual(said(declined), ['a s', 'b s', 'c s'])
    const locked = onLine(line, { riders, deliveries: must.map((each) => ({ ...each, lockedTo: 's' })) })
    assert.deepEqual(said(locked), ['a s', 'b s', 'c s'])
    assert.ok(planWindows(locked).offers.every(({ reason }) => reason === 'locked'))
  })

  test('what fits into no window any more goes its way as before', () => {
    const late = [inWindow('a', 4, -3_600, 300), inWindow('b', 1, -3_600, -10)]
    const input = onLine(line, { riders: [rider('r', 0, four), rider('s', 5, four)], deliveries: late })
    assert.equal(said(input).length, 2)
  })

  test('a shift that ends, a break, a small bag and frozen goods make other routes', () => {
    const must = neighbours.map((each) => ({
      ...each,
      promisedAtMs: inS(800),
      bulkL: 20,
      cold: each.deliveryId === 'b',
    }))
    const input = onLine(line, {
      riders: [
        rider('short', 0, { ...four, shiftEndsAtMs: inS(60) }),
        rider('rests', 0, { ...four, breakAtMs: inS(60) }),
        rider('warm', 0, { ...four, bagL: 45, cold: false }),
        rider('cold', 5, { ...four, bagL: 30 }),
      ],
      deliveries: must,
    })
    assert.deepEqual(said(input).toSorted(), ['a warm', 'b cold', 'c warm'])
  })

  test('a route leaves early enough to be done before the break', () => {
    const deliveries = [inWindow('a', 1, -3_600, 7_200)]
    const asked = (breakInS: number) =>
      said(onLine(line, { riders: [rider('r', 0, { ...four, breakAtMs: inS(breakInS) })], deliveries }))
    assert.deepEqual(asked(7_000), [])
    assert.deepEqual(asked(700), ['a r'])
    assert.deepEqual(asked(100), [])
  })

  test('cost no more than their budget, by whatever clock', () => {
    const deliveries = Array.from({ length: 120 }, (_, i) =>
      inWindow(`d${i}`, 1 + (i % 4), 600 * (i % 6), 3_600 + 600 * (i % 6)),
    )
    const riders = Array.from({ length: 30 }, (_, i) => rider(`r${i}`, i % 5, four))
    let nowMs = 0
    const plan = windowsPlanner(() => nowMs++)
    for (const budgetMs of [0, 40]) {
      const beganMs = nowMs
      const { offers, waits } = plan(onLine(line, { riders, deliveries, config: { ...config, budgetMs } }))
      assert.equal(offers.length + waits!.length, 120)
      assert.ok(nowMs - beganMs <= budgetMs + 6, `${nowMs - beganMs} of ${budgetMs} ms`)
    }
  })
})
