import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Order } from '../contracts/orders.ts'
import { CheckLedger } from '../contracts/payments.ts'
import { expect, type Send } from './api.ts'
import { eventually } from './eventually.ts'
import { openShopHouse, type Person, type Shop, type ShopHouse } from './shop.ts'

let stage: ShopHouse
let send: Send
let shop: Shop
let support: Person
let picker: Person
before(async () => {
  stage = await openShopHouse({ listen: false })
  ;({ send, shop } = stage)
  support = await shop.staff('support')
  picker = await shop.staff('picker')
})
after(() => stage?.[Symbol.asyncDispose]())

const statusesOf = (order: Order) => order.history.map((each) => each.status)
const balanceOf = async (who: { token: string }): Promise<number> =>
  expect(await send('GET', '/v1/wallet', { token: who.token }), 200).balance.amount
const deed = (id: string, what: string, body: object = {}) =>
  send('POST', `/v1/admin/deliveries/${id}/${what}`, {
    token: support.token,
    body: { reason: 'The rider cannot be reached', ...body },
  })
const refundsOf = async (orderId: string): Promise<{ cause: string }[]> =>
  expect(await send('GET', `/v1/admin/orders/${orderId}/money`, { token: support.token }), 200).refunds

/** An order that is paid from the wallet and with a rider who is at the door. */
async function onTheRoad() {
  const [who, rider] = [await shop.customer(), await shop.rider()]
  await shop.credit(who.userId, 100_000)
  await shop.ready(rider)
  const order = await shop.bought(who, [[shop.products[0]!, 2]], { method: 'wallet' })
  await shop.pick(picker, order.id)
  const task = await shop.ride(rider, order)
  await shop.reaches(who, order.id, 'arriving')
  return { who, rider, order, task }
}

test('what staff give up is paid back once and told, whatever the rider’s phone tells later; the goods are stock again', async () => {
  const { who, rider, order, task } = await onTheRoad()
  const left = await balanceOf(who)
  const before = await shop.level(shop.products[0]!)
  const answers = await Promise.all(Array.from({ length: 4 }, () => deed(task.id, 'fail', { riderId: rider.userId })))
  for (const answer of answers) assert.equal(expect(answer, 200).state, 'failed')
  const failed = await shop.reaches(who, order.id, 'failed')
  const last = failed.history.at(-1)!
  assert.deepEqual([last.actor, last.reason], [support.userId, 'The rider cannot be reached'])

  const late = await shop.handOver(rider, task, order)
  assert.deepEqual(
    [late.status, late.body.code, late.body.details],
    [409, 'deliveries/wrong-state', { state: 'failed' }],
  )
  await eventually('it is paid back', async () => (await balanceOf(who)) === left + order.total.amount)
  await eventually('the customer is told', async () => {
    const { items } = expect(await send('GET', '/v1/me/inbox', { token: who.token }), 200)
    return items.some((each: { orderId?: string; title: string }) => JSON.stringify(each).includes(order.number))
  })
  const { delivery } = expect(await send('GET', `/v1/admin/orders/${order.id}/case`, { token: support.token }), 200)
  assert.deepEqual(
    delivery.history
      .filter((each: { state: string }) => each.state === 'too_late')
      .map((each: { reason: string }) => each.reason),
    ['handed over'],
  )

  expect(await deed(task.id, 'goods', { goods: 'back' }), 200)
  const returned = await shop.reaches(who, order.id, 'returned')
  assert.equal(returned.history.at(-1)!.reason, undefined, 'what is noted of the goods is for staff')
  await eventually('they are on the shelf', async () => {
    const level = await shop.level(shop.products[0]!)
    return level.onHand === before.onHand + 2
  })
  assert.equal((await refundsOf(order.id)).length, 1)
  assert.equal(await balanceOf(who), left + order.total.amount)
  assert.equal((await stage.house.call(CheckLedger, {})).ok, true)
  expect(await send('POST', '/v1/rider/shift', { token: rider.token, body: { state: 'off' } }), 200)
})

test('a drop and giving it up at once are one or the other, for the money, too', async () => {
  const { who, rider, order, task } = await onTheRoad()
  const left = await balanceOf(who)
  const [given, dropped] = await Promise.all([
    deed(task.id, 'fail', { riderId: rider.userId }),
    shop.handOver(rider, task, order),
  ])
  assert.deepEqual([given.status, dropped.status].toSorted(), [200, 409])
  const end = given.status === 200 ? 'failed' : 'delivered'
  await shop.reaches(who, order.id, end)
  const back = end === 'failed' ? order.total.amount : 0
  await eventually('the money is where it belongs', async () => (await balanceOf(who)) === left + back)
  if (end === 'delivered') assert.deepEqual(await refundsOf(order.id), [])
  else expect(await deed(task.id, 'goods', { goods: 'lost' }), 200)
  expect(await send('POST', '/v1/rider/shift', { token: rider.token, body: { state: 'off' } }), 200)
})

test('bags that came back go out again with somebody else, and nothing is paid back', async () => {
  const { who, rider, order, task } = await onTheRoad()
  const left = await balanceOf(who)
  const handingOver = async () =>
    JSON.stringify(
      expect(await send('GET', `/v1/store/handovers?store=${shop.storeId}`, { token: picker.token }), 200),
    ).includes(order.id)
  assert.equal(await handingOver(), false)
  expect(await deed(task.id, 'send-again', { riderId: rider.userId }), 200)
  const again = await shop.reaches(who, order.id, 'packed')
  assert.equal(again.history.at(-1)!.actor, support.userId)
  await eventually('the bags are at the counter', handingOver)
  const late = await shop.handOver(rider, task, order)
  assert.equal(late.body.code, 'deliveries/not-yours')

  const second = await shop.rider()
  await shop.ready(second)
  const drop = await shop.ride(second, order)
  assert.equal(drop.id, task.id)
  expect(await shop.handOver(second, drop, order), 200)
  const done = await shop.reaches(who, order.id, 'delivered')
  assert.deepEqual(statusesOf(done).slice(-8), [
    'assigned',
    'picked_up',
    'arriving',
    'packed',
    'assigned',
    'picked_up',
    'arriving',
    'delivered',
  ])
  assert.equal(await balanceOf(who), left)
  assert.deepEqual(await refundsOf(order.id), [])
  for (const each of [rider, second])
    expect(await send('POST', '/v1/rider/shift', { token: each.token, body: { state: 'off' } }), 200)
})

test('one that came back can be cancelled instead: what was paid goes back once, and the goods to their shelf', async () => {
  const { who, rider, order, task } = await onTheRoad()
  const left = await balanceOf(who)
  expect(await send('POST', '/v1/rider/shift', { token: rider.token, body: { state: 'off' } }), 409)
  expect(await deed(task.id, 'send-again', { riderId: rider.userId }), 200)
  await shop.reaches(who, order.id, 'packed')
  const before = await shop.level(shop.products[0]!)
  const body = { reason: 'The bags got wet' }
  expect(await send('POST', `/v1/admin/orders/${order.id}/cancel`, { token: support.token, body }), 200)
  await eventually('it is paid back', async () => (await balanceOf(who)) === left + order.total.amount)
  await eventually(
    'they are on the shelf',
    async () => (await shop.level(shop.products[0]!)).onHand === before.onHand + 2,
  )
  assert.equal((await refundsOf(order.id)).length, 1)
})
