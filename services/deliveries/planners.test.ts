import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { toTimestamp } from '../../contracts/time.ts'
import { plannerNames } from './planner/table.ts'
import { at } from './testing/grid.ts'
import { carry, inState, pack, riderAt, stateOf, until, useStage, world } from './testing/stage.ts'

/** A door that is on nobody's way to the usual one. */
const elsewhere = at(2, 2)

const waitsFor = (orderId: string, reason: string) =>
  until(`${orderId} waits: ${reason}`, async () => {
    const [row] = await world.sql<{ reason: string }[]>`
      select w.reason from deliveries.waits w join deliveries.deliveries d on d.id = w.delivery_id
      where d.order_id = ${orderId} and d.state = 'waiting'`
    return row?.reason === reason
  })

// What the dispatcher makes of any planner: a new one in the table is held against the same rules.
for (const planner of plannerNames)
  describe(`with the planner ${planner}`, () => {
    useStage({ TOKRI_DELIVERIES_PLANNER: planner, TOKRI_RIDER_CASH_LIMIT_PAISE: '50000' })

    test('of two riders who are equally near, the one who has waited longer is asked', async () => {
      const first = await riderAt(at(5, 6), 'First')
      world.clock.advance(100_000)
      const second = await riderAt(at(5, 6), 'Second')
      await first.tell(at(5, 6))
      await first.task(await pack())
      assert.deepEqual(await second.tasks(), [])
    })

    test('frozen goods go to who has a cold bag, and wait while nobody has', async () => {
      const near = await riderAt(at(5, 5), 'Near', { coldBag: false })
      const frozen = await pack({ frozenBags: 1 })
      await waitsFor(frozen, 'cold')
      const far = await riderAt(at(0, 0), 'Far')
      await far.task(frozen)
      await near.task(await pack({ to: elsewhere }))
    })

    test('chilled goods go to who has a bag for them or a cold one, and wait while nobody has', async () => {
      const near = await riderAt(at(5, 5), 'Near', { coldBag: false, chillBag: false })
      const chilled = await pack({ chilledBags: 1 })
      await waitsFor(chilled, 'cold')
      const far = await riderAt(at(0, 0), 'Far', { coldBag: false })
      await far.task(chilled)
      const frozen = await pack({ frozenBags: 1, chilledBags: 1 })
      await waitsFor(frozen, 'cold')
      const box = await riderAt(at(0, 1), 'Box', { chillBag: false })
      await box.task(frozen)
      await near.task(await pack({ to: elsewhere }))
    })

    test('a large order goes to who has room for it; what is larger than any bag goes with the largest', async () => {
      const small = await riderAt(at(5, 5), 'Small', { bagL: 20 })
      const large = await riderAt(at(0, 0), 'Large', { bagL: 60 })
      const order = await pack({ bags: 3 })
      await large.do(await large.task(order), 'decline')
      await waitsFor(order, 'bag')
      assert.deepEqual(await small.tasks(), [])
      await large.task(await pack({ bags: 9 }))
    })

    test('cash orders go to riders with room for the cash; others still take what is paid', async () => {
      const rider = await riderAt(at(5, 5), 'Purse')
      const task = await carry(rider, await pack({ method: 'cash' }))
      const cashCollected = { amount: 45_000, currency: 'INR' }
      assert.equal((await rider.do(task, 'deliver', { code: '4711', cashCollected })).status, 200)
      const cash = await pack({ method: 'cash' })
      await waitsFor(cash, 'cash')
      await rider.task(await pack())
      const light = await riderAt(at(0, 0), 'Light')
      await light.task(cash)
    })

    test('nobody is sent whose shift ends before the pickup, until it is prolonged', async () => {
      const rider = await riderAt(at(0, 0))
      const until = (seconds: number) => toTimestamp(world.clock.now() + seconds * 1000)
      const prolonged = await rider.ask('POST', '/v1/rider/shift', { state: 'on', until: until(20) })
      assert.equal(prolonged.body.state, 'on')
      const order = await pack()
      await waitsFor(order, 'shift')
      await rider.ask('POST', '/v1/rider/shift', { state: 'on', until: until(7_200) })
      await rider.task(order)
    })

    test('an order for later waits for its window, with riders free', async () => {
      const rider = await riderAt(at(5, 6))
      const order = await pack({ windowInMinutes: 60, promiseMinutes: 120 })
      await waitsFor(order, 'better-later')
      assert.deepEqual(await rider.tasks(), [])
      // Until its rider must leave: other orders may come that go with it.
      world.clock.advance(110 * 60_000)
      await rider.tell(at(5, 6))
      await rider.task(order)
    })

    test('what a store packed past its promise is offered like all else, and before what has time', async () => {
      const rider = await riderAt(at(0, 0), 'Only One')
      await rider.shift('break')
      const relaxed = await pack({ to: at(0, 11), promiseMinutes: 60 })
      const late = await pack({ to: at(11, 0), promiseMinutes: -5 })
      await inState(late, 'waiting')
      await inState(relaxed, 'waiting')
      await rider.shift('on')
      world.clock.advance(1_000)
      await rider.tell(at(0, 0))
      await rider.task(late)
      assert.equal((await stateOf(relaxed))!.state, 'waiting')
    })
  })
