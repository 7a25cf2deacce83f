import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { GetRoadLoads } from '../../contracts/care.ts'
import { LiveSnapshot, TrackOrder } from '../../contracts/deliveries.ts'
import type { DispatchWhy } from '../../contracts/dispatch.ts'
import { newId } from '../../contracts/ids.ts'
import { type LiveMessage, topics } from '../../contracts/live.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { raiseLateAlarms } from './late-alarm.ts'
import { plannerNames } from './planner/table.ts'
import { addDeliveries, forgetExpectations, setExpected } from './store/deliveries.ts'
import { countWaiting } from './store/offers.ts'
import { expectIn, expects, pick, picking } from './testing/early.ts'
import { at } from './testing/grid.ts'
import {
  cancel,
  copy,
  inState,
  listen,
  pack,
  packed,
  person,
  publish,
  riderAt,
  seen,
  stateOf,
  storeAt,
  storeId,
  told,
  until,
  useStage,
  world,
} from './testing/stage.ts'

const namesOf = (orderId: string) => seen.filter((each) => each.key === orderId).map((each) => each.name)
/** Applied is what was published before this. */
const allApplied = async () => {
  const marker = await pack({ promiseMinutes: 60 })
  await until('all applied', () => stateOf(marker))
  await cancel(marker)
  await inState(marker, 'cancelled')
}
const shown = async (orderId: string) =>
  (await copy.call(LiveSnapshot, {})).orders.find((order) => order.id === orderId)!
const idOf = async (orderId: string) => {
  const [row] = await world.sql<{ id: string }[]>`select id from deliveries.deliveries where order_id = ${orderId}`
  return row!.id
}

