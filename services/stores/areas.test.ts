import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import type { Quote } from '../../contracts/carts.ts'
import type { Polygon } from '../../contracts/geo.ts'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import type { StoreLoad, SurgeSettings } from '../../contracts/surge.ts'
import { expect, type Send } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { openShopHouse, type Person, type Shop, type ShopHouse, storePoint } from '../../tests/shop.ts'
import { isRefusing, surgeOf, surgeOff } from './domain/surge.ts'
import { areaKm2, crossing, outlineFault, shareGround } from './outline.ts'

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

const { lat, lng } = storePoint
const square = (half: number): Polygon => [
  [lng - half, lat - half],
  [lng + half, lat - half],
  [lng + half, lat + half],
  [lng - half, lat + half],
]
const bow: Polygon = [square(0.01)[0]!, square(0.01)[2]!, square(0.01)[1]!, square(0.01)[3]!]
const settings: SurgeSettings = { ...surgeOff, mode: 'auto', ordersPerPicker: 2, ordersPerRider: 2, cap: money(4_000) }
const load = (more: Partial<StoreLoad> = {}): StoreLoad => ({ waiting: 0, pickers: 1, open: 0, riders: 1, ...more })

describe('an outline', () => {
  test('that crosses itself, is a speck or a country, or leaves its store out is refused with the reason', () => {
    assert.deepEqual(outlineFault(square(0.01), storePoint), null)
    assert.deepEqual(outlineFault(bow, storePoint), { kind: 'crosses-itself', edges: [0, 2] })
    assert.equal(outlineFault(square(0.0001), storePoint)?.kind, 'too-small')
    assert.equal(outlineFault(square(0.5), storePoint)?.kind, 'too-large')
    assert.equal(outlineFault(square(0.01), { lat: lat + 1, lng })?.kind, 'store-outside')
    assert.equal(
      outlineFault([square(0.01)[0]!, square(0.01)[0]!, ...square(0.01).slice(1)], storePoint)?.kind,
      'repeated-corner',
    )
    assert.ok(Math.abs(areaKm2(square(0.01)) - 4.57) < 0.02)
  })

  test('that goes round a point in order never crosses itself, and shares ground with itself', () => {
    const around = fc.uniqueArray(fc.integer({ min: 0, max: 359 }), { minLength: 5, maxLength: 30 }).map((degrees) =>
      degrees
        .sort((a, b) => a - b)
        .map((each, index): [number, number] => {
          const radius = 0.01 + (index % 3) * 0.004
          return [lng + radius * Math.cos((each * Math.PI) / 180), lat + radius * Math.sin((each * Math.PI) / 180)]
        }),
    )
    fc.assert(
      fc.property(around, (ring) => {
        // More than half a turn between neighbours leaves the middle out: then edges may cross, and that is fair.
        const gaps = ring.map(([x, y], index) => {
          const [nextX, nextY] = ring[(index + 1) % ring.length]!
          const turn = Math.atan2(nextY - lat, nextX - lng) - Math.atan2(y - lat, x - lng)
          return (turn + 2 * Math.PI) % (2 * Math.PI)
        })
        fc.pre(gaps.every((gap) => gap < Math.PI))
        assert.equal(crossing(ring), null)
        assert.equal(shareGround(ring, ring), true)
      }),
    )
  })

  test('drawn by a manager decides at once who is served, and is in the audit log', async () => {
    const path = `/v1/admin/areas/${shop.storeId}`
    const far = `/v1/serviceability?lat=${lat + 0.02}&lng=${lng}`
    assert.equal(expect(await send('GET', far), 200).serviceable, true)
    const seen = expect(
      await send('POST', `${path}/preview`, { token: manager.token, body: { area: square(0.01) } }),
      200,
    )
    assert.ok(seen.cells > 30 && seen.cells < 60, `${seen.cells} cells`)
    assert.equal(seen.vertices, 4)
    const crossed = await send('PUT', path, { token: manager.token, body: { area: bow } })
    assert.deepEqual([crossed.status, crossed.body.details.kind], [422, 'crosses-itself'])
    assert.equal(
      (await send('PATCH', `/v1/admin/stores/${shop.storeId}`, { token: manager.token, body: { area: bow } })).status,
      422,
    )
    expect(
      await send('PUT', path, { token: manager.token, body: { area: square(0.01), reason: 'Bridge closed' } }),
      200,
    )
    assert.equal(expect(await send('GET', far), 200).serviceable, false)
    expect(await send('PUT', path, { token: manager.token, body: { area: square(0.03) } }), 200)
    assert.equal(expect(await send('GET', far), 200).serviceable, true)
    const { items } = expect(await send('GET', '/v1/admin/areas', { token: manager.token }), 200)
    assert.equal(items.length, 1)
    const other = await send('PUT', `/v1/admin/areas/${newId('store')}`, {
      token: manager.token,
      body: { area: square(0.01) },
    })
    assert.equal(other.status, 404)
    const admin = await shop.staff('admin')
    await eventually('the audit log has it', async () => {
      const log = expect(await send('GET', '/v1/admin/audit?limit=50', { token: admin.token }), 200)
      return log.items.some((each: { action: string; reason?: string }) => each.reason === 'Bridge closed')
    })
  })
})

