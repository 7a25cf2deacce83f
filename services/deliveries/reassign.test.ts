import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DispatchWhy } from '../../contracts/dispatch.ts'
import { allProblems } from '../../contracts/problem.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { pick } from './testing/early.ts'
import { at } from './testing/grid.ts'
import {
  carry,
  inState,
  type Person,
  pack,
  packed,
  person,
  publish,
  riderAt,
  seen,
  stateOf,
  storeId,
  track,
  until,
  useStage,
  world,
} from './testing/stage.ts'

const minuteMs = 60_000
const idOf = (orderId: string) =>
  until('the delivery', async () => {
    const [row] = await world.sql<{ id: string }[]>`select id from deliveries.deliveries where order_id = ${orderId}`
    return row?.id
  })
const offersOf = async (orderId: string) => {
  const staff = await person(['manager'], [storeId])
  const { body } = await staff.ask('GET', `/v1/admin/deliveries/${await idOf(orderId)}/why`)
  return (body as unknown as DispatchWhy).offers
}
const etaOf = async (orderId: string) => Date.parse((await offersOf(orderId))[0]!.etaAt)
const give = async (orderId: string, rider: Person, force?: boolean) => {
  const staff = await person(['manager'], [storeId])
  const wish = { riderId: rider.id, reason: 'knows the gate', ...(force === undefined ? {} : { force }) }
  return staff.ask('POST', `/v1/admin/deliveries/${await idOf(orderId)}/reassign`, wish)
}
const gives = async (orderId: string, rider: Person, force?: boolean) =>
  assert.deepEqual((await give(orderId, rider, force)).body, { id: await idOf(orderId), state: 'offered' })
const inMinutes = (minutes: number) => toTimestamp(world.clock.now() + minutes * minuteMs)

describe('what staff give to a rider is expected', () => {
  useStage()

  test('when the planner would expect it, and beside whom the planner would have taken', async () => {
    const near = await riderAt(at(5, 6), 'Nearby')
    await riderAt(at(4, 4), 'Not Far')
    const orderId = await pack({ to: at(8, 8) })
    await near.task(orderId)
    const planned = await etaOf(orderId)
    const far = await riderAt(at(0, 0), 'Far Away')
    await gives(orderId, far)
    const [given] = await offersOf(orderId)
    // Ten blocks to the store instead of one.
    assert.ok(Date.parse(given!.etaAt) > planned + 2 * minuteMs, given!.etaAt)
    assert.ok(Date.parse(given!.storeAt!) > world.clock.now() + 2 * minuteMs)
    assert.equal(given!.planner, 'staff')
    // Nearby has just lost it, and is not asked again for a while.
    assert.deepEqual(
      given!.others.map((each) => each.rider.name),
      ['Not Far'],
    )
    assert.ok(given!.costs!.clickToDoorS > given!.others[0]!.costs.clickToDoorS)
    await gives(orderId, near)
    assert.equal(await etaOf(orderId), planned)
  })

  test('after what the rider carries', async () => {
    const rider = await riderAt(at(5, 5))
    const first = await pack({ to: at(8, 5), promiseMinutes: 60 })
    await carry(rider, first)
    const next = await pack({ to: at(5, 8), promiseMinutes: 60 })
    await inState(next, 'waiting')
    await gives(next, rider)
    const after = Date.parse((await track(first)).etaAt!)
    // A handover at that door and one at the store, and the ways back and to the other door.
    assert.ok((await etaOf(next)) > after + 2 * minuteMs)
    assert.equal((await rider.task(next)).followUp, true)
  })

  test('together with what is to be fetched from the same store', async () => {
    const rider = await riderAt(at(5, 5))
    const first = await pack({ to: at(8, 5), promiseMinutes: 60 })
    await rider.do(await rider.task(first), 'accept')
    const second = await pack({ to: at(8, 5), promiseMinutes: 60 })
    await inState(second, 'waiting')
    await gives(second, rider)
    assert.ok((await etaOf(second)) - (await etaOf(first)) <= minuteMs, 'no second visit to the store')
  })

  test('not before it is ready', async () => {
    const rider = await riderAt(at(5, 6))
    const orderId = await pick({ readyInS: 900, promiseMinutes: 60 })
    await inState(orderId, 'packing')
    await gives(orderId, rider)
    assert.ok((await etaOf(orderId)) > world.clock.now() + 16 * minuteMs, 'ready, taken, and six blocks')
  })

  test('as if at the store, of who was never heard of', async () => {
    const rider = await riderAt(at(0, 0))
    await world.sql`delete from deliveries.positions where rider_id = ${rider.id}`
    const orderId = await pack({ to: at(8, 8) })
    await inState(orderId, 'waiting')
    await gives(orderId, rider)
    const { storeAt, others } = (await offersOf(orderId))[0]!
    assert.deepEqual([Date.parse(storeAt!), others], [world.clock.now(), []])
  })
})

