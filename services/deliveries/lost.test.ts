import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type DeliveryCase, DescribeDelivery } from '../../contracts/care.ts'
import { LiveSnapshot } from '../../contracts/deliveries.ts'
import { newId } from '../../contracts/ids.ts'
import { type LiveMessage, topics } from '../../contracts/live.ts'
import { money } from '../../contracts/money.ts'
import { OrderConfirmed } from '../../contracts/orders.ts'
import { common, type Problem } from '../../contracts/problem.ts'
import { toTimestamp } from '../../contracts/time.ts'
import type { Call } from '../../kit/calls.ts'
import { message, pastDeadlocks } from '../../kit/sql.ts'
import type { DeliveriesContext } from './context.ts'
import { raiseLateAlarms } from './late-alarm.ts'
import { raiseAlarmsInStore } from './late-in-store.ts'
import { raiseSilentAlarms } from './silent-alarm.ts'
import { at } from './testing/grid.ts'
import {
  carry,
  copy,
  inState,
  listen,
  type Person,
  pack,
  packed,
  person,
  publish,
  riderAt,
  seen,
  stateOf,
  storeId,
  told,
  track,
  until,
  useStage,
  world,
} from './testing/stage.ts'

useStage()

const silentMs = 180_000
const photo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const deed = (staff: Person, id: string, what: string, body: Record<string, unknown> = {}) =>
  staff.ask('POST', `/v1/admin/deliveries/${id}/${what}`, { reason: 'The phone is off', ...body })
const failed = (orderId: string) => seen.filter((each) => each.name === 'delivery.failed' && each.key === orderId)
const audited = (id: string) =>
  seen.filter((each) => each.name === 'staff.acted' && each.key === id).map(({ data }) => data as { action: string })
const historyOf = async (orderId: string) =>
  ((await copy.call(DescribeDelivery, { orderId })).delivery as DeliveryCase).history
const shownOf = async (orderId: string) =>
  (await copy.call(LiveSnapshot, {})).orders.find((each) => each.id === orderId)!
const about = (heard: readonly LiveMessage[], orderId: string) =>
  heard.filter((each) => 'orderId' in each.data && each.data.orderId === orderId).map((each) => each.type)

/** The next try has a rider and an order of its own. */
const clear = () => pastDeadlocks(async () => world.sql`truncate deliveries.riders, deliveries.deliveries cascade`)

/** A rider with the bags of an order, a block from the store. */
async function onTheRoad(options: Parameters<typeof pack>[0] = {}) {
  const rider = await riderAt(at(4, 5))
  const orderId = await pack({ promiseMinutes: 60, ...options })
  const task = await carry(rider, orderId)
  return { rider, orderId, task, id: task.id }
}

