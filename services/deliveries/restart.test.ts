import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PutRiders, type RiderTask } from '../../contracts/deliveries.ts'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import { OrderPacked } from '../../contracts/orders.ts'
import { toTimestamp } from '../../contracts/time.ts'
import { message } from '../../kit/sql.ts'
import { at } from './testing/grid.ts'
import { type Copy, testDeliveries } from './testing/world.ts'

test('offers outlive the process that made them: the next one sees them run out and asks the next rider', async () => {
  await using world = await testDeliveries()
  const storeId = newId('store')
  const riders = [newId('user'), newId('user')]
  let copy = await world.copy()
  await copy.call(PutRiders, {
    riders: riders.map((userId) => ({ userId, name: 'Rider', vehicle: 'scooter' as const, storeId })),
  })

  const ask = async (where: Copy, riderId: string, method: 'GET' | 'POST', url: string, payload?: object) => {
    const authorization = `Bearer ${await world.token(riderId, ['rider'])}`
    return where.app.inject({ method, url, headers: { authorization }, ...(payload ? { payload } : {}) })
  }
  const tell = (riderId: string, north: number) =>
    ask(copy, riderId, 'POST', '/v1/rider/positions', [{ ...at(5, north), at: toTimestamp(world.clock.now()) }])
  const offered = async (riderId: string): Promise<RiderTask> => {
    for (const end = Date.now() + 15_000; Date.now() < end; ) {
      const tasks = (await ask(copy, riderId, 'GET', '/v1/rider/tasks')).json().items as RiderTask[]
      if (tasks[0]) return tasks[0]
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    throw new Error('no offer came')
  }

  for (const [index, riderId] of riders.entries()) {
    await ask(copy, riderId, 'POST', '/v1/rider/shift', { state: 'on' })
    await tell(riderId, 5 + index * 5)
  }
  const orderId = newId('order')
  const event = message(OrderPacked, orderId, {
    orderId,
    number: 'A1',
    userId: newId('user'),
    storeId,
    storePoint: at(5, 5),
    dropOff: { point: at(8, 8), line1: '12 Cross Road', name: 'Mira' },
    doorCode: '4711',
    bags: 1,
    method: 'card',
    total: money(10_000),
    tip: money(0),
    refund: money(0),
    promisedAt: toTimestamp(world.clock.now() + 600_000),
  })
  await copy.bus.append([{ ...event, trace: newId('event') }])
  const task = await offered(riders[0]!)

  await copy[Symbol.asyncDispose]()
  world.clock.advance(31_000)
  copy = await world.copy()
  assert.equal((await offered(riders[1]!)).id, task.id)
  const late = await ask(copy, riders[0]!, 'POST', `/v1/rider/tasks/${task.id}/accept`)
  assert.equal(late.json().code, 'deliveries/offer-gone')
})
