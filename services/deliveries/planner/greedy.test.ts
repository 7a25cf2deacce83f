import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { planGreedy } from './greedy.ts'
import type { PlanDelivery, PlanInput, PlanRider } from './types.ts'

const nowMs = 1_800_000_000_000
const config = { handoverS: 60, batchDetourS: 180, fairnessS: 30 }

/** Places on a line, `seconds` from its start. */
function onLine(seconds: number[], parts: Pick<PlanInput, 'riders' | 'deliveries'>): PlanInput {
  const durationS = seconds.map((a) => seconds.map((b) => Math.abs(a - b)))
  return { nowMs, ...parts, travel: { durationS, approximate: false }, config }
}
const rider = (riderId: string, node: number, more: Partial<PlanRider> = {}): PlanRider => ({
  riderId,
  node,
  capacity: 2,
  idleSinceMs: nowMs - 60_000,
  route: [],
  ...more,
})
const delivery = (
  deliveryId: string,
  storeNode: number,
  dropNode: number,
  more: Partial<PlanDelivery> = {},
): PlanDelivery => ({
  deliveryId,
  storeNode,
  dropNode,
  readyAtMs: nowMs,
  promisedAtMs: nowMs + 600_000,
  declinedBy: [],
  ...more,
})
const pairs = (input: PlanInput) => planGreedy(input).offers.map((each) => `${each.deliveryId}>${each.riderId}`)

test('the rider who is at the store first by road is asked, with the time of arrival', () => {
  const input = onLine([0, 500, 100, 300], {
    riders: [rider('far', 0), rider('near', 1)],
    deliveries: [delivery('d', 3, 2)],
  })
  const [offer, ...more] = planGreedy(input).offers
  assert.deepEqual(more, [])
  const { deliveryId, riderId, reason, etaAtMs } = offer!
  assert.deepEqual([deliveryId, riderId, reason, etaAtMs], ['d', 'near', 'nearest', nowMs + (200 + 60 + 200) * 1000])
})

test('among riders who are there at about the same time, the one who waited longest goes', () => {
  const input = onLine([290, 310, 300, 0], {
    riders: [rider('a', 0), rider('b', 1, { idleSinceMs: nowMs - 900_000 })],
    deliveries: [delivery('d', 2, 3)],
  })
  assert.deepEqual(pairs(input), ['d>b'])
})

test('with one rider for two orders, the one with less time to spare is served', () => {
  const input = onLine([0, 0, 400, 100], {
    riders: [rider('r', 0, { capacity: 1 })],
    deliveries: [delivery('relaxed', 1, 3), delivery('urgent', 1, 2)],
  })
  assert.deepEqual(pairs(input), ['urgent>r'])
})

test('two drops of one store close to each other go together, two far apart do not', () => {
  const near = onLine([0, 0, 300, 320], {
    riders: [rider('r', 0), rider('s', 0)],
    deliveries: [delivery('d1', 1, 2), delivery('d2', 1, 3)],
  })
  assert.deepEqual(pairs(near), ['d2>r', 'd1>r'])
  const far = onLine([0, 200, 0, 400], {
    riders: [rider('r', 0), rider('s', 0)],
    deliveries: [delivery('d1', 1, 2), delivery('d2', 1, 3)],
  })
  assert.deepEqual(pairs(far), ['d1>r', 'd2>s'])
})

test('a second drop is not taken along where it would break the promise of the first', () => {
  const input = onLine([0, 0, 300, 200], {
    riders: [
      rider('r', 0, {
        route: [{ deliveryId: 'first', storeNode: 1, dropNode: 2, promisedAtMs: nowMs + 400_000, pickedUp: false }],
      }),
    ],
    deliveries: [delivery('second', 1, 3)],
  })
  assert.deepEqual(pairs(input), [])
})

test('nobody is asked who declined, or who cannot get there', () => {
  const input = onLine([0, 100, 200], {
    riders: [rider('r', 0)],
    deliveries: [delivery('d', 1, 2, { declinedBy: ['r'] })],
  })
  assert.deepEqual(pairs(input), [])
  const noWay: PlanInput = { ...input, deliveries: [delivery('d', 1, 2)], travel: { durationS: [], approximate: true } }
  assert.deepEqual(pairs(noWay), [])
})

