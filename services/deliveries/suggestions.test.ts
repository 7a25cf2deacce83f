import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PutRiders } from '../../contracts/deliveries.ts'
import { newId } from '../../contracts/ids.ts'
import { type LiveMessage, topics } from '../../contracts/live.ts'
import { PutStores } from '../../contracts/stores.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { Dispatcher } from './dispatch.ts'
import type { PlanInput } from './planner/types.ts'
import { addDeliveries } from './store/deliveries.ts'
import { at } from './testing/grid.ts'
import { always, copy, listen, pack, person, useStage, world } from './testing/stage.ts'

// Greedy makes no suggestions of its own, which would take this test's turn.
useStage({ TOKRI_DELIVERIES_PLANNER: 'greedy' })

const hourMs = 3_600_000

/** A second store, to whose counter an order came a day ago at this hour. */
async function busyStore(): Promise<string> {
  const { stores } = await copy.call(PutStores, {
    stores: [
      {
        code: 'b',
        name: 'Park Street',
        address: '2 Park Street',
        point: at(1, 1),
        area: [
          [88.39, 22.56],
          [88.43, 22.56],
          [88.43, 22.6],
          [88.39, 22.6],
        ],
        timeZone: 'Asia/Kolkata',
        hours: always,
      },
    ],
  })
  const storeId = stores[0]!.storeId
  const order = {
    id: newId('delivery'),
    orderId: newId('order'),
    number: 'A1',
    userId: newId('user'),
    storeId,
    store: at(1, 1),
    dropOff: { point: at(2, 2), line1: '12 Cross Road', name: 'Mira' },
    doorCode: '4711',
    bags: 1,
    cashDuePaise: 0,
    tipPaise: 0,
    promisedAt: toTimestamp(world.clock.now()),
    readyAt: toTimestamp(world.clock.now() - 24 * 3_600_000),
  }
  await copy.context.db.begin((tx) => addDeliveries(tx, [order]))
  await world.sql`update deliveries.deliveries set state = 'cancelled' where id = ${order.id}`
  return storeId
}

test('an idle rider is told where work is likely; work, time and the end of the shift end the suggestion', async () => {
  // What is usual is counted by hours of the city's clock (UTC+5:30): none of them ends while this goes on.
  world.clock.advance(hourMs - ((world.clock.now() + hourMs / 2) % hourMs))
  const storeId = await busyStore()
  // A copy of its own: the other one remembers for a while which stores there were.
  await using other = await world.copy()
  const { context } = other
  await context.dispatcher.close()
  const rider = await person(['rider'], [], other)
  await other.call(PutRiders, { riders: [{ userId: rider.id, name: 'Asha Das', vehicle: 'scooter', storeId }] })
  await rider.shift('on')
  await rider.tell(at(8, 8))
  const inputs: PlanInput[] = []
  const dispatcher = new Dispatcher({
    plan: async (input) => {
      inputs.push(input)
      const moves = input.riders.map(({ riderId }) => ({ riderId, storeId }))
      return { planner: 'test', refused: new Map(), output: { offers: [], moves: input.stores ? moves : [] } }
    },
    [Symbol.asyncDispose]: async () => {},
  })
  dispatcher.begin(context)
  const heard: LiveMessage[] = []
  using _ = listen(topics.rider(rider.id), heard, other)
  await dispatcher.run()
  assert.deepEqual(
    inputs[0]?.stores?.filter((each) => each.expectedOrders > 0).map((each) => [each.storeId, each.expectedOrders]),
    [[storeId, 1 / 28 / 4]],
  )
  assert.deepEqual(
    heard.map((each) => each.type),
    ['changed'],
  )
  const suggestion = async () =>
    (await rider.ask('GET', '/v1/rider/shift')).body.suggestion as { store: { id: string } } | undefined
  assert.equal((await suggestion())?.store.id, storeId)

  await dispatcher.run()
  assert.equal(inputs.length, 1, 'not again at once: nobody rides to and fro')
  world.clock.advance(61_000)
  await rider.tell(at(8, 8))
  await dispatcher.run()
  assert.equal(heard.length, 1, 'the same suggestion is not told twice')

  world.clock.advance(10 * 60_000)
  assert.equal(await suggestion(), undefined, 'it is old')
  await rider.tell(at(8, 8))
  await dispatcher.run()
  assert.equal((await suggestion())?.store.id, storeId)
  assert.equal(heard.length, 2)
  await rider.task(await pack())
  assert.equal(await suggestion(), undefined, 'there is work')
  await dispatcher.close()
})
