import assert from 'node:assert/strict'
import { CheckLedger } from '../../contracts/payments.ts'
import type { Call } from '../../kit/calls.ts'
import { expect, type Send } from '../api.ts'
import { eventually } from '../eventually.ts'
import { knownByAll } from '../known-by-all.ts'
import { openShop } from '../shop.ts'

export interface Place {
  readonly call: Call
  /** Whoever answers: one of several copies, perhaps. */
  readonly send: Send
}

/** From the cart to the door, paid in cash and from the wallet, with a cancelled order between; the books are right in the end. */
export async function walk({ call, send }: Place, orders = 6) {
  const shop = await openShop({ call, send })
  await knownByAll(send, shop)
  const [who, picker, rider] = [await shop.customer(), await shop.staff('picker'), await shop.rider()]
  await shop.credit(who.userId, 10_000_000)
  const placed = []
  for (let turn = 0; turn < orders; turn += 1) {
    const method = turn % 2 === 0 ? 'cash' : 'wallet'
    placed.push(await shop.bought(who, [[shop.products[turn % shop.products.length]!, 2]], { method }))
  }
  const [gone, ...kept] = placed
  expect(await send('POST', `/v1/orders/${gone!.id}/cancel`, { token: who.token, body: {} }), 200)
  for (const order of kept) await shop.pick(picker, order.id)
  const left = [...kept]
  while (left.length > 0) {
    await shop.ready(rider)
    // They are alike: which of them goes first is the planner's business.
    const order = await eventually('an offer of any of them', async () => {
      const { items } = expect(await send('GET', '/v1/rider/tasks', { token: rider.token }), 200)
      return left.find((each) => items.some((task: { orderId: string }) => task.orderId === each.id))
    })
    left.splice(left.indexOf(order), 1)
    const task = await shop.ride(rider, order)
    expect(await shop.handOver(rider, task, order), 200)
    await shop.reaches(who, order.id, 'delivered')
  }
  const report = await eventually('the books are right', async () => {
    const now = await call(CheckLedger, {})
    return now.ok && now.postings > orders ? now : null
  })
  const { items } = expect(await send('GET', '/v1/orders?limit=100', { token: who.token }), 200)
  assert.deepEqual(
    items.map((each: { id: string }) => each.id),
    placed.map((each) => each.id).reverse(),
  )
  return { shop, who, placed, report }
}
