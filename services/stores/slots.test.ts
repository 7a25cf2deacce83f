import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Quote } from '../../contracts/carts.ts'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import type { Slot, SlotDay, SlotTemplate } from '../../contracts/slots.ts'
import { PutStores, ReleaseStock, ReserveStock } from '../../contracts/stores.ts'
import { expect, type Send } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { openShopHouse, type Person, type Shop, type ShopHouse, storeNamed } from '../../tests/shop.ts'
import { dateAfter, instantOf, isDate, localDate, slotOf } from './domain/slots.ts'

const everyDay = [0, 1, 2, 3, 4, 5, 6]
const timeZone = 'Asia/Kolkata'
const minuteMs = 60_000

let stage: ShopHouse
let send: Send
let shop: Shop
let manager: Person

before(async () => {
  stage = await openShopHouse({ listen: false })
  ;({ send, shop } = stage)
  manager = await shop.staff('manager')
})
after(() => stage?.[Symbol.asyncDispose]())

const dayOf = async (date?: string): Promise<SlotDay> =>
  expect(await send('GET', `/v1/slots?store=${shop.storeId}${date ? `&date=${date}` : ''}`), 200)

let used = 0
/** A window of its own for a test, tomorrow: the first is from 6:00 to 6:10, and so on. */
async function offered(more: object = {}): Promise<{ slot: Slot; template: SlotTemplate; again: () => Promise<Slot> }> {
  used += 1
  const start = 360 + used * 10
  const body = {
    storeId: shop.storeId,
    weekdays: everyDay,
    start,
    end: start + 10,
    capacity: 5,
    fee: money(0),
    cutoffMinutes: 60,
  }
  const { items } = expect(
    await send('POST', '/v1/admin/slots', { token: manager.token, body: { ...body, ...more } }),
    201,
  )
  const date = dateAfter(localDate(Date.now(), timeZone), 2)
  const again = async () => {
    const template = (items as SlotTemplate[]).find(({ weekday }) => weekday === new Date(date).getUTCDay())!
    return (await dayOf(date)).items.find(({ id }) => id.startsWith(template.id))!
  }
  const slot = await again()
  return { slot, template: (items as SlotTemplate[]).find(({ id }) => slot.id.startsWith(id))!, again }
}

describe('windows', () => {
  test('are listed for the days ahead, in the time of the store', async () => {
    const { slot, template } = await offered({ fee: money(1_500) })
    assert.equal(localDate(Date.parse(slot.start), timeZone), slot.id.slice(-10))
    assert.equal(Date.parse(slot.end) - Date.parse(slot.start), 10 * minuteMs)
    assert.equal(Date.parse(slot.start) - Date.parse(slot.orderBy), 60 * minuteMs)
    assert.deepEqual([slot.capacity, slot.left, slot.fee.amount, slot.available], [5, 5, 1_500, true])
    assert.equal(template.cutoffMinutes, 60)
    const { dates } = await dayOf()
    assert.equal(dates.length, 7)
    for (const date of [dateAfter(dates[0]!, -1), dateAfter(dates[0]!, 7), '2026-02-30'])
      assert.equal(
        (await send('GET', `/v1/slots?store=${shop.storeId}&date=${date}`)).body.code,
        'stores/slot-bad-date',
      )
    assert.equal((await send('GET', `/v1/slots?store=${newId('store')}`)).status, 404)
  })

  test('belong to the managers of the store, and every change of theirs is told to the audit log', async () => {
    const { template, again } = await offered()
    const path = `/v1/admin/slots/${template.id}`
    const customer = await shop.customer()
    assert.equal((await send('PATCH', path, { token: customer.token, body: { capacity: 9 } })).status, 403)
    expect(await send('PATCH', path, { token: manager.token, body: { capacity: 9, fee: money(700) } }), 200)
    const slot = await again()
    assert.deepEqual([slot.capacity, slot.left, slot.fee.amount], [9, 9, 700])
    const twice = await send('POST', '/v1/admin/slots', {
      token: manager.token,
      body: { ...template, id: undefined, weekday: undefined, weekdays: [template.weekday] },
    })
    assert.equal(twice.body.code, 'stores/slot-exists')
    const backwards = {
      storeId: shop.storeId,
      weekdays: [1],
      start: 600,
      end: 540,
      capacity: 1,
      fee: money(0),
      cutoffMinutes: 0,
    }
    assert.equal((await send('POST', '/v1/admin/slots', { token: manager.token, body: backwards })).status, 422)
    expect(await send('DELETE', path, { token: manager.token }), 204)
    assert.equal(await again(), undefined)
    assert.equal((await send('DELETE', path, { token: manager.token })).status, 404)
    const admin = await shop.staff('admin')
    await eventually('the audit log has it', async () => {
      const { items } = expect(await send('GET', `/v1/admin/audit?limit=100`, { token: admin.token }), 200)
      const actions = items.map((each: { action: string }) => each.action)
      return ['stores.slot_added', 'stores.slot_changed', 'stores.slot_removed'].every((each) => actions.includes(each))
    })
  })

  test('are not offered by a store of somebody else, or by one that is paused', async () => {
    const { slot } = await offered()
    const other = await shop.call(PutStores, { stores: [storeNamed('elsewhere', { paused: true })] })
    const mine = await shop.customer()
    await shop.fill(mine, shop.products[0]!)
    const storeId = other.stores[0]!.storeId
    const lines = [{ productId: shop.products[0]!.id, quantity: 1 }]
    const paused = await shop.call(ReserveStock, { orderId: newId('order'), storeId, lines, slotId: slot.id })
    assert.equal(paused.kind, 'closed')
    expect(
      await send('PATCH', `/v1/admin/stores/${storeId}`, {
        token: (await shop.staff('admin')).token,
        body: { paused: false },
      }),
      200,
    )
    const answer = await shop.call(ReserveStock, { orderId: newId('order'), storeId, lines, slotId: slot.id })
    assert.deepEqual(answer, { kind: 'slot-unavailable', reason: 'unknown' })
  })
})

