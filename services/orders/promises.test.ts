import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Order } from '../../contracts/orders.ts'
import { expect } from '../../tests/api.ts'
import { movableClock } from '../../tests/clock.ts'
import { eventually } from '../../tests/eventually.ts'
import { openShopHouse, type Person, type ShopHouse } from '../../tests/shop.ts'

let stage: ShopHouse
let picker: Person
let rider: Person
const clock = movableClock()

before(async () => {
  stage = await openShopHouse({ clock })
  picker = await stage.shop.staff('picker')
  rider = await stage.shop.rider()
})
after(() => stage?.[Symbol.asyncDispose]())

/** As Prometheus reads them. */
async function promises() {
  const { body } = await stage.house.gateway!.inject({ url: '/metrics' })
  const of = (name: string) => {
    const line = body.split('\n').find((each) => each.startsWith(`${name} `))
    assert.ok(line, name)
    return Number(line.slice(name.length + 1))
  }
  return {
    kept: of('tokri_order_promises_total{outcome="kept"}'),
    broken: of('tokri_order_promises_total{outcome="broken"}'),
    delivered: of('tokri_order_delivery_seconds_count'),
  }
}

/** An order that is handed over so long after it came to the door. */
async function delivered(lateMs: number): Promise<Order> {
  const { shop } = stage
  const who = await shop.customer()
  const order = await shop.bought(who, [shop.products[0]!])
  await shop.pick(picker, order.id)
  await shop.ready(rider, clock.now())
  const task = await shop.ride(rider, order)
  await shop.reaches(who, order.id, 'arriving')
  clock.advance(lateMs)
  expect(await shop.handOver(rider, task, order), 200)
  return shop.reaches(who, order.id, 'delivered')
}

test('a promise counts as kept or as broken when its order is handed over, and never before', async () => {
  const none = { kept: 0, broken: 0, delivered: 0 }
  assert.deepEqual(await promises(), none)
  await delivered(0)
  await eventually('kept', async () => (await promises()).delivered === 1)
  assert.deepEqual(await promises(), { kept: 1, broken: 0, delivered: 1 })
  await delivered(3 * 3_600_000)
  await eventually('broken', async () => (await promises()).delivered === 2)
  assert.deepEqual(await promises(), { kept: 1, broken: 1, delivered: 2 })
})
