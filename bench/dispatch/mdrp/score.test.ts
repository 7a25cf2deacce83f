import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MdrpInstance } from './instance.ts'
import type { Assignment, Instruction, Move } from './plan.ts'
import { score } from './score.ts'

/**
 * A village on one street, 100 metres a minute: restaurant r1 at 0, r2 at 1,000 m; the courier starts at 201 m, which is
 * three minutes from r1 because minutes are rounded up.
 */
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
    { id: 'r2', x: 1000, y: 0 },
  ],
  orders: [
    { id: 'o1', x: 500, y: 0, restaurantId: 'r1', placedAtMin: 10, readyAtMin: 20 },
    { id: 'o2', x: 700, y: 0, restaurantId: 'r1', placedAtMin: 12, readyAtMin: 22 },
    { id: 'o3', x: 900, y: 0, restaurantId: 'r2', placedAtMin: 14, readyAtMin: 40 },
  ],
  couriers: [{ id: 'c1', x: 201, y: 0, onAtMin: 5, offAtMin: 65 }],
}

/** Told at 12, at r1 from 15, fetched at 22, at the doors at 31 and 37, free at 39. */
const both: Assignment = {
  kind: 'assignment',
  courierId: 'c1',
  restaurantId: 'r1',
  assignedAtMin: 12,
  startedAtMin: 12,
  pickedUpAtMin: 22,
  drops: [
    { orderId: 'o1', droppedAtMin: 31 },
    { orderId: 'o2', droppedAtMin: 37 },
  ],
}
/** From o2's door at 700 m: three minutes to r2, fetched at 44, at the door at 49. */
const third: Assignment = {
  kind: 'assignment',
  courierId: 'c1',
  restaurantId: 'r2',
  assignedAtMin: 14,
  startedAtMin: 39,
  pickedUpAtMin: 44,
  drops: [{ orderId: 'o3', droppedAtMin: 49 }],
}
const toR2: Move = { kind: 'move', courierId: 'c1', restaurantId: 'r2', assignedAtMin: 39, startedAtMin: 39 }

const judge = (...instructions: Instruction[]) => score(village, { instructions })
const faultsOf = (...instructions: Instruction[]) => {
  const result = judge(...instructions)
  return result.kind === 'illegal' ? [...new Set(result.faults.map((fault) => fault.rule))] : []
}

test('a legal day gets its figures', () => {
  const result = judge(both, third)
  assert.equal(result.kind, 'legal')
  if (result.kind !== 'legal') return
  assert.equal(result.undeliveredPct, 0)
  assert.equal(result.clickToDoorMin.mean, (21 + 25 + 35) / 3)
  assert.equal(result.clickToDoorMin.p50, 25)
  assert.equal(result.overageMin, 0)
  assert.equal(result.readyToPickupMin.mean, (2 + 0 + 4) / 3)
  assert.equal(result.ordersPerBundle, 1.5)
  assert.equal(result.courierPay, 30)
  assert.equal(result.costPerOrder, 10)
  // Driving 3 + 5 + 2 + 3 + 1, two pickups, three drops of four minutes each, in a shift of an hour.
  assert.equal(result.utilisation, (14 + 8 + 12) / 60)
})

test('an order that nobody carries counts as undelivered, and the shift is paid all the same', () => {
  const result = judge()
  assert.equal(result.kind, 'legal')
  if (result.kind !== 'legal') return
  assert.equal(result.undeliveredPct, 100)
  assert.equal(result.courierPay, 15)
})

test('an idle courier may be sent ahead, and orders may be added when the courier is at the restaurant', () => {
  const added = {
    ...both,
    assignedAtMin: 10,
    startedAtMin: 10,
    drops: [both.drops[0]!, { ...both.drops[1]!, addedAtMin: 13 }],
  }
  const afterMove = { ...third, assignedAtMin: 42, startedAtMin: 42 }
  assert.deepEqual(faultsOf(added, toR2, afterMove), [])
})

