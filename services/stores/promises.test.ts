import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Quote } from '../../contracts/carts.ts'
import { DeliveryDelivered, DeliveryFailed, DeliveryRecovered } from '../../contracts/deliveries.ts'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import { OrderCancelled, OrderPlaced } from '../../contracts/orders.ts'
import type { PromiseBasis } from '../../contracts/promise.ts'
import { Locate, type Located, MoveStock, PutStores } from '../../contracts/stores.ts'
import type { SurgeSettings } from '../../contracts/surge.ts'
import { type Message, message, openDatabase } from '../../kit/sql.ts'
import { expect } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { testHouse } from '../../tests/house.ts'
import { openShopHouse, type Person, type ShopHouse, storeNamed, storePoint } from '../../tests/shop.ts'
import { surgeOff } from './domain/surge.ts'

type Served = Extract<Located, { serviceable: true }>

let stage: ShopHouse
let picker: Person
let manager: Person

before(async () => {
  stage = await openShopHouse()
  picker = await stage.shop.staff('picker')
  manager = await stage.shop.staff('manager')
})
after(() => stage?.[Symbol.asyncDispose]())

const door = { lat: storePoint.lat + 0.004, lng: storePoint.lng + 0.003 }
const locate = async (wish: { storeId?: string; lines?: { productId: string; quantity: number }[] } = {}) => {
  const found = await stage.house.call(Locate, { point: door, ...wish })
  assert.ok(found.serviceable)
  return found as Served
}
const publish = (schema: 'orders' | 'deliveries', ...messages: Message[]) => {
  const db = openDatabase(stage.sql, schema, () => {})
  return db.begin((tx) => db.publish(tx, ...messages))
}
const learntOf = async (storeId: string): Promise<number> => {
  const [row] = await stage.sql<{ deliveries: number }[]>`
    select deliveries::int from stores.promise_models where store_id = ${storeId}`
  return row?.deliveries ?? 0
}

const kept = (storeId: string, count: number) =>
  eventually('the promises are kept', async () => {
    const rows = await stage.sql`select 1 from stores.promises where store_id = ${storeId}`
    return rows.length === count
  })

const placed = (storeId: string, basis: PromiseBasis, atMs: number) => {
  const orderId = newId('order')
  const event = message(OrderPlaced, orderId, {
    orderId,
    number: orderId.slice(-6),
    userId: newId('user'),
    storeId,
    method: 'cash',
    total: money(20_000),
    itemCount: 1,
    coupon: null,
    promisedAt: new Date(atMs + basis.latestMinutes * 60_000).toISOString(),
    promise: basis,
  })
  return { ...event, at: new Date(atMs).toISOString() }
}
const delivered = (storeId: string, orderId: string, atMs: number) =>
  message(DeliveryDelivered, orderId, {
    deliveryId: newId('delivery'),
    orderId,
    storeId,
    riderId: newId('user'),
    at: new Date(atMs).toISOString(),
    cashCollected: money(0),
  })

describe('a promise, as it is shown', () => {
  test('is an interval with its confidence and reasons, in serviceability and quote, and the old figure stays', async () => {
    const { send, shop } = stage
    const served = expect(await send('GET', `/v1/serviceability?lat=${door.lat}&lng=${door.lng}`), 200)
    const { promise } = served
    assert.equal(served.promiseMinutes, promise.minutes)
    assert.ok(promise.earliestMinutes <= promise.latestMinutes && promise.latestMinutes <= promise.minutes)
    assert.equal(promise.confidence, 0.9)
    assert.ok(promise.reasons.includes('still-learning'))
    // What it was made on is nobody's business.
    assert.equal(served.basis, undefined)

    const who = await shop.customer()
    await shop.fill(who, shop.products[0]!)
    const ask = async (body: object): Promise<Quote> =>
      expect(
        await send('POST', '/v1/cart/quote', { token: who.token, body: { addressId: who.addressId, ...body } }),
        200,
      )
    const quote = await ask({})
    assert.equal(quote.promise?.minutes, quote.promiseMinutes)
    assert.equal((quote as { basis?: unknown }).basis, undefined)
  })

  test('knows from its order what it was made on, and learns from it once it is at its door', async () => {
    const { shop, sql } = stage
    const who = await shop.customer()
    const order = await shop.bought(who, [shop.products[0]!])
    const [kept] = await eventually('the promise is kept', async () => {
      const rows = await sql<{ basis: PromiseBasis; promisedAt: Date }[]>`
        select basis, promised_at "promisedAt" from stores.promises where order_id = ${order.id}`
      return rows.length === 1 ? rows : null
    })
    assert.equal(kept!.promisedAt.toISOString(), new Date(order.promisedAt).toISOString())
    const before = await learntOf(shop.storeId)
    await shop.pick(picker, order.id)
    const rider = await shop.rider()
    await shop.ready(rider)
    const task = await shop.ride(rider, order)
    expect(await shop.handOver(rider, task, order), 200)
    await eventually('it is learnt', async () => (await learntOf(shop.storeId)) === before + 1)
    const path = `/v1/admin/stores/${shop.storeId}/surge`
    const { promises } = expect(await stage.send('GET', path, { token: manager.token }), 200)
    assert.deepEqual([promises.delivered, promises.kept], [1, 1])
    assert.ok(promises.medianMinutes >= 8)
  })

  test('is not made when it would be later than the operator lets it be; a window can still be chosen', async () => {
    const { send, shop } = stage
    const path = `/v1/admin/stores/${shop.storeId}/surge`
    const set = async (more: Partial<SurgeSettings>) =>
      expect(await send('PUT', path, { token: manager.token, body: { ...surgeOff, ...more } }), 200)
    await set({ promiseMostMinutes: 1 })
    try {
      const refused = expect(await send('GET', `/v1/serviceability?lat=${door.lat}&lng=${door.lng}`), 200)
      assert.deepEqual([refused.serviceable, refused.reason], [false, 'too-busy'])
      const later = await stage.house.call(Locate, { point: door, later: true })
      assert.equal(later.serviceable, true)
      const who = await shop.customer()
      await shop.fill(who, shop.products[0]!)
      assert.equal((await shop.order(who)).status, 409)
    } finally {
      await set({})
    }
    assert.equal((await locate()).serviceable, true)
    assert.equal(
      (await send('PUT', path, { token: manager.token, body: { ...surgeOff, promiseMostMinutes: -1 } })).status,
      400,
    )
  })
})