describe('a rider who falls silent with bags in hand', () => {
  test('rings once at the operators’ screens, from whatever copy, until heard again; and rings again after that', async () => {
    await using other = await world.copy()
    const heard: LiveMessage[] = []
    using _here = listen(topics.city, heard)
    using _there = listen(topics.city, heard, other)
    const { rider, orderId } = await onTheRoad()
    const look = async () => {
      for (let i = 0; i < 2; i++) await Promise.all([raiseSilentAlarms(copy.context), raiseSilentAlarms(other.context)])
      return about(heard, orderId).filter((type) => type === 'silent' || type === 'heard')
    }
    world.clock.advance(silentMs - 10_000)
    assert.deepEqual(await look(), [])
    assert.equal((await shownOf(orderId)).silent, undefined)
    world.clock.advance(20_000)
    assert.deepEqual(await look(), ['silent'])
    const alarm = heard.find((each) => each.type === 'silent')!
    assert.equal(alarm.data.riderId, rider.id)
    assert.deepEqual(alarm.data.point, at(4, 5))
    const shown = await shownOf(orderId)
    assert.equal(shown.silent, true)
    assert.equal(shown.heardAt, alarm.data.since)

    await rider.tell(at(5, 5))
    assert.deepEqual(await look(), ['silent', 'heard'])
    assert.equal((await shownOf(orderId)).silent, undefined)
    world.clock.advance(silentMs + 10_000)
    assert.deepEqual(await look(), ['silent', 'heard', 'silent'])
  })

  test('rings for no order that is still in the store', async () => {
    const heard: LiveMessage[] = []
    using _ = listen(topics.city, heard)
    const rider = await riderAt(at(4, 5))
    const orderId = await pack()
    await rider.do(await rider.task(orderId), 'accept')
    world.clock.advance(silentMs + 10_000)
    await raiseSilentAlarms(copy.context)
    assert.deepEqual(
      about(heard, orderId).filter((type) => type === 'silent'),
      [],
    )
  })

  test('is expected later and later, so that it rings before it is late, and the customer is told', async () => {
    const heard: LiveMessage[] = []
    using _ = listen(topics.city, heard)
    const { orderId, rider } = await onTheRoad({ promiseMinutes: 20 })
    world.clock.advance(10_000)
    await rider.tell(at(5, 5))
    const { etaAt, promisedAt } = await shownOf(orderId)
    const toldBefore = (await track(orderId)).etaAt!
    await raiseLateAlarms(copy.context)
    assert.ok(Date.parse(etaAt!) < Date.parse(promisedAt), 'on time while it is heard of')
    assert.equal(about(heard, orderId).includes('late'), false)
    // Nothing is heard for as long as was to spare, and the promise is minutes away still.
    const spareMs = Date.parse(promisedAt) - Date.parse(etaAt!)
    world.clock.advance(spareMs + 1_000)
    assert.ok(world.clock.now() < Date.parse(promisedAt) - 30_000)
    await raiseLateAlarms(copy.context)
    assert.ok(about(heard, orderId).includes('late'))
    assert.equal((await shownOf(orderId)).soonLate, true)
    assert.ok(Date.parse((await track(orderId)).etaAt!) > Date.parse(toldBefore) + 60_000)
  })
})

