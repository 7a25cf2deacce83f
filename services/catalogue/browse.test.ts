import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../contracts/ids.ts'
import { Problem } from '../../contracts/problem.ts'
import { openMemorySearch } from '../../engines/search/memory.ts'
import type { SearchEngine } from '../../engines/search/port.ts'
import { silentLog } from '../../kit/log.ts'
import { openMetrics } from '../../kit/metrics.ts'
import { Answers } from './answers.ts'
import { Assortment } from './assortment.ts'
import { categoriesOf } from './domain/category.ts'
import { mergeProduct, productIdOf } from './domain/product.ts'
import { findProducts, type ListQuery, listProducts, suggest } from './list.ts'
import { SearchFeed } from './search-feed.ts'
import { shelvesOf } from './shelves.ts'
import { eventually, product } from './testing.ts'

const metrics = openMetrics()

const store = newId('store')

function stocked() {
  const assortment = new Assortment()
  const inputs = [
    ...Array.from({ length: 25 }, (_, index) =>
      product(`milk-${index}`, { name: `Milk ${index}`, price: 1_000 + index }),
    ),
    product('bread', { name: 'Bread', nameHi: 'आटा ब्रेड', brand: 'Chakki', categoryPath: ['Bakery'] }),
  ]
  const tree = categoriesOf(inputs.map((input) => input.categoryPath))
  assortment.applyCategories(
    [...tree.categories].map(([id, body], place) => ({ id, version: 1, body: { ...body, place } })),
  )
  const documents = inputs.map((input) => ({
    id: productIdOf(input.sku),
    version: 1,
    body: mergeProduct(input, tree.idOf(input.categoryPath), undefined, undefined),
  }))
  assortment.applyProducts(documents)
  assortment.stock.open(store)
  return { assortment, documents, tree }
}

/** A search engine that answers nothing but errors, as one behind a dead network does. */
function deadSearch(): SearchEngine {
  const fail = async (): Promise<never> => {
    throw new Error('connection refused')
  }
  return {
    index: fail,
    remove: fail,
    list: fail,
    unlist: fail,
    search: fail,
    suggest: fail,
    [Symbol.asyncDispose]: async () => {},
  }
}

test('when search is away, lists come by category, brand and words, each product once', async () => {
  const { assortment, tree } = stocked()
  const context = {
    assortment,
    search: deadSearch(),
    log: silentLog,
    metrics,
    answers: new Answers({ edition: () => '1', browserS: 0 }),
  }
  const seen: string[] = []
  let cursor: string | null | undefined
  do {
    const query: ListQuery = {
      store,
      limit: 7,
      sort: 'price',
      category: tree.idOf(['Dairy']),
      ...(cursor ? { cursor } : {}),
    }
    const page = await listProducts(context, query)
    assert.equal(page.total, 25)
    seen.push(...page.items.map(({ name }) => name))
    cursor = page.next
  } while (cursor)
  assert.deepEqual(
    seen,
    Array.from({ length: 25 }, (_, index) => `Milk ${index}`),
  )
  assert.deepEqual(
    (await listProducts(context, { store, limit: 5, brands: ['chakki'] })).items.map(({ name }) => name),
    ['Bread'],
  )
  assert.deepEqual(await findProducts(context, { store, q: 'gopal milk 7', limit: 5 }), [productIdOf('milk-7')])
  assert.deepEqual(await suggest(context, { store, q: 'mil', limit: 5 }), [])
})

test('when search is away, Hindi names are found by how their words begin', async () => {
  const { assortment } = stocked()
  const context = {
    assortment,
    search: deadSearch(),
    log: silentLog,
    metrics,
    answers: new Answers({ edition: () => '', browserS: 0 }),
  }
  for (const [q, total] of [
    ['ब्रे', 1],
    ['आटा ब्रेड', 1],
    ['रेड', 0],
  ] as const)
    assert.equal((await listProducts(context, { store, q, limit: 5 })).total, total, q)
})

test('what is sold out comes last, also without search', async () => {
  const { assortment } = stocked()
  assortment.stock.set(store, productIdOf('milk-0'), 0)
  const page = await listProducts(
    {
      assortment,
      search: deadSearch(),
      log: silentLog,
      metrics,
      answers: new Answers({ edition: () => '1', browserS: 0 }),
    },
    { store, limit: 100, sort: 'price' },
  )
  assert.equal(page.items.at(-1)!.id, productIdOf('milk-0'))
})

test('a list begun without search goes on so when search is back; one of search starts again without it', async () => {
  const { assortment } = stocked()
  await using search = await openMemorySearch()
  const dead = {
    assortment,
    search: deadSearch(),
    log: silentLog,
    metrics,
    answers: new Answers({ edition: () => '1', browserS: 0 }),
  }
  const first = await listProducts(dead, { store, limit: 20 })
  const rest = await listProducts({ ...dead, search }, { store, limit: 20, cursor: first.next! })
  assert.equal(new Set([...first.items, ...rest.items].map(({ id }) => id)).size, 26)
  await assert.rejects(
    listProducts({ ...dead, search }, { store, limit: 20, cursor: 'bm90IG91cnM' }),
    (error) => error instanceof Problem && error.code === 'request/bad-cursor',
  )
})

test('a search engine that comes back is brought up to date', async () => {
  const { assortment, documents } = stocked()
  await using search = await openMemorySearch()
  let away = true
  const sometimes: SearchEngine = {
    ...search,
    index: async (given) => (away ? Promise.reject(new Error('away')) : search.index(given)),
    list: async (given) => (away ? Promise.reject(new Error('away')) : search.list(given)),
  }
  const feed = new SearchFeed(sometimes, assortment, silentLog)
  feed.products(documents)
  away = false
  await eventually(async () => assert.equal((await search.search({ store, limit: 5 })).total, 26))
  await feed.close()
})

test('an older version of a document never replaces a newer one', () => {
  const { assortment, documents } = stocked()
  const [{ id, body }] = documents as [(typeof documents)[number]]
  const at = (version: number, price: number) =>
    assortment.applyProducts([{ id, version, body: { ...body, price } }]).length
  assert.deepEqual([at(3, 300), at(2, 200), at(3, 333)], [1, 0, 0])
  assert.equal(assortment.listings(store, [id])[0]!.price.amount, 300)
})

test('what is heard of stock while a store is being read stands before what was read', () => {
  const { assortment } = stocked()
  const [a, b] = [productIdOf('milk-1'), productIdOf('milk-2')]
  assortment.stock.beginReading(store)
  assortment.stock.set(store, a, 0)
  assortment.stock.endReading(store, [
    { productId: a, available: 9 },
    { productId: b, available: 9 },
    { productId: productIdOf('unheard-of'), available: 9 },
  ])
  const stock = (id: string) => assortment.stock.available(store, assortment.get(id)!.slot)
  assert.deepEqual([stock(a), stock(b), stock(productIdOf('milk-3'))], [0, 9, 0])
})

test('while stores cannot be asked what they have, staff are told the last packs, and of more nothing', async () => {
  const { assortment, documents } = stocked()
  assortment.stock.beginReading(store)
  assortment.stock.endReading(store, [
    { productId: documents[0]!.id, available: 7 },
    { productId: documents[1]!.id, available: 40 },
  ])
  const call = async (): Promise<never> => {
    throw new Error('connection refused')
  }
  const ids = documents.slice(0, 3).map(({ id }) => id)
  const shelves = await shelvesOf({ call, assortment, log: silentLog }, [store], ids)
  assert.deepEqual(
    ids.map((id) => shelves(store, assortment.get(id)!)),
    [7, undefined, 0],
  )
})