const scenes = fc
  .record({
    seconds: fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 12, maxLength: 12 }),
    riders: fc.array(
      fc.record({
        node: fc.integer({ min: 0, max: 11 }),
        capacity: fc.integer({ min: 1, max: 4 }),
        idle: fc.integer({ min: 0, max: 900 }),
        held: fc.array(
          fc.record({
            store: fc.integer({ min: 0, max: 2 }),
            drop: fc.integer({ min: 0, max: 11 }),
            pickedUp: fc.boolean(),
          }),
          { maxLength: 2 },
        ),
      }),
      { maxLength: 8 },
    ),
    deliveries: fc.array(
      fc.record({
        store: fc.integer({ min: 0, max: 2 }),
        drop: fc.integer({ min: 0, max: 11 }),
        promise: fc.integer({ min: -300, max: 900 }),
        declined: fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 4 }),
      }),
      { maxLength: 12 },
    ),
  })
  .map((scene) =>
    onLine(scene.seconds, {
      riders: scene.riders.map((each, index) =>
        rider(`r${index}`, each.node, {
          capacity: each.capacity,
          idleSinceMs: nowMs - each.idle * 1000,
          route: each.held.slice(0, each.capacity).map((held, place) => ({
            deliveryId: `h${index}.${place}`,
            storeNode: held.store,
            dropNode: held.drop,
            promisedAtMs: nowMs + 300_000,
            pickedUp: held.pickedUp,
          })),
        }),
      ),
      deliveries: scene.deliveries.map((each, index) =>
        delivery(`d${index}`, each.store, each.drop, {
          promisedAtMs: nowMs + each.promise * 1000,
          declinedBy: each.declined.map((number) => `r${number}`),
        }),
      ),
    }),
  )

test('any plan: no delivery twice, nobody beyond capacity, nobody who declined, no free rider left idle in vain', () => {
  fc.assert(
    fc.property(scenes, (input) => {
      const { offers } = planGreedy(input)
      assert.equal(new Set(offers.map((each) => each.deliveryId)).size, offers.length)
      for (const each of input.riders) {
        const given = offers.filter((offer) => offer.riderId === each.riderId).length
        assert.ok(given === 0 || each.route.length + given <= each.capacity)
      }
      for (const offer of offers) {
        const asked = input.deliveries.find((each) => each.deliveryId === offer.deliveryId)!
        assert.ok(!asked.declinedBy.includes(offer.riderId))
        assert.ok(offer.etaAtMs >= nowMs)
      }
      const offered = new Set(offers.map((each) => each.deliveryId))
      const busy = new Set(offers.map((each) => each.riderId))
      for (const each of input.deliveries.filter((one) => !offered.has(one.deliveryId)))
        for (const free of input.riders.filter((one) => one.route.length === 0 && !busy.has(one.riderId)))
          assert.ok(each.declinedBy.includes(free.riderId))
    }),
    { numRuns: 500 },
  )
})

test('the same picture gives the same plan, in whatever order riders and deliveries are listed', () => {
  fc.assert(
    fc.property(scenes, (input) => {
      const byDelivery = (one: PlanInput) =>
        planGreedy(one).offers.toSorted((a, b) => (a.deliveryId < b.deliveryId ? -1 : 1))
      const plan = byDelivery(input)
      assert.deepEqual(byDelivery(structuredClone(input)), plan)
      const shuffled = { ...input, riders: input.riders.toReversed(), deliveries: input.deliveries.toReversed() }
      assert.deepEqual(byDelivery(shuffled), plan)
    }),
    { numRuns: 300 },
  )
})

test('an offer tells what it costs and who is next best, a delivery without one why it waits', () => {
  const input = onLine([0, 100, 300, 500, 160], {
    riders: [rider('far', 3), rider('near', 1), rider('middle', 4)],
    deliveries: [delivery('d', 2, 0, { placedAtMs: nowMs - 100_000, promisedAtMs: nowMs + 400_000 })],
  })
  // Middle is at the store after 140 s, near and far after 200 s; the way from there to the door takes 300 s.
  const [offer] = planGreedy(input).offers
  assert.deepEqual(offer?.costs, {
    clickToDoorS: 600,
    readyToPickupS: 140,
    lateS: 100,
    detourS: 0,
    riderS: 500,
    fairnessS: 0,
  })
  assert.deepEqual(
    offer?.others?.map((each) => [each.riderId, each.costs.readyToPickupS]),
    [
      ['far', 200],
      ['near', 200],
    ],
  )
  assert.equal(offer?.storeAtMs, nowMs + 140_000)
  const none = { ...input, riders: [] }
  assert.deepEqual(planGreedy(none).waits, [{ deliveryId: 'd', reason: 'no-rider' }])
})