describe('staff give up a delivery whose rider is lost', () => {
  test('once: the order fails with their reason and name, and it is on record', async () => {
    const { id, orderId, rider } = await onTheRoad()
    const manager = await person(['manager'], [storeId])
    const answers = await Promise.all(Array.from({ length: 5 }, () => deed(manager, id, 'fail', { riderId: rider.id })))
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.state]),
      answers.map(() => [200, 'failed']),
    )
    const event = (await told('delivery.failed', orderId)).data as Record<string, unknown>
    assert.equal(event.actor, manager.id)
    assert.equal(event.riderId, rider.id)
    assert.equal(event.reason, 'The phone is off')
    await until('it is audited', async () => audited(id).length > 0)
    assert.deepEqual(
      audited(id).map(({ action }) => action),
      ['deliveries.failed'],
    )
    assert.equal(failed(orderId).length, 1)
  })

  test('only what a rider has in hand, only with a reason, and only of their store', async () => {
    const [manager, other] = [await person(['manager'], [storeId]), await person(['manager'], [newId('store')])]
    const rider = await riderAt(at(4, 5))
    const orderId = await pack()
    const { id } = await rider.task(orderId)
    const early = await deed(manager, id, 'fail', { riderId: rider.id })
    assert.deepEqual([early.status, early.body.code], [409, 'deliveries/wrong-state'])
    assert.equal((await deed(manager, id, 'send-again', { riderId: rider.id })).body.code, 'deliveries/wrong-state')
    assert.equal((await deed(manager, id, 'goods', { goods: 'back' })).body.code, 'deliveries/wrong-state')
    await carry(rider, orderId)
    assert.equal((await deed(other, id, 'fail', { riderId: rider.id })).status, 404)
    assert.equal((await deed(rider, id, 'fail', { riderId: rider.id })).status, 403)
    assert.equal((await manager.ask('POST', `/v1/admin/deliveries/${id}/fail`, { riderId: rider.id })).status, 400)
    assert.equal((await deed(manager, id, 'fail')).status, 400, 'and only of a rider whom they saw')
    assert.equal((await stateOf(orderId))!.state, 'picked_up')
  })

  test('and what the phone tells afterwards changes nothing, is answered so, and staff see it', async () => {
    const { id, orderId, rider, task } = await onTheRoad({ method: 'cash' })
    const droppedMs = world.clock.now() + 60_000
    world.clock.advance(10 * 60_000)
    const support = await person(['support'])
    assert.equal((await deed(support, id, 'fail', { riderId: rider.id })).status, 200)
    const drop = () =>
      rider.do(task, 'deliver', { code: '4711', cashCollected: money(45_000), at: toTimestamp(droppedMs) }, 'drop')
    for (let i = 0; i < 2; i++) {
      const late = await drop()
      assert.deepEqual([late.status, late.body.code], [409, 'deliveries/wrong-state'])
      assert.deepEqual(late.body.details, { state: 'failed' })
    }
    assert.equal((await stateOf(orderId))!.state, 'failed')
    const kept = (await historyOf(orderId)).filter((each) => each.state === 'too_late')
    assert.deepEqual(kept, [
      {
        state: 'too_late',
        at: toTimestamp(droppedMs),
        actor: rider.id,
        riderId: rider.id,
        reason: 'handed over, cash 45000',
      },
    ])
    assert.equal(seen.filter((each) => each.name === 'delivery.delivered').length, 0)
    // The goods may still come back in the rider's bag.
    assert.equal((await rider.do(task, 'return')).body.state, 'returned')
  })

  test('and of both at once one counts, whichever is first', async () => {
    const support = await person(['support'])
    const ends: string[] = []
    for (let i = 0; i < 6; i++) {
      const { id, orderId, rider, task } = await onTheRoad()
      const [mine, theirs] = await Promise.all(
        i % 2 === 0
          ? [deed(support, id, 'fail', { riderId: rider.id }), rider.do(task, 'deliver', { code: '4711' })]
          : [rider.do(task, 'deliver', { code: '4711' }), deed(support, id, 'fail', { riderId: rider.id })].reverse(),
      )
      const { state } = (await stateOf(orderId))!
      ends.push(state)
      const [won, lost] = state === 'failed' ? [mine!, theirs!] : [theirs!, mine!]
      assert.equal(won.status, 200)
      assert.deepEqual([lost.status, lost.body.code], [409, 'deliveries/wrong-state'])
      const name = state === 'failed' ? 'delivery.failed' : 'delivery.delivered'
      await told(name, orderId)
      const outcomes = seen.filter(
        (each) => each.key === orderId && ['delivery.failed', 'delivery.delivered'].includes(each.name),
      )
      assert.equal(outcomes.length, 1)
      await clear()
    }
    assert.ok(ends.every((each) => each === 'failed' || each === 'delivered'))
  })

  test('and say what became of the goods, which frees the rider’s bag: back is told, lost is not', async () => {
    const manager = await person(['manager'], [storeId])
    for (const goods of ['back', 'lost'] as const) {
      const { id, orderId, rider, task } = await onTheRoad()
      const heard: LiveMessage[] = []
      using _ = listen(topics.order(orderId), heard)
      assert.equal((await deed(manager, id, 'fail', { riderId: rider.id })).body.state, 'failed')
      assert.equal((await rider.shift('off')).body.code, 'deliveries/busy')
      const done = await Promise.all([1, 2].map(() => deed(manager, id, 'goods', { goods })))
      assert.deepEqual(
        done.map(({ body }) => body.state),
        ['returned', 'returned'],
      )
      if (goods === 'back') {
        const other = await deed(manager, id, 'goods', { goods: 'lost' })
        assert.deepEqual([other.status, other.body.code], [409, 'deliveries/wrong-state'], 'it is on the shelf')
      }
      assert.equal((await rider.shift('off')).status, 200)
      await until('it is audited', async () => audited(id).some((each) => each.action === `deliveries.goods_${goods}`))
      assert.deepEqual(
        failed(orderId).map(({ data }) => {
          const { returned, reason } = data as { returned: boolean; reason: string }
          return [returned, reason]
        }),
        goods === 'back'
          ? [
              [false, 'The phone is off'],
              [true, ''],
            ]
          : [[false, 'The phone is off']],
      )
      // What is lost stays failed for its customer.
      assert.equal((await track(orderId)).status, goods === 'back' ? 'returned' : 'failed')
      const shown = heard.flatMap((each) => (each.type === 'tracking' ? (each.data as { status: string }).status : []))
      assert.equal(shown.includes('returned'), goods === 'back')
      const earned = (await rider.ask('GET', '/v1/rider/earnings')).body as never as {
        days: { total: { amount: number } }[]
        items: { total: { amount: number } }[]
      }
      const paid = goods === 'back' ? task.pay.amount : 0
      assert.ok(task.pay.amount > 0)
      assert.deepEqual([earned.days[0]!.total.amount, earned.items[0]!.total.amount], [paid, paid])
      assert.equal((await historyOf(orderId)).at(-1)!.state, goods === 'back' ? 'returned' : 'lost')
    }
  })

  test('and what was lost may still come back: the rider’s word is kept for staff, who take the goods in, once', async () => {
    const manager = await person(['manager'], [storeId])
    const { id, orderId, rider, task } = await onTheRoad()
    assert.equal((await deed(manager, id, 'fail', { riderId: rider.id })).status, 200)
    assert.equal((await deed(manager, id, 'goods', { goods: 'lost' })).status, 200)
    // The phone is heard again, with all that it had kept.
    assert.equal((await rider.do(task, 'fail', { reason: 'Nobody there', code: 'refused' }, 'door')).status, 409)
    for (let i = 0; i < 2; i++) assert.equal((await rider.do(task, 'return', {}, `back ${i}`)).status, 200)
    const tooLate = (await historyOf(orderId)).filter((each) => each.state === 'too_late')
    assert.deepEqual(
      tooLate.map((each) => [each.actor, each.reason]),
      [
        [rider.id, 'not handed over'],
        [rider.id, 'brought back'],
      ],
    )
    const returned = () => failed(orderId).filter(({ data }) => (data as { returned: boolean }).returned)
    assert.equal((await track(orderId)).status, 'failed', 'a rider’s word puts nothing on a shelf')

    const done = await Promise.all([1, 2, 3].map(() => deed(manager, id, 'goods', { goods: 'back' })))
    assert.deepEqual(
      done.map(({ status }) => status),
      [200, 200, 200],
    )
    await until('it is told', async () => returned().length > 0)
    await until('it is audited', async () => audited(id).some((each) => each.action === 'deliveries.goods_back'))
    assert.equal(returned().length, 1)
    assert.equal((await track(orderId)).status, 'returned')
    assert.equal((await deed(manager, id, 'goods', { goods: 'lost' })).status, 409, 'from the shelf it is written off')
    assert.equal((await rider.do(task, 'return', {}, 'back again')).status, 200)
    assert.equal((await historyOf(orderId)).filter((each) => each.state === 'too_late').length, 2)
    const { items } = (await rider.ask('GET', '/v1/rider/earnings')).body as never as {
      items: { total: { amount: number } }[]
    }
    assert.equal(items[0]!.total.amount, task.pay.amount, 'paid as any trip that ends in the store')
  })
})

