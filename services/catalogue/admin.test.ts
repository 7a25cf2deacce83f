import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  CountProducts,
  NameCategories,
  type NotSold,
  type ProductDetail,
  PutProducts,
} from '../../contracts/catalogue.ts'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import { sqlOptions } from '../../engines/sql/url.ts'
import { openPool, type Sql } from '../../kit/sql.ts'
import { openShop, product, type Shop } from './testing.ts'

let shop: Shop
let sql: Sql
const post = (url: string, body: unknown) => shop.as('admin', 'POST', `/v1/admin/${url}`, body)
const patch = (url: string, body: unknown) => shop.as('admin', 'PATCH', `/v1/admin/${url}`, body)
const importing = async (...products: unknown[]) => (await post('products/import', { products })).json()
const listed = async (query: string) =>
  (await shop.get(`/v1/products?store=${shop.storeIds[0]}&${query}`))
    .json()
    .items.map((each: { id: string }) => each.id)
const events = async (name: string) =>
  sql<
    { key: string; data: Record<string, unknown> }[]
  >`select key, data from bus.events where name = ${name} order by seq`

before(async () => {
  shop = await openShop()
  sql = openPool(sqlOptions(shop.house.databaseUrl, 'the test database'), 3)
})
after(async () => {
  await sql.end({ timeout: 1 })
  await shop[Symbol.asyncDispose]()
})

describe('importing', () => {
  test('the same rows twice change nothing twice, and publish nothing', async () => {
    const rows = [
      product('imp-1'),
      product('imp-2', { attributes: { origin: 'Nadia' }, rating: { average: 4.1, count: 7 } }),
    ]
    assert.deepEqual(await importing(...rows), { added: 2, updated: 0, unchanged: 0, problems: [] })
    const told = [(await events('product.changed')).length, (await events('staff.acted')).length]
    assert.deepEqual(await importing(...rows), { added: 0, updated: 0, unchanged: 2, problems: [] })
    assert.deepEqual([(await events('product.changed')).length, (await events('staff.acted')).length], told)
    assert.deepEqual(await importing(product('imp-1', { price: 4_000 }), rows[1]), {
      added: 0,
      updated: 1,
      unchanged: 1,
      problems: [],
    })
  })

  test('each bad row is named with its reason, and the good ones are kept', async () => {
    const { added, problems } = await importing(
      product('good-1'),
      product('dear', { price: 6_000, mrp: 5_000 }),
      { ...product('odd'), colour: 'red' },
      { ...product('half'), price: { amount: 49.5, currency: 'INR' } },
      { ...product('minus'), price: { amount: -1, currency: 'INR' } },
      product('   '),
      product('deep', { categoryPath: ['A', ' '] }),
      product('gold', { price: 2_000_000_000, mrp: 2_000_000_000 }),
      null,
      'a row',
      product('good-1', { price: 1 }),
      product('good-1'),
      product('good-2', { name: 'A cup 🥛 of दूध' }),
    )
    assert.equal(added, 2)
    assert.deepEqual(
      problems.map(({ index, code }: { index: number; code: string }) => [index, code]),
      [
        [1, 'catalogue/price-above-mrp'],
        [2, 'request/invalid'],
        [3, 'request/invalid'],
        [4, 'request/invalid'],
        [5, 'catalogue/bad-product'],
        [6, 'catalogue/bad-product'],
        [7, 'catalogue/price-too-high'],
        [8, 'request/invalid'],
        [9, 'request/invalid'],
        [10, 'catalogue/duplicate-sku'],
      ],
    )
    assert.match(problems[2].message, /price/)
    assert.deepEqual(
      problems.slice(4, 6).map(({ details }: { details: unknown }) => details),
      [
        { reason: 'sku-empty', field: 'sku' },
        { reason: 'category-name-empty', field: 'categoryPath' },
      ],
    )
    const [found] = (await shop.as('admin', 'GET', '/v1/admin/products?q=good-2')).json().items
    assert.equal(found.name, 'A cup 🥛 of दूध')
  })

  test('many imports of the same skus at once make each product once', async () => {
    const rows = Array.from({ length: 40 }, (_, index) =>
      product(`race-${index}`, { categoryPath: ['Race', `${index % 4}`] }),
    )
    const before = await shop.house.call(CountProducts, {})
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, index) => importing(...(index % 2 ? rows : rows.toReversed()))),
    )
    assert.equal(
      results.reduce((sum, { added }) => sum + added, 0),
      40,
    )
    assert.ok(results.every(({ added, updated, unchanged }) => added + updated + unchanged === 40))
    const now = await shop.house.call(CountProducts, {})
    assert.deepEqual([now.products - before.products, now.categories - before.categories], [40, 5])
    const [row] = await sql`select count(*)::int as n from catalogue.products where body->>'sku' like 'race-%'`
    assert.equal(row!.n, 40)
  })

  test('the operation takes all or nothing', async () => {
    const before = await shop.house.call(CountProducts, {})
    const bad = [product('all-1'), product('all-2', { price: 9_000, mrp: 5_000, categoryPath: ['Never'] })]
    await assert.rejects(shop.house.call(PutProducts, { products: bad }), { code: 'catalogue/price-above-mrp' })
    const twice = [product('all-1'), product('all-1', { price: 1 })]
    await assert.rejects(shop.house.call(PutProducts, { products: twice }), { code: 'catalogue/duplicate-sku' })
    assert.deepEqual(await shop.house.call(CountProducts, {}), before)
  })

  test('categories are the same whatever the case and spacing of their names', async () => {
    await importing(product('case-1', { categoryPath: ['Snacks & Munchies', 'Chips'] }))
    const before = await shop.house.call(CountProducts, {})
    await importing(product('case-2', { categoryPath: ['SNACKS &  Munchies ', 'chips'] }))
    assert.equal((await shop.house.call(CountProducts, {})).categories, before.categories)
  })

  test('categories get their names in Hindi by their path, all of them or none', async () => {
    await importing(product('named-1', { name: 'Mango Pickle', categoryPath: ['Pantry', 'Pickles'] }))
    const [pantry, pickles] = [
      { path: ['pantry'], nameHi: 'भंडार' },
      { path: ['Pantry', 'Pickles'], nameHi: 'अचार' },
    ]
    const unknown = { path: ['Pantry', 'Never'], nameHi: 'कभी नहीं' }
    const hindi = async () => {
      const { items } = (await shop.get('/v1/categories')).json() as { items: { name: string; nameHi?: string }[] }
      return items.filter(({ name }) => ['Pantry', 'Pickles'].includes(name)).map(({ nameHi }) => nameHi)
    }
    const naming = (...names: (typeof pantry)[]) => shop.house.call(NameCategories, { names })
    await assert.rejects(naming(pantry!, unknown), { code: 'catalogue/category-not-found' })
    assert.deepEqual(await hindi(), [undefined, undefined])
    await naming(pantry!, pickles!)
    await naming(pantry!, pickles!)
    assert.deepEqual(await hindi(), ['भंडार', 'अचार'])
    const [pickle] = await listed('q=mango+pickle')
    const detail = await shop.get(`/v1/products/${pickle}?store=${shop.storeIds[0]}`)
    const { categoryPath } = detail.json() as ProductDetail
    assert.deepEqual(
      categoryPath.map(({ nameHi }) => nameHi),
      ['भंडार', 'अचार'],
    )
  })

  test('what is too much is refused whole', async () => {
    const many = Array.from({ length: 501 }, (_, index) => product(`many-${index}`))
    assert.equal((await post('products/import', { products: many })).statusCode, 400)
    assert.equal((await post('products/import', { products: [] })).statusCode, 400)
    const huge = { products: [{ ...product('huge'), description: 'x'.repeat(9 * 2 ** 20) }] }
    assert.equal((await post('products/import', huge)).statusCode, 413)
  })
})

