import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { MongoClient } from 'mongodb'
import { GetListings, type ProductDetail, PutProducts } from '../../contracts/catalogue.ts'
import { newId } from '../../contracts/ids.ts'
import { MoveStock, PutStores } from '../../contracts/stores.ts'
import { type TestDatabase, testDatabase } from '../../engines/sql/testing.ts'
import { engineUrl } from '../../engines/testing.ts'
import { expect } from '../../tests/api.ts'
import { type FaultProxy, openFaultProxy } from '../../tests/faults/proxy.ts'
import { type TestHouse, testHouse } from '../../tests/house.ts'
import { openShopHouse } from '../../tests/shop.ts'
import { eventually, product, storeInput } from './testing.ts'

const engine = engineUrl('ferretdb')
/** A database of this file's own. */
const url = engine.replace(/\/tokri(?=\?|$)/, `/catalogue_${randomBytes(4).toString('hex')}`)
let database: TestDatabase
let proxy: FaultProxy
let storeId: string
const it = (title: string, run: () => Promise<void>) => test(title, { timeout: 120_000 }, run)

before(async () => {
  database = await testDatabase()
  proxy = await openFaultProxy(url)
})
after(async () => {
  await proxy[Symbol.asyncDispose]()
  await database.dispose()
  const client = new MongoClient(url)
  await client.db().dropDatabase()
  await client.close()
})

const open = (documents = url) =>
  testHouse({
    targets: ['gateway', 'stores', 'catalogue'],
    env: { TOKRI_DATABASE_URL: database.url, TOKRI_DOCUMENTS_URL: documents },
  })
const put = async (house: TestHouse, ...products: ReturnType<typeof product>[]) =>
  (await house.call(PutProducts, { products })).products.map(({ productId }) => productId)
const found = async (house: TestHouse, q: string): Promise<string[]> => {
  const { items } = (await house.gateway!.inject(`/v1/products?store=${storeId}&q=${q}`)).json()
  return items.map((each: { id: string }) => each.id)
}
const detail = async (house: TestHouse, id: string): Promise<ProductDetail> =>
  (await house.gateway!.inject(`/v1/products/${id}?store=${storeId}`)).json()

it('an import in one copy: event, search index and caches of another; nothing lies in PostgreSQL tables', async () => {
  await using one = await open()
  await using two = await open()
  storeId = (await one.call(PutStores, { stores: [storeInput('shared')] })).stores[0]!.storeId
  const [id] = (await put(
    one,
    product('tea', { name: 'Assam Tea', description: 'Strong', attributes: { 'No. of bags': '25' } }),
  )) as [string]
  for (const house of [one, two])
    await eventually(async () => {
      assert.deepEqual(await found(house, 'assam'), [id])
      const { description, attributes, partial } = await detail(house, id)
      assert.deepEqual([description, attributes, partial], ['Strong', { 'No. of bags': '25' }, undefined])
    })
  await put(two, product('tea', { name: 'Assam Gold', description: 'Stronger', price: 3_900 }))
  for (const house of [two, one])
    await eventually(async () => {
      assert.deepEqual(await found(house, 'assam+gold'), [id])
      const { description, price } = await detail(house, id)
      assert.deepEqual([description, price.amount], ['Stronger', 3_900])
      const { listings } = await house.call(GetListings, { storeId, productIds: [id] })
      assert.equal(listings[0]!.price.amount, 3_900)
    })
  assert.deepEqual((await database.sql`select count(*)::int as n from catalogue.products`)[0], { n: 0 })
  assert.deepEqual(
    (await one.sql`select key from bus.events where name = 'product.changed' order by seq`).map(({ key }) => key),
    [id, id],
  )
  const check = (await one.check()).find((each) => each.name === 'documents')
  assert.ok(check?.ok, JSON.stringify(check))
  assert.match(check.detail, /FerretDB|MongoDB/)
})