describe('staff send bags out again that came back without their rider', () => {
  test('another rider is asked, takes them and hands over; the lost one is not asked, and is told that they are gone', async () => {
    const { id, orderId, rider, task } = await onTheRoad()
    world.clock.advance(silentMs + 10_000)
    const manager = await person(['manager'], [storeId])
    assert.equal((await deed(manager, id, 'send-again', { riderId: rider.id })).body.state, 'waiting')
    const event = (await told('delivery.recovered', orderId)).data as Record<string, unknown>
    assert.deepEqual([event.riderId, event.actor], [rider.id, manager.id])
    assert.equal((await track(orderId)).status, 'packed')
    assert.equal(
      (await deed(manager, id, 'send-again', { riderId: rider.id })).body.state,
      'waiting',
      'again changes nothing',
    )

    // The lost one comes back, and says to have handed it over meanwhile.
    await rider.tell(at(4, 5))
    const late = await rider.do(task, 'deliver', { code: '0000' })
    assert.deepEqual([late.status, late.body.code], [403, 'deliveries/not-yours'])
    assert.deepEqual(
      (await historyOf(orderId)).filter((each) => each.state === 'too_late').map((each) => each.reason),
      ['no right code'],
    )
    const second = await riderAt(at(4, 5), 'Meera Nair')
    await carry(second, orderId)
    assert.deepEqual(await rider.tasks(), [])
    assert.equal((await second.do(task, 'deliver', { code: '4711' })).body.state, 'delivered')
    await told('delivery.delivered', orderId)
    assert.equal(seen.filter((each) => each.name === 'delivery.assigned' && each.key === orderId).length, 2)
    assert.deepEqual(
      audited(id).map(({ action }) => action),
      ['deliveries.sent_again'],
    )
  })

  test('and what another of the staff still wishes of the first rider does not happen to the second', async () => {
    const { id, orderId, rider } = await onTheRoad()
    const [one, other] = [await person(['support']), await person(['manager'], [storeId])]
    assert.equal((await deed(one, id, 'send-again', { riderId: rider.id })).status, 200)
    const second = await riderAt(at(4, 5), 'Meera Nair')
    const task = await carry(second, orderId)
    for (const what of ['send-again', 'fail']) {
      const late = await deed(other, id, what, { riderId: rider.id })
      assert.deepEqual([late.status, late.body.code], [409, 'deliveries/wrong-state'])
    }
    assert.deepEqual({ ...(await stateOf(orderId))! }, { state: 'picked_up', riderId: second.id })
    assert.equal((await second.do(task, 'deliver', { code: '4711' })).body.state, 'delivered')
  })

  test('and what the first rider did at the door is no proof for the second', async () => {
    const { id, orderId, rider, task } = await onTheRoad({ leaveAtDoor: true })
    const photograph = (who: Person) =>
      who.ask('POST', `/v1/rider/tasks/${id}/photo`, photo, { 'content-type': 'image/png' })
    assert.equal((await rider.do(task, 'arrive')).status, 200)
    assert.equal((await rider.do(task, 'contact', { way: 'bell' })).status, 204)
    for (let i = 0; i < 3; i++) assert.equal((await photograph(rider)).status, 201)
    world.clock.advance(10 * 60_000)
    const support = await person(['support'])
    assert.equal((await deed(support, id, 'send-again', { riderId: rider.id })).status, 200)
    const second = await riderAt(at(4, 5), 'Meera Nair')
    await carry(second, orderId)
    const absent = await second.do(task, 'fail', { reason: 'Nobody there', code: 'absent' })
    assert.equal(absent.body.code, 'deliveries/too-soon')
    const { arrived, contacts } = absent.body.details as never as { arrived: boolean; contacts: number }
    assert.deepEqual([arrived, contacts], [false, 0])
    const leave = () => second.do(task, 'deliver', { leftAtDoor: true })
    assert.equal((await leave()).body.code, 'deliveries/photo-needed')
    assert.equal((await second.tasks())[0]!.photos, 0)
    assert.equal((await photograph(second)).status, 201)
    assert.equal((await leave()).body.state, 'delivered')
    const { items } = (await second.ask('GET', `/v1/orders/${orderId}/door-photos`)).body as never as {
      items: string[]
    }
    assert.equal(items.length, 1)
  })

  test('and of that and the rider’s drop at once one counts', async () => {
    const support = await person(['support'])
    for (let i = 0; i < 4; i++) {
      const { id, orderId, rider, task } = await onTheRoad()
      const [mine, theirs] = await Promise.all([
        deed(support, id, 'send-again', { riderId: rider.id }),
        rider.do(task, 'deliver', { code: '4711' }),
      ])
      assert.deepEqual([mine!.status === 200, theirs!.status === 200].toSorted(), [false, true])
      if (theirs!.status === 200) assert.equal((await stateOf(orderId))!.state, 'delivered')
      else assert.equal(theirs!.body.code, 'deliveries/not-yours')
      await clear()
    }
  })
})