describe('what a store learns', () => {
  /** A store of its own, far from the others. */
  const newStore = async (code: string) => {
    const point = { lat: 23.1, lng: 88.9 }
    const area: [number, number][] = [
      [88.88, 23.08],
      [88.92, 23.08],
      [88.92, 23.12],
      [88.88, 23.12],
    ]
    const { stores } = await stage.house.call(PutStores, { stores: [storeNamed(code, { point, area })] })
    return { storeId: stores[0]!.storeId, point: { lat: 23.105, lng: 88.905 } }
  }

  test('makes its promises longer, survives a restart, and is the same for a second copy', async () => {
    const { storeId, point } = await newStore('slow')
    const here = async () => {
      const found = await stage.house.call(Locate, { point, storeId })
      assert.ok(found.serviceable)
      return found as Served
    }
    const before = await here()
    const startMs = Date.now() - 3 * 3_600_000
    const events = Array.from({ length: 80 }, (_, i) => placed(storeId, before.basis!, startMs + i * 1_000))
    await publish('orders', ...events)
    await kept(storeId, 80)
    await publish('deliveries', ...events.map(({ key, at }) => delivered(storeId, key, Date.parse(at) + 35 * 60_000)))
    await eventually('all are learnt', async () => (await learntOf(storeId)) === 80)
    const slower = await eventually('the promise follows', async () => {
      const now = await here()
      return now.promiseMinutes > before.promiseMinutes + 10 ? now : null
    })
    assert.ok(!slower.promise!.reasons.includes('still-learning'))
    // A copy that starts now knows the same; without deliveries to ask it knows less and says so.
    await using second = await testHouse({
      targets: ['stores', 'deliveries'],
      env: { TOKRI_DATABASE_URL: stage.house.databaseUrl },
    })
    const there = await second.call(Locate, { point, storeId })
    assert.ok(there.serviceable)
    const { promise } = await here()
    assert.deepEqual(there.promise, promise)
    await using alone = await testHouse({
      targets: ['stores'],
      env: { TOKRI_DATABASE_URL: stage.house.databaseUrl },
    })
    const blind = await alone.call(Locate, { point, storeId })
    assert.ok(blind.serviceable && blind.approximate)
    assert.ok(blind.promise!.reasons.includes('riders-unknown') && blind.promise!.reasons.includes('estimated-ride'))
    assert.ok(blind.promise!.latestMinutes >= promise!.latestMinutes)
  })

  test('counts an order once, however often its end is told and by how many at once; and none that was cancelled or sent again', async () => {
    const { storeId } = await newStore('once')
    const { basis } = await locate()
    const atMs = Date.now() - 3_600_000
    const one = placed(storeId, basis!, atMs)
    const cancelled = placed(storeId, basis!, atMs)
    const failed = placed(storeId, basis!, atMs)
    const again = placed(storeId, basis!, atMs)
    const last = placed(storeId, basis!, atMs)
    await publish('orders', one, cancelled, failed, again, last)
    await publish('orders', { ...one, id: newId('event') })
    await kept(storeId, 5)
    const about = { number: 'T-1', userId: newId('user'), storeId, method: 'cash' as const, total: money(20_000) }
    await publish(
      'orders',
      message(OrderCancelled, cancelled.key, {
        ...about,
        orderId: cancelled.key,
        from: 'confirmed',
        actor: about.userId,
        reason: 'changed my mind',
      }),
    )
    await publish(
      'deliveries',
      message(DeliveryFailed, failed.key, {
        deliveryId: newId('delivery'),
        orderId: failed.key,
        storeId,
        riderId: newId('user'),
        reason: 'absent',
        returned: false,
      }),
      message(DeliveryRecovered, again.key, {
        deliveryId: newId('delivery'),
        orderId: again.key,
        storeId,
        riderId: newId('user'),
        reason: 'The phone is off',
        actor: newId('user'),
      }),
    )
    await eventually('what ended otherwise is forgotten', async () => {
      const rows = await stage.sql`
        select 1 from stores.promises where order_id in (${cancelled.key}, ${failed.key}, ${again.key})`
      return rows.length === 0
    })
    await Promise.all(
      Array.from({ length: 5 }, () => publish('deliveries', delivered(storeId, one.key, atMs + 600_000))),
    )
    await publish(
      'deliveries',
      delivered(storeId, cancelled.key, atMs + 900_000),
      delivered(storeId, failed.key, atMs + 900_000),
      delivered(storeId, again.key, atMs + 900_000),
    )
    await publish('deliveries', delivered(storeId, last.key, atMs + 700_000))
    await eventually('the last is learnt', async () => {
      const [row] = await stage.sql<{ actualS: number }[]>`
        select actual_s "actualS" from stores.promises where order_id = ${last.key} and actual_s is not null`
      return row?.actualS === 700
    })
    await eventually('the one is learnt', async () => (await learntOf(storeId)) === 2)
  })
})