it('a copy that starts while MongoDB is away sells what was last known, and catches up when it is back', async () => {
  await using one = await open()
  const [id] = (await put(one, product('coffee', { name: 'Filter Coffee', description: 'Dark roast' }))) as [string]
  await proxy.refuse()
  await using late = await open(proxy.url)
  assert.deepEqual(await found(late, 'filter+coffee'), [id])
  const without = await detail(late, id)
  assert.deepEqual([without.name, without.description, without.partial], ['Filter Coffee', undefined, true])
  assert.equal((await late.call(GetListings, { storeId, productIds: [id] })).listings[0]!.price.amount, 4_900)
  await assert.rejects(put(late, product('cocoa')), { code: 'service/unavailable' })
  assert.equal((await late.gateway!.inject('/readyz')).statusCode, 200)
  const check = (await late.check()).find((each) => each.name === 'documents')
  assert.equal(check?.ok, false)

  // Others can reach MongoDB: what they change is heard of, and read later.
  await put(one, product('coffee', { name: 'Filter Coffee', description: 'Darker roast', price: 2_900 }))
  const [cocoa] = await put(one, product('cocoa', { name: 'Cocoa' }))
  await proxy.pass()
  await eventually(async () => {
    const { description, price, partial } = await detail(late, id)
    assert.deepEqual([description, price.amount, partial], ['Darker roast', 2_900, undefined])
    assert.deepEqual(await found(late, 'cocoa'), [cocoa])
  }, 30_000)
  await eventually(async () => void (await put(late, product('tea-2'))), 20_000)
})

it('a copy that is running when MongoDB goes away goes on, hears of stock, and reads later what was changed meanwhile', async () => {
  await using one = await open()
  await using two = await open(proxy.url)
  const [id] = (await put(one, product('salt', { name: 'Black Salt', description: 'From the mountains' }))) as [string]
  await eventually(async () => assert.deepEqual(await found(two, 'black+salt'), [id]))
  await proxy.hang()
  await put(one, product('salt', { name: 'Black Salt', description: 'From the sea', price: 1_900 }))
  const moves = [{ storeId, productId: id, kind: 'receive' as const, quantity: 3 }]
  await one.call(MoveStock, { batchId: newId('event'), actor: 'system:test', moves })
  // What comes after the event that cannot be followed up is heard all the same.
  await eventually(async () => assert.equal((await detail(two, id)).left, 3))
  await proxy.pass()
  await eventually(async () => {
    const { description, price } = await detail(two, id)
    assert.deepEqual([description, price.amount], ['From the sea', 1_900])
  }, 30_000)
})

it('MongoDB goes away in the middle of browsing and buying: orders are placed, and merchandisers wait', async () => {
  const shopUrl = url.replace(/catalogue_/, 'buying_')
  await using gate = await openFaultProxy(shopUrl)
  await using opened = await openShopHouse({ env: { TOKRI_DOCUMENTS_URL: gate.url } })
  const { shop, send } = opened
  const milk = shop.products[0]!
  const seen = expect(await send('GET', `/v1/products/${milk.id}?store=${shop.storeId}`), 200)
  assert.equal(seen.partial, undefined)
  const customers = await shop.customers(2)
  const admin = await shop.staff('admin')

  for (const [index, fault] of (['gone', 'frozen'] as const).entries()) {
    // Nobody has looked at its page yet; what somebody has is kept.
    const unread = shop.products[4 + index]!
    await shop.fill(customers[0]!, shop.products[0]!)
    await gate.apply(fault)
    const list = expect(await send('GET', `/v1/products?store=${shop.storeId}&q=milk`), 200)
    assert.equal(list.items[0].id, milk.id)
    assert.equal(expect(await send('GET', `/v1/products/${unread.id}?store=${shop.storeId}`), 200).partial, true)
    for (const customer of customers) {
      await shop.fill(customer, shop.products[1]!, shop.products[2]!)
      const order = expect(await shop.order(customer), 201)
      await shop.reaches(customer, order.id, 'confirmed')
    }
    const change = { method: 'PATCH', path: `/v1/admin/products/${milk.id}` } as const
    const refused = await send(change.method, change.path, { token: admin.token, body: { name: `Milk ${fault}` } })
    assert.deepEqual([refused.status, refused.body.code], [503, 'service/unavailable'])
    await gate.pass()
    await eventually(async () => {
      expect(await send(change.method, change.path, { token: admin.token, body: { name: `Milk after ${fault}` } }), 200)
      assert.equal((await send('GET', `/v1/products/${unread.id}?store=${shop.storeId}`)).body.partial, undefined)
    }, 30_000)
  }
  const client = new MongoClient(shopUrl)
  await client.db().dropDatabase()
  await client.close()
})
