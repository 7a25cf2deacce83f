import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { RiderTask } from '../contracts/deliveries.ts'
import type { Order } from '../contracts/orders.ts'
import type { Pick } from '../contracts/stores.ts'
import { expect, type Send } from './api.ts'
import { eventually } from './eventually.ts'
import { openShopHouse, type Person, type Shop, type ShopHouse, storePoint } from './shop.ts'

let stage: ShopHouse
let send: Send
let shop: Shop
before(async () => {
  stage = await openShopHouse({ listen: false })
  ;({ send, shop } = stage)
})
after(() => stage?.[Symbol.asyncDispose]())

const statusesOf = (order: Order) => order.history.map((each) => each.status)
const tasksOf = async ({ token }: Person): Promise<RiderTask[]> =>
  expect(await send('GET', '/v1/rider/tasks', { token }), 200).items
const does = (who: Person, path: string, body?: object) =>
  send('POST', path, { token: who.token, ...(body ? { body } : {}) })

/** An order that somebody has begun to pick, and a rider two kilometres away who is asked to fetch it. */
async function begun(picker: Person, rider: Person) {
  const who = await shop.customer()
  expect(await does(rider, '/v1/rider/shift', { state: 'on' }), 200)
  const away = { lat: storePoint.lat + 0.018, lng: storePoint.lng, at: new Date().toISOString() }
  expect(await does(rider, '/v1/rider/positions', [away]), 200)
  const order = await shop.bought(who, [shop.products[0]!])
  const pick = await eventually('the pick is queued', async () => {
    const { items } = expect(await send('GET', '/v1/store/picks?limit=100', { token: picker.token }), 200)
    return (items as Pick[]).find((each) => each.orderId === order.id)
  })
  const started: Pick = expect(await does(picker, `/v1/store/picks/${pick.id}/start`), 200)
  assert.ok(Date.parse(started.expectedAt!) > Date.now())
  const task = await eventually('the rider is asked', async () =>
    (await tasksOf(rider)).find((each) => each.orderId === order.id),
  )
  assert.equal(task.readyAt, started.expectedAt)
  return { who, order, pick, task }
}

test('a rider sets out while an order is being picked; its customer hears of the rider when it is packed', async () => {
  const [picker, rider] = [await shop.staff('picker'), await shop.rider()]
  const { who, order, pick, task } = await begun(picker, rider)
  const path = `/v1/rider/tasks/${task.id}`
  for (const deed of ['accept', 'arrive']) expect(await does(rider, `${path}/${deed}`), 200)
  assert.equal((await does(rider, `${path}/pickup`)).body.code, 'deliveries/not-packed')
  const before = await shop.read(who, order.id)
  assert.deepEqual(statusesOf(before), ['confirmed', 'picking'])
  assert.equal(expect(await send('GET', `/v1/orders/${order.id}/tracking`, { token: who.token }), 200).rider, undefined)

  for (const { productId, ordered } of pick.lines)
    expect(await does(picker, `/v1/store/picks/${pick.id}/line`, { productId, picked: ordered }), 200)
  expect(await does(picker, `/v1/store/picks/${pick.id}/complete`, { bags: 2 }), 200)
  const assigned = await shop.reaches(who, order.id, 'assigned')
  assert.deepEqual(statusesOf(assigned), ['confirmed', 'picking', 'packed', 'assigned'])
  const [ready] = await tasksOf(rider)
  assert.deepEqual([ready?.readyAt, ready?.bags], [undefined, 2])
  for (const deed of ['pickup', 'arrive']) expect(await does(rider, `${path}/${deed}`), 200)
  expect(await shop.handOver(rider, ready!, order), 200)
  await shop.reaches(who, order.id, 'delivered')
  expect(await does(rider, '/v1/rider/shift', { state: 'off' }), 200)
})

test('an order that is cancelled while it is being picked leaves the rider who was on the way', async () => {
  const [picker, rider] = [await shop.staff('picker'), await shop.rider()]
  const { who, order, task } = await begun(picker, rider)
  expect(await does(rider, `/v1/rider/tasks/${task.id}/accept`), 200)
  expect(await send('POST', `/v1/orders/${order.id}/cancel`, { token: who.token, body: {} }), 200)
  await eventually('the rider is free', async () => (await tasksOf(rider)).length === 0)
  assert.deepEqual(statusesOf(await shop.read(who, order.id)), ['confirmed', 'picking', 'cancelled'])
  expect(await does(rider, '/v1/rider/shift', { state: 'off' }), 200)
})

test('a pick that goes back to the queue is expected later, and its rider sees when', async () => {
  const [picker, rider] = [await shop.staff('picker'), await shop.rider()]
  const { who, order, pick, task } = await begun(picker, rider)
  expect(await does(rider, `/v1/rider/tasks/${task.id}/accept`), 200)
  expect(await does(picker, `/v1/store/picks/${pick.id}/release`), 200)
  await eventually('the rider sees it', async () => {
    const [now] = await tasksOf(rider)
    return now?.readyAt !== undefined && Date.parse(now.readyAt) > Date.parse(task.readyAt!)
  })
  expect(await send('POST', `/v1/orders/${order.id}/cancel`, { token: who.token, body: {} }), 200)
})
