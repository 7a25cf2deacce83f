import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Static } from 'typebox'
import type { Earnings } from '../../contracts/deliveries.ts'
import { newId } from '../../contracts/ids.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { at } from './testing/grid.ts'
import {
  carry,
  inState,
  pack,
  person,
  recall,
  riderAt,
  seen,
  stateOf,
  storeId,
  told,
  track,
  useStage,
  world,
} from './testing/stage.ts'

useStage()

describe('a phone that was without signal', () => {
  test('repeats the arrival at the store after the pickup, and the rider is not at the door for that', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack()
    const task = await rider.task(orderId)
    await rider.do(task, 'accept', undefined, 'a')
    assert.equal((await rider.do(task, 'arrive', undefined, 'b')).body.state, 'at_store')
    assert.equal((await rider.do(task, 'pickup', undefined, 'c')).body.state, 'picked_up')
    const late = await rider.do(task, 'arrive', undefined, 'b')
    assert.equal(late.status, 200)
    assert.equal(late.body.state, 'picked_up')
    assert.equal((await rider.do(task, 'arrive', undefined, 'd')).body.state, 'arriving', 'another key is another deed')
  })

  test('may use a key for one deed only', async () => {
    const rider = await riderAt(at(4, 5))
    const task = await rider.task(await pack())
    await rider.do(task, 'accept', undefined, 'a')
    const other = await rider.do(task, 'arrive', undefined, 'a')
    assert.equal(other.status, 409)
    assert.equal(other.body.code, 'request/idempotency-key-reused')
  })

  test('keeps a key for later when the deed was refused', async () => {
    const rider = await riderAt(at(4, 5))
    const task = await rider.task(await pack())
    assert.equal((await rider.do(task, 'arrive', undefined, 'a')).status, 409)
    await rider.do(task, 'accept', undefined, 'b')
    assert.equal((await rider.do(task, 'arrive', undefined, 'a')).body.state, 'at_store')
  })

  test('tells of a shift that began and ended, again and late, and the rider stays at home', async () => {
    const rider = await riderAt(at(4, 5))
    await rider.shift('off', 'off-1')
    await rider.shift('on', 'on-2')
    await rider.shift('off', 'off-3')
    for (const [state, key] of [
      ['on', 'on-2'],
      ['off', 'off-1'],
      ['on', 'on-2'],
    ] as const)
      assert.equal((await rider.shift(state, key)).body.state, 'off')
  })

  test('says when it happened: earlier than now, never before what happened last', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack()
    const task = await carry(rider, orderId)
    const pickedUpMs = world.clock.now()
    world.clock.advance(20 * 60_000)
    const deliveredMs = pickedUpMs + 6 * 60_000
    const done = await rider.do(task, 'deliver', { code: '4711', at: toTimestamp(deliveredMs) })
    assert.equal(done.status, 200)
    const event = (await told('delivery.delivered', orderId)).data as { at: string }
    assert.equal(Date.parse(event.at), deliveredMs)
    const earned = (await rider.ask('GET', '/v1/rider/earnings')).body as never as Static<typeof Earnings>
    assert.equal(Date.parse(earned.items[0]!.endedAt), deliveredMs)

    await rider.tell(at(4, 5))
    const second = await rider.task(await pack())
    for (const action of ['accept', 'arrive', 'pickup']) await rider.do(second, action)
    const nowMs = world.clock.now()
    await rider.do(second, 'deliver', { code: '4711', at: toTimestamp(nowMs - 3_600_000) })
    await rider.do(second, 'deliver', { code: '4711', at: toTimestamp(nowMs + 3_600_000) })
    const again = (await rider.ask('GET', '/v1/rider/earnings')).body as never as Static<typeof Earnings>
    const trip = again.items.find((each) => each.id === second.id)!
    assert.ok(Math.abs(Date.parse(trip.endedAt) - nowMs) < 5_000, 'not before the pickup, not in the future')
  })

  test('hears that the order was called back meanwhile, so that the bags go back', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack()
    const task = await rider.task(orderId)
    await rider.do(task, 'accept')
    await recall(orderId)
    await inState(orderId, 'cancelled')
    const late = await rider.do(task, 'pickup', { code: 'K7QM' }, 'p')
    assert.equal(late.status, 403)
    assert.equal(late.body.code, 'deliveries/not-yours')
    assert.deepEqual(late.body.details, { state: 'cancelled' })
  })
})

describe('the bags', () => {
  test('of another order are not taken; the right ones by what stands on them, in small letters too', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack()
    const task = await rider.task(orderId)
    assert.equal(task.handover, undefined, 'not before the rider has accepted')
    assert.equal((await rider.do(task, 'accept')).body.handover, 'K7QM')
    const wrong = await rider.do(task, 'pickup', { code: 'AAAA' })
    assert.equal(wrong.status, 422)
    assert.equal(wrong.body.code, 'deliveries/wrong-bag')
    assert.equal((await stateOf(orderId))!.state, 'accepted')
    assert.equal((await rider.do(task, 'pickup', { code: 'k7qm' })).body.state, 'picked_up')
  })
})