describe('ordering for a window', () => {
  test('the quote has its fee and its times, the order its promise, and the pick waits', async () => {
    const { slot, again } = await offered({ fee: money(1_900) })
    const who = await shop.customer()
    await shop.fill(who, [shop.products[2]!, 3])
    const now: Quote = expect(
      await send('POST', '/v1/cart/quote', { token: who.token, body: { addressId: who.addressId } }),
      200,
    )
    const later: Quote = expect(
      await send('POST', '/v1/cart/quote', { token: who.token, body: { addressId: who.addressId, slotId: slot.id } }),
      200,
    )
    assert.equal(later.totals.total.amount, now.totals.total.amount + 1_900)
    assert.equal(later.promisedAt, slot.end)
    assert.deepEqual(later.window, { slotId: slot.id, start: slot.start, end: slot.end })
    assert.deepEqual(later.feeParts?.find((part) => part.code === 'slot')?.amount.amount, 1_900)
    const order = await shop.bought(who, [[shop.products[2]!, 3]], { slotId: slot.id })
    assert.equal(order.promisedAt, slot.end)
    assert.deepEqual(order.window, later.window)
    assert.equal(order.total.amount, later.totals.total.amount)
    assert.equal((await again()).left, 4)
    // Nothing hurries before the window: the store has its time from then on.
    const [row] = await stage.sql<{ deadline_at: Date }[]>`select deadline_at from orders.orders where id = ${order.id}`
    assert.ok(row!.deadline_at.getTime() > Date.parse(slot.start))
    await eventually('the pick waits for its window', async () => {
      const rows = await stage.sql<{ release_at: Date }[]>`
        select release_at from stores.later_picks where order_id = ${order.id}`
      return rows[0] && rows[0].release_at.getTime() < Date.parse(slot.start)
    })
    const { items } = expect(
      await send('GET', `/v1/store/picks?store=${shop.storeId}&limit=100`, { token: manager.token }),
      200,
    )
    assert.equal(
      items.some((pick: { orderId: string }) => pick.orderId === order.id),
      false,
    )
  })

  test('cancelled, its place is free again and it is never picked', async () => {
    const { slot, again } = await offered({ capacity: 1 })
    const who = await shop.customer()
    const order = await shop.bought(who, [shop.products[1]!], { slotId: slot.id })
    assert.deepEqual([(await again()).left, (await again()).reason], [0, 'full'])
    const late = await shop.customer()
    await shop.fill(late, shop.products[1]!)
    const quote: Quote = expect(
      await send('POST', '/v1/cart/quote', { token: late.token, body: { addressId: late.addressId, slotId: slot.id } }),
      200,
    )
    assert.deepEqual(
      quote.problems.map(({ code, blocking }) => [code, blocking]),
      [['slot-unavailable', true]],
    )
    assert.equal((await shop.order(late, { slotId: slot.id })).body.code, 'orders/slot-unavailable')
    expect(await send('POST', `/v1/orders/${order.id}/cancel`, { token: who.token, body: {} }), 200)
    await eventually('the place is free', async () => (await again()).left === 1)
    const left = await stage.sql`select from stores.later_picks where order_id = ${order.id}`
    assert.equal(left.count, 0)
    expect(await shop.order(late, { slotId: slot.id }), 201)
  })

  test('is picked when its window comes near, once', async () => {
    const { slot } = await offered()
    const order = await shop.bought(await shop.customer(), [shop.products[3]!], { slotId: slot.id })
    await eventually('it waits', async () => {
      // As if the time had come: what is due is a row, so a job that runs later or elsewhere finds it.
      const due = await stage.sql`update stores.later_picks set release_at = now() where order_id = ${order.id}`
      return due.count === 1
    })
    await shop.pick(await shop.staff('picker'), order.id)
    const picks = await stage.sql`select from stores.picks where order_id = ${order.id}`
    assert.equal(picks.count, 1)
  })

  test('200 buyers race for 20 places: 20 get one, and neither place nor stock is lost', async () => {
    const { slot, again } = await offered({ capacity: 20 })
    const [product] = await shop.stocked([{ name: 'Raced for' }], 1_000)
    const orderIds = Array.from({ length: 200 }, () => newId('order'))
    const ask = (orderId: string) =>
      shop.call(ReserveStock, {
        orderId,
        storeId: shop.storeId,
        lines: [{ productId: product!.id, quantity: 1 }],
        slotId: slot.id,
      })
    const answers = await Promise.all(orderIds.map(ask))
    const got = orderIds.filter((_, index) => answers[index]!.kind === 'reserved')
    assert.equal(got.length, 20)
    assert.equal(answers.filter((each) => each.kind === 'slot-unavailable').length, 180)
    assert.equal((await again()).left, 0)
    assert.equal((await shop.level(product!)).reserved, 20)
    // A repeat takes nothing more, and giving back twice gives back once.
    assert.ok((await Promise.all(got.map(ask))).every((each) => each.kind === 'reserved'))
    assert.equal((await shop.level(product!)).reserved, 20)
    await Promise.all(
      got
        .slice(0, 5)
        .flatMap((orderId) => [shop.call(ReleaseStock, { orderId }), shop.call(ReleaseStock, { orderId })]),
    )
    assert.equal((await again()).left, 5)
    assert.equal((await shop.level(product!)).reserved, 15)
  })

  test('what is short takes no place', async () => {
    const { slot, again } = await offered()
    const answer = await shop.call(ReserveStock, {
      orderId: newId('order'),
      storeId: shop.storeId,
      lines: [{ productId: newId('product'), quantity: 1 }],
      slotId: slot.id,
    })
    assert.equal(answer.kind, 'short')
    assert.equal((await again()).left, 5)
  })

  test('less room than there are orders keeps the orders and takes no more', async () => {
    const { slot, template, again } = await offered({ capacity: 3 })
    for (const who of await shop.customers(2)) await shop.bought(who, [shop.products[4]!], { slotId: slot.id })
    expect(await send('PATCH', `/v1/admin/slots/${template.id}`, { token: manager.token, body: { capacity: 1 } }), 200)
    assert.deepEqual([(await again()).left, (await again()).available], [0, false])
    expect(await send('PATCH', `/v1/admin/slots/${template.id}`, { token: manager.token, body: { capacity: 3 } }), 200)
    assert.equal((await again()).left, 1)
  })
})

