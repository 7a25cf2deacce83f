import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { money } from '../../contracts/money.ts'
import type { Slot, SlotTemplateInput } from '../../contracts/slots.ts'
import { PutStores } from '../../contracts/stores.ts'
import { expect } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { openShopHouse, type Person, type ShopHouse, storeNamed, storePoint } from '../../tests/shop.ts'
import { surgeOff } from './domain/surge.ts'

let stage: ShopHouse
let manager: Person
let admin: Person
before(async () => {
  stage = await openShopHouse({ listen: false })
  manager = await stage.shop.staff('manager')
  admin = await stage.shop.staff('admin')
})
after(() => stage?.[Symbol.asyncDispose]())

const door = { lat: storePoint.lat + 0.004, lng: storePoint.lng + 0.003 }
const asked = async () => expect(await stage.send('GET', `/v1/serviceability?lat=${door.lat}&lng=${door.lng}`), 200)
/** Stores are remembered for two seconds. */
const answers = (what: string, is: (answer: Awaited<ReturnType<typeof asked>>) => boolean) =>
  eventually(what, async () => {
    const answer = await asked()
    return is(answer) && answer
  })
const put = (more: object) => stage.house.call(PutStores, { stores: [storeNamed('lake', more)] })

const window: Omit<SlotTemplateInput, 'storeId'> = {
  weekdays: [0, 1, 2, 3, 4, 5, 6],
  start: 600,
  end: 660,
  capacity: 1,
  fee: money(0),
  cutoffMinutes: 60,
}
const offer = async (storeId: string, more: Partial<SlotTemplateInput> = {}) =>
  expect(
    await stage.send('POST', '/v1/admin/slots', { token: admin.token, body: { ...window, storeId, ...more } }),
    201,
  )
const first = async (storeId: string): Promise<Slot | undefined> => {
  const { dates } = expect(await stage.send('GET', `/v1/slots?store=${storeId}`), 200)
  for (const date of dates) {
    const { items } = expect(await stage.send('GET', `/v1/slots?store=${storeId}&date=${date}`), 200)
    const free = (items as Slot[]).find(({ available }) => available)
    if (free) return free
  }
}

describe('a store that brings nothing now', () => {
  test('is told with its first free window, what it is that stands against now, and what delivery costs', async () => {
    const { shop } = stage
    await put({ hours: [] })
    const none = await answers('it is closed', ({ serviceable }) => !serviceable)
    assert.deepEqual([none.reason, none.later], ['no-store-open', undefined], 'it has no windows')

    await offer(shop.storeId)
    const { reason, later } = await answers('its window is known', (answer) => answer.later)
    assert.equal(reason, 'no-store-open')
    assert.equal(later.store.id, shop.storeId)
    assert.equal(later.store.open, false)
    assert.ok(later.distanceM > 0)
    assert.ok(later.fees.deliveryFee.amount > 0)
    assert.equal(later.from, (await first(shop.storeId))!.start)

    await put({})
    const now = await answers('it is open', ({ serviceable }) => serviceable)
    assert.equal(now.later, undefined)
  })

  test('is told for its load, too; the order for the window is taken, and then the next one is the first', async () => {
    const { shop, send } = stage
    const path = `/v1/admin/stores/${shop.storeId}/surge`
    const set = async (more: object) =>
      expect(await send('PUT', path, { token: manager.token, body: { ...surgeOff, ...more } }), 200)
    const who = await shop.customer()
    await shop.fill(who, shop.products[0]!)
    expect(await shop.order(who), 201)
    await set({ refuseAbove: 1 })
    const busy = await answers('it is busy', ({ serviceable }) => !serviceable)
    assert.equal(busy.reason, 'too-busy')
    const slot = (await first(shop.storeId))!
    assert.equal(busy.later.from, slot.start)

    const other = await shop.customer()
    await shop.fill(other, shop.products[0]!)
    expect(await shop.order(other, { slotId: slot.id }), 201)
    await answers('the window that was free holds one order', ({ later }) => later?.from > slot.start)
    await set({})
    await answers('it takes orders again', ({ serviceable }) => serviceable)
  })

  test('is not told while it is paused; another one is that has windows, until each of its days is closed', async () => {
    const { shop, send, house } = stage
    const pause = (paused: boolean) =>
      send('PATCH', `/v1/admin/stores/${shop.storeId}`, { token: manager.token, body: { paused } })
    assert.ok((await pause(true)).status < 300)
    const paused = await answers('it is paused', ({ serviceable }) => !serviceable)
    assert.deepEqual([paused.paused, paused.later], [true, undefined])

    // Farther away, and closed now.
    const point = { lat: storePoint.lat - 0.012, lng: storePoint.lng }
    const { stores } = await house.call(PutStores, { stores: [storeNamed('second', { point, hours: [] })] })
    const second = stores[0]!.storeId
    await eventually('the second is known', async () => (await send('GET', `/v1/slots?store=${second}`)).status === 200)
    assert.equal((await asked()).later, undefined, 'it has no windows')
    await offer(second)
    const elsewhere = await answers('the second one is told', ({ later }) => later)
    assert.equal(elsewhere.later.store.id, second)

    const { dates } = expect(await send('GET', `/v1/slots?store=${second}`), 200)
    for (const date of dates as string[]) {
      const body = { storeId: second, closed: true }
      assert.ok((await send('PUT', `/v1/admin/slot-days/${date}`, { token: admin.token, body })).status < 300)
    }
    await answers('no window is left', ({ later }) => later === undefined)

    assert.ok((await pause(false)).status < 300)
    await answers('the first serves again', ({ serviceable }) => serviceable)
  })

  test('no window makes up for a place where nobody delivers', async () => {
    const far = expect(await stage.send('GET', '/v1/serviceability?lat=1&lng=1'), 200)
    assert.deepEqual(far, { serviceable: false, reason: 'outside-every-area' })
  })
})