describe('a limit of the rider whom staff name', () => {
  useStage({ TOKRI_RIDER_CASH_LIMIT_PAISE: '40000', TOKRI_DELIVERIES_CAPACITY: '3' }, { apart: true })

  /** What stands against a choice that cannot be forced, by which no offer is made. */
  const isForbidden = async (orderId: string, rider: Person, code: string) => {
    for (const force of [false, true]) {
      const answer = await give(orderId, rider, force)
      assert.deepEqual([answer.status, answer.body.code], [409, code])
      assert.equal((answer.body as { details?: unknown }).details, undefined)
    }
    assert.equal(
      (await rider.tasks()).find((each) => each.orderId === orderId),
      undefined,
    )
  }

  /** What does not once staff insist, which the audit log keeps. */
  const yields = async (orderId: string, rider: Person, code: string, fault: string) => {
    const answer = await give(orderId, rider)
    assert.deepEqual([answer.status, answer.body.code], [409, code])
    assert.deepEqual((answer.body as { details?: unknown }).details, { canForce: true })
    assert.notEqual((await stateOf(orderId))?.state, 'offered')
    await gives(orderId, rider, true)
    await rider.task(orderId)
    assert.ok((await offersOf(orderId))[0]!.costs)
    const id = await idOf(orderId)
    const told = await until('the audit', async () =>
      seen.find((each) => each.name === 'staff.acted' && each.key === id),
    )
    assert.deepEqual((told.data as { details: { forced: unknown } }).details.forced, [fault])
  }

  test('of places is nobody’s to allow; what is carried comes first, and what is next already goes together', async () => {
    const rider = await riderAt(at(5, 5))
    const first = await pack({ to: at(8, 5), promiseMinutes: 60 })
    await carry(rider, first)
    const orders: string[] = []
    for (let count = 0; count < 3; count++) {
      const orderId = await pack({ to: at(5, 8), promiseMinutes: 60, bags: 1 })
      await inState(orderId, 'waiting')
      orders.push(orderId)
    }
    const [next, along, third] = orders as [string, string, string]
    await gives(next, rider)
    assert.equal((await rider.do(await rider.task(next), 'accept')).status, 200)
    await gives(along, rider)
    assert.ok((await etaOf(next)) > Date.parse((await track(first)).etaAt!) + 2 * minuteMs)
    assert.ok((await etaOf(along)) - (await etaOf(next)) <= minuteMs, 'the same visit, the same door')
    await isForbidden(third, rider, 'deliveries/rider-unavailable')
  })

  test('in litres is nobody’s to allow; what is larger than any bag goes with the largest', async () => {
    const small = await riderAt(at(5, 6), 'Small Bag', { bagL: 12 })
    const large = await riderAt(at(5, 4), 'Large Bag', { bagL: 36 })
    const orderId = await pack({ bags: 2 })
    await large.task(orderId)
    await isForbidden(orderId, small, 'deliveries/limit-bag')
    const tooLarge = await pack({ bags: 4 })
    await inState(tooLarge, 'waiting')
    await isForbidden(tooLarge, small, 'deliveries/limit-bag')
    await isForbidden(tooLarge, large, 'deliveries/limit-bag')
    await gives(tooLarge, await riderAt(at(0, 0), 'Empty Bag', { bagL: 36 }))
  })

  test('in what the bag keeps cold is nobody’s to allow', async () => {
    const rider = await riderAt(at(5, 6), 'Warm Bag', { coldBag: false, chillBag: false })
    for (const cold of [{ frozenBags: 1 }, { chilledBags: 1 }]) {
      const orderId = await pack(cold)
      await inState(orderId, 'waiting')
      await isForbidden(orderId, rider, 'deliveries/limit-cold')
    }
  })

  test('to one store a trip is nobody’s to allow', async () => {
    const rider = await riderAt(at(5, 6))
    const first = await pack()
    await rider.do(await rider.task(first), 'accept')
    const event = packed()
    await publish({ ...event, data: { ...(event.data as object), storePoint: at(1, 1) } } as typeof event)
    await inState(event.key, 'waiting')
    await isForbidden(event.key, rider, 'deliveries/limit-two-stores')
  })

  test('in streets is nobody’s to allow', async () => {
    const rider = await riderAt(at(5, 6))
    const support = await person(['support'])
    const closure = {
      reason: 'Flood',
      until: inMinutes(120),
      points: [at(7.5, 8), at(8, 7.5), at(8, 8.5), at(9.5, 8), at(9, 7.5), at(9, 8.5)],
    }
    const closed = await support.ask('POST', '/v1/admin/road-closures', closure)
    assert.equal(closed.status, 201)
    const orderId = await pack({ to: at(8.5, 8) })
    await inState(orderId, 'waiting')
    await isForbidden(orderId, rider, 'deliveries/limit-no-way')
    const { id } = closed.body as unknown as { id: string }
    assert.equal((await support.ask('DELETE', `/v1/admin/road-closures/${id}`, { reason: 'Dry' })).status, 204)
  })

  test('in cash can be gone beyond', async () => {
    const rider = await riderAt(at(5, 6))
    const orderId = await pack({ method: 'cash' })
    await inState(orderId, 'waiting')
    await yields(orderId, rider, 'deliveries/limit-cash', 'cash')
  })

  test('of the shift can be gone beyond', async () => {
    const rider = await riderAt(at(0, 0))
    await rider.ask('POST', '/v1/rider/shift', { state: 'on', until: inMinutes(1) })
    const orderId = await pack()
    await inState(orderId, 'waiting')
    await yields(orderId, rider, 'deliveries/limit-shift', 'shift')
  })

  test('of the next break can be gone beyond', async () => {
    const rider = await riderAt(at(0, 0))
    assert.equal((await rider.ask('POST', '/v1/rider/breaks', { startsAt: inMinutes(3), minutes: 20 })).status, 201)
    const orderId = await pack()
    await inState(orderId, 'waiting')
    await yields(orderId, rider, 'deliveries/limit-break', 'break')
  })

  test('counts in what cannot be forced also where something stands before it that can', async () => {
    const rider = await riderAt(at(0, 0), 'Warm Bag', { coldBag: false })
    await rider.ask('POST', '/v1/rider/shift', { state: 'on', until: inMinutes(1) })
    const orderId = await pack({ method: 'cash', frozenBags: 1 })
    await inState(orderId, 'waiting')
    await isForbidden(orderId, rider, 'deliveries/limit-cold')
  })

  test('has a code each', () => {
    const codes = Object.keys(allProblems()).filter((code) => code.startsWith('deliveries/limit-'))
    assert.deepEqual(
      codes.map((code) => code.replace('deliveries/limit-', '')),
      ['two-stores', 'bag', 'cold', 'no-way', 'cash', 'shift', 'break'],
    )
  })
})