describe('times', () => {
  test('are told in the time zone, also where clocks are changed', () => {
    const zone = 'Europe/Berlin'
    assert.equal(new Date(instantOf('2026-03-28', 600, zone)).toISOString(), '2026-03-28T09:00:00.000Z')
    assert.equal(new Date(instantOf('2026-03-29', 600, zone)).toISOString(), '2026-03-29T08:00:00.000Z')
    assert.equal(new Date(instantOf('2026-10-25', 1_500, zone)).toISOString(), '2026-10-26T00:00:00.000Z')
    assert.equal(new Date(instantOf('2026-11-22', 0, timeZone)).toISOString(), '2026-11-21T18:30:00.000Z')
    assert.deepEqual(['2026-02-28', '2026-02-29', '2026-2-1', 'x'].map(isDate), [true, false, false, false])
  })

  test('a window is refused from its cut-off on', () => {
    const template: SlotTemplate = {
      id: newId('slot'),
      storeId: newId('store'),
      weekday: 0,
      start: 600,
      end: 660,
      capacity: 2,
      fee: money(0),
      cutoffMinutes: 30,
    }
    const startMs = instantOf('2026-11-22', 600, timeZone)
    const at = (nowMs: number) => slotOf(template, '2026-11-22', { nowMs, timeZone, closed: false, taken: 0 })
    assert.equal(at(startMs - 30 * minuteMs - 1).available, true)
    assert.equal(at(startMs - 30 * minuteMs).reason, 'too-late')
  })
})

