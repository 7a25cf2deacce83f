import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LiveSnapshot } from '../../contracts/deliveries.ts'
import type { Point } from '../../contracts/geo.ts'
import { plannerNames } from './planner/table.ts'
import { at } from './testing/grid.ts'
import {
  cancel,
  carry,
  copy,
  inState,
  type Person,
  pack,
  person,
  riderAt,
  stateOf,
  storeId,
  track,
  until,
  useStage,
  world,
} from './testing/stage.ts'

const offersTo = (rider: Person) => world.sql<{ state: string }[]>`
  select state from deliveries.offers where rider_id = ${rider.id} order by offered_at`
const batches = async () => {
  const { values } = await copy.context.metrics.dispatchBatch.get()
  return values.find((each) => each.metricName?.endsWith('_sum'))?.value ?? 0
}
const rides = async (rider: Person, to: Point) => {
  world.clock.advance(60_000)
  assert.equal((await rider.tell(to)).body.accepted, 1)
}
/** A rider with bags for a door three blocks from the store, and a block away from it. */
async function nearTheDoor() {
  const rider = await riderAt(at(5, 5))
  const first = await pack({ to: at(8, 5), promiseMinutes: 60 })
  const task = await carry(rider, first)
  await rides(rider, at(7, 5))
  return { rider, first, task }
}
const hands = async (rider: Person) => (await rider.tasks()).map((each) => [each.orderId, each.state, each.followUp])

