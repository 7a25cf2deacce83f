import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { request } from 'undici'
import { type ProductPage, PutProducts, SetPrices } from '../../contracts/catalogue.ts'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import { MoveStock, PutStores } from '../../contracts/stores.ts'
import { openElasticsearch } from '../../engines/search/elasticsearch.ts'
import { type TestDatabase, testDatabase } from '../../engines/sql/testing.ts'
import { engineUrl } from '../../engines/testing.ts'
import { silentLog } from '../../kit/log.ts'
import { type FaultProxy, openFaultProxy } from '../../tests/faults/proxy.ts'
import { type TestHouse, testHouse } from '../../tests/house.ts'
import { eventually, product, storeInput } from './testing.ts'

const url = engineUrl('elasticsearch')
const prefix = `test-${randomBytes(6).toString('hex')}`
const patience = 60_000
let database: TestDatabase
let proxy: FaultProxy
const houses: TestHouse[] = []
let one: TestHouse
let two: TestHouse
let storeId: string

async function open(): Promise<TestHouse> {
  const house = await testHouse({
    targets: ['gateway', 'stores', 'catalogue'],
    env: { TOKRI_DATABASE_URL: database.url, TOKRI_SEARCH_URL: proxy.url, TOKRI_SEARCH_PREFIX: prefix },
  })
  houses.push(house)
  return house
}
const page = async (house: TestHouse, query: string): Promise<ProductPage> => {
  const answer = await house.gateway!.inject(`/v1/products?store=${storeId}&${query}`)
  assert.equal(answer.statusCode, 200)
  return answer.json()
}
const put = async (house: TestHouse, ...products: ReturnType<typeof product>[]) =>
  (await house.call(PutProducts, { products })).products.map(({ productId }) => productId)
/** By a word that is spelled wrong: only the search engine finds it, not the browsing that stands in for it. */
const findsMisspelled = (house: TestHouse, typed: string, name: string, within = patience) =>
  eventually(async () => assert.equal((await page(house, `q=${typed}`)).items[0]?.name, name), within)

before(async () => {
  database = await testDatabase()
  proxy = await openFaultProxy(url)
  one = await open()
  const { stores } = await one.call(PutStores, { stores: [storeInput('shared')] })
  storeId = stores[0]!.storeId
  two = await open()
})
after(async () => {
  for (const house of houses) await house[Symbol.asyncDispose]()
  await proxy[Symbol.asyncDispose]()
  await database.dispose()
  await using engine = await openElasticsearch({ urls: [url], variable: 'test', log: silentLog, prefix })
  await engine.shared!.destroy()
})

test('what one copy takes in is found in the other, with its price and stock, and there is one index', async () => {
  const [id] = await put(one, product('tea', { name: 'Assam Tea', categoryPath: ['Drinks', 'Tea'] }))
  for (const house of [one, two]) await findsMisspelled(house, 'asam', 'Assam Tea')
  await two.call(SetPrices, { storeId, prices: [{ productId: id!, price: money(3_900), mrp: money(5_000) }] })
  const moves = [{ storeId, productId: id!, kind: 'receive' as const, quantity: 3 }]
  await one.call(MoveStock, { batchId: newId('event'), actor: 'system:test', moves })
  for (const house of [one, two])
    await eventually(async () => {
      const { items } = await page(house, 'q=asam&inStock=true')
      assert.deepEqual(
        items.map((each) => [each.id, each.price.amount]),
        [[id, 3_900]],
      )
    }, patience)
  assert.equal((await indexes()).length, 1)
})

test('doctor tells what it is, and which index', async () => {
  const check = (await one.check()).find(({ name }) => name === 'search')
  assert.match(check!.detail, /^(OpenSearch|Elasticsearch) \S+, test-\S+-products-\S+-1$/)
})

test('a copy that starts finds the index as it is, and writes nothing', async () => {
  const written = await operations()
  const three = await open()
  await findsMisspelled(three, 'asam', 'Assam Tea')
  assert.equal(await operations(), written)
})

test('when the copy that feeds the index stops, another goes on', async () => {
  await houses.shift()![Symbol.asyncDispose]()
  one = houses[0]!
  await put(two, product('coffee', { name: 'Monsoon Coffee', categoryPath: ['Drinks', 'Coffee'] }))
  for (const house of houses) await findsMisspelled(house, 'monsoom', 'Monsoon Coffee')
})

test('when the index is deleted, it is built again, and lists are answered meanwhile', async () => {
  for (const name of await indexes()) await request(`${url}/${name}`, { method: 'DELETE' })
  assert.equal((await page(two, 'q=assam')).items[0]?.name, 'Assam Tea')
  for (const house of houses) await findsMisspelled(house, 'asam', 'Assam Tea')
  for (const house of houses) assert.equal((await page(house, '')).total, 2)
})

for (const fault of ['refuse', 'hang', 'reset'] as const) {
  test(`the engine goes away (${fault}): lists, words and pages go on without it; then all that changed is found`, async () => {
    await findsMisspelled(two, 'asam', 'Assam Tea')
    const begun = await page(two, 'limit=1')
    await proxy[fault]()
    assert.equal((await page(two, 'q=monsoon')).items[0]?.name, 'Monsoon Coffee')
    assert.equal((await page(two, 'sort=price')).total >= 2, true)
    assert.equal((await page(two, `limit=1&cursor=${begun.next}`)).items.length, 1)
    const suggest = await two.gateway!.inject(`/v1/suggest?store=${storeId}&q=mon`)
    assert.deepEqual([suggest.statusCode, suggest.json().items], [200, []])
    const ready = await two.gateway!.inject('/readyz')
    assert.equal(ready.statusCode, 200)
    await put(two, product(`late-${fault}`, { name: `Quinoa ${fault}`, categoryPath: ['Staples'] }))
    assert.equal((await page(two, `q=quinoa%20${fault}`)).items[0]?.name, `Quinoa ${fault}`)
    await proxy.pass()
    for (const house of houses) await findsMisspelled(house, `qinoa%20${fault}`, `Quinoa ${fault}`)
  })
}

test('a start without the engine sells all the same, and feeds it when it is there', async () => {
  await proxy.refuse()
  const four = await open()
  assert.equal((await page(four, 'q=assam')).items[0]?.name, 'Assam Tea')
  await proxy.pass()
  await findsMisspelled(four, 'asam', 'Assam Tea')
})

async function indexes(): Promise<string[]> {
  const { body } = await request(`${url}/_cat/indices/${prefix}-*?h=index`)
  return (await body.text()).split('\n').filter(Boolean)
}

/** Writes that the index has taken so far. */
async function operations(): Promise<number> {
  const { body } = await request(`${url}/${prefix}-*/_stats/indexing`)
  const { indexing } = ((await body.json()) as { _all: { primaries: { indexing: Record<string, number> } } })._all
    .primaries
  return indexing.index_total! + indexing.delete_total! + indexing.noop_update_total!
}
