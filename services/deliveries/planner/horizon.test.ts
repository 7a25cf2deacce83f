import assert from 'node:assert/strict'
import { test } from 'node:test'
import { horizonPlanner, planHorizon } from './horizon.ts'
import { config, delivery, inS, onLine, rider } from './testing/line.ts'
import type { CostTerms, PlanInput } from './types.ts'

const pairs = (input: PlanInput) => planHorizon(input).offers.map((each) => `${each.deliveryId}>${each.riderId}`)
const waits = (input: PlanInput) => planHorizon(input).waits!.map((each) => `${each.deliveryId}: ${each.reason}`)
const sum = (costs: CostTerms) => Object.values(costs).reduce((total: number, each: number) => total + each, 0)

// On the line: a store at 0 and another at 300, doors and riders beside them.
const at = { store: 0, door: 1, near: 2, far: 3, store2: 4, door2: 5 }
const seconds = [0, 120, 30, 900, 300, 400]

test('the rider who is there first goes, and the plan says when and what it costs', () => {
  const input = onLine(seconds, {
    riders: [rider('far', at.far), rider('near', at.near)],
    deliveries: [delivery('d', at.store, at.door, { placedAtMs: inS(-100) })],
  })
  const [offer] = planHorizon(input).offers
  assert.deepEqual(
    [offer?.riderId, offer?.reason, offer?.storeAtMs, offer?.etaAtMs],
    ['near', 'planned', inS(30), inS(210)],
  )
  assert.equal(offer?.costs?.clickToDoorS, 310)
  assert.deepEqual(
    offer?.others?.map((each) => each.riderId),
    ['far'],
  )
  assert.ok(sum(offer!.others![0]!.costs) > sum(offer!.costs!))
})

test('one order of two riders: together they are sooner than each with the nearest of the first', () => {
  // Rider a is nearest to both stores; b reaches store2 in no time more, but the first store only late.
  const input = onLine([0, 100, 1000, 1100, 400, 1400], {
    riders: [rider('a', 4), rider('b', 5)],
    deliveries: [delivery('left', 0, 1), delivery('right', 2, 3)],
  })
  assert.deepEqual(pairs(input).sort(), ['left>a', 'right>b'])
})

test('goods that are ready in ten minutes wait for their rider until the rider must set out', () => {
  const day = (readyInS: number) =>
    onLine(seconds, {
      riders: [rider('r', at.near)],
      deliveries: [delivery('d', at.store, at.door, { readyAtMs: inS(readyInS), promisedAtMs: inS(1800) })],
    })
  assert.deepEqual([pairs(day(600)), waits(day(600))], [[], ['d: better-later']])
  assert.deepEqual(pairs(day(30)), ['d>r'])
  const asked = { ...day(90), config: { ...config, leadS: 60 } }
  assert.deepEqual(pairs(asked), ['d>r'], 'with a minute for the answer, the offer comes a minute sooner')
})

test('what is packed does not wait for what should have been long ago', () => {
  const input = onLine(seconds, {
    riders: [rider('r', at.store)],
    deliveries: [
      delivery('packed', at.store, at.door, { promisedAtMs: inS(300) }),
      // Ten minutes overdue, so expected in ten more.
      delivery('overdue', at.store, at.door, { readyAtMs: inS(600), promisedAtMs: inS(100) }),
    ],
  })
  assert.deepEqual(pairs(input), ['packed>r'])
})

test('a rider who is about to finish next door is waited for', () => {
  const busy = rider('busy', at.door, {
    route: [{ deliveryId: 'held', storeNode: at.store, dropNode: at.door, promisedAtMs: inS(300), pickedUp: true }],
  })
  const input = onLine(seconds, {
    riders: [busy, rider('far', at.far)],
    deliveries: [delivery('d', at.store, at.near)],
  })
  assert.deepEqual([pairs(input), waits(input)], [[], ['d: better-later']])
  const soon = { ...input, config: { ...config, leadS: 120 } }
  assert.deepEqual(pairs(soon), ['d>busy'], 'who is about to finish may be asked when the input gives time to answer')
  const full = { ...soon, riders: [{ ...busy, capacity: 1 }, soon.riders[1]!] }
  assert.deepEqual(pairs(full), [], 'but not with a full bag')
})

