import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Figures, MetricsReport } from '../../contracts/analytics.ts'
import { expect } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { openShopHouse, type Person, type ShopHouse } from '../../tests/shop.ts'
import { addDays, daysIn, noSums, placesOf, toFigures, weeksBack } from './domain.ts'
import { beginTrip, changeShift, endTrip, noteOrders } from './store.ts'

let stage: ShopHouse
let admin: Person
before(async () => {
  stage = await openShopHouse()
  admin = await stage.shop.staff('admin')
})
after(() => stage?.[Symbol.asyncDispose]())

const metrics = async (query = '', token = admin.token): Promise<MetricsReport> =>
  expect(await stage.send('GET', `/v1/admin/metrics${query}`, { token }), 200)

test('what happens to orders is in the figures, by hour, day and store', async () => {
  const { shop, send } = stage
  const picker = await shop.staff('picker')
  const who = await shop.customer()
  const place = async () => {
    await shop.fill(who, [shop.products[2]!, 2])
    return expect(await shop.order(who, { method: 'cash' }), 201)
  }
  const [kept, gone] = [await place(), await place()]
  expect(await send('POST', `/v1/orders/${gone.id}/cancel`, { token: who.token, body: { reason: 'no more' } }), 200)
  await shop.pick(picker, kept.id, { found: new Map([[shop.products[2]!.id, 1]]) })

  const report = await eventually('the figures are there', async () => {
    const now = await metrics()
    const { fillRate, cancelled, revenue } = now.total
    return fillRate !== null && cancelled === 1 && revenue.amount < kept.totals.total.amount ? now : null
  })
  const { total, series, stores, heat, by, before: former } = report
  assert.equal(by, 'day')
  assert.equal(series.length, 7)
  assert.deepEqual([total.orders, total.cancelled, total.newCustomers, total.fillRate], [2, 1, 1, 0.5])
  assert.ok(total.revenue.amount > 0 && total.pickS !== null)
  assert.deepEqual(total.basket, total.revenue)
  assert.equal(former.orders, 0)
  const sum = (of: (figures: Figures) => number) => series.reduce((all, each) => all + of(each.now), 0)
  assert.equal(
    sum((each) => each.orders),
    2,
  )
  assert.equal(
    sum((each) => each.revenue.amount),
    total.revenue.amount,
  )
  assert.equal(stores.find((each) => each.storeId === shop.storeId)?.now.orders, 2)
  assert.equal(
    heat.reduce((all, each) => all + each.orders, 0),
    2,
  )
  const hours = await metrics(`?from=${report.to}&to=${report.to}`)
  assert.deepEqual([hours.by, hours.series.length, hours.total.orders], ['hour', 24, 2])
})

test('the same told twice, or late, is counted once', async () => {
  const { total } = await metrics()
  const note = { order_id: 'ord_twice', store_id: stage.shop.storeId, delivered_at: new Date().toISOString() }
  const placed = {
    order_id: 'ord_twice',
    placed_at: new Date().toISOString(),
    total_paise: 5_000,
    promised_at: new Date(Date.now() + 1_000).toISOString(),
  }
  // The pool of the test is another one: what a reaction does in its transaction, done here by hand.
  await stage.sql.begin((tx) => noteOrders(tx, [note]))
  for (const _ of [1, 2]) await stage.sql.begin((tx) => noteOrders(tx, [placed]))
  await stage.sql.begin((tx) => noteOrders(tx, [note]))
  const after = (await metrics()).total
  assert.deepEqual([after.orders, after.delivered], [total.orders + 1, total.delivered + 1])
  assert.equal(after.revenue.amount, total.revenue.amount + 5_000)
})