describe('merchandising', () => {
  test('a product is added, changed, taken off sale and put back', async () => {
    const added = await post('products', product('jam', { name: 'Guava Jam', description: 'Sweet' }))
    assert.equal(added.statusCode, 200, added.body)
    const { id, version, storeIds } = added.json()
    assert.deepEqual([version, storeIds], [1, null])
    assert.deepEqual(await listed('q=guava'), [id])

    const changed = await patch(`products/${id}`, { name: 'Red Guava Jam', price: money(4_000) })
    assert.equal(changed.json().description, 'Sweet')
    assert.deepEqual(await listed('q=red+guava+jam'), [id])
    const version2 = changed.json().version
    assert.equal((await patch(`products/${id}`, { name: 'Red Guava Jam' })).json().version, version2)

    await patch(`products/${id}`, { active: false })
    assert.deepEqual(await listed('q=guava'), [])
    assert.equal((await shop.get(`/v1/products/${id}?store=${shop.storeIds[0]}`)).statusCode, 404)
    // An old link says what it was, and leads to what is like it.
    await post('products', product('marmalade', { name: 'Orange Marmalade' }))
    const gone = async () => (await shop.get(`/v1/products/${id}?store=${shop.storeIds[0]}`)).json()
    const { code, details } = (await gone()) as { code: string; details: NotSold }
    assert.equal(code, 'catalogue/product-not-found')
    assert.deepEqual([details.withdrawn, details.name], [true, 'Red Guava Jam'])
    assert.deepEqual(
      details.categoryPath.map(({ name }) => name),
      product('jam').categoryPath,
    )
    assert.ok(details.similar.some(({ name }) => name === 'Orange Marmalade'))
    // An import tells what a product is, not whether it is on sale.
    await importing(product('jam', { name: 'Guava Jam' }))
    assert.deepEqual(await listed('q=guava'), [])
    await patch(`products/${id}`, { active: true, storeIds: [shop.storeIds[1]] })
    assert.deepEqual(await listed('q=guava'), [])
    assert.equal((await gone()).details.withdrawn, false)
    await patch(`products/${id}`, { storeIds: null, categoryPath: ['Spreads', 'Jam'] })
    assert.deepEqual(await listed('q=guava'), [id])
  })

  test('a product with fields that are not ours is refused', async () => {
    const answer = await post('products', { ...product('odd'), colour: 'red' })
    assert.deepEqual([answer.statusCode, answer.json().code], [400, 'request/invalid'])
    assert.equal((await post('prices', { storeId: shop.storeIds[0], prices: [], all: true })).statusCode, 400)
  })

  test('bad changes are refused and change nothing', async () => {
    const { id } = (await post('products', product('strict'))).json()
    const refused = async (body: unknown, status: number, code: string) => {
      const answer = await patch(`products/${id}`, body)
      assert.deepEqual([answer.statusCode, answer.json().code], [status, code])
    }
    await refused({ price: money(5_001) }, 422, 'catalogue/price-above-mrp')
    await refused({ name: ' ' }, 422, 'catalogue/bad-product')
    const { detail, details } = (await patch(`products/${id}`, { name: ' ' })).json()
    assert.equal(detail, 'The name is empty')
    assert.deepEqual(details, { reason: 'name-empty', field: 'name', productId: id })
    await refused({ sku: 'other' }, 400, 'request/invalid')
    await refused({ gstBasisPoints: 1.5 }, 400, 'request/invalid')
    await refused({ storeIds: ['north'] }, 400, 'request/invalid')
    assert.equal(
      (await patch(`products/${newId('product')}`, { name: 'x' })).json().code,
      'catalogue/product-not-found',
    )
    assert.equal((await shop.as('admin', 'GET', `/v1/admin/products/${id}`)).json().version, 1)
  })

  test('prices of a store, by its manager; and what the law forbids', async () => {
    const { id } = (await post('products', product('priced'))).json()
    const [north, south] = shop.storeIds
    const prices = (price: number, mrp = 5_000) => [{ productId: id, price: money(price), mrp: money(mrp) }]
    const set = (storeId: string, list: unknown) =>
      shop.as('manager', 'POST', '/v1/admin/prices', { storeId, prices: list })
    assert.deepEqual((await set(north, prices(4_500))).json(), { changed: 1 })
    assert.equal((await set(south, prices(4_500))).json().code, 'stores/not-your-store')
    assert.equal((await set(north, prices(5_100))).json().code, 'catalogue/price-above-mrp')
    const unknown = [{ productId: newId('product'), price: money(1), mrp: money(1) }]
    assert.equal((await set(north, unknown)).json().code, 'catalogue/product-not-found')
    assert.equal((await shop.get(`/v1/products/${id}?store=${north}`)).json().price.amount, 4_500)
    const [told] = (await events('price.changed')).filter(({ data }) => data.productId === id)
    assert.deepEqual(told!.data, { storeId: north, productId: id, price: money(4_500), mrp: money(5_000) })
  })

  test('beside prices stands what each store truly has, also where it is more than shoppers are told', async () => {
    const { id } = (await post('products', product('counted'))).json()
    const [north, south] = shop.storeIds
    const seenBy = async (role: 'admin' | 'manager') => {
      const { items } = (await shop.as(role, 'GET', `/v1/admin/prices?ids=${id}`)).json()
      const stores = items[0].stores as { storeId: string; available?: number }[]
      return new Map(stores.map((each) => [each.storeId, each.available]))
    }
    await shop.receive(north, id, 50)
    // Of these no event tells: for shoppers both are many.
    await shop.receive(north, id, 7)
    const all = await seenBy('admin')
    assert.deepEqual([all.get(north), all.get(south)], [57, 0])
    await shop.count(north, id, 31)
    assert.deepEqual([...(await seenBy('manager'))], [[north, 31]])
  })

  test('a product leaves the shelf of one store and comes back', async () => {
    const { id } = (await post('products', product('shelved', { name: 'Shelved Tea' }))).json()
    const [north, south] = shop.storeIds
    const set = (flag: boolean) => post('listings', { storeId: north, productIds: [id], listed: flag })
    assert.deepEqual((await set(false)).json(), { changed: 1 })
    assert.deepEqual(await listed('q=shelved+tea'), [])
    assert.equal((await shop.get(`/v1/products/${id}?store=${south}`)).statusCode, 200)
    await set(true)
    assert.deepEqual(await listed('q=shelved+tea'), [id])
  })

  test('a category gets another name, and an import by the old one still finds it', async () => {
    await importing(product('soap-1', { name: 'Neem Bar', categoryPath: ['Bath', 'Soap'] }))
    const all = async () => (await shop.as('admin', 'GET', '/v1/admin/categories')).json().items
    const soap = (await all()).find((each: { name: string }) => each.name === 'Soap')
    const answer = await patch(`categories/${soap.id}`, { name: 'Cleansing Bars' })
    assert.deepEqual([answer.statusCode, answer.json().name, answer.json().image], [200, 'Cleansing Bars', soap.image])
    await importing(product('soap-2', { name: 'Rose Bar', categoryPath: ['Bath', 'Soap'] }))
    const now = (await all()).find((each: { id: string }) => each.id === soap.id)
    assert.deepEqual([now.name, now.productCount], ['Cleansing Bars', 2])
    const page = (await shop.get(`/v1/products?store=${shop.storeIds[0]}&category=${soap.id}`)).json()
    assert.ok(page.facets.categories.some((each: { name: string }) => each.name === 'Cleansing Bars'))
    assert.equal(
      (await patch(`categories/${newId('category')}`, { name: 'x' })).json().code,
      'catalogue/category-not-found',
    )
  })

  test('a category without a name, or too deep, is refused with its reason', async () => {
    const [top] = (await shop.as('admin', 'GET', '/v1/admin/categories')).json().items
    const refused = async (answer: ReturnType<typeof post>, detail: string, details: object) => {
      const { code, ...told } = (await answer).json()
      assert.deepEqual([code, told.detail, told.details], ['catalogue/bad-product', detail, details])
    }
    const noName = ['The name is empty', { reason: 'name-empty', field: 'name' }] as const
    await refused(post('categories', { name: ' ', parentId: null }), ...noName)
    await refused(patch(`categories/${top.id}`, { name: ' ' }), ...noName)
    let parentId: string | null = null
    for (const name of ['One', 'Two', 'Three', 'Four'])
      parentId = (await post('categories', { name, parentId })).json().id as string
    const deep = { reason: 'category-too-deep', limit: 4 }
    await refused(post('categories', { name: 'Five', parentId }), 'Categories are at most four deep', deep)
  })

  test('the list goes by name, page by page, and finds by words and SKU', async () => {
    await importing(...Array.from({ length: 9 }, (_, index) => product(`page-${index}`, { name: 'Same Name' })))
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const url: string = `/v1/admin/products?q=same+page&limit=4${cursor ? `&cursor=${cursor}` : ''}`
      const page = (await shop.as('support', 'GET', url)).json()
      seen.push(...page.items.map((each: { sku: string }) => each.sku))
      cursor = page.next
    } while (cursor)
    assert.deepEqual(
      seen.toSorted(),
      Array.from({ length: 9 }, (_, index) => `page-${index}`),
    )
    assert.equal((await shop.as('admin', 'GET', '/v1/admin/products?cursor=zzz')).json().code, 'request/bad-cursor')
  })

  test('only staff may look, only admins may change, and each change is told to the audit log', async () => {
    const body = product('secret')
    const id = newId('product')
    const storeId = shop.storeIds[0]
    const changes = [
      ['POST', '/v1/admin/products', body],
      ['POST', '/v1/admin/products/import', { products: [body] }],
      ['PATCH', `/v1/admin/products/${id}`, { name: 'x' }],
      ['PATCH', `/v1/admin/categories/${newId('category')}`, { name: 'x' }],
    ] as const
    for (const role of ['customer', 'picker', 'rider', 'manager', 'support'] as const)
      for (const [method, url, payload] of changes)
        assert.equal((await shop.as(role, method, url, payload)).statusCode, 403, `${role} ${url}`)
    for (const [method, url, payload] of changes)
      assert.equal((await shop.as(null, method, url, payload)).statusCode, 401)
    for (const url of ['/v1/admin/products', '/v1/admin/categories', `/v1/admin/products/${id}`])
      assert.equal((await shop.as('customer', 'GET', url)).statusCode, 403)
    const prices = [{ productId: id, price: money(1), mrp: money(1) }]
    assert.equal((await shop.as('customer', 'POST', '/v1/admin/prices', { storeId, prices })).statusCode, 403)
    const actions = new Set((await events('staff.acted')).map(({ data }) => data.action))
    for (const action of [
      'product_put',
      'products_imported',
      'product_changed',
      'prices_set',
      'unlisted',
      'category_changed',
    ])
      assert.ok(actions.has(`catalogue.${action}`), action)
  })
})