test('two orders of one store for one street are one trip when there is one rider', () => {
  const input = onLine([0, 120, 140, 30], {
    riders: [rider('r', 3)],
    deliveries: [delivery('first', 0, 1), delivery('second', 0, 2)],
  })
  const { offers } = planHorizon(input)
  assert.deepEqual(offers.map((each) => [each.deliveryId, each.riderId, each.reason, each.etaAtMs]).sort(), [
    ['first', 'r', 'batched', inS(30 + 60 + 120)],
    ['second', 'r', 'batched', inS(30 + 60 + 120 + 60 + 20)],
  ])
})

test('with riders enough, two streets are two trips', () => {
  const input = onLine([500, 100, 900, 480, 520], {
    riders: [rider('a', 3), rider('b', 4)],
    deliveries: [delivery('left', 0, 1), delivery('right', 0, 2)],
  })
  assert.equal(new Set(planHorizon(input).offers.map((each) => each.riderId)).size, 2)
})

test('a rider on the way to the same store takes one more along, and nothing of what is held is put off too far', () => {
  const held = {
    deliveryId: 'held',
    storeNode: 0,
    dropNode: 1,
    promisedAtMs: inS(600),
    pickedUp: false,
    readyAtMs: inS(0),
  }
  const onTheWay = rider('r', 3, { route: [held] })
  const along = onLine([0, 120, 140, 30], { riders: [onTheWay], deliveries: [delivery('d', 0, 2)] })
  assert.deepEqual(pairs(along), ['d>r'])
  const late = onLine([0, 120, 140, 30], {
    riders: [onTheWay],
    deliveries: [delivery('d', 0, 2, { readyAtMs: inS(400) })],
  })
  assert.deepEqual(pairs(late), [], 'the detour would be more than is allowed')
})

test('who declined is not asked; when all have, the delivery says so', () => {
  const deliveries = [delivery('d', at.store, at.door, { declinedBy: ['near'] })]
  const input = onLine(seconds, { riders: [rider('near', at.near), rider('far', at.far)], deliveries })
  assert.deepEqual(pairs(input), ['d>far'])
  const alone = onLine(seconds, { riders: [rider('near', at.near)], deliveries })
  assert.deepEqual([pairs(alone), waits(alone)], [[], ['d: declined-by-all']])
})

test('what a person has decided is kept, and others are not asked', () => {
  const input = onLine(seconds, {
    riders: [rider('near', at.near), rider('far', at.far)],
    deliveries: [delivery('d', at.store, at.door, { lockedTo: 'far' })],
  })
  const [offer] = planHorizon(input).offers
  assert.deepEqual([offer?.riderId, offer?.reason], ['far', 'locked'])
})

const limits: [
  what: string,
  delivery: Parameters<typeof delivery>[3],
  rider: Parameters<typeof rider>[2],
  why: string,
][] = [
  ['frozen goods need a cold bag', { cold: true }, { cold: false }, 'cold'],
  ['chilled goods need a bag that keeps them', { chilled: true }, { cold: false, chills: false }, 'cold'],
  ['goods larger than the bag stay', { bulkL: 50 }, { bagL: 40 }, 'bag'],
  [
    'who has collected too much cash gets prepaid orders only',
    { cashPaise: 50_000 },
    { cashRoomPaise: 40_000 },
    'cash',
  ],
  ['nobody starts what cannot be fetched before the shift ends', {}, { shiftEndsAtMs: inS(20) }, 'shift'],
  ['nobody starts what cannot be handed over before the break begins', {}, { breakAtMs: inS(60) }, 'break'],
]
for (const [what, goods, who, why] of limits)
  test(what, () => {
    const deliveries = [delivery('d', at.store, at.door, goods)]
    const alone = onLine(seconds, { riders: [rider('near', at.near, who)], deliveries })
    assert.deepEqual([pairs(alone), waits(alone)], [[], [`d: ${why}`]])
    const other = onLine(seconds, { riders: [rider('near', at.near, who), rider('far', at.far)], deliveries })
    assert.deepEqual(pairs(other), ['d>far'])
  })

test('two orders that are too large together are not put in one bag', () => {
  const input = onLine([0, 120, 140, 30], {
    riders: [rider('r', 3, { bagL: 40 })],
    deliveries: [delivery('first', 0, 1, { bulkL: 25 }), delivery('second', 0, 2, { bulkL: 25 })],
  })
  assert.deepEqual([pairs(input), waits(input)], [['first>r'], ['second: better-later']])
})