describe('the store that serves', () => {
  test('is chosen by its queue, its shelves and its distance together', async () => {
    const { shop, house, send } = stage
    // A second store that also covers the door, a kilometre farther away.
    const point = { lat: storePoint.lat - 0.012, lng: storePoint.lng }
    const { stores } = await house.call(PutStores, { stores: [storeNamed('second', { point })] })
    const second = stores[0]!.storeId
    const [milk, bread] = [shop.products[0]!, shop.products[1]!]
    await house.call(MoveStock, {
      batchId: `second ${second}`,
      actor: 'system:test',
      moves: [{ storeId: second, productId: milk.id, kind: 'receive', quantity: 50 }],
    })
    const chosen = async (lines?: { productId: string; quantity: number }[]) =>
      (await locate(lines ? { lines } : {})).store.id
    await eventually('the nearer one serves', async () => (await chosen()) === shop.storeId)
    // Bread is in the nearer one only, so it serves though both have milk.
    assert.equal(await chosen([{ productId: bread.id, quantity: 2 }]), shop.storeId)

    // Nobody has this but the farther store.
    const [rare] = await shop.stocked([{ name: 'Saffron' }], 0)
    await house.call(MoveStock, {
      batchId: `rare ${second}`,
      actor: 'system:test',
      moves: [{ storeId: second, productId: rare!.id, kind: 'receive', quantity: 5 }],
    })
    assert.equal(await chosen([{ productId: rare!.id, quantity: 1 }]), second)
    const asked = expect(
      await send('GET', `/v1/serviceability?lat=${door.lat}&lng=${door.lng}&items=${rare!.id}:1`),
      200,
    )
    assert.equal(asked.store.id, second)
    assert.equal((await send('GET', `/v1/serviceability?lat=1&lng=1&items=milk`)).status, 400)

    // A long queue in the nearer one.
    await stage.sql`
      insert into stores.picks (id, order_id, number, store_id, state, substitutions, lines, promised_at)
      select 'pck_' || n, 'ord_' || n, 'Q-' || n, ${shop.storeId}, 'queued', 'refund', '[]', now() from generate_series(1, 60) n`
    try {
      await eventually('the farther one serves', async () => (await chosen()) === second)
    } finally {
      await stage.sql`delete from stores.picks where number like 'Q-%'`
    }
    await eventually('the nearer one serves again', async () => (await chosen()) === shop.storeId)
  })

  test('stays the same for whoever it serves, until another is clearly better or has what it has not', async () => {
    const { shop, house, send } = stage
    const point = { lat: storePoint.lat - 0.001, lng: storePoint.lng }
    const { stores } = await house.call(PutStores, { stores: [storeNamed('beside', { point })] })
    const beside = stores[0]!.storeId
    const milk = shop.products[0]!
    const servedBy = async (asked: string): Promise<string> =>
      expect(await send('GET', `/v1/serviceability?lat=${door.lat}&lng=${door.lng}${asked}`), 200).store?.id
    await eventually('both are known', async () => (await servedBy(`&store=${beside}`)) === beside)
    assert.equal(await servedBy(''), shop.storeId)
    assert.equal(await servedBy(`&store=${shop.storeId}`), shop.storeId)
    assert.equal(await servedBy(`&store=${beside}&items=${milk.id}:2`), shop.storeId, 'it has no milk')
    assert.equal(await servedBy(`&store=${newId('store')}`), shop.storeId, 'a store that is not there keeps nobody')
    assert.equal((await send('GET', '/v1/serviceability?lat=1&lng=1&store=lake')).status, 400)
  })
})