test('rider use is known by hour, day and store; what riders wait counts for the store of the order they had last', async () => {
  const own = stage.shop.storeId
  const other = `sto_${'7'.repeat(32)}`
  // Long before the days of the other tests, and a week before that.
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata' }).format(Date.now() - 30 * 86_400_000)
  const at = (time: string, on = day) => new Date(`${on}T${time}:00+05:30`).toISOString()
  const shift = (riderId: string, from: string, to: string, on = day) =>
    stage.sql.begin(async (tx) => {
      await changeShift(tx, { riderId, state: 'on', at: at(from, on) })
      await changeShift(tx, { riderId, state: 'off', at: at(to, on) })
    })
  const trip = (riderId: string, storeId: string, from: string, to: string, on = day) =>
    stage.sql.begin(async (tx) => {
      const orderId = `ord_${riderId}_${on}_${from}`
      await noteOrders(tx, [{ order_id: orderId, store_id: storeId, placed_at: at(from, on) }])
      await beginTrip(tx, { orderId, riderId, at: at(from, on) })
      await endTrip(tx, orderId, at(to, on))
    })
  // Two orders at once count once; the last trip is beyond the end of the shift.
  await shift('one', '10:00', '12:00')
  await trip('one', own, '10:30', '11:00')
  await trip('one', own, '10:45', '11:15')
  await trip('one', other, '11:45', '12:30')
  // A break, and an hour without any order after it.
  await shift('two', '10:00', '10:30')
  await trip('two', own, '10:00', '10:15')
  await shift('two', '11:00', '12:00')
  await shift('idle', '10:00', '11:00')
  await shift('one', '10:00', '11:00', addDays(day, -7))
  await trip('one', own, '10:00', '10:15', addDays(day, -7))

  const use = ({ riderUse }: Figures) => riderUse && Math.round(riderUse * 1_000) / 1_000
  const hours = await metrics(`?from=${day}&to=${day}&by=hour`)
  const hour = (of: MetricsReport, which: string) => of.series.find((each) => each.at === `${day}T${which}`)!
  // Of an hour and a half and the idle one: half of one's, and a quarter of two's.
  assert.equal(use(hour(hours, '10').now), 0.3)
  assert.equal(use(hour(hours, '10').before), 0.25)
  assert.equal(use(hour(hours, '11').now), 0.25)
  assert.equal(use(hour(hours, '12').now), null)
  assert.deepEqual([use(hours.total), hours.riderUse, hours.riderUseBefore], [0.278, hours.total.riderUse, 0.25])
  const of = (storeId: string) => hours.stores.find((each) => each.storeId === storeId)!
  assert.deepEqual([use(of(own).now), use(of(own).before), use(of(other).now)], [0.308, 0.25, 1])

  const week = await metrics(`?from=${addDays(day, -3)}&to=${addDays(day, 3)}&by=day`)
  assert.deepEqual(
    week.series.map(({ now }) => use(now)),
    [null, null, null, 0.278, null, null, null],
  )
  const manager = await stage.shop.staff('manager')
  const seen = await metrics(`?from=${day}&to=${day}&by=hour`, manager.token)
  assert.deepEqual(
    [use(seen.total), use(hour(seen, '10').now), use(hour(seen, '11').now), seen.stores.length],
    [0.308, 0.5, 0.143, 1],
  )
})

test('a manager sees the own store, others nothing', async () => {
  const manager = await stage.shop.staff('manager')
  assert.deepEqual(
    (await metrics('', manager.token)).stores.map(({ storeId }) => storeId),
    [stage.shop.storeId],
  )
  const other = `sto_${'0'.repeat(32)}`
  const asked = await stage.send('GET', `/v1/admin/metrics?store=${other}`, { token: manager.token })
  assert.equal(asked.body.code, 'stores/not-your-store')
  const customer = await stage.shop.customer()
  assert.equal((await stage.send('GET', '/v1/admin/metrics', { token: customer.token })).status, 403)
})

test('stretches that are too long, end before they begin or name no day are refused', async () => {
  for (const query of [
    '?from=2026-01-02&to=2026-01-01',
    '?from=2025-01-01&to=2026-01-01',
    '?by=hour&from=2026-01-01&to=2026-01-20',
    '?from=2026-02-30&to=2026-03-02',
    '?to=2026-02-31',
  ])
    assert.equal(
      (await stage.send('GET', `/v1/admin/metrics${query}`, { token: admin.token })).body.code,
      'analytics/bad-range',
    )
})

test('days are compared with the same days of the week', () => {
  assert.deepEqual([1, 7, 8, 31].map(weeksBack), [7, 7, 14, 35])
  assert.equal(daysIn('2026-02-27', '2026-03-01'), 3)
  assert.equal(addDays('2026-03-01', -1), '2026-02-28')
  assert.equal(placesOf('2026-11-21', '2026-11-22', 'hour').length, 48)
  assert.equal(toFigures(noSums).promiseKept, null)
})
