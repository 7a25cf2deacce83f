import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DispatchWhy } from '../../contracts/dispatch.ts'
import { distanceM, type Point } from '../../contracts/geo.ts'
import { at } from './testing/grid.ts'
import { type Person, pack, person, riderAt, stateOf, storeAt, track, until, useStage, world } from './testing/stage.ts'

// From the store's crossing a way for bicycles leads straight to the door, which a scooter reaches round the blocks.
const door = at(8, 8)
useStage(
  {},
  {
    cycleway: [
      [5, 5],
      [8, 8],
    ],
  },
)

const straightM = distanceM(storeAt, door)
const lengthOf = (path: readonly (readonly [number, number])[]) => {
  const points = path.map(([lng, lat]): Point => ({ lat, lng }))
  return points.slice(1).reduce((sum, each, i) => sum + distanceM(points[i]!, each), 0)
}
const near = (m: number, wanted: number) => assert.ok(Math.abs(m / wanted - 1) < 0.05, `${m} m in place of ${wanted} m`)

/** A rider at the store takes an order to its door: what is offered, drawn and told. */
async function ride(vehicle: 'bicycle' | 'scooter') {
  const rider = await riderAt(storeAt, 'Asha Das', { vehicle })
  const orderId = await pack({ to: door, promiseMinutes: 30 })
  const offer = await rider.task(orderId)
  for (const action of ['accept', 'arrive', 'pickup']) assert.equal((await rider.do(offer, action)).status, 200)
  await rider.tell(storeAt)
  const told = await track(orderId)
  const [task] = await rider.tasks()
  const rideS = (Date.parse(told.etaAt!) - world.clock.now()) / 1000
  assert.equal((await rider.do(offer, 'deliver', { code: '4711' })).status, 200)
  await rider.shift('off')
  return { offer, told, task: task!, rideS }
}

test('who rides a bicycle is offered, shown and timed by the streets for bicycles', async () => {
  const bicycle = await ride('bicycle')
  near(bicycle.offer.distanceM, straightM)
  near(lengthOf(bicycle.told.route!), straightM)
  near(lengthOf(bicycle.task.route!), straightM)
  const scooter = await ride('scooter')
  const roundM = distanceM(storeAt, at(8, 5)) + distanceM(at(8, 5), door)
  near(scooter.offer.distanceM, roundM)
  near(lengthOf(scooter.told.route!), roundM)
  near(lengthOf(scooter.task.route!), roundM)
  // A minute at the counter, as it was told when the order was taken; then 12 km/h on the way for bicycles, 18 on streets.
  assert.ok(Math.abs(bicycle.rideS - 60 - straightM / (12 / 3.6)) < 30, `${bicycle.rideS} s`)
  assert.ok(Math.abs(scooter.rideS - 60 - roundM / (18 / 3.6)) < 30, `${scooter.rideS} s`)
})

test('the turns are told of the way that the rider who asks would ride, and to others of the usual one', async () => {
  const asked = ({ lat, lng }: Point) => `${lat.toFixed(6)},${lng.toFixed(6)}`
  const wayOf = async (who: Person) => {
    const answer = await who.ask('GET', `/v1/route?from=${asked(storeAt)}&to=${asked(door)}&steps=true`)
    return answer.body as unknown as { distanceM: number; steps: unknown[] }
  }
  const bicycle = await wayOf(await riderAt(storeAt, 'Bimal Sen', { vehicle: 'bicycle' }))
  near(bicycle.distanceM, straightM)
  assert.ok(bicycle.steps.length >= 2)
  const roundM = distanceM(storeAt, at(8, 5)) + distanceM(at(8, 5), door)
  near((await wayOf(await riderAt(storeAt))).distanceM, roundM)
  near((await wayOf(await person(['customer']))).distanceM, roundM)
})

test('what staff give to a rider on a bicycle is offered by the streets for bicycles', async () => {
  const scooter = await riderAt(storeAt)
  const orderId = await pack({ to: door, promiseMinutes: 30 })
  const task = await scooter.task(orderId)
  const bicycle = await riderAt(storeAt, 'Bimal Sen', { vehicle: 'bicycle' })
  const admin = await person(['admin'])
  const body = { riderId: bicycle.id, reason: 'the road is dug up' }
  assert.equal((await admin.ask('POST', `/v1/admin/deliveries/${task.id}/reassign`, body)).status, 200)
  await until('offered to the bicycle', async () => (await stateOf(orderId))?.riderId === bicycle.id)
  near((await bicycle.task(orderId)).distanceM, straightM)
  const { body: why } = await admin.ask('GET', `/v1/admin/deliveries/${task.id}/why`)
  const [{ etaAt }] = (why as unknown as DispatchWhy).offers as [DispatchWhy['offers'][number]]
  const expectedS = 60 + straightM / (12 / 3.6)
  assert.ok(Math.abs((Date.parse(etaAt) - world.clock.now()) / 1000 - expectedS) < 30, etaAt)
})
