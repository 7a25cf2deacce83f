import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { CountProducts, GetListings, type ProductPage, PutProducts, SetPrices } from '../../contracts/catalogue.ts'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import { MoveStock, PutStores } from '../../contracts/stores.ts'
import { type TestDatabase, testDatabase } from '../../engines/sql/testing.ts'
import { type TestHouse, testHouse } from '../../tests/house.ts'
import { eventually, product, storeInput } from './testing.ts'

let database: TestDatabase
let one: TestHouse
let two: TestHouse
let storeId: string
const open = () => testHouse({ targets: ['gateway', 'stores', 'catalogue'], env: { TOKRI_DATABASE_URL: database.url } })
const page = async (house: TestHouse, query: string): Promise<ProductPage> =>
  (await house.gateway!.inject(`/v1/products?store=${storeId}&${query}`)).json()
const put = async (house: TestHouse, ...products: ReturnType<typeof product>[]) =>
  (await house.call(PutProducts, { products })).products.map(({ productId }) => productId)

before(async () => {
  database = await testDatabase()
  one = await open()
  two = await open()
  const { stores } = await one.call(PutStores, { stores: [storeInput('shared')] })
  storeId = stores[0]!.storeId
})
after(async () => {
  await one[Symbol.asyncDispose]()
  await two[Symbol.asyncDispose]()
  await database.dispose()
})

test('what one copy writes, the other comes to sell: product, category, price and stock', async () => {
  const [id] = await put(one, product('tea', { name: 'Assam Tea', categoryPath: ['Drinks', 'Tea'] }))
  assert.deepEqual(
    (await page(one, 'q=assam')).items.map((each) => each.id),
    [id],
    'at once where it was written',
  )
  await eventually(async () =>
    assert.deepEqual(
      (await page(two, 'q=assam')).items.map((each) => each.id),
      [id],
    ),
  )
  await eventually(async () => {
    const { items } = (await two.gateway!.inject(`/v1/categories?store=${storeId}`)).json()
    assert.deepEqual(
      items.map((each: { name: string }) => each.name),
      ['Drinks', 'Tea'],
    )
  })

  await two.call(SetPrices, { storeId, prices: [{ productId: id!, price: money(3_900), mrp: money(5_000) }] })
  for (const house of [one, two])
    await eventually(async () => {
      const { listings } = await house.call(GetListings, { storeId, productIds: [id!] })
      assert.equal(listings[0]!.price.amount, 3_900)
      assert.equal((await page(house, 'q=assam')).items[0]!.price.amount, 3_900)
    })

  const moves = [{ storeId, productId: id!, kind: 'receive' as const, quantity: 3 }]
  await one.call(MoveStock, { batchId: newId('event'), actor: 'system:test', moves })
  for (const house of [one, two])
    await eventually(async () => {
      const card = (await page(house, 'q=assam')).items[0]!
      assert.deepEqual([card.inStock, card.left], [true, 3])
    })
})

test('copies that write the same product in turns end with the same', async () => {
  const writes = Array.from({ length: 20 }, (_, index) =>
    put(index % 2 ? one : two, product('contested', { price: 1_000 + index })),
  )
  const [[id]] = (await Promise.all(writes)) as [[string]]
  const [row] = await database.sql`select body->'price' as price from catalogue.products where id = ${id}`
  for (const house of [one, two])
    await eventually(async () => {
      const { listings } = await house.call(GetListings, { storeId, productIds: [id] })
      assert.equal(listings[0]!.price.amount, Number(row!.price))
    })
})

test('a third copy starts with all of it', async () => {
  const three = await open()
  try {
    const count = await one.call(CountProducts, {})
    assert.deepEqual(await three.call(CountProducts, {}), count)
    assert.equal((await page(three, 'limit=1')).total, count.products)
    const card = (await page(three, 'q=assam')).items[0]!
    assert.deepEqual([card.price.amount, card.inStock, card.left], [3_900, true, 3])
  } finally {
    await three[Symbol.asyncDispose]()
  }
})

test('a copy that starts while another writes misses nothing', async () => {
  let writing = true
  const written: string[] = []
  const writes = (async () => {
    for (let index = 0; writing; index++)
      written.push(
        ...(await put(one, product(`while-${index}`), product(`again-${index % 7}`, { price: 100 + index }))),
      )
  })()
  const late = await open()
  writing = false
  await writes
  try {
    const ids = [...new Set(written)]
    const pricesOf = async (house: TestHouse) => {
      const found = new Map<string, number>()
      for (let at = 0; at < ids.length; at += 200) {
        const { listings } = await house.call(GetListings, { storeId, productIds: ids.slice(at, at + 200) })
        for (const { productId, price } of listings) found.set(productId, price.amount)
      }
      return found
    }
    const expected = await pricesOf(one)
    assert.equal(expected.size, ids.length)
    await eventually(async () => assert.deepEqual(await pricesOf(late), expected))
  } finally {
    await late[Symbol.asyncDispose]()
  }
})

test('without the stores service, products are sold and count as in stock', async () => {
  const alone = await testHouse({ targets: ['gateway', 'catalogue'], env: { TOKRI_DATABASE_URL: database.url } })
  try {
    const { items } = await page(alone, 'q=contested')
    assert.equal(items[0]!.inStock, true)
    assert.equal((await alone.call(GetListings, { storeId, productIds: [items[0]!.id] })).listings.length, 1)
  } finally {
    await alone[Symbol.asyncDispose]()
  }
})