test('two orders whose cash together is too much are not for one rider', () => {
  const input = onLine([0, 120, 140, 30], {
    riders: [rider('r', 3, { cashRoomPaise: 1_000 })],
    deliveries: [delivery('first', 0, 1, { cashPaise: 600 }), delivery('second', 0, 2, { cashPaise: 600 })],
  })
  assert.deepEqual([pairs(input).length, waits(input).length], [1, 1])
})

test('a bag with one place takes one order at a time, and the second only if the shift lasts', () => {
  const day = (shiftEndsInS: number) =>
    onLine([0, 120, 140, 30], {
      riders: [rider('r', 3, { capacity: 1, shiftEndsAtMs: inS(shiftEndsInS) })],
      deliveries: [delivery('first', 0, 1), delivery('second', 0, 2)],
    })
  assert.deepEqual([pairs(day(3_600)), waits(day(3_600))], [['first>r'], ['second: better-later']])
  assert.deepEqual([pairs(day(200)), waits(day(200))], [['first>r'], ['second: no-rider']])
})

test('a break is kept free by the whole way to the door and the handover, to the second, and by each trip before it', () => {
  const day = (breakInS: number) =>
    onLine([0, 120, 140, 30], {
      riders: [rider('r', 3, { capacity: 1, breakAtMs: inS(breakInS) })],
      deliveries: [delivery('first', 0, 1), delivery('second', 0, 2)],
    })
  // 30 to the store, 60 there, 120 to the door, 60 there; then 120 back, 60, 140, 60.
  assert.deepEqual([pairs(day(269)), waits(day(269))], [[], ['first: break', 'second: break']])
  assert.deepEqual([pairs(day(270)), waits(day(270))], [['first>r'], ['second: break']])
  assert.deepEqual([pairs(day(649)), waits(day(649))], [['first>r'], ['second: no-rider']])
  assert.deepEqual([pairs(day(650)), waits(day(650))], [['first>r'], ['second: better-later']])
})

test('what is in hand already is no reason against it, but nothing joins it that would not be done before the break', () => {
  const joining = (breakInS: number) => {
    const held = { deliveryId: 'held', storeNode: 0, dropNode: 1, promisedAtMs: inS(600), pickedUp: false }
    const input = onLine([0, 120, 140, 30], {
      riders: [rider('r', 3, { breakAtMs: inS(breakInS), route: [held] })],
      deliveries: [delivery('joins', 0, 2)],
    })
    return [...pairs(input), ...waits(input)]
  }
  // 30 to the store, 60 there, 120 to the door, 60 there, 20 to the next, 60 there; and 290 for who goes there alone.
  assert.deepEqual(joining(289), ['joins: break'])
  assert.deepEqual(joining(349), ['joins: no-rider'])
  assert.deepEqual(joining(350), ['joins>r'])
})

test('nobody is sent to wait elsewhere whose break comes before the orders do', () => {
  const moved = (breakInS: number) =>
    planHorizon({
      ...onLine([0, 200], { riders: [rider('r', 1, { breakAtMs: inS(breakInS) })], deliveries: [] }),
      stores: [{ storeId: 's', node: 0, expectedOrders: 3 }],
    }).moves?.length
  assert.deepEqual([moved(600), moved(1_200)], [0, 1])
})

test('doors in opposite directions are not one trip when the second would come too late for it', () => {
  const input = onLine([1000, 880, 1120, 1030], {
    riders: [rider('r', 3)],
    deliveries: [delivery('left', 0, 1), delivery('right', 0, 2)],
  })
  assert.deepEqual([pairs(input).length, waits(input).length], [1, 1])
})

test('who is on a break is planned for after it', () => {
  const resting = onLine(seconds, {
    riders: [rider('r', at.near, { freeAtMs: inS(300) })],
    deliveries: [delivery('d', at.store, at.door)],
  })
  assert.deepEqual([pairs(resting), waits(resting)], [[], ['d: better-later']])
})

test('without a way, or without riders, the delivery says so', () => {
  const input = onLine(seconds, { riders: [rider('r', at.near)], deliveries: [delivery('d', at.store, at.door)] })
  const noWay = input.travel.durationS.map((row) => row.map(() => Number.POSITIVE_INFINITY))
  assert.deepEqual(waits({ ...input, travel: { durationS: noWay, approximate: false } }), ['d: no-way'])
  assert.deepEqual(waits({ ...input, riders: [] }), ['d: no-rider'])
})