describe('a surge', () => {
  test('grows with the load, is whole rupees, tells why, and never passes its cap', () => {
    assert.equal(surgeOf(settings, load({ waiting: 2 })), null)
    assert.deepEqual(surgeOf(settings, load({ waiting: 3 })), {
      fee: money(2_000),
      reason: 'busy-store',
      most: money(4_000),
    })
    assert.deepEqual(surgeOf(settings, load({ waiting: 3, open: 40 })), {
      fee: money(4_000),
      reason: 'few-riders',
      most: money(4_000),
    })
    assert.equal(surgeOf(settings, load({ waiting: 3, pickers: 3 })), null)
    assert.equal(surgeOf(settings, load({ open: null, riders: null })), null)
    assert.equal(surgeOf({ ...settings, mode: 'off' }, load({ waiting: 99 })), null)
    assert.deepEqual(surgeOf({ ...settings, mode: 'manual', manualFee: money(700) }, load()), {
      fee: money(700),
      reason: 'manual',
    })
    assert.equal(isRefusing({ ...settings, refuseAbove: 5 }, load({ waiting: 5 })), true)
    assert.equal(isRefusing({ ...settings, refuseAbove: 0 }, load({ waiting: 500 })), false)
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), fc.nat(20), fc.nat(20), (waiting, open, pickers, riders) => {
        const fee = (more: number) =>
          surgeOf(settings, { waiting: waiting + more, open: open + more, pickers, riders })?.fee.amount ?? 0
        assert.ok(fee(0) <= fee(1) && fee(1) <= settings.cap.amount && fee(0) % 100 === 0)
      }),
    )
  })

  test('is in the quote with its reason, also where delivery is free, and an honest no comes before a promise nobody keeps', async () => {
    const path = `/v1/admin/stores/${shop.storeId}/surge`
    const set = async (more: Partial<SurgeSettings>) =>
      expect(await send('PUT', path, { token: manager.token, body: { ...surgeOff, ...more } }), 200)
    const who = await shop.customer()
    await shop.fill(who, [shop.products[2]!, 3])
    const quote = async (): Promise<Quote> =>
      expect(await send('POST', '/v1/cart/quote', { token: who.token, body: { addressId: who.addressId } }), 200)
    const before = await quote()
    await set({ mode: 'manual', manualFee: money(1_500) })
    const surged = await quote()
    assert.equal(surged.totals.total.amount, before.totals.total.amount + 1_500)
    assert.deepEqual(surged.feeParts, [{ code: 'surge', amount: money(1_500), reason: 'manual' }])
    const placed = expect(await shop.order(who), 201)
    assert.equal(placed.total.amount, surged.totals.total.amount)
    assert.deepEqual(placed.totals.feeParts, surged.feeParts, 'the order keeps what its fee is made of')
    await eventually('the order waits in the store', async () => {
      const now = await set({ refuseAbove: 1 })
      return now.load.waiting >= 1 && now.refusing
    })
    await shop.fill(who, shop.products[0]!)
    assert.deepEqual(
      (await quote()).problems.map(({ code }) => code),
      ['store-busy'],
    )
    assert.equal((await shop.order(who)).status, 409)
    const served = expect(await send('GET', `/v1/serviceability?lat=${lat}&lng=${lng}`), 200)
    assert.deepEqual([served.serviceable, served.reason], [false, 'too-busy'])
    await set({})
    expect(await shop.order(who), 201)
    assert.equal((await send('PUT', path, { token: who.token, body: surgeOff })).status, 403)
    assert.equal(
      (await send('PUT', path, { token: manager.token, body: { ...surgeOff, ordersPerPicker: 0 } })).status,
      400,
    )
  })
})