test('what the bag, its cold, the cash, the shift and staff do not allow is not offered, and the reason is told', () => {
  const cases: [string, Partial<PlanRider>, Partial<PlanDelivery>][] = [
    ['bag', { bagL: 20 }, { bulkL: 24 }],
    ['cold', { cold: false }, { cold: true }],
    ['cash', { cashRoomPaise: 10_000 }, { cashPaise: 10_001 }],
    ['shift', { shiftEndsAtMs: nowMs + 50_000 }, {}],
    // 100 s to the store, 60 there, 100 to the door, 60 there.
    ['break', { breakAtMs: nowMs + 319_000 }, {}],
    ['no-rider', {}, { lockedTo: 'somebody else' }],
    ['declined-by-all', {}, { declinedBy: ['r'] }],
    ['no-rider', { capacity: 0 }, {}],
    ['better-later', {}, { readyAtMs: nowMs + 300_000 }],
    ['better-later', {}, { notBeforeMs: nowMs + 600_000 }],
    ['better-later', { freeAtMs: nowMs + 10_000 }, { readyAtMs: nowMs + 300_000 }],
  ]
  for (const [reason, ofRider, ofDelivery] of cases) {
    const input = onLine([0, 100, 200], {
      riders: [rider('r', 0, ofRider)],
      deliveries: [delivery('d', 1, 2, ofDelivery)],
    })
    assert.deepEqual(planGreedy(input), { offers: [], waits: [{ deliveryId: 'd', reason }] })
  }
})

test('the limits that stop an order let the same one pass just below them', () => {
  const input = onLine([0, 100, 200], {
    riders: [
      rider('r', 0, {
        bagL: 24,
        cold: true,
        cashRoomPaise: 10_000,
        shiftEndsAtMs: nowMs + 100_000,
        breakAtMs: nowMs + 320_000,
      }),
    ],
    deliveries: [
      delivery('d', 1, 2, { bulkL: 24, cold: true, cashPaise: 10_000, lockedTo: 'r', notBeforeMs: nowMs + 260_000 }),
    ],
  })
  assert.deepEqual(
    planGreedy(input).offers.map((each) => [each.riderId, each.reason]),
    [['r', 'locked']],
  )
})

test('a batch is done before the break, or is none', () => {
  const two = (breakInS: number) =>
    pairs(
      onLine([0, 0, 300, 320], {
        riders: [rider('r', 0, { breakAtMs: nowMs + breakInS * 1000 })],
        deliveries: [delivery('d1', 1, 2), delivery('d2', 1, 3)],
      }),
    ).length
  // 60 at the store, 300 to the first door, 60 there, 20 to the second, 60 there.
  assert.deepEqual([two(419), two(420), two(499), two(500)], [0, 1, 1, 2])
})

test('who rests too soon for an order is no supply for it: it travels with another, at a larger detour', () => {
  const chosen = (breakInS: number) =>
    pairs(
      onLine([100, 160, 60], {
        riders: [rider('goes', 0), rider('rests', 0, { breakAtMs: nowMs + breakInS * 1000, idleSinceMs: nowMs })],
        deliveries: [delivery('d1', 0, 1), delivery('d2', 0, 2)],
      }),
    ).toSorted()
  assert.deepEqual(chosen(7_200), ['d1>goes', 'd2>rests'])
  assert.deepEqual(chosen(60), ['d1>goes', 'd2>goes'])
})

test('a batch fills neither the bag nor the purse beyond what they hold', () => {
  const two = (ofRider: Partial<PlanRider>) =>
    pairs(
      onLine([0, 0, 300, 320], {
        riders: [rider('r', 0, ofRider)],
        deliveries: [
          delivery('d1', 1, 2, { bulkL: 12, cashPaise: 500 }),
          delivery('d2', 1, 3, { bulkL: 12, cashPaise: 500 }),
        ],
      }),
    ).length
  assert.equal(two({ bagL: 24, cashRoomPaise: 1_000 }), 2)
  assert.equal(two({ bagL: 23, cashRoomPaise: 1_000 }), 1)
  assert.equal(two({ bagL: 24, cashRoomPaise: 999 }), 1)
})

test('who is busy is asked only when nearly free and with a place left; until then the order waits for nobody else', () => {
  const asked = (ofRider: Partial<PlanRider>, more: object = {}) =>
    planGreedy({
      ...onLine([0, 100, 200, 5_000], {
        riders: [rider('busy', 0, ofRider), rider('far', 3)],
        deliveries: [delivery('d', 1, 2)],
      }),
      config: { ...config, ...more },
    })
  const waits = { offers: [], waits: [{ deliveryId: 'd', reason: 'better-later' }] }
  assert.deepEqual(asked({ freeAtMs: nowMs + 90_000, inHand: 1 }), waits)
  assert.deepEqual(asked({ freeAtMs: nowMs + 90_000, inHand: 1 }, { followUpS: 80 }), waits)
  assert.deepEqual(asked({ freeAtMs: nowMs + 90_000, inHand: 2 }, { followUpS: 90 }), waits)
  const { offers } = asked({ freeAtMs: nowMs + 90_000, inHand: 1 }, { followUpS: 90 })
  assert.deepEqual([offers[0]!.riderId, offers[0]!.storeAtMs], ['busy', nowMs + 190_000])
})