describe('an order that waits for a picker', () => {
  const confirm = async (promiseMinutes: number) => {
    const orderId = newId('order')
    await publish(
      message(OrderConfirmed, orderId, {
        orderId,
        number: orderId.slice(-6),
        userId: newId('user'),
        storeId,
        method: 'card',
        total: money(45_000),
        lines: [
          {
            productId: newId('product'),
            name: 'Rice',
            pack: '1 kg',
            image: '/p.svg',
            quantity: 1,
            price: money(45_000),
          },
        ],
        substitutions: 'refund',
        promisedAt: toTimestamp(world.clock.now() + promiseMinutes * 60_000),
      }),
    )
    await until('it is in the queue', async () => (await inStore(orderId)) !== undefined)
    return orderId
  }
  const inStore = async (orderId: string) =>
    (await copy.call(LiveSnapshot, {})).inStore?.find((each) => each.id === orderId)

  test('rings before its promise is over, once, and not again when it is packed', async () => {
    const heard: LiveMessage[] = []
    using _ = listen(topics.city, heard)
    const orderId = await confirm(45)
    await raiseAlarmsInStore(copy.context)
    assert.deepEqual(about(heard, orderId), [])
    assert.equal((await inStore(orderId))!.soonLate, false)
    world.clock.advance(38 * 60_000)
    await raiseAlarmsInStore(copy.context)
    await raiseAlarmsInStore(copy.context)
    assert.deepEqual(about(heard, orderId), ['late'])
    const alarm = heard.find((each) => each.type === 'late')!
    assert.ok(Date.parse(alarm.data.promisedAt) > world.clock.now(), 'there is time still')
    assert.equal((await inStore(orderId))!.soonLate, true)

    await publish(packed({ orderId, promiseMinutes: 1 }))
    await inState(orderId, 'waiting')
    await raiseLateAlarms(copy.context)
    await raiseAlarmsInStore(copy.context)
    assert.deepEqual(about(heard, orderId), ['late'])
    assert.equal(await inStore(orderId), undefined)
    assert.equal((await shownOf(orderId)).soonLate, true)
  })

  test('rings when the stores answer again; that they do not is said once, and of the release before not at all', async () => {
    const heard: LiveMessage[] = []
    using _ = listen(topics.city, heard)
    const orderId = await confirm(7)
    const said: string[] = []
    let refusal: Problem | undefined
    const context = {
      ...copy.context,
      call: (...asked: Parameters<Call>) => (refusal ? Promise.reject(refusal) : copy.context.call(...asked)),
      log: { info: () => said.push('info'), warn: () => said.push('warn') },
    } as never as DeliveriesContext
    refusal = common('request/not-found')
    await raiseAlarmsInStore(context)
    assert.deepEqual(said, [])
    refusal = common('service/unavailable')
    await raiseAlarmsInStore(context)
    await raiseAlarmsInStore(context)
    assert.deepEqual([said, about(heard, orderId)], [['warn'], []])
    refusal = undefined
    await raiseAlarmsInStore(context)
    assert.deepEqual(about(heard, orderId), ['late'])
    assert.deepEqual(said.slice(0, 2), ['warn', 'info'])
  })
})