test('a weekday has so many windows as a shopper can look over, and no more', async () => {
  const admin = await shop.staff('admin')
  const { stores } = await stage.house.call(PutStores, { stores: [storeNamed('windows')] })
  const add = (start: number) =>
    send('POST', '/v1/admin/slots', {
      token: admin.token,
      body: {
        storeId: stores[0]!.storeId,
        weekdays: [1],
        start,
        end: start + 10,
        capacity: 1,
        fee: money(0),
        cutoffMinutes: 0,
      },
    })
  for (let window = 0; window < 47; window += 1) expect(await add(window * 10), 201)
  const last = await Promise.all([add(1_000), add(1_100), add(1_200)])
  assert.equal(last.filter(({ status }) => status === 201).length, 1)
  for (const { status, body } of last) if (status !== 201) assert.equal(body.code, 'stores/too-many-slots')
})

describe('a day of windows', () => {
  const set = (date: string, closed: boolean, who: Person = manager) =>
    send('PUT', `/v1/admin/slot-days/${date}`, {
      token: who.token,
      body: { storeId: shop.storeId, closed, ...(closed ? { reason: 'Festival' } : {}) },
    })

  test('that has no window left is not the one that is answered unless told', async () => {
    await offered()
    const { date, dates } = await dayOf()
    assert.ok((await dayOf(date)).items.some(({ available }) => available))
    expect(await set(date, true), 200)
    const next = await dayOf()
    assert.equal(next.date, dateAfter(date, 1))
    assert.ok(next.items.some(({ available }) => available))
    const rest = dates.filter((each) => each > date)
    for (const each of rest) expect(await set(each, true), 200)
    assert.equal((await dayOf()).date, dates[0], 'none is to be had: today says why')
    for (const each of [date, ...rest]) expect(await set(each, false), 200)
  })

  test('is closed as a whole: nobody books it any more, who has a window keeps it and is counted', async () => {
    const { slot, again } = await offered()
    const date = slot.id.slice(-10)
    const reserveFor = (orderId: string) =>
      stage.house.call(ReserveStock, {
        orderId,
        storeId: shop.storeId,
        lines: [{ productId: shop.products[0]!.id, quantity: 1 }],
        slotId: slot.id,
      })
    assert.equal((await reserveFor(newId('order'))).kind, 'reserved')
    const { items } = expect(
      await send('GET', `/v1/admin/slot-days?store=${shop.storeId}`, { token: manager.token }),
      200,
    )
    const day = (items as { date: string; closed: boolean; booked: number }[]).find((each) => each.date === date)!
    assert.equal(day.closed, false)
    assert.ok(day.booked >= 1, 'who would close it sees before how many orders there are')

    assert.deepEqual(expect(await set(date, true), 200), { date, closed: true, reason: 'Festival', booked: day.booked })
    const shut = await again()
    assert.deepEqual([shut.available, shut.reason], [false, 'closed'])
    assert.ok((await dayOf(date)).items.every(({ available }) => !available))
    assert.deepEqual(await reserveFor(newId('order')), { kind: 'slot-unavailable', reason: 'closed' })
    const other = dateAfter(date, 1)
    assert.ok(
      (await dayOf(other)).items.some(({ available }) => available),
      'other days are as they were',
    )
    const places = await stage.sql`select from stores.slot_places where slot_id = ${slot.id}`
    assert.equal(places.length, 1)

    assert.equal(expect(await set(date, false), 200).closed, false)
    assert.equal((await again()).available, true)
    const admin = await shop.staff('admin')
    await eventually('both are in the audit log', async () => {
      const path = `/v1/admin/audit?subject=${shop.storeId}`
      const { items: log } = expect(await send('GET', path, { token: admin.token }), 200)
      const actions = (log as { action: string }[]).map(({ action }) => action)
      return actions.includes('stores.slot_day_closed') && actions.includes('stores.slot_day_opened')
    })
  })

  test('is closed by managers of the store only, and only where windows are offered', async () => {
    const date = dateAfter(localDate(Date.now(), timeZone), 3)
    assert.equal((await set(date, true, await shop.staff('support'))).status, 403)
    assert.equal((await set(date, true, await shop.customer())).status, 403)
    const { stores } = await stage.house.call(PutStores, { stores: [storeNamed('elsewhere')] })
    const body = { storeId: stores[0]!.storeId, closed: true }
    const foreign = await send('PUT', `/v1/admin/slot-days/${date}`, { token: manager.token, body })
    assert.equal(foreign.body.code, 'stores/not-your-store')
    assert.equal((await set(dateAfter(date, 30), true)).body.code, 'stores/slot-bad-date')
  })
})