test('a courier may be slower than possible, and a drop may come after the shift', () => {
  const late = { ...third, pickedUpAtMin: 65, drops: [{ orderId: 'o3', droppedAtMin: 90 }] }
  assert.deepEqual(faultsOf(both, late), [])
})

const illegal: [why: string, rule: string, ...instructions: Instruction[]][] = [
  ['a courier who does not exist', 'unknown-courier', { ...both, courierId: 'c9' }],
  ['a restaurant that does not exist', 'unknown-restaurant', { ...toR2, restaurantId: 'r9' }],
  ['an order that does not exist', 'unknown-order', both, { ...third, drops: [{ orderId: 'o9', droppedAtMin: 49 }] }],
  ['parts of minutes', 'not-whole-minutes', { ...toR2, startedAtMin: 39.5 }],
  ['a trip for nothing', 'no-orders', { ...both, drops: [] }],
  [
    'one order carried twice',
    'order-twice',
    both,
    { ...both, startedAtMin: 50, pickedUpAtMin: 60, drops: [{ orderId: 'o1', droppedAtMin: 69 }] },
  ],
  [
    'one bag from two restaurants',
    'several-restaurants',
    {
      ...both,
      assignedAtMin: 14,
      startedAtMin: 14,
      pickedUpAtMin: 40,
      drops: [
        { orderId: 'o1', droppedAtMin: 49 },
        { orderId: 'o3', droppedAtMin: 57 },
      ],
    },
  ],
  ['knowing of an order before it is placed', 'assigned-before-placed', { ...both, assignedAtMin: 11 }],
  ['setting out before being told', 'started-before-assigned', { ...both, startedAtMin: 11 }],
  ['work before the shift', 'started-before-shift', { ...toR2, assignedAtMin: 4, startedAtMin: 4 }],
  ['the next trip before the last is done', 'interleaved', both, { ...third, startedAtMin: 38 }],
  [
    'a new errand on the way',
    'diverted',
    toR2,
    { ...both, assignedAtMin: 40, startedAtMin: 40, pickedUpAtMin: 60, drops: [{ orderId: 'o1', droppedAtMin: 70 }] },
  ],
  [
    'driving in parts of minutes',
    'picked-up-too-early',
    {
      ...both,
      assignedAtMin: 18,
      startedAtMin: 18,
      drops: [
        { orderId: 'o1', droppedAtMin: 32 },
        { orderId: 'o2', droppedAtMin: 38 },
      ],
    },
  ],
  ['goods that are not ready', 'picked-up-before-ready', { ...both, pickedUpAtMin: 21 }],
  [
    'a pickup after the shift',
    'picked-up-after-shift',
    { ...third, startedAtMin: 39, pickedUpAtMin: 66, drops: [{ orderId: 'o3', droppedAtMin: 90 }] },
  ],
  [
    'a door reached too soon',
    'dropped-too-early',
    { ...both, drops: [{ orderId: 'o1', droppedAtMin: 30 }, both.drops[1]!] },
  ],
  [
    'a second door reached too soon',
    'dropped-too-early',
    { ...both, drops: [both.drops[0]!, { orderId: 'o2', droppedAtMin: 36 }] },
  ],
  [
    'orders added on the way to the restaurant',
    'added-before-arrival',
    { ...both, drops: [both.drops[0]!, { ...both.drops[1]!, addedAtMin: 14 }] },
  ],
  [
    'orders added when the bag has left',
    'added-after-pickup',
    { ...both, drops: [both.drops[0]!, { ...both.drops[1]!, addedAtMin: 23 }] },
  ],
  [
    'a customer who waits longer than is allowed',
    'click-to-door-over-maximum',
    { ...both, drops: [{ orderId: 'o1', droppedAtMin: 101 }] },
  ],
]

for (const [why, rule, ...instructions] of illegal)
  test(`illegal: ${why}`, () => assert.deepEqual(faultsOf(...instructions), [rule]))
