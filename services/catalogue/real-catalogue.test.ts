import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readCatalogue } from '../../city/catalogue/csv.ts'
import { CountProducts, type ProductInput, type ProductPage, PutProducts } from '../../contracts/catalogue.ts'
import { newId } from '../../contracts/ids.ts'
import { MoveStock, PutStores, type StoreInput } from '../../contracts/stores.ts'
import { testHouse } from '../../tests/house.ts'
import { eventually } from './testing.ts'

const shared = process.env.TOKRI_SHARED_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))
const file = join(shared, 'catalogue/bigbasket_products.csv')
const batchSize = 500

const store: StoreInput = {
  code: 'lake',
  name: 'Lake Road',
  address: '1 Lake Road',
  point: { lat: 22.57, lng: 88.4 },
  area: [
    [88.3, 22.5],
    [88.5, 22.5],
    [88.5, 22.6],
    [88.3, 22.6],
  ],
  timeZone: 'Asia/Kolkata',
  hours: [],
}

test('the real catalogue comes in whole, twice, and milk is found in it', {
  skip: !existsSync(file) && `there is no ${file}`,
  timeout: 300_000,
}, async (t) => {
  const products: ProductInput[] = []
  for await (const row of readCatalogue(file)) if ('product' in row) products.push(row.product)
  assert.ok(products.length > 20_000)

  await using house = await testHouse({ targets: ['gateway', 'stores', 'catalogue'] })
  const { stores } = await house.call(PutStores, { stores: [store] })
  const storeId = stores[0]!.storeId
  const load = async () => {
    const sums = { added: 0, updated: 0, unchanged: 0 }
    const ids: string[] = []
    for (let at = 0; at < products.length; at += batchSize) {
      const put = await house.call(PutProducts, { products: products.slice(at, at + batchSize) })
      sums.added += put.added
      sums.updated += put.updated
      sums.unchanged += put.unchanged
      ids.push(...put.products.map(({ productId }) => productId))
    }
    return { sums, ids }
  }
  const started = performance.now()
  const first = await load()
  const putMs = performance.now() - started
  assert.deepEqual(first.sums, { added: products.length, updated: 0, unchanged: 0 })
  const page = async (query: string) =>
    (await house.gateway!.inject(`/v1/products?store=${storeId}&${query}`)).json() as ProductPage
  await eventually(async () => assert.equal((await page('limit=1')).total, products.length), 60_000)
  t.diagnostic(
    `${products.length} products put in ${Math.round(putMs)} ms, searchable after ${Math.round(performance.now() - started)} ms`,
  )

  for (let at = 0; at < first.ids.length; at += 5_000)
    await house.call(MoveStock, {
      batchId: newId('event'),
      actor: 'system:test',
      moves: first.ids
        .slice(at, at + 5_000)
        .map((productId) => ({ storeId, productId, kind: 'receive' as const, quantity: 30 })),
    })
  await eventually(async () => assert.equal((await page('limit=1&inStock=true')).total, products.length), 60_000)

  const milk = await page('q=milk&limit=10')
  assert.equal(milk.items.length, 10)
  for (const { name } of milk.items) assert.match(name, /milk/i)
  assert.ok(milk.facets.brands.length > 5)
  assert.deepEqual((await load()).sums, { added: 0, updated: 0, unchanged: products.length })
  assert.equal((await house.call(CountProducts, {})).products, products.length)
  t.diagnostic(`RSS ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB with the test and its file in memory`)
})