for (const planner of plannerNames)
  describe(`an order that is being picked, with the planner ${planner}`, () => {
    useStage({ TOKRI_DELIVERIES_PLANNER: planner })

    test('is offered to who is far away, who sees what is expected and until when', async () => {
      const rider = await riderAt(at(0, 0))
      const orderId = await pick({ readyInS: 60, method: 'cash' })
      const task = await rider.task(orderId)
      assert.equal(task.readyAt, new Date(world.clock.now() + 60_000).toISOString())
      assert.deepEqual([task.bags, task.cashDue.amount, task.handover], [1, 52_000, undefined])
      assert.ok(Date.parse(task.promisedAt) > world.clock.now())
    })

    test('waits for who stands in the store until it is packed, and says so', async () => {
      const rider = await riderAt(storeAt)
      const staff = await person(['manager'], [storeId])
      const orderId = await pick({ readyInS: 240 })
      await inState(orderId, 'packing')
      const id = await idOf(orderId)
      const why = async () => (await staff.ask('GET', `/v1/admin/deliveries/${id}/why`)).body as unknown as DispatchWhy
      await until('the planner has seen it', async () => {
        const [row] =
          await world.sql`select 1 from deliveries.waits where delivery_id = ${id} and planner <> 'dispatch'`
        return row !== undefined
      })
      assert.equal((await why()).wait?.reason, 'not-packed')
      assert.deepEqual([(await shown(orderId)).wait, (await shown(orderId)).status], ['not-packed', 'picking'])
      assert.deepEqual(await rider.tasks(), [])
      await pack({ orderId })
      await rider.task(orderId)
    })

    test('is fetched by who accepted it early: nobody else hears of that, and no bags leave, before it is packed', async () => {
      const rider = await riderAt(at(0, 0))
      const orderId = await pick({ readyInS: 60, method: 'cash' })
      const task = await rider.task(orderId)
      assert.equal((await rider.do(task, 'accept')).body.state, 'accepted')
      const early = await rider.do(task, 'pickup', { code: 'K7QM' }, 'too-soon')
      assert.deepEqual([early.status, early.body.code], [409, 'deliveries/not-packed'])
      assert.equal((await rider.do(task, 'arrive')).body.state, 'at_store')
      assert.equal((await rider.do(task, 'pickup')).body.code, 'deliveries/not-packed')
      await rider.tell(storeAt)
      await allApplied()
      assert.deepEqual(namesOf(orderId), [])
      assert.equal(await copy.call(TrackOrder, { orderId }), null)
      assert.equal((await shown(orderId)).status, 'picking')

      const heard: LiveMessage[] = []
      using _ = listen(topics.rider(rider.id), heard)
      await pack({ orderId, method: 'cash', bags: 3 })
      await told('delivery.assigned', orderId)
      await until('the rider is told', async () => heard.some((each) => each.type === 'changed'))
      const [ready] = await rider.tasks()
      assert.deepEqual(
        [ready!.readyAt, ready!.bags, ready!.cashDue.amount, ready!.handover, ready!.state],
        [undefined, 3, 45_000, 'K7QM', 'at_store'],
      )
      assert.equal((await copy.call(TrackOrder, { orderId }))?.status, 'assigned')
      // The same deed again, by the key under which it was refused.
      assert.equal((await rider.do(task, 'pickup', { code: 'K7QM' }, 'too-soon')).body.state, 'picked_up')
      await told('delivery.picked_up', orderId)
      assert.deepEqual(namesOf(orderId), ['delivery.assigned', 'delivery.picked_up'])
      assert.equal((await rider.do(task, 'arrive')).status, 200)
      const cashCollected = { amount: 45_000, currency: 'INR' }
      assert.equal((await rider.do(task, 'deliver', { code: '4711', cashCollected })).status, 200)
    })

    test('that is accepted after it was packed is told then', async () => {
      const rider = await riderAt(at(0, 0))
      const orderId = await pick({ readyInS: 60 })
      const task = await rider.task(orderId)
      await pack({ orderId })
      await until('it is packed', async () => (await rider.tasks())[0]?.readyAt === undefined)
      assert.deepEqual(namesOf(orderId), [])
      assert.equal((await rider.do(task, 'accept')).status, 200)
      await told('delivery.assigned', orderId)
    })

    test('is one delivery, told once, however often and in whatever order it is heard of', async () => {
      const rider = await riderAt(at(0, 0))
      const began = picking({ readyInS: 60 })
      const done = packed({ orderId: began.key })
      const again = <T extends { id: string }>(event: T): T => ({ ...event, id: newId('event') })
      await publish(began, again(began))
      await rider.do(await rider.task(began.key), 'accept')
      await publish(done, again(done), again(began))
      await publish(done, began)
      const late = packed({ promiseMinutes: 60 })
      await publish(late, picking({ orderId: late.key, readyInS: 60 }))
      await allApplied()
      await told('delivery.assigned', began.key)
      assert.deepEqual(namesOf(began.key), ['delivery.assigned'])
      const rows = await world.sql<{ packed: boolean; count: number }[]>`
        select packed, count(*)::int from deliveries.deliveries where order_id in (${began.key}, ${late.key}) group by 1`
      assert.deepEqual([...rows], [{ packed: true, count: 2 }])
    })

    test('that is cancelled frees its rider, who is told; nothing lingers', async () => {
      const rider = await riderAt(at(0, 0))
      const orderId = await pick({ readyInS: 60 })
      const waits = await pick({ readyInS: 1_700 })
      await rider.do(await rider.task(orderId), 'accept')
      const heard: LiveMessage[] = []
      using _ = listen(topics.rider(rider.id), heard)
      await cancel(orderId)
      await cancel(waits)
      await inState(orderId, 'cancelled')
      await inState(waits, 'cancelled')
      await until('the rider is told', async () => heard.some((each) => each.type === 'changed'))
      assert.deepEqual(await rider.tasks(), [])
      assert.deepEqual((await copy.call(LiveSnapshot, {})).orders, [])
      assert.deepEqual(namesOf(orderId), [])
      // Free for the next one.
      await rider.task(await pick({ readyInS: 60 }))
    })

    test('goes back to being packed when it is declined, and on to another rider', async () => {
      const first = await riderAt(at(0, 0))
      const orderId = await pick({ readyInS: 60 })
      const task = await first.task(orderId)
      assert.equal((await first.do(task, 'accept')).status, 200)
      assert.equal((await first.do(task, 'decline', { reason: 'vehicle' })).status, 204)
      await inState(orderId, 'packing')
      const second = await riderAt(at(0, 1))
      await second.do(await second.task(orderId), 'accept')
      await pack({ orderId })
      const event = await told('delivery.assigned', orderId)
      assert.equal((event.data as { riderId: string }).riderId, second.id)
    })

    test('that takes longer moves what its rider sees, and rings before it is late', async () => {
      const rider = await riderAt(at(0, 0))
      const orderId = await pick({ readyInS: 60, promiseMinutes: 20 })
      await rider.do(await rider.task(orderId), 'accept')
      const alarms: LiveMessage[] = []
      using _ = listen(topics.city, alarms)
      await raiseLateAlarms(copy.context)
      assert.equal((await shown(orderId)).soonLate, false)

      const heard: LiveMessage[] = []
      using __ = listen(topics.rider(rider.id), heard)
      await expectIn(orderId, 19 * 60)
      await until('the rider is told', async () => heard.some((each) => each.type === 'changed'))
      const [task] = await rider.tasks()
      assert.equal(task!.readyAt, new Date(world.clock.now() + 19 * 60_000).toISOString())
      assert.equal((await shown(orderId)).soonLate, true)
      await raiseLateAlarms(copy.context)
      assert.ok(alarms.some((each) => each.type === 'late' && each.data.orderId === orderId))
    })

    test('waits for a rider, and is work for promises, from when it is packed', async () => {
      const orderId = await pick({ readyInS: -300 })
      await inState(orderId, 'packing')
      const figures = async () => {
        const { waiting, oldestAt } = await countWaiting(world.sql, new Date(0))
        const { stores } = await copy.call(GetRoadLoads, {})
        return [waiting, oldestAt?.getTime(), stores.find((each) => each.storeId === storeId)?.open ?? 0]
      }
      assert.deepEqual(await figures(), [0, undefined, 0])
      const done = packed({ orderId })
      await publish(done)
      await inState(orderId, 'waiting')
      assert.deepEqual(await figures(), [1, Date.parse(done.at), 1])
    })

    test('is expected as was told last, in whatever order that is heard', async () => {
      const began = picking({ readyInS: 1_700 })
      const first = expects(began.key, 900)
      const last = { ...expects(began.key, 1_100), at: toTimestamp(Date.parse(first.at) + 1_000) }
      const again = <T extends { id: string }>(event: T): T => ({ ...event, id: newId('event') })
      // The last word comes first, then the order, then what was told before.
      await publish(last)
      await allApplied()
      await publish(first, began)
      await inState(began.key, 'packing')
      await publish(again(first), again(began))
      await allApplied()
      const [row] = await world.sql<{ readyAt: Date }[]>`
        select ready_at "readyAt" from deliveries.deliveries where order_id = ${began.key}`
      assert.equal(row!.readyAt.getTime(), world.clock.now() + 1_100_000)
      await forgetExpectations(world.sql, new Date(Date.parse(last.at) + 1))
      const left = await world.sql`select 1 from deliveries.expectations where order_id = ${began.key}`
      assert.equal(left.length, 0)
    })

    test('that comes sooner than expected is looked at again', async () => {
      const rider = await riderAt(at(4, 5))
      const orderId = await pick({ readyInS: 1_700 })
      await inState(orderId, 'packing')
      await allApplied()
      assert.deepEqual(await rider.tasks(), [])
      await expectIn(orderId, 0)
      await rider.task(orderId)
    })
  })

