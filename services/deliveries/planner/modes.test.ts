import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkPlan } from './check.ts'
import { planners } from './table.ts'
import { delivery, inS, nowMs, onLine, rider } from './testing/line.ts'
import type { PlanDelivery, PlanInput, PlanRider } from './types.ts'

// The store is at 0, with a door near it and one far away; a bicycle stands by, and a motorbike three minutes away.
const place = { store: 0, near: 1, far: 2, bicycle: 3, motorbike: 4 }
const seconds = [0, 90, 900, 20, 180]
const bicycle = rider('bicycle', place.bicycle, { mode: 'bicycle' })
const motorbike = rider('motorbike', place.motorbike)

/** A bicycle takes twice as long, and has a street of its own where a motorbike's times say that there is no way. */
function picture(riders: readonly PlanRider[], deliveries: readonly PlanDelivery[], only = -1): PlanInput {
  const input = onLine(seconds, { riders, deliveries })
  const slow = input.travel.durationS.map((row) => row.map((s) => 2 * s))
  const durationS = input.travel.durationS.map((row, from) =>
    row.map((s, to) => ((from === only) === (to === only) ? s : Number.POSITIVE_INFINITY)),
  )
  return { ...input, travel: { durationS, byMode: { bicycle: slow }, approximate: false } }
}
const at = (door: number, more: Partial<PlanDelivery> = {}) =>
  delivery('d', place.store, door, { promisedAtMs: inS(1_500), ...more })

for (const [name, plan] of Object.entries(planners))
  describe(`${name}: riders in their own modes`, () => {
    const offers = (input: PlanInput) =>
      plan(input).offers.map(({ riderId, etaAtMs }) => [riderId, (etaAtMs - nowMs) / 1000])

    test('a bicycle beside the store goes to a near door, and a motorbike farther away to a far one', () => {
      // 40 s to the store, a minute in it, and the ride.
      assert.deepEqual(offers(picture([motorbike, bicycle], [at(place.near)])), [['bicycle', 40 + 60 + 180]])
      assert.deepEqual(offers(picture([motorbike, bicycle], [at(place.far)])), [['motorbike', 180 + 60 + 900]])
    })

    test('a door in a street for bicycles is for them alone', () => {
      assert.deepEqual(offers(picture([motorbike, bicycle], [at(place.far)], place.far)), [
        ['bicycle', 40 + 60 + 1_800],
      ])
      const { waits } = plan(picture([motorbike], [at(place.far)], place.far))
      assert.deepEqual(
        waits?.map((each) => each.reason),
        ['no-way'],
      )
    })

    test('where all ride bicycles their times are all that is needed', () => {
      const input = picture([bicycle], [at(place.near)])
      assert.deepEqual(offers({ ...input, travel: { ...input.travel, durationS: [] } }), [['bicycle', 40 + 60 + 180]])
    })

    test('a window is kept by whoever can keep it', () => {
      const window = { notBeforeMs: inS(-60), promisedAtMs: inS(1_200), placedAtMs: inS(-3_600) }
      assert.deepEqual(
        plan(picture([motorbike, bicycle], [at(place.far, window)])).offers.map((each) => each.riderId),
        ['motorbike'],
      )
    })

    test('a break is kept at the rider’s own pace', () => {
      const rests = (mode?: string) => rider('r', place.bicycle, { breakAtMs: inS(300), ...(mode ? { mode } : {}) })
      assert.equal(offers(picture([rests()], [at(place.near)])).length, 1)
      const late = plan(picture([rests('bicycle')], [at(place.near)]))
      assert.deepEqual([late.offers, late.waits?.map((each) => each.reason)], [[], ['break']])
    })
  })

test('the check rides every trip in the mode of its rider', () => {
  const offer = { deliveryId: 'd', reason: 'planned' as const, etaAtMs: inS(400) }
  const faults = (riderId: string, input: PlanInput) => [
    ...checkPlan(input, { offers: [{ ...offer, riderId }] }).refused.keys(),
  ]
  const byPath = picture([motorbike, bicycle], [at(place.far)], place.far)
  assert.deepEqual([faults('motorbike', byPath), faults('bicycle', byPath)], [['no-way'], []])
  const rests = { breakAtMs: inS(500) }
  const hours = picture(
    [
      { ...motorbike, ...rests },
      { ...bicycle, ...rests, node: place.motorbike },
    ],
    [at(place.near)],
  )
  assert.deepEqual([faults('motorbike', hours), faults('bicycle', hours)], [[], ['break']])
})
