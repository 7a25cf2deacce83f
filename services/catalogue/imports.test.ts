import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type AdminProduct, type ImportFile, type ImportRow, PutProducts } from '../../contracts/catalogue.ts'
import type { Role } from '../../contracts/identity.ts'
import { money } from '../../contracts/money.ts'
import type { FileFault } from '../../contracts/reasons.ts'
import { PutStores } from '../../contracts/stores.ts'
import { PutAccounts } from '../../contracts/users.ts'
import { sqlOptions } from '../../engines/sql/url.ts'
import { openPool } from '../../kit/sql.ts'
import { eventually, openShop, product, type Shop, storeInput } from './testing.ts'

describe('files of merchandisers', () => {
  let shop: Shop
  let tokens: Map<Role, string>
  before(async () => {
    shop = await openShop()
    tokens = new Map()
    await shop.house.call(PutProducts, {
      products: [
        product('MILK'),
        product('BREAD', { price: 4_500, mrp: 5_000, categoryPath: ['Bakery'] }),
        product('RICE'),
      ],
    })
    await shop.receive(shop.storeIds[0], await idOf('MILK'), 7)
  })
  after(() => shop[Symbol.asyncDispose]())

  const gateway = () => shop.house.gateway!
  const idOf = async (sku: string) => {
    const { items } = (await shop.as('admin', 'GET', `/v1/admin/products?q=${sku}`)).json()
    return items[0].id as string
  }
  const tokenOf = async (role: Role) => {
    await shop.as(role, 'GET', '/v1/me')
    const login = await gateway().inject({
      method: 'POST',
      url: '/v1/auth/login',
      payload: { email: `${role}@example.com`, password: 'correct horse battery' },
    })
    tokens.set(role, login.json().accessToken)
    return tokens.get(role)!
  }
  const send = async (role: Role, kind: string, csv: string) =>
    gateway().inject({
      method: 'POST',
      url: `/v1/admin/imports?kind=${kind}&fileName=a.csv`,
      headers: { authorization: `Bearer ${tokens.get(role) ?? (await tokenOf(role))}`, 'content-type': 'text/csv' },
      payload: csv,
    })
  const reach = async (role: Role, id: string, state: ImportFile['state']): Promise<ImportFile> => {
    let file: ImportFile | undefined
    await eventually(async () => {
      file = (await shop.as(role, 'GET', `/v1/admin/imports/${id}`)).json() as ImportFile
      assert.equal(file.state, state)
    })
    return file!
  }
  const checked = async (role: Role, kind: string, csv: string) => {
    const sent = await send(role, kind, csv)
    assert.equal(sent.statusCode, 201, sent.body)
    const { id } = sent.json() as ImportFile
    const file = await reach(role, id, 'checked')
    const { items } = (await shop.as(role, 'GET', `/v1/admin/imports/${id}/rows?limit=100`)).json()
    return { id, file, rows: items as ImportRow[] }
  }
  const priceIn = async (storeId: string, sku: string) =>
    (await shop.get(`/v1/products/${await idOf(sku)}?store=${storeId}`)).json().price.amount as number
  const apply = async (role: Role, id: string) => {
    assert.equal((await shop.as(role, 'POST', `/v1/admin/imports/${id}/apply`)).statusCode, 202)
    return reach(role, id, 'applied')
  }

  test('prices are shown old and new before anything changes, are applied, and can be undone', async () => {
    const [north, south] = shop.storeIds
    const csv = [
      'store,sku,price,mrp',
      'north,MILK,41.50,50',
      'north,BREAD,45,50',
      '*,RICE,40,50',
      'north,NONE,1,1',
      'north,RICE,90,50',
      'moon,MILK,1,2',
      'north,MILK,12,50',
    ].join('\n')
    const { id, file, rows } = await checked('admin', 'prices', csv)
    assert.deepEqual(file.counts, { added: 0, changed: 2, unchanged: 1, refused: 4 })
    assert.deepEqual(rows[0]!.changes, [{ field: 'price', from: '49', to: '41.50' }])
    assert.deepEqual(
      rows.filter((row) => row.verdict === 'refused').map((row) => [row.row, row.code]),
      [
        [5, 'catalogue/product-not-found'],
        [6, 'catalogue/price-above-mrp'],
        [7, 'stores/not-found'],
        [8, 'catalogue/duplicate-sku'],
      ],
    )
    assert.equal(await priceIn(north, 'MILK'), 4_900, 'a preview changes nothing')

    const { at } = (await shop.get(`/v1/shelf-changes?store=${north}`)).json()
    assert.equal((await apply('admin', id)).done, 7)
    assert.equal(await priceIn(north, 'MILK'), 4_150)
    assert.equal(await priceIn(south, 'MILK'), 4_900)
    assert.equal(await priceIn(south, 'RICE'), 4_000)
    const news = (await shop.get(`/v1/shelf-changes?store=${north}&since=${at}`)).json()
    const told = new Map<string, number>(
      news.items.map((each: { productId: string; card: { price: { amount: number } } }) => [
        each.productId,
        each.card.price.amount,
      ]),
    )
    assert.equal(told.get(await idOf('MILK')), 4_150, 'an open page hears of it')
    assert.equal(told.get(await idOf('RICE')), 4_000, 'also of a price that all stores share')
    assert.equal((await shop.as('admin', 'POST', `/v1/admin/imports/${id}/apply`)).statusCode, 409)

    // Somebody changes one of them by hand: the undo leaves it.
    const patch = { price: { amount: 3_900, currency: 'INR' } }
    assert.equal((await shop.as('admin', 'PATCH', `/v1/admin/products/${await idOf('RICE')}`, patch)).statusCode, 200)
    assert.equal((await shop.as('admin', 'POST', `/v1/admin/imports/${id}/undo`)).statusCode, 202)
    await reach('admin', id, 'undone')
    assert.equal(await priceIn(north, 'MILK'), 4_900)
    assert.equal(await priceIn(south, 'RICE'), 3_900)
    const { items } = (await shop.as('admin', 'GET', `/v1/admin/prices?ids=${await idOf('MILK')}`)).json()
    assert.equal(items[0].stores.find((each: { storeId: string }) => each.storeId === north).own, false)
  })

  test('a price that somebody changed after the preview is left out and named', async () => {
    const { id } = await checked('admin', 'prices', 'store,sku,price\nsouth,MILK,44\nsouth,BREAD,44')
    const body = {
      storeId: shop.storeIds[1],
      prices: [
        {
          productId: await idOf('MILK'),
          price: { amount: 4_700, currency: 'INR' },
          mrp: { amount: 5_000, currency: 'INR' },
        },
      ],
    }
    assert.equal((await shop.as('admin', 'POST', '/v1/admin/prices', body)).statusCode, 200)
    const file = await apply('admin', id)
    assert.equal(file.counts.refused, 1)
    assert.equal(await priceIn(shop.storeIds[1], 'MILK'), 4_700)
    assert.equal(await priceIn(shop.storeIds[1], 'BREAD'), 4_400)
  })

  test('products come out as a file that changes nothing when it is handed in again', async () => {
    const exported = await shop.as('admin', 'GET', '/v1/admin/exports/products')
    assert.match(String(exported.headers['content-type']), /^text\/csv/)
    const { file } = await checked('admin', 'products', exported.body)
    assert.equal(file.counts.unchanged, file.rows)

    const csv = 'sku,name_hi,price\nMILK,दूध,47.5\nNEW,,10\n'
    const { id, rows } = await checked('admin', 'products', csv)
    assert.deepEqual(
      rows.map((row) => row.verdict),
      ['changed', 'refused'],
    )
    await apply('admin', id)
    const { items } = (await shop.as('admin', 'GET', '/v1/admin/products?q=दूध')).json()
    assert.equal(items[0].sku, 'MILK')
    assert.equal(items[0].brand, 'Gopal', 'what a file does not name stays')
    assert.equal(items[0].price.amount, 4_750)
  })

  test('a file brings attributes and texts in Hindi, an empty cell takes them away, a column that is absent keeps them', async () => {
    const id = await idOf('RICE')
    const rice = async () => (await shop.as('admin', 'GET', `/v1/admin/products/${id}`)).json() as AdminProduct
    const bring = async (csv: string) => apply('admin', (await checked('admin', 'products', csv)).id)
    await bring(
      [
        'sku,description_hi,attributes,attributes_hi',
        'RICE,लंबे दाने,Diet: Vegetarian | Cook: 12:30 minutes | Sold as: loose \\| packed,Diet: आहार: शाकाहारी | Cook: : 12:30 मिनट',
      ].join('\n'),
    )
    const { descriptionHi, attributes, attributesHi } = await rice()
    assert.equal(descriptionHi, 'लंबे दाने')
    assert.deepEqual(attributes, { Diet: 'Vegetarian', Cook: '12:30 minutes', 'Sold as': 'loose | packed' })
    assert.deepEqual(attributesHi, { Diet: { name: 'आहार', value: 'शाकाहारी' }, Cook: { value: '12:30 मिनट' } })
    const exported = await shop.as('admin', 'GET', '/v1/admin/exports/products')
    const { file } = await checked('admin', 'products', exported.body)
    assert.equal(file.counts.unchanged, file.rows)

    await bring('sku,pack\nRICE,2 kg')
    assert.deepEqual((await rice()).attributesHi, attributesHi)
    await bring('sku,attributes_hi,description_hi\nRICE,,')
    const cleared = await rice()
    assert.deepEqual(cleared.attributes, attributes)
    assert.deepEqual([cleared.attributesHi, cleared.descriptionHi], [undefined, undefined])
  })

  test('a manager sets stock and prices of the own store only', async () => {
    const csv = 'store,sku,quantity\nnorth,MILK,12\nsouth,MILK,5\nnorth,BREAD,x'
    const { id, rows } = await checked('manager', 'stock', csv)
    assert.deepEqual(
      rows.map((row) => row.verdict),
      ['changed', 'refused', 'refused'],
    )
    assert.deepEqual(rows[0]!.changes, [{ field: 'quantity', from: '7', to: '12' }])
    await apply('manager', id)
    const milk = await idOf('MILK')
    await eventually(async () => {
      const { items } = (await shop.as('admin', 'GET', `/v1/admin/prices?ids=${milk}`)).json()
      const north = items[0].stores.find((each: { storeId: string }) => each.storeId === shop.storeIds[0])
      assert.equal(north.available, 12)
    })
    assert.equal((await send('manager', 'products', 'sku\nMILK')).statusCode, 403)
    const { id: own } = await checked('admin', 'prices', 'store,sku,price\n*,MILK,40')
    assert.equal((await shop.as('manager', 'GET', `/v1/admin/imports/${own}`)).statusCode, 404)
  })

  test('an import goes by the stores of the day on which it is used', async () => {
    const [north, south] = shop.storeIds
    await shop.house.call(PutProducts, { products: [product('OATS')] })
    const email = 'two-stores@example.com'
    const password = 'correct horse battery'
    const staffed = (storeIds: string[]) =>
      shop.house.call(PutAccounts, { accounts: [{ email, password, name: 'M', roles: ['manager'], storeIds }] })
    const asManager = async (method: 'GET' | 'POST', url: string, csv?: string) => {
      const login = await gateway().inject({ method: 'POST', url: '/v1/auth/login', payload: { email, password } })
      const headers = {
        authorization: `Bearer ${login.json().accessToken}`,
        ...(csv ? { 'content-type': 'text/csv' } : {}),
      }
      const answer = await gateway().inject({ method, url, headers, ...(csv ? { payload: csv } : {}) })
      assert.ok(answer.statusCode < 300, answer.body)
      return answer.json()
    }
    await staffed([north, south])
    const csv = 'store,sku,price\nnorth,OATS,44\nsouth,OATS,44\neast,OATS,44'
    const { id } = await asManager('POST', '/v1/admin/imports?kind=prices&fileName=a.csv', csv)
    const reached = (state: string) =>
      eventually(async () => assert.equal((await asManager('GET', `/v1/admin/imports/${id}`)).state, state))
    await reached('checked')
    const { stores } = await shop.house.call(PutStores, { stores: [storeInput('east')] })
    const east = stores[0]!.storeId
    await staffed([north, east])
    await asManager('POST', `/v1/admin/imports/${id}/apply`)
    await reached('applied')

    assert.equal(await priceIn(north, 'OATS'), 4_400)
    assert.equal(await priceIn(south, 'OATS'), 4_900, 'a store that is not theirs any more is left')
    assert.equal(await priceIn(east, 'OATS'), 4_900, 'nobody has seen what it would change there')
    const { items } = await asManager('GET', `/v1/admin/imports/${id}/rows`)
    assert.deepEqual(
      (items as ImportRow[]).map(({ verdict, code, applied }) => [verdict, code, applied]),
      [
        ['changed', undefined, true],
        ['refused', 'stores/not-found', false],
        ['refused', 'catalogue/changed-since', false],
      ],
    )
  })

  test('what is no table, or not the right one, is refused with what is wrong', async () => {
    const answerOf = async (csv: string) => (await send('admin', 'prices', csv)).json()
    const bad: [csv: string, details: { reason: FileFault; [named: string]: unknown }][] = [
      ['', { reason: 'file-empty' }],
      ['store,sku,price\n', { reason: 'no-rows' }],
      ['sku\nMILK', { reason: 'columns-missing', names: ['store', 'price'] }],
      ['store,sku,price,colour\n*,MILK,1,red', { reason: 'columns-unknown', names: ['colour'] }],
      ['store,sku,price\n"', { reason: 'quote-not-closed', line: 2 }],
      ['store,sku,price\n*,"MILK"s,1', { reason: 'quote-misplaced', line: 2 }],
      ['store,sku,price\n*,MI"LK,1', { reason: 'quote-misplaced', line: 2 }],
      ['store,sku,price\n*,MILK,1\n*,MILK', { reason: 'cells-do-not-match', line: 3 }],
      [`store,sku,price\n*,MILK,${'1'.repeat(100_001)}`, { reason: 'row-too-long', line: 2 }],
    ]
    for (const [csv, details] of bad) {
      const { code, detail, details: told } = await answerOf(csv)
      assert.deepEqual([code, told], ['catalogue/bad-file', details])
      assert.equal(detail === undefined, details.reason === 'file-empty')
    }
    assert.match((await answerOf('store,sku,price,colour\n*,MILK,1,red')).detail, /^Columns are unknown: colour$/)
    const long = `store,sku,price\n${Array.from({ length: 20_001 }, (_, index) => `*,S${index},1`).join('\n')}`
    const { code, details } = await answerOf(long)
    assert.deepEqual([code, details], ['catalogue/too-many-rows', { limit: 20_000 }])
  })

  test('a row that is refused has its reason with what that names, beside the sentence in English', async () => {
    const told = (rows: ImportRow[]) => rows.map(({ message, details }) => [message, details])
    const csv = ['store,sku,price,mrp', '*,MILK,1,2', 'north,NONE,1,2', 'north,MILK,cheap,2', 'north,BREAD,90,50']
    const manager = await checked('manager', 'prices', [...csv, 'moon,MILK,1,2', 'north,MILK,1,2'].join('\n'))
    assert.deepEqual(told(manager.rows), [
      ['Only an admin sets prices for all stores: name yours', { reason: 'all-stores' }],
      ['There is no product NONE', { reason: 'unknown-sku', sku: 'NONE' }],
      ['price is not an amount in rupees: cheap', { reason: 'not-an-amount', field: 'price', value: 'cheap' }],
      ['The price of 9000 is above the MRP of 5000 paise', { reason: 'price-above-mrp', price: '90', mrp: '50' }],
      ['There is no store moon, or it is not yours', { reason: 'unknown-store', name: 'moon' }],
      ['An earlier row is about the same', { reason: 'earlier-row', row: 4 }],
    ])
    const stock = await checked('manager', 'stock', 'store,sku,quantity\n,MILK,1\nnorth,MILK,some')
    assert.deepEqual(told(stock.rows), [
      ['The store is missing', { reason: 'store-missing' }],
      ['quantity is not a whole number: some', { reason: 'not-a-count', value: 'some' }],
    ])

    // As a row of before reasons were kept.
    const sql = openPool(sqlOptions(shop.house.databaseUrl, 'the test database'), 1)
    await sql`update catalogue.import_rows set details = null where import_id = ${stock.id} and row = 2`
    await sql.end({ timeout: 1 })
    const { items } = (await shop.as('manager', 'GET', `/v1/admin/imports/${stock.id}/rows`)).json()
    assert.deepEqual([items[0].message, 'details' in items[0]], ['The store is missing', false])
  })

  test('what becomes of a row while it is applied has its reason, too', async () => {
    const { id } = await checked('manager', 'prices', 'store,sku,price\nnorth,RICE,31')
    const milk = await idOf('MILK')
    const { id: counted } = await checked('manager', 'stock', 'store,sku,quantity\nnorth,MILK,20')
    await shop.receive(shop.storeIds[0], milk, 3)
    const prices = [{ productId: await idOf('RICE'), price: money(3_300), mrp: money(5_000) }]
    await shop.as('manager', 'POST', '/v1/admin/prices', { storeId: shop.storeIds[0], prices })
    for (const [one, reason] of [
      [id, 'price-changed'],
      [counted, 'stock-changed'],
    ] as const) {
      await apply('manager', one)
      const { items } = (await shop.as('manager', 'GET', `/v1/admin/imports/${one}/rows`)).json()
      const [{ verdict, code, details }] = items as ImportRow[]
      assert.deepEqual([verdict, code, details?.reason], ['refused', 'catalogue/changed-since', reason])
    }
  })

  test('a spreadsheet takes nothing in a file for a formula', async () => {
    await shop.house.call(PutProducts, { products: [product('=1+1', { name: '@SUM(A1)' })] })
    const { body } = await shop.as('admin', 'GET', '/v1/admin/exports/products')
    assert.match(body, /'=1\+1,'@SUM/)
    const { file } = await checked('admin', 'products', body)
    assert.equal(file.counts.unchanged, file.rows)
  })
})