describe('an absent customer', () => {
  test('was called and waited for; else the order is not given up', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack()
    const task = await carry(rider, orderId)
    const fail = () => rider.do(task, 'fail', { reason: 'Nobody there', code: 'absent' })
    assert.deepEqual((await fail()).body.details as unknown as { arrived: boolean }, {
      arrived: false,
      contacts: 0,
      waitUntil: toTimestamp(world.clock.now() + 300_000),
    })
    await rider.do(task, 'arrive')
    world.clock.advance(301_000)
    const uncalled = await fail()
    assert.equal(uncalled.status, 409)
    assert.equal(uncalled.body.code, 'deliveries/too-soon')
    assert.equal((await rider.do(task, 'contact', { way: 'call' })).status, 204)
    assert.equal((await fail()).body.state, 'failed')
  })

  test('is no reason to wait when the customer refuses', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack()
    const task = await carry(rider, orderId)
    assert.equal((await rider.do(task, 'fail', { reason: 'No longer wanted', code: 'refused' })).body.state, 'failed')
    const { reason, code } = (await told('delivery.failed', orderId)).data as { reason: string; code?: string }
    assert.deepEqual([reason, code], ['No longer wanted', 'refused'])
  })

  test('of somebody else’s delivery cannot be noted', async () => {
    const [rider, other] = [await riderAt(at(4, 5)), await riderAt(at(0, 0))]
    const task = await carry(rider, await pack())
    assert.equal((await other.do(task, 'contact', { way: 'call' })).status, 404)
  })
})

const photo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describe('bags left at the door', () => {
  test('need the customer’s leave and a photo, which the customer may see and a stranger may not', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack({ leaveAtDoor: true })
    const task = await carry(rider, orderId)
    assert.equal((await rider.tasks())[0]!.leaveAtDoor, true)
    const leave = () => rider.do(task, 'deliver', { leftAtDoor: true })
    assert.equal((await leave()).body.code, 'deliveries/photo-needed')
    const sent = await rider.ask('POST', `/v1/rider/tasks/${task.id}/photo`, photo, { 'content-type': 'image/png' })
    assert.equal(sent.status, 201)
    assert.equal((await leave()).body.state, 'delivered')
    assert.equal((await track(orderId)).status, 'delivered')
    const list = `/v1/orders/${orderId}/door-photos`
    const mine = (await rider.ask('GET', list)).body as never as { items: string[] }
    assert.equal(mine.items.length, 1)
    const stranger = await riderAt(at(0, 0))
    assert.equal((await stranger.ask('GET', list)).status, 404)
    assert.equal((await stranger.ask('GET', `${list}/${mine.items[0]}`)).status, 404)
  })

  test('are shown to support, admins and managers of the store, and not to its pickers or to other stores', async () => {
    const rider = await riderAt(at(4, 5))
    const orderId = await pack({ leaveAtDoor: true })
    const task = await carry(rider, orderId)
    const sent = await rider.ask('POST', `/v1/rider/tasks/${task.id}/photo`, photo, { 'content-type': 'image/png' })
    const list = `/v1/orders/${orderId}/door-photos`
    const one = `${list}/${(sent.body as never as { id: string }).id}`
    for (const staff of [await person(['support']), await person(['admin']), await person(['manager'], [storeId])]) {
      assert.equal(((await staff.ask('GET', list)).body as never as { items: string[] }).items.length, 1)
      assert.equal((await staff.ask('GET', one)).status, 200)
    }
    for (const other of [await person(['picker'], [storeId]), await person(['manager'], [newId('store')])])
      for (const path of [list, one]) assert.equal((await other.ask('GET', path)).status, 404)
  })

  test('are not left where the customer did not allow it, nor where cash is due', async () => {
    for (const options of [{}, { leaveAtDoor: true, method: 'cash' as const }]) {
      const rider = await riderAt(at(4, 5))
      const orderId = await pack(options)
      const task = await carry(rider, orderId)
      const answer = await rider.do(task, 'deliver', { leftAtDoor: true })
      assert.equal(answer.body.code, 'deliveries/not-at-door')
      assert.equal(seen.filter((each) => each.name === 'delivery.delivered' && each.key === orderId).length, 0)
    }
  })
})

describe('an offer', () => {
  test('is declined with a reason, which is kept', async () => {
    const rider = await riderAt(at(4, 5))
    const task = await rider.task(await pack())
    assert.equal((await rider.do(task, 'decline', { reason: 'too_far' }, 'd')).status, 204)
    const [offer] = await world.sql<{ reason: string }[]>`
      select decline_reason reason from deliveries.offers where delivery_id = ${task.id}`
    assert.equal(offer!.reason, 'too_far')
    assert.equal((await rider.do(task, 'decline', { reason: 'I do not like it' })).status, 400)
  })
})

describe('a batch', () => {
  test('has its doors in the order in which they are best ridden', async () => {
    const rider = await riderAt(at(5, 5))
    const far = await pack({ to: at(9, 5), promiseMinutes: 12 })
    const near = await pack({ to: at(7, 5), promiseMinutes: 13 })
    for (const orderId of [far, near]) await rider.do(await rider.task(orderId), 'accept')
    const stops = new Map((await rider.tasks()).map((task) => [task.orderId, task.stop]))
    assert.deepEqual([stops.get(near), stops.get(far)], [1, 2])
  })
})
