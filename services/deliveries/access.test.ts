import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { PutRiders } from '../../contracts/deliveries.ts'
import type { Point } from '../../contracts/geo.ts'
import { newId } from '../../contracts/ids.ts'
import { at } from './testing/grid.ts'
import { carry, copy, pack, person, riderAt, seen, storeId, until, useStage, world } from './testing/stage.ts'

useStage()

describe('who may do what', () => {
  test('somebody else’s delivery is as unknown as one that does not exist', async () => {
    const rider = await riderAt(at(5, 6))
    const stranger = await riderAt(at(0, 0))
    const task = await rider.task(await pack())
    for (const action of ['accept', 'decline', 'arrive', 'pickup', 'return']) {
      for (const id of [task.id, newId('delivery')]) {
        const answer = await stranger.do({ id }, action)
        assert.equal(answer.status, 404, action)
        assert.equal(answer.body.code, 'deliveries/not-found')
      }
    }
    assert.equal((await stranger.do(task, 'deliver', { code: '4711' })).status, 404)
    assert.equal((await stranger.do({ id: 'dlv_1' }, 'accept')).status, 400)
  })

  test('only riders ride, and only staff look at the city', async () => {
    const customer = await person(['customer'])
    assert.equal((await customer.ask('GET', '/v1/rider/tasks')).status, 403)
    assert.equal((await customer.ask('GET', '/v1/admin/live')).status, 403)
    const unknown = await person(['rider'])
    assert.equal((await unknown.shift('on')).body.code, 'deliveries/not-a-rider')
    const anonymous = await copy.app.inject('/v1/rider/tasks')
    assert.equal(anonymous.statusCode, 401)
  })

  test('the console sees stores, riders and orders; a manager only those of the own store', async () => {
    const rider = await riderAt(at(5, 6))
    const orderId = await pack({ promiseMinutes: 1 })
    await rider.task(orderId)
    world.clock.advance(61_000)
    const [admin, manager, elsewhere] = await Promise.all([
      person(['admin']),
      person(['manager'], [storeId]),
      person(['manager'], [newId('store')]),
    ])
    for (const each of [admin, manager]) {
      const live = (await each.ask('GET', '/v1/admin/live')).body as never as {
        stores: unknown[]
        riders: unknown[]
        orders: { id: string; late: boolean; dropOff: Point }[]
      }
      assert.equal(live.stores.length, 1)
      assert.equal(live.riders.length, 1)
      assert.equal(live.orders[0]!.id, orderId)
      assert.equal(live.orders[0]!.late, true)
    }
    assert.deepEqual((await elsewhere.ask('GET', '/v1/admin/live')).body, {
      stores: [],
      riders: [],
      orders: [],
      inStore: [],
    })
    assert.deepEqual((await elsewhere.ask('GET', '/v1/admin/riders')).body.items, [])
  })

  test('riders are listed page by page, each once', async () => {
    const userIds = Array.from({ length: 5 }, () => newId('user'))
    const riders = userIds.map((userId) => ({ userId, name: 'Same Name', vehicle: 'bicycle' as const, storeId }))
    await copy.call(PutRiders, { riders })
    await copy.call(PutRiders, { riders })
    const admin = await person(['admin'])
    const found: string[] = []
    for (let cursor = ''; ; ) {
      const page = (await admin.ask('GET', `/v1/admin/riders?limit=2${cursor}`)).body as never as {
        items: { userId: string }[]
        next: string | null
      }
      found.push(...page.items.map((each) => each.userId))
      if (!page.next) break
      cursor = `&cursor=${page.next}`
    }
    assert.deepEqual(found, userIds.toSorted())
    assert.equal((await admin.ask('GET', `/v1/admin/riders?cursor=${randomUUID()}`)).body.code, 'request/bad-cursor')
  })

  test('riders are found by a part of their name or of their phone number', async () => {
    const named = (name: string, phone: string) => ({
      userId: newId('user'),
      name,
      phone,
      vehicle: 'bicycle' as const,
      storeId,
    })
    const [asha, meera] = [named('Asha Roy', '+919830011223'), named('Meera_Sen', '+919830044556')]
    await copy.call(PutRiders, { riders: [asha, meera] })
    const admin = await person(['admin'])
    const found = async (q: string) => {
      const { body } = await admin.ask('GET', `/v1/admin/riders?q=${encodeURIComponent(q)}`)
      return (body as never as { items: { name: string }[] }).items.map((each) => each.name)
    }
    assert.deepEqual(await found('asha'), ['Asha Roy'])
    assert.deepEqual(await found('44 556'), ['Meera_Sen'])
    assert.deepEqual(await found('a_s'), ['Meera_Sen'], 'a sign of patterns is a letter')
    assert.deepEqual(await found('%'), [])
  })

  test('staff take a delivery from its rider and name another; never once the bags have left', async () => {
    const first = await riderAt(at(5, 6))
    const second = await riderAt(at(0, 0))
    const admin = await person(['support'])
    const manager = await person(['manager'], [newId('store')])
    const orderId = await pack()
    const task = await first.task(orderId)
    await first.do(task, 'accept')
    const url = `/v1/admin/deliveries/${task.id}/reassign`
    assert.equal((await manager.ask('POST', url, { reason: 'late' })).status, 404)
    assert.equal((await admin.ask('POST', url, { riderId: newId('user'), reason: 'x' })).status, 404)
    const given = await admin.ask('POST', url, { riderId: second.id, reason: 'flat tyre' })
    assert.deepEqual(given.body, { id: task.id, state: 'offered' })
    assert.equal((await first.do(task, 'pickup')).body.code, 'deliveries/not-yours')
    await until('audit', async () => seen.find((each) => each.name === 'staff.acted'))
    await carry(second, orderId)
    assert.equal((await admin.ask('POST', url, { reason: 'late' })).body.code, 'deliveries/wrong-state')
  })
})