test('a drop-off in a window is not rung for before it opens', () => {
  const input = onLine(seconds, {
    riders: [rider('r', at.near)],
    deliveries: [delivery('d', at.store, at.door, { notBeforeMs: inS(500) })],
  })
  assert.ok(planHorizon(input).offers.every((each) => each.etaAtMs >= inS(500)))
})

test('of two riders who are there at about the same time, the one who has waited long goes', () => {
  const input = onLine([0, 120, 30, 35], {
    riders: [rider('a', 2), rider('b', 3, { idleSinceMs: inS(-3600) })],
    deliveries: [delivery('d', 0, 1)],
  })
  const [offer] = planHorizon(input).offers
  assert.equal(offer?.riderId, 'b')
  assert.ok(offer!.costs!.fairnessS < 0)
})

test('an idle rider is sent to the store where orders are due, and nobody to where none are', () => {
  const stores = [
    { storeId: 'busy', node: at.store2, expectedOrders: 3 },
    { storeId: 'quiet', node: at.store, expectedOrders: 0 },
  ]
  const idle = onLine(seconds, { riders: [rider('r', at.near)], deliveries: [], stores })
  assert.deepEqual(planHorizon(idle).moves, [{ riderId: 'r', storeId: 'busy' }])
  const there = onLine(seconds, { riders: [rider('r', at.store2)], deliveries: [], stores })
  assert.deepEqual(planHorizon(there).moves, [])
  const needed = onLine(seconds, {
    riders: [rider('r', at.near)],
    deliveries: [delivery('d', at.store, at.door)],
    stores,
  })
  assert.deepEqual(planHorizon(needed).moves, [], 'a rider with work is not moved')
})

test('without a budget the first plan stands; with a clock, improving ends when the time is over', () => {
  const input = onLine(seconds, {
    riders: [rider('a', at.near), rider('b', at.far)],
    deliveries: [delivery('d', at.store, at.door), delivery('e', at.store2, at.door2)],
  })
  let asked = 0
  const plan = horizonPlanner(() => asked++)({ ...input, config: { ...config, budgetMs: 50 } })
  assert.equal(plan.offers.length + plan.waits!.length, 2)
  assert.ok(asked > 50)
  assert.ok(pairs({ ...input, config: { ...config, budgetMs: 0 } }).includes('d>a'))
})

test('an order that was forgotten for days is offered like any other', () => {
  const ago = inS(-5 * 24 * 3600)
  const input = onLine(seconds, {
    riders: [rider('near', at.near)],
    deliveries: [delivery('d', at.store, at.door, { placedAtMs: ago, readyAtMs: ago, promisedAtMs: ago })],
  })
  assert.deepEqual(pairs(input), ['d>near'])
})

test('the budget holds as well where a few riders have a hundred orders ahead of them', () => {
  const doors = Array.from({ length: 100 }, (_, i) => 60 + i * 5)
  const base = onLine([0, 10, 20, ...doors], {
    riders: [rider('a', 1), rider('b', 2)],
    deliveries: doors.map((_, i) => delivery(`d${i}`, 0, 3 + i)),
  })
  const legsIn = (budgetMs: number): number => {
    let legs = 0
    const durationS = new Proxy(base.travel.durationS, {
      get(rows, key) {
        legs += 1
        return Reflect.get(rows, key)
      },
    })
    planHorizon({ ...base, travel: { ...base.travel, durationS }, config: { ...config, budgetMs } })
    return legs
  }
  const improving = legsIn(10) - legsIn(0)
  assert.ok(improving > 100_000 && improving < 2_000_000, `${improving} legs were ridden in thought`)
})

test('who is busy is asked so long before being free, and not before a place in the bag is free', () => {
  const asked = (followUpS: number, inHand = 1) =>
    planHorizon(
      onLine([0, 100, 200], {
        riders: [rider('r', 0, { freeAtMs: inS(90), inHand })],
        deliveries: [delivery('d', 1, 2)],
        config: { ...config, followUpS },
      }),
    ).offers.length
  assert.deepEqual([asked(89), asked(90), asked(90, 2)], [0, 1, 0])
})

test('of a batch for who is busy as many orders are offered as there are places; the rest joins them later', () => {
  const input = onLine([0, 100, 200, 210], {
    riders: [rider('r', 0, { freeAtMs: inS(30), inHand: 1 })],
    deliveries: [delivery('d', 1, 2), delivery('e', 1, 3)],
    config: { ...config, followUpS: 90 },
  })
  assert.deepEqual([pairs(input), waits(input)], [['d>r'], ['e: batch']])
})
