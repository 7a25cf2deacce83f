import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultsOf, isAgreed, weigh } from './choice.ts'
import { planHorizon } from './horizon.ts'
import { delivery, inS, onLine, rider } from './testing/line.ts'
import type { PlanDelivery, PlanRider } from './types.ts'

// On the line: a store at 0 and another at 300, doors and riders beside them.
const at = { store: 0, door: 1, near: 2, far: 3, store2: 4, door2: 5 }
const seconds = [0, 120, 30, 900, 300, 400]
const input = (riders: PlanRider[], more: Partial<PlanDelivery> = {}) =>
  onLine(seconds, { riders, deliveries: [delivery('d', at.store, at.door, { placedAtMs: inS(-100), ...more })] })
const to = (riderId: string) => ({ deliveryId: 'd', riderId })
const held = { deliveryId: 'h', storeNode: at.store, dropNode: at.door, promisedAtMs: inS(600), pickedUp: false }
const against = (named: PlanRider, more: Partial<PlanDelivery> = {}) => {
  const asked = input([named], more)
  return faultsOf(asked, to(named.riderId), weigh(asked, to(named.riderId)))
}

test('who is the best is weighed as the planner weighs it, and anybody else beside the best', () => {
  const asked = input([rider('far', at.far), rider('near', at.near)])
  const [{ etaAtMs, storeAtMs, costs, others }] = planHorizon(asked).offers as [
    ReturnType<typeof planHorizon>['offers'][number],
  ]
  assert.deepEqual(weigh(asked, to('near')), { etaAtMs, storeAtMs, costs, others })
  const far = weigh(asked, to('far'))!
  assert.deepEqual([far.storeAtMs, far.etaAtMs], [inS(900), inS(1_080)])
  assert.deepEqual(far.others, [{ riderId: 'near', costs }])
})

test('what is in hand comes first, what is to be fetched there goes along, and nothing is taken before it is ready', () => {
  const eta = (named: PlanRider, more?: Partial<PlanDelivery>) => weigh(input([named], more), to('r'))?.etaAtMs
  assert.equal(eta(rider('r', at.door, { freeAtMs: inS(200), inHand: 1 })), inS(200 + 120 + 60 + 120))
  // At the same door, one handover later or sooner; a batch of any delay is a person's to make.
  assert.equal(eta(rider('r', at.near, { route: [held] })), inS(30 + 60 + 120))
  assert.equal(eta(rider('r', at.near, { route: [{ ...held, dropNode: at.door2 }] })), inS(30 + 60 + 120))
  assert.equal(eta(rider('r', at.near), { readyAtMs: inS(500) }), inS(500 + 60 + 120))
  assert.equal(eta(rider('r', at.near), { notBeforeMs: inS(900) }), inS(900))
})

test('each rides in the own mode, whoever is named and whoever else is told', () => {
  const onBicycle = rider('bicycle', at.near, { mode: 'bicycle' })
  const usual = input([rider('scooter', at.near), onBicycle])
  const slow = usual.travel.durationS.map((row) => row.map((s) => 2 * s))
  const asked = { ...usual, travel: { ...usual.travel, byMode: { bicycle: slow } } }
  const [bicycle, scooter] = [weigh(asked, to('bicycle'))!, weigh(asked, to('scooter'))!]
  assert.deepEqual([bicycle.storeAtMs, bicycle.etaAtMs], [inS(60), inS(60 + 60 + 240)])
  assert.deepEqual([scooter.storeAtMs, scooter.etaAtMs], [inS(30), inS(30 + 60 + 120)])
  assert.deepEqual(bicycle.others, [{ riderId: 'scooter', costs: scooter.costs }])
  assert.deepEqual(scooter.others, [{ riderId: 'bicycle', costs: bicycle.costs }])
  // What a bicycle has no time for, and where only a bicycle gets to.
  const rests = { ...asked, riders: asked.riders.map((each) => ({ ...each, breakAtMs: inS(300) })) }
  const faults = (picture: typeof asked, riderId: string) => faultsOf(picture, to(riderId), weigh(picture, to(riderId)))
  assert.deepEqual([faults(rests, 'bicycle'), faults(rests, 'scooter')], [['break'], []])
  const none = usual.travel.durationS.map((row) => row.map((s, node) => (node === at.door ? Infinity : s)))
  const path = { ...asked, travel: { ...asked.travel, durationS: none } }
  assert.deepEqual(
    ['bicycle', 'scooter'].map((each) => [weigh(path, to(each))?.etaAtMs, faults(path, each)]),
    [
      [inS(360), []],
      [undefined, ['no-way']],
    ],
  )
})

test('limits are those of the check of plans: all that can be gone beyond, and the first that cannot', () => {
  assert.deepEqual(against(rider('r', at.near)), [])
  assert.deepEqual(against(rider('r', at.near, { shiftEndsAtMs: inS(10), cashRoomPaise: 5 }), { cashPaise: 6 }), [
    'cash',
    'shift',
  ])
  assert.deepEqual(against(rider('r', at.near, { breakAtMs: inS(200) })), ['break'])
  assert.deepEqual(against(rider('r', at.near, { cashRoomPaise: 5, cold: false }), { cashPaise: 6, cold: true }), [
    'cold',
  ])
  assert.deepEqual(against(rider('r', at.near, { bagL: 12 }), { bulkL: 24 }), ['bag'])
  assert.deepEqual(against(rider('r', at.near, { route: [{ ...held, storeNode: at.store2 }] })), ['two-stores'])
  assert.deepEqual(
    ['cash', 'shift', 'break', 'cold', 'bag', 'no-way'].map((each) => isAgreed(each as 'cash')),
    [...[true, true, true], ...[false, false, false]],
  )
})

test('who has declined, who is busy for long, and for whom else it is kept is for a person to say', () => {
  const busy = rider('r', at.door, { freeAtMs: inS(3_000), inHand: 1 })
  assert.deepEqual(against(busy, { declinedBy: ['r'], lockedTo: 'somebody' }), [])
})

test('where no street leads there is nothing to weigh', () => {
  const asked = input([rider('r', at.near)])
  const durationS = asked.travel.durationS.map((row, from) =>
    row.map((each, node) => (from === at.store && node === at.door ? Number.POSITIVE_INFINITY : each)),
  )
  const closed = { ...asked, travel: { ...asked.travel, durationS } }
  assert.equal(weigh(closed, to('r')), undefined)
  assert.deepEqual(faultsOf(closed, to('r'), undefined), ['no-way'])
})