describe('beside programs that know nothing of orders that are being picked', () => {
  useStage({ TOKRI_DELIVERIES_PLANNER: 'greedy' })

  test('what they accept or take from the store is refused, what they give back is not handed out as packed', async () => {
    const rider = await riderAt(at(0, 0))
    const orderId = await pick({ readyInS: 60 })
    await rider.task(orderId)
    const move = (state: string) => world.sql`
      update deliveries.deliveries set state = ${state} where order_id = ${orderId}`
    await assert.rejects(move('accepted'), /deliveries_unpacked/)
    await assert.rejects(move('picked_up'), /deliveries_unpacked/)
    await rider.shift('off')
    await inState(orderId, 'packing')
    // As their `writeChange` does it.
    await world.sql`update deliveries.deliveries set state = 'waiting', rider_id = null, slot = null where order_id = ${orderId}`
    assert.equal((await stateOf(orderId))!.state, 'packing')
  })

  test('an order that they hear is packed is packed, and its rider told of by the next round', async () => {
    const rider = await riderAt(at(0, 0))
    const orderId = await pick({ readyInS: 60 })
    const task = await rider.task(orderId)
    await rider.do(task, 'accept')
    // Their insert knows no more columns than these, and leaves a known order as it is.
    await world.sql`
      insert into deliveries.deliveries (id, order_id, number, user_id, store_id, store_lat, store_lng, drop_off, drop_lat,
        drop_lng, door_code, bags, cash_due_paise, tip_paise, promised_at, ready_at, handover)
      select ${newId('delivery')}, order_id, number, user_id, store_id, store_lat, store_lng, drop_off, drop_lat,
        drop_lng, '4711', 4, 0, 0, promised_at, now(), 'K7QM' from deliveries.deliveries where order_id = ${orderId}
      on conflict (order_id) do nothing`
    await told('delivery.assigned', orderId)
    const [shownTask] = await rider.tasks()
    assert.deepEqual([shownTask!.bags, shownTask!.readyAt], [4, undefined])
    assert.equal((await rider.do(task, 'pickup')).status, 200)
    await told('delivery.picked_up', orderId)
    assert.deepEqual(namesOf(orderId), ['delivery.assigned', 'delivery.picked_up'])
  })

  test('of two copies that hear of it at once, as being picked and as packed, the packed one counts', async () => {
    await using other = await world.copy()
    const base = {
      number: 'A1',
      userId: newId('user'),
      storeId,
      store: storeAt,
      dropOff: { point: at(8, 8), line1: '12 Cross Road', name: 'Mira' },
      cashDuePaise: 0,
      tipPaise: 0,
      promisedAt: new Date(world.clock.now() + 600_000).toISOString(),
      readyAt: new Date(world.clock.now()).toISOString(),
    }
    const orderIds = Array.from({ length: 20 }, () => newId('order'))
    await Promise.all(
      orderIds.flatMap((orderId) => [
        copy.context.db.begin((tx) =>
          addDeliveries(tx, [
            { ...base, id: newId('delivery'), orderId, doorCode: '', bags: 1, knownAt: base.readyAt },
          ]),
        ),
        other.context.db.begin((tx) =>
          addDeliveries(tx, [{ ...base, id: newId('delivery'), orderId, doorCode: '4711', bags: 2 }]),
        ),
      ]),
    )
    const rows = await world.sql`
      select distinct packed, bags, door_code from deliveries.deliveries where order_id = any(${orderIds})`
    assert.deepEqual([...rows], [{ packed: true, bags: 2, door_code: '4711' }])
  })
})

