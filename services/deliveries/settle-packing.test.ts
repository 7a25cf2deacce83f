import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GetOrderStates, type OrderStatus } from '../../contracts/orders.ts'
import type { Call } from '../../kit/calls.ts'
import { PackingSettler } from './settle-packing.ts'
import { pick } from './testing/early.ts'
import { copy, inState, until, useStage, world } from './testing/stage.ts'

useStage()

const packingCount = async () => {
  const [row] = await world.sql<{ count: number }[]>`
    select count(*)::int from deliveries.deliveries where state = 'packing'`
  return row!.count
}

/** Deliveries where orders answer that one of theirs was cancelled and all others are being picked. */
function asked(cancelled: string) {
  const pages: number[] = []
  const call = (async (operation: unknown, { orderIds }: { orderIds: string[] }) => {
    assert.equal(operation, GetOrderStates)
    pages.push(orderIds.length)
    const statusOf = (orderId: string): OrderStatus => (orderId === cancelled ? 'cancelled' : 'picking')
    return { orders: orderIds.map((orderId) => ({ orderId, status: statusOf(orderId) })) }
  }) as unknown as Call
  return { pages, context: { ...copy.context, call } }
}

test('orders that are overdue and alive hide none that has ended, however many there are', async () => {
  const orderId = await pick({ readyInS: -1_000 })
  await inState(orderId, 'packing')
  // Copies of it that should have been packed at the same time or before it.
  await world.sql`
    insert into deliveries.deliveries (id, order_id, number, user_id, store_id, store_lat, store_lng, drop_off, drop_lat,
      drop_lng, door_code, bags, cash_due_paise, tip_paise, promised_at, ready_at, packed, state)
    select 'dlv_' || n, 'ord_' || n, number, user_id, store_id, store_lat, store_lng, drop_off, drop_lat, drop_lng, '',
      bags, 0, 0, promised_at, ready_at - n % 7 * interval '1.2345 seconds', false, 'packing'
    from deliveries.deliveries, generate_series(1, 1249) n where order_id = ${orderId}`
  assert.equal(await packingCount(), 1_250)
  // The last of all.
  const cancelled = 'ord_zzz'
  await world.sql`update deliveries.deliveries set order_id = ${cancelled} where order_id = ${orderId}`

  const settler = new PackingSettler()
  const { pages, context } = asked(cancelled)
  await settler.settle(context)
  assert.deepEqual(pages, new Array(10).fill(100))
  await settler.settle(context)
  assert.deepEqual(pages, [...new Array(12).fill(100), 50])
  await until('it is settled', async () => (await packingCount()) === 1_249)
  await inState(cancelled, 'cancelled')
  // And from the beginning.
  await settler.settle(context)
  assert.equal(pages.length, 23)
})