for (const planner of plannerNames)
  describe(`with the planner ${planner}, the next order of a rider who carries bags`, () => {
    useStage({ TOKRI_DELIVERIES_PLANNER: planner })

    test('is offered when the last drop is near, and begins after it; the drop in hand is told nothing else', async () => {
      await using other = await world.copy()
      const rider = await riderAt(at(5, 5))
      const first = await pack({ to: at(8, 5), promiseMinutes: 60 })
      const drop = await carry(rider, first)
      const next = await pack({ to: at(6, 5), promiseMinutes: 60 })
      await inState(next, 'waiting')
      // With more than the time before which nobody is asked still to ride, nobody is.
      for (let i = 0; i < 3; i++) await Promise.all([copy, other].map((each) => each.context.dispatcher.run()))
      assert.equal((await stateOf(next))!.state, 'waiting')

      await rides(rider, at(7, 5))
      const before = await track(first)
      const batch = await batches()
      const offer = await rider.task(next)
      assert.deepEqual([offer.followUp, offer.stop], [true, 2])
      // Operators see when it would be there, and are warned by that.
      const shown = (await copy.call(LiveSnapshot, {})).orders.find((each) => each.id === next)!
      const [planned] = await world.sql<{ etaAt: Date }[]>`
        select eta_at "etaAt" from deliveries.offers where delivery_id = ${offer.id}`
      assert.equal(shown.expectedAt, planned!.etaAt.toISOString())
      // Of two copies one has made the offer; what it counted was a batch of its own.
      assert.ok([0, 1].includes((await batches()) - batch))
      assert.equal((await rider.do(offer, 'accept')).status, 200)
      assert.equal((await rider.do(offer, 'arrive')).body.code, 'deliveries/drop-first')
      assert.equal((await rider.do(offer, 'pickup')).body.code, 'deliveries/drop-first')
      const after = await track(first)
      assert.deepEqual([after.etaAt, after.etaReason], [before.etaAt, before.etaReason])
      const soon = (await track(next)).etaAt!
      assert.ok(Date.parse(soon) > Date.parse(after.etaAt!) + 120_000, 'two handovers and the ride to the store')

      world.clock.advance(5_000)
      await rider.tell(at(7.2, 5))
      assert.equal((await track(first)).etaAt, before.etaAt)
      const tasks = await rider.tasks()
      assert.deepEqual(
        tasks.map((each) => [each.orderId, each.stop]).sort((a, b) => Number(a[1]) - Number(b[1])),
        [
          [first, 1],
          [next, 2],
        ],
      )
      assert.equal((await rider.do(drop, 'deliver', { code: '4711' })).status, 200)
      assert.deepEqual(await hands(rider), [[next, 'accepted', undefined]])
      for (const action of ['arrive', 'pickup']) assert.equal((await rider.do(offer, action)).status, 200)
      assert.equal((await rider.do(offer, 'deliver', { code: '4711' })).status, 200)
    })

    test('goes to somebody who is free and sooner there', async () => {
      const { rider } = await nearTheDoor()
      const idle = await riderAt(at(5, 6), 'Bimal Sen')
      const next = await pack({ to: at(6, 5), promiseMinutes: 60 })
      await idle.task(next)
      assert.equal((await offersTo(rider)).length, 1)
    })

    test('goes to the one who carries where everybody else is farther away', async () => {
      const { rider } = await nearTheDoor()
      await riderAt(at(0, 11), 'Bimal Sen')
      // Nothing but the way counts: both know the city's far corner.
      const next = await pack({ to: at(6, 5), promiseMinutes: 60 })
      await rider.task(next)
    })

    test('is one batch: another order waits until it is under way', async () => {
      await using other = await world.copy()
      const { rider, task } = await nearTheDoor()
      const orders = [await pack({ to: at(6, 5) }), await pack({ to: at(6, 6) }), await pack({ to: at(5, 6) })]
      const open = () =>
        until('an offer', async () => (await rider.tasks()).find((each) => each.state === 'offered' && each))
      const offer = await open()
      for (let i = 0; i < 3; i++) await Promise.all([copy, other].map((each) => each.context.dispatcher.run()))
      assert.equal((await rider.tasks()).length, 2, 'the bag has two places')
      await rider.do(offer, 'accept')
      assert.equal((await rider.do(task, 'deliver', { code: '4711' })).status, 200)
      const joined = await open()
      assert.ok(orders.includes(joined.orderId))
      assert.equal(joined.followUp, undefined, 'it joins the trip that has not left the store')

      // A program of the release before would have left it without a trip: the rider still fetches both.
      await world.sql`update deliveries.deliveries set trip = 0 where id = ${joined.id}`
      for (const action of ['accept', 'arrive', 'pickup']) assert.equal((await rider.do(joined, action)).status, 200)
      assert.equal((await rider.do(offer, 'pickup')).status, 200)
    })

    test('stays while the drop in hand fails, and is fetched once the goods are back', async () => {
      const { rider, first, task } = await nearTheDoor()
      const next = await pack({ to: at(6, 5), promiseMinutes: 60 })
      const offer = await rider.task(next)
      await rider.do(offer, 'accept')
      assert.equal((await rider.do(task, 'fail', { reason: 'Nobody there' })).status, 200)
      assert.deepEqual(
        (await hands(rider)).sort(),
        [
          [first, 'failed', undefined],
          [next, 'accepted', true],
        ].sort(),
      )
      assert.equal((await rider.do(task, 'return')).status, 200)
      for (const action of ['arrive', 'pickup']) assert.equal((await rider.do(offer, action)).status, 200)
    })

    test('goes when it is cancelled, and leaves the drop in hand alone; a cancelled drop in hand stays', async () => {
      const { rider, first, task } = await nearTheDoor()
      const next = await pack({ to: at(6, 5), promiseMinutes: 60 })
      await rider.do(await rider.task(next), 'accept')
      await cancel(first)
      await cancel(next)
      await inState(next, 'cancelled')
      assert.deepEqual(await hands(rider), [[first, 'picked_up', undefined]])
      assert.equal((await rider.do(task, 'deliver', { code: '4711' })).status, 200)
    })

    test('can be declined: it goes to the next, and the rider is behind nobody for it', async () => {
      const { rider, task } = await nearTheDoor()
      const next = await pack({ to: at(6, 5), promiseMinutes: 60 })
      const offer = await rider.task(next)
      assert.equal((await rider.do(offer, 'decline')).status, 204)
      const other = await riderAt(at(0, 11), 'Bimal Sen')
      await other.task(next)
      world.clock.advance(20_000)
      assert.equal((await rider.do(task, 'deliver', { code: '4711' })).status, 200)
      // Waiting counts from the drop, as for who was not asked. The other does not pass that door.
      const last = await pack({ to: at(2, 2), promiseMinutes: 60 })
      await rider.task(last)
    })

    test('that nobody answers in time goes to others, and the drop in hand is untouched', async () => {
      const { rider, first } = await nearTheDoor()
      const next = await pack({ to: at(6, 5), promiseMinutes: 60 })
      const offer = await rider.task(next)
      world.clock.advance(31_000)
      assert.equal((await rider.do(offer, 'accept')).body.code, 'deliveries/offer-gone')
      await inState(next, 'waiting')
      assert.equal((await stateOf(first))!.riderId, rider.id)
    })

    test('is not for who goes home after this drop, not even if it was held out', async () => {
      const { rider, task } = await nearTheDoor()
      const next = await pack({ to: at(6, 5), promiseMinutes: 60 })
      await rider.task(next)
      const last = { state: 'on', until: new Date(world.clock.now()).toISOString() }
      assert.equal((await rider.ask('POST', '/v1/rider/shift', last)).status, 200)
      await inState(next, 'waiting')
      for (let i = 0; i < 3; i++) await copy.context.dispatcher.run()
      assert.equal((await rider.tasks()).length, 1)
      assert.equal((await rider.shift('off')).body.code, 'deliveries/busy')
      assert.equal((await rider.do(task, 'deliver', { code: '4711' })).status, 200)
      assert.equal((await rider.shift('off')).status, 200)
      const staff = await person(['manager'], [storeId])
      const [row] = await world.sql<{ id: string }[]>`select id from deliveries.deliveries where order_id = ${next}`
      const why = await staff.ask('GET', `/v1/admin/deliveries/${row!.id}/why`)
      assert.ok((why.body as { wait?: unknown }).wait)
    })
  })

describe('where riders are asked with empty hands only', () => {
  useStage({ TOKRI_DELIVERIES_FOLLOW_UP_S: '0' })

  test('the next order comes after the drop', async () => {
    const { rider, task } = await nearTheDoor()
    const next = await pack({ to: at(6, 5), promiseMinutes: 60 })
    await inState(next, 'waiting')
    for (let i = 0; i < 3; i++) await copy.context.dispatcher.run()
    assert.equal((await stateOf(next))!.state, 'waiting')
    assert.equal((await rider.do(task, 'deliver', { code: '4711' })).status, 200)
    assert.equal((await rider.task(next)).followUp, undefined)
  })
})