describe('of an order that is added while the store expects it anew', () => {
  useStage({ TOKRI_DELIVERIES_PLANNER: 'greedy' })

  test('the new time counts, whoever writes first', async () => {
    await using other = await world.copy()
    const toldAt = toTimestamp(world.clock.now())
    const readyAt = toTimestamp(world.clock.now() + 900_000)
    const orderIds = Array.from({ length: 20 }, () => newId('order'))
    const added = (orderId: string) => ({
      id: newId('delivery'),
      orderId,
      number: 'A1',
      userId: newId('user'),
      storeId,
      store: storeAt,
      dropOff: { point: at(8, 8), line1: '12 Cross Road', name: 'Mira' },
      doorCode: '',
      bags: 1,
      cashDuePaise: 0,
      tipPaise: 0,
      promisedAt: readyAt,
      readyAt: toldAt,
      knownAt: toldAt,
    })
    await Promise.all(
      orderIds.flatMap((orderId) => [
        copy.context.db.begin((tx) => addDeliveries(tx, [added(orderId)])),
        other.context.db.begin((tx) => setExpected(tx, { orderId, readyAt, toldAt })),
      ]),
    )
    const rows = await world.sql<{ readyAt: Date; count: number }[]>`
      select ready_at "readyAt", count(*)::int from deliveries.deliveries where order_id = any(${orderIds}) group by 1`
    assert.deepEqual([...rows], [{ readyAt: new Date(readyAt), count: orderIds.length }])
  })
})

describe('with nothing early', () => {
  useStage({ TOKRI_DELIVERIES_EARLY_S: '0' })

  test('an order is heard of when it is packed', async () => {
    const rider = await riderAt(at(0, 0))
    const orderId = await pick({ readyInS: 60 })
    await allApplied()
    assert.equal(await stateOf(orderId), undefined)
    await pack({ orderId })
    await rider.task(orderId)
  })
})
