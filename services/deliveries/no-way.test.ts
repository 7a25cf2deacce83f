import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import type { LiveSnapshot } from '../../contracts/deliveries.ts'
import type { DispatchWhy } from '../../contracts/dispatch.ts'
import { type LiveMessage, topics } from '../../contracts/live.ts'
import type { OutputOf } from '../../contracts/operation.ts'
import type { RoadClosure } from '../../contracts/road-closures.ts'
import { Locate } from '../../contracts/stores.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { at } from './testing/grid.ts'
import {
  carry,
  copy,
  inState,
  listen,
  type Person,
  pack,
  person,
  riderAt,
  stateOf,
  storeAt,
  track,
  until,
  useStage,
  world,
} from './testing/stage.ts'

useStage({}, { apart: true })

/** On a stretch amid the city, and all the streets by which one comes there. */
const door = at(8.5, 8)
const around = [at(7.5, 8), at(8, 7.5), at(8, 8.5), at(9.5, 8), at(9, 7.5), at(9, 8.5)]
const hour = 3_600_000

describe('a door that closed streets cut off', () => {
  let support: Person
  beforeEach(async () => {
    support = await person(['support'])
  })

  const close = async (hours = 2) => {
    const body = { reason: 'Flood', until: toTimestamp(world.clock.now() + hours * hour), points: around }
    const closed = await support.ask('POST', '/v1/admin/road-closures', body)
    assert.equal(closed.status, 201, JSON.stringify(closed.body))
    return closed.body as never as RoadClosure
  }
  const reopen = async ({ id }: RoadClosure) =>
    assert.equal((await support.ask('DELETE', `/v1/admin/road-closures/${id}`, { reason: 'Dry again' })).status, 204)
  const idOf = (orderId: string) =>
    until('the delivery', async () => {
      const [row] = await world.sql<{ id: string }[]>`select id from deliveries.deliveries where order_id = ${orderId}`
      return row?.id
    })
  const waitOf = async (orderId: string) => {
    const { body } = await support.ask('GET', `/v1/admin/deliveries/${await idOf(orderId)}/why`)
    return (body as never as DispatchWhy).wait?.reason
  }
  const onLiveMap = async (orderId: string) => {
    const { body } = await support.ask('GET', '/v1/admin/live')
    return (body as never as OutputOf<typeof LiveSnapshot>).orders.find((each) => each.id === orderId)!
  }
  const promised = () => copy.call(Locate, { point: door })

  test('gets no offer and says why, is assigned when the streets are open, and others are served meanwhile', async () => {
    const rider = await riderAt(storeAt)
    const closure = await close()
    const [cutOff, near] = [await pack({ to: door }), await pack({ to: at(6, 6) })]
    await until('it waits for a way', async () => (await waitOf(cutOff)) === 'no-way')
    assert.equal((await onLiveMap(cutOff)).wait, 'no-way')
    await rider.task(near)
    assert.equal((await stateOf(cutOff))?.state, 'waiting')
    await reopen(closure)
    await inState(cutOff, 'offered')
    assert.equal(await waitOf(cutOff), undefined)
  })

  test('is for a rider who is where the streets lead to it; who is cut off too is not asked for others', async () => {
    const closure = await close()
    const [inside, outside] = [await riderAt(at(8.4, 8)), await riderAt(at(0, 0))]
    const orderId = await pack({ to: at(6, 6) })
    await outside.task(orderId)
    assert.deepEqual(await inside.tasks(), [])
    await reopen(closure)
  })

  test('is open again by itself when the closure is over', async () => {
    await riderAt(storeAt)
    await close(1)
    const orderId = await pack({ to: door, promiseMinutes: 90 })
    await until('it waits for a way', async () => (await waitOf(orderId)) === 'no-way')
    world.clock.advance(hour)
    await riderAt(storeAt)
    await inState(orderId, 'offered')
  })

  test('is expected no sooner than the streets open by a rider who has the bags, and shown as late for want of a way', async () => {
    const rider = await riderAt(storeAt)
    const orderId = await pack({ to: door, promiseMinutes: 30 })
    await carry(rider, orderId)
    const before = await track(orderId)
    assert.ok(before.route && Date.parse(before.etaAt!) < Date.parse(before.promisedAt))
    const closure = await close()
    world.clock.advance(30_000)
    assert.equal((await rider.tell(at(6, 5))).status, 200)
    const cutOff = await track(orderId)
    assert.equal(cutOff.route, undefined, 'no line is drawn where no way is')
    assert.ok(Date.parse(cutOff.etaAt!) >= Date.parse(closure.until))
    assert.equal(await waitOf(orderId), 'no-way')
    const shown = await onLiveMap(orderId)
    assert.deepEqual([shown.wait, shown.late, shown.status], ['no-way', true, 'picked_up'])
    // The next position does not look again, and says the same, to who asks and to who listens.
    const heard: LiveMessage[] = []
    using _ = listen(topics.order(orderId), heard)
    world.clock.advance(5_000)
    await rider.tell(at(6.1, 5))
    assert.equal((await track(orderId)).etaAt, cutOff.etaAt)
    assert.equal(cutOff.etaReason, 'detour')
    assert.deepEqual(
      heard.flatMap(({ type, data }) => (type === 'tracking' ? [[data.etaAt, data.etaReason, data.route]] : [])),
      [[cutOff.etaAt, 'detour', undefined]],
    )
    await reopen(closure)
    world.clock.advance(30_000)
    await rider.tell(at(6.5, 5))
    const after = await track(orderId)
    assert.ok(after.route && after.route.length > 2)
    assert.equal(await waitOf(orderId), undefined)
    assert.equal((await onLiveMap(orderId)).late, false)
  })

  test('does not hold up another door of the same bag', async () => {
    const rider = await riderAt(storeAt)
    const [first, behind] = [
      await pack({ to: door, promiseMinutes: 60 }),
      await pack({ to: at(10, 10), promiseMinutes: 60 }),
    ]
    const tasks = [await rider.task(first), await rider.task(behind)]
    for (const action of ['accept', 'arrive', 'pickup'])
      for (const task of tasks) assert.equal((await rider.do(task, action)).status, 200, action)
    const closure = await close()
    world.clock.advance(30_000)
    await rider.tell(at(6, 5))
    assert.equal(await waitOf(first), 'no-way')
    assert.equal(await waitOf(behind), undefined)
    assert.ok(Date.parse((await track(behind)).etaAt!) < world.clock.now() + hour)
    await reopen(closure)
  })

  test('is not promised, and is again when it can be reached', async () => {
    const served = await promised()
    assert.equal(served.serviceable, true)
    const closure = await close()
    const refused = await until('the promise is refused', async () => {
      const now = await promised()
      return !now.serviceable && now
    })
    assert.deepEqual(refused, { serviceable: false, reason: 'no-way' })
    const [a, b] = [storeAt, door].map(({ lat, lng }) => `${lat.toFixed(6)},${lng.toFixed(6)}`)
    assert.equal((await support.ask('GET', `/v1/route?from=${a}&to=${b}`)).body.code, 'deliveries/no-way')
    await reopen(closure)
    await until('the promise is made', async () => (await promised()).serviceable)
  })
})
