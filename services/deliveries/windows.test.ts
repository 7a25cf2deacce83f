import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at } from './testing/grid.ts'
import { type Person, pack, riderAt, until, useStage, world } from './testing/stage.ts'

useStage({ TOKRI_DELIVERIES_CAPACITY: '4' })

const waitsFor = (orderId: string, reason: string) =>
  until(`${orderId} waits: ${reason}`, async () => {
    const [row] = await world.sql<{ reason: string }[]>`
      select w.reason from deliveries.waits w join deliveries.deliveries d on d.id = w.delivery_id
      where d.order_id = ${orderId} and d.state = 'waiting'`
    return row?.reason === reason
  })
const byStop = async (rider: Person) =>
  (await rider.tasks()).toSorted((a, b) => a.stop - b.stop).map((each) => each.orderId)

test('three orders of a neighbourhood wait for each other, and go as one batch to one rider, door by door', async () => {
  const near = await riderAt(at(5, 5), 'Near')
  const far = await riderAt(at(0, 0), 'Far')
  const doors = [at(9, 9), at(8, 8), at(8, 9)]
  const orders: string[] = []
  for (const to of doors) orders.push(await pack({ to, bags: 1, windowInMinutes: -30, promiseMinutes: 60 }))
  for (const order of orders) await waitsFor(order, 'batch')
  assert.deepEqual([await near.tasks(), await far.tasks()], [[], []])

  // Both are known to be there before the route must leave: neither is silent when it does.
  world.clock.advance(43 * 60_000)
  for (const rider of [near, far]) await rider.tell(at(5, 5))
  world.clock.advance(2.5 * 60_000)
  await near.tell(at(5, 5))
  const [rider, other] = await until('a batch', async () => {
    for (const [one, two] of [
      [near, far],
      [far, near],
    ] as const)
      if ((await one.tasks()).length === 3) return [one, two] as const
    return undefined
  })
  assert.deepEqual(await other.tasks(), [])
  const offers = await world.sql<{ orderId: string; reason: string; etaAt: Date; others: number }[]>`
    select d.order_id "orderId", o.reason, o.eta_at "etaAt", jsonb_array_length(o.why->'others') others
    from deliveries.offers o join deliveries.deliveries d on d.id = o.delivery_id order by o.eta_at`
  assert.deepEqual(
    offers.map(({ reason, others }) => [reason, others]),
    [
      ['batched', 1],
      ['batched', 1],
      ['batched', 1],
    ],
  )
  const planned = offers.map(({ orderId }) => orderId)
  assert.equal(planned[1], orders[2], 'the door between the others comes between them')
  assert.deepEqual(await byStop(rider), planned)

  for (const task of await rider.tasks()) {
    assert.equal((await rider.do(task, 'accept')).status, 200)
    assert.deepEqual(await byStop(rider), planned, 'the order of doors stays')
  }
})
