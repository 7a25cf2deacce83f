import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import type { ProductCard, ProductDetail, ProductPage, Suggestion } from '../../contracts/catalogue.ts'
import { FindProducts, GetListings, NameCategories, PutProducts, SetPrices } from '../../contracts/catalogue.ts'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import { PutStores } from '../../contracts/stores.ts'
import { eventually, openShop, product, type Shop, storeInput } from './testing.ts'

let shop: Shop
let north: string
let south: string
let ids: Map<string, string>
const idOf = (sku: string) => ids.get(sku)!
const list = async (query: string, store = north): Promise<ProductPage> => {
  const answer = await shop.get(`/v1/products?store=${store}&${query}`)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json()
}
const skus = ({ items }: { items: ProductCard[] }) => items.map(({ name }) => name)
const put = async (...products: ReturnType<typeof product>[]) => {
  const answer = await shop.house.call(PutProducts, { products })
  for (const { sku, productId } of answer.products) ids.set(sku, productId)
  return answer
}

before(async () => {
  shop = await openShop()
  ;[north, south] = shop.storeIds
  ids = new Map()
  await put(
    product('toned-half', { name: 'Toned Milk', netQuantity: { value: 500, unit: 'ml' }, price: 2_800, mrp: 2_800 }),
    product('toned-one', {
      name: 'Toned Milk',
      pack: '1 l',
      netQuantity: { value: 1_000, unit: 'ml' },
      price: 5_400,
      mrp: 5_600,
    }),
    product('curd', {
      name: 'Curd',
      categoryPath: ['Dairy', 'Curd'],
      pack: '400 g',
      netQuantity: { value: 400, unit: 'g' },
    }),
    product('bread', {
      name: 'Brown Bread',
      brand: 'Chakki',
      categoryPath: ['Bakery', 'Bread'],
      description: 'Soft, of whole wheat',
      attributes: { shelfLife: '4 days' },
      rating: { average: 4.2, count: 0 },
      maxPerOrder: 3,
    }),
  )
  for (const sku of ['toned-half', 'toned-one', 'curd', 'bread']) await shop.receive(north, idOf(sku), 50)
  await eventually(async () => assert.equal((await list('inStock=true')).total, 4))
})
after(() => shop[Symbol.asyncDispose]())

describe('shopping', () => {
  test('milk is found, as a card with its price per litre', async () => {
    const page = await list('q=toned+milk')
    const card = page.items.find(({ id }) => id === idOf('toned-one'))!
    assert.deepEqual(card.unitPrice, { price: money(5_400), per: 'l' })
    assert.equal(card.inStock, true)
    assert.equal(card.left, undefined)
    assert.equal(card.maxPerOrder, 20)
    assert.match(card.image, /^\/images\/products\/prd_[0-9a-f]{32}\.svg\?v=/)
    assert.deepEqual(page.facets.brands, [{ value: 'Gopal', count: 2 }])
  })

  test('products are asked for by id, in that order, without those that the store does not have', async () => {
    const asked = [idOf('bread'), newId('product'), idOf('curd')].map((id) => `ids=${id}`).join('&')
    assert.deepEqual(skus(await list(asked)), ['Brown Bread', 'Curd'])
  })

  test('the home page is one answer: categories, what is cheaper, and a row for each root', async () => {
    const { storeId, categories, rails } = (await shop.get(`/v1/home?store=${north}`)).json()
    assert.equal(storeId, north)
    assert.deepEqual(categories, (await shop.get(`/v1/categories?store=${north}`)).json().items)
    const rows = rails.filter(({ kind }: { kind: string }) => kind === 'category')
    assert.deepEqual(
      rows.slice(0, 2).map(({ category }: { category: { name: string } }) => category.name),
      ['Dairy', 'Bakery'],
    )
    for (const { items } of rails) for (const item of items) assert.ok(item.inStock)
    assert.equal((await shop.get(`/v1/home?store=${newId('store')}`)).statusCode, 404)
  })

  test('categories are a tree with counts of the store', async () => {
    const { items } = (await shop.get(`/v1/categories?store=${north}`)).json()
    const named = new Map<string, { id: string; parentId: string | null; productCount: number }>(
      items.map((each: { name: string }) => [each.name, each]),
    )
    assert.deepEqual([...named.keys()], ['Dairy', 'Milk', 'Curd', 'Bakery', 'Bread'])
    assert.equal(named.get('Dairy')!.productCount, 3)
    assert.equal(named.get('Milk')!.parentId, named.get('Dairy')!.id)
    assert.equal((await list(`category=${named.get('Dairy')!.id}`)).total, 3)
    assert.equal((await list(`category=${named.get('Curd')!.id}`)).total, 1)
  })

  test('brand may be told once or several times', async () => {
    assert.deepEqual(skus(await list('brand=chakki')), ['Brown Bread'])
    assert.equal((await list('brand=Chakki&brand=Gopal')).total, 4)
    assert.equal((await list('brand=Nobody')).total, 0)
  })

  test('lists sort by price, either way', async () => {
    const prices = (page: ProductPage) => page.items.map(({ price }) => price.amount)
    assert.deepEqual(prices(await list('sort=price')), [2_800, 4_900, 4_900, 5_400])
    assert.deepEqual(prices(await list('sort=-price')), [5_400, 4_900, 4_900, 2_800])
  })

  test('a product page tells its path, its other packs and what is like it', async () => {
    const detail = (await shop.get(`/v1/products/${idOf('toned-half')}?store=${north}`)).json()
    assert.deepEqual(
      detail.categoryPath.map((each: { name: string }) => each.name),
      ['Dairy', 'Milk'],
    )
    assert.deepEqual(
      detail.variants.map((each: { id: string }) => each.id),
      [idOf('toned-one')],
    )
    const bread = (await shop.get(`/v1/products/${idOf('bread')}?store=${north}`)).json()
    assert.equal(bread.description, 'Soft, of whole wheat')
    assert.deepEqual(bread.attributes, { shelfLife: '4 days' })
    assert.deepEqual(bread.rating, { average: 4.2, count: 0 })
    assert.equal(bread.maxPerOrder, 3)
  })

  test('what is asked for again with its ETag is not sent again', async () => {
    for (const url of [`/v1/products/${idOf('bread')}?store=${north}`, `/v1/categories?store=${north}`]) {
      const first = await shop.get(url)
      const again = await shop.get(url, { 'if-none-match': first.headers.etag as string })
      assert.equal(again.statusCode, 304)
      assert.equal(again.body, '')
    }
  })

  test('suggestions lead on, and to categories with their picture', async () => {
    const { items } = (await shop.get(`/v1/suggest?store=${north}&q=mil`)).json()
    const category = items.find((each: { kind: string }) => each.kind === 'category')
    assert.equal(category.text, 'Milk')
    assert.match(category.image, /^\/images\/categories\//)
    assert.deepEqual((await shop.get(`/v1/suggest?store=${north}&q=`)).json(), { items: [] })
  })

  test('suggestions and listings bring the Hindi name where there is one', async () => {
    await put(product('paneer', { name: 'Paneer Block', nameHi: 'पनीर' }))
    await shop.receive(north, idOf('paneer'), 5)
    await eventually(async () => {
      const { items } = (await shop.get(`/v1/suggest?store=${north}&q=paneer`)).json()
      const found = items.find((each: { kind: string }) => each.kind === 'product')
      assert.deepEqual([found?.text, found?.textHi], ['Paneer Block', 'पनीर'])
    })
    const productIds = [idOf('paneer'), idOf('curd')]
    const { listings } = await shop.house.call(GetListings, { storeId: north, productIds })
    assert.deepEqual(
      listings.map(({ nameHi }) => nameHi),
      ['पनीर', undefined],
    )
  })

  test('what is typed in Hindi is completed: by names of products, and to categories with both their names', async () => {
    await put(product('yam', { name: 'Elephant Foot', nameHi: 'ज़मीकंद', categoryPath: ['Roots'] }))
    await shop.receive(north, idOf('yam'), 5)
    await shop.house.call(NameCategories, { names: [{ path: ['Roots'], nameHi: 'कंद-मूल' }] })
    const suggested = async (q: string) =>
      (await shop.get(`/v1/suggest?store=${north}&q=${encodeURIComponent(q)}`)).json().items as Suggestion[]
    await eventually(async () => assert.deepEqual((await suggested('जमी'))[0], { text: 'ज़मीकंद', kind: 'query' }))
    await eventually(async () => {
      const category = (await suggested('कंद')).find(({ kind }) => kind === 'category')
      assert.deepEqual([category?.text, category?.textHi], ['Roots', 'कंद-मूल'])
    })
    const { items } = await list(`q=${encodeURIComponent('ज़मीकंद')}`)
    assert.equal(items[0]?.nameHi, 'ज़मीकंद')
  })

  test('texts and attributes come in Hindi where products tell it; what one tells of an attribute is known of all', async () => {
    const diet = { Diet: 'Vegetarian', Origin: 'India' }
    const toffee = (sku: string, more: Parameters<typeof product>[1] = {}) =>
      product(sku, { name: `Toffee ${sku}`, categoryPath: ['Toffee'], attributes: diet, ...more })
    await put(
      toffee('told', {
        description: 'Soft toffee.',
        descriptionHi: 'मुलायम टॉफ़ी।',
        attributesHi: { Diet: { name: 'आहार', value: 'शाकाहारी' }, Origin: { name: 'मूल देश' } },
      }),
      toffee('silent'),
      ...['vegan-1', 'vegan-2'].map((sku) => toffee(sku, { attributes: { Diet: 'Vegan', Origin: 'India' } })),
    )
    const detail = async (sku: string) =>
      (await shop.get(`/v1/products/${idOf(sku)}?store=${north}`)).json() as ProductDetail
    const told = await detail('told')
    assert.deepEqual(told.attributes, diet)
    assert.equal(told.descriptionHi, 'मुलायम टॉफ़ी।')
    const hindi = { Diet: { name: 'आहार', value: 'शाकाहारी' }, Origin: { name: 'मूल देश' } }
    assert.deepEqual(told.attributesHi, hindi)
    assert.deepEqual((await detail('silent')).attributesHi, hindi)
    assert.deepEqual((await detail('vegan-1')).attributesHi, { Diet: { name: 'आहार' }, Origin: { name: 'मूल देश' } })

    const { categoryId } = told
    await eventually(async () => assert.equal((await list(`category=${categoryId}`)).total, 4))
    const [facet] = (await list(`category=${categoryId}`)).facets.attributes
    assert.equal(facet!.nameHi, 'आहार')
    const named = (all: readonly { value: string; valueHi?: string }[]) => all.map((each) => [each.value, each.valueHi])
    assert.deepEqual(named(facet!.values).sort(), [
      ['Vegan', undefined],
      ['Vegetarian', 'शाकाहारी'],
    ])

    await put(toffee('told'))
    assert.equal((await detail('silent')).attributesHi, undefined, 'nobody tells it any more')
    const after = (await list(`category=${categoryId}`)).facets.attributes
    assert.equal(after[0]!.nameHi, undefined)
  })

  test('a product is found by its Hindi name, in either script', async () => {
    await put(product('kulfi', { name: 'Frozen Dessert Stick', nameHi: 'मलाई कुल्फ़ी' }))
    await shop.receive(north, idOf('kulfi'), 5)
    for (const q of ['मलाई कुल्फी', 'कुल्फ़ी', 'malai kulfi'])
      await eventually(async () => {
        const { items } = await list(`q=${encodeURIComponent(q)}`)
        assert.equal(items[0]?.name, 'Frozen Dessert Stick', q)
      })
  })

  test('pictures may be kept for ever under their own address, and not under another', async () => {
    const { image } = (await list('q=bread')).items[0]!
    const picture = await shop.get(image)
    assert.equal(picture.statusCode, 200)
    assert.equal(picture.headers['content-type'], 'image/svg+xml')
    assert.match(picture.body, /^<svg /)
    assert.match(String(picture.headers['cache-control']), /immutable/)
    const again = await shop.get(image, { 'if-none-match': picture.headers.etag as string })
    assert.equal(again.statusCode, 304)
    const bare = await shop.get(image.split('?')[0]!)
    assert.doesNotMatch(String(bare.headers['cache-control']), /immutable/)
    const { items } = (await shop.get(`/v1/categories?store=${north}`)).json()
    for (const { image } of items) assert.match((await shop.get(image)).body, /^<svg /)
  })

  test('without a store, the first one answers', async () => {
    assert.equal((await shop.get('/v1/products')).statusCode, 200)
  })
})

describe('bad requests', () => {
  const refused = (url: string, status: number, code: string) =>
    test(`${url} is ${status} ${code}`, async () => {
      const answer = await shop.get(url.replace('NORTH', north))
      assert.equal(answer.statusCode, status, answer.body)
      assert.equal(answer.json().code, code)
      assert.equal(answer.headers['cache-control'], undefined)
    })
  refused('/v1/products?store=NORTH&cursor=zzz', 400, 'request/bad-cursor')
  refused('/v1/products?store=NORTH&cursor=WyJicm93c2UiXQ', 400, 'request/bad-cursor')
  refused('/v1/products?store=NORTH&sort=magic', 400, 'request/invalid')
  refused('/v1/products?store=NORTH&limit=0', 400, 'request/invalid')
  refused('/v1/products?store=NORTH&limit=101', 400, 'request/invalid')
  refused('/v1/products?store=NORTH&colour=red', 400, 'request/invalid')
  refused('/v1/products?store=1%27%20or%201%3D1', 400, 'request/invalid')
  refused(`/v1/products?store=${newId('store')}`, 404, 'stores/not-found')
  refused(`/v1/products?store=NORTH&category=${newId('category')}`, 404, 'catalogue/category-not-found')
  refused(`/v1/products/${newId('product')}?store=NORTH`, 404, 'catalogue/product-not-found')
  refused('/v1/products/prd_1?store=NORTH', 400, 'request/invalid')
  refused(`/v1/products?store=NORTH&q=${'a'.repeat(201)}`, 400, 'request/invalid')
  refused(`/images/products/${newId('product')}.svg`, 404, 'catalogue/product-not-found')
  refused('/images/products/..%2f..%2fetc%2fpasswd.svg', 404, 'catalogue/product-not-found')
  refused(`/images/categories/${newId('category')}.svg`, 404, 'catalogue/category-not-found')

  test('whatever is typed gets an answer', async () => {
    const odd = [
      "'; drop table catalogue.products; --",
      '%00',
      '\u0000',
      '🥛🥛',
      'दूध',
      '\\',
      '"',
      '%',
      '‮milk',
      '  ',
      '.*',
    ]
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.constantFrom(...odd), fc.string({ unit: 'grapheme', maxLength: 60 })), async (q) => {
        for (const path of ['products', 'suggest']) {
          const answer = await shop.get(`/v1/${path}?store=${north}&q=${encodeURIComponent(q.toWellFormed())}`)
          const refused = ['request/invalid', 'request/malformed-url']
          assert.ok(answer.statusCode === 200 || refused.includes(answer.json().code), answer.body)
        }
      }),
      { numRuns: 60 },
    )
    assert.ok((await list('')).total >= 4)
  })

  test('a cursor belongs to its list', async () => {
    const { next } = await list('limit=1&sort=price')
    assert.equal((await shop.get(`/v1/products?store=${north}&limit=1&sort=price&cursor=${next}`)).statusCode, 200)
    assert.equal(
      (await shop.get(`/v1/products?store=${north}&limit=1&sort=name&cursor=${next}`)).json().code,
      'request/bad-cursor',
    )
  })
})

describe('stock', () => {
  test('what sells out goes to the end of its list, and comes back', async () => {
    const id = idOf('toned-half')
    await shop.count(north, id, 0)
    await eventually(async () => assert.equal((await list('q=toned+milk')).items.at(-1)!.inStock, false))
    assert.equal((await list('q=toned+milk')).items.at(-1)!.id, id)
    assert.equal((await list('inStock=true&q=toned+milk')).total, 1)
    await shop.count(north, id, 4)
    await eventually(async () => {
      const card = (await list('q=toned+milk')).items.find((each) => each.id === id)!
      assert.deepEqual([card.inStock, card.left], [true, 4])
    })
    await shop.count(north, id, 50)
    await eventually(async () =>
      assert.equal((await list('q=toned+milk')).items.find((each) => each.id === id)!.left, undefined),
    )
  })

  test('stock of one store says nothing of another', async () => {
    assert.equal((await list('inStock=true', south)).total, 0)
    assert.ok((await list('', south)).total >= 4)
  })

  test('paging by price skips nothing while stock goes; only what sold out meanwhile comes again, at the end', async () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      product(`pad-${index}`, { brand: 'Pager', categoryPath: ['Stationery', 'Pads'], price: 100 + index, mrp: 1_000 }),
    )
    await put(...many)
    for (const { sku } of many) await shop.receive(north, idOf(sku), 20)
    await eventually(async () => assert.equal((await list('brand=Pager&inStock=true')).total, 30))
    const seen: string[] = []
    const soldOut: string[] = []
    let cursor: string | null = null
    do {
      const page: ProductPage = await list(`brand=Pager&sort=price&limit=7${cursor ? `&cursor=${cursor}` : ''}`)
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next
      // What was shown already changes behind the reader's back.
      const { id } = page.items[0]!
      await shop.count(north, id, 0)
      soldOut.push(id)
      if (seen.length > 7) continue
      await eventually(async () => {
        assert.equal((await shop.get(`/v1/products/${id}?store=${north}`)).json().inStock, false)
      })
    } while (cursor)
    const inOrder = many.map(({ sku }) => idOf(sku))
    assert.deepEqual(seen.slice(0, 30), inOrder)
    assert.ok(seen.slice(30).every((id) => soldOut.includes(id)))
  })
})

describe('listings', () => {
  test('leave out what is unknown or not sold there, and tell the price there', async () => {
    await shop.house
      .call(PutProducts, { products: [product('only-south')], storeIds: [south] })
      .then(({ products }) => {
        ids.set('only-south', products[0]!.productId)
      })
    const asked = [idOf('curd'), newId('product'), idOf('only-south')]
    const at = async (storeId: string) =>
      (await shop.house.call(GetListings, { storeId, productIds: asked })).listings.map((each) => each.productId)
    assert.deepEqual(await at(north), [idOf('curd')])
    assert.deepEqual(await at(south), [idOf('curd'), idOf('only-south')])
    assert.deepEqual(await at(newId('store')), [])
    assert.equal(
      (await list('q=only-south')).items.find(({ id }) => id === idOf('only-south')),
      undefined,
    )
  })

  test('a store may have its own price, which an import does not undo', async () => {
    const set = { storeId: south, prices: [{ productId: idOf('curd'), price: money(4_200), mrp: money(4_500) }] }
    assert.deepEqual(await shop.house.call(SetPrices, set), { changed: 1 })
    assert.deepEqual(await shop.house.call(SetPrices, set), { changed: 0 })
    await put(
      product('curd', { name: 'Curd', categoryPath: ['Dairy', 'Curd'], pack: '400 g', price: 4_800, mrp: 5_000 }),
    )
    const price = async (storeId: string) =>
      (await shop.house.call(GetListings, { storeId, productIds: [idOf('curd')] })).listings[0]!.price.amount
    assert.equal(await price(south), 4_200)
    assert.equal(await price(north), 4_800)
    assert.equal((await list('q=curd', south)).items[0]!.price.amount, 4_200)
  })

  test('a store that opens later sells what is sold everywhere', async () => {
    const { stores } = await shop.house.call(PutStores, { stores: [storeInput('late')] })
    assert.ok((await list('', stores[0]!.storeId)).total >= 4)
  })

  test('staff find products by words', async () => {
    const { listings } = await shop.house.call(FindProducts, { storeId: north, q: 'bread', limit: 5 })
    assert.equal(listings[0]!.productId, idOf('bread'))
  })
})

describe('narrowing down', () => {
  test('a list is narrowed down by attributes, price and discount, and tells what there is to choose from', async () => {
    const diets = { Vegetarian: 3, Vegan: 2 }
    const snacks = Object.entries(diets).flatMap(([diet, count]) =>
      Array.from({ length: count }, (_, index) =>
        product(`snack-${diet}-${index}`, {
          name: `${diet} Snack ${index}`,
          categoryPath: ['Snacks'],
          attributes: { Diet: diet, Origin: 'India', 'Name in Hindi': `${diet}${index}` },
          price: 1_000 + index * 1_000,
          mrp: index === 0 ? 2_000 : 1_000 + index * 1_000,
        }),
      ),
    )
    await put(...snacks)
    const { categoryId } = (await shop.get(`/v1/products?ids=${idOf('snack-Vegan-0')}&store=${north}`)).json().items[0]
    await eventually(async () => assert.equal((await list(`category=${categoryId}`)).total, 5))
    const all = await list(`category=${categoryId}`)
    assert.deepEqual(all.facets.attributes, [
      {
        name: 'Diet',
        values: [
          { value: 'Vegetarian', count: 3 },
          { value: 'Vegan', count: 2 },
        ],
      },
    ])
    const vegan = await list(`category=${categoryId}&attribute=Diet:Vegan`)
    assert.equal(vegan.total, 2)
    assert.equal(vegan.facets.attributes[0]!.values.length, 2, 'one may choose another as well')
    assert.equal((await list(`category=${categoryId}&attribute=Diet:Vegan&attribute=Diet:Vegetarian`)).total, 5)
    assert.equal((await list(`category=${categoryId}&priceMin=2000&priceMax=2000`)).total, 2)
    assert.deepEqual(skus(await list(`category=${categoryId}&discountMin=50&sort=name`)), [
      'Vegan Snack 0',
      'Vegetarian Snack 0',
    ])
    assert.equal((await shop.get(`/v1/products?attribute=Diet&store=${north}`)).statusCode, 400)
    assert.equal((await shop.get(`/v1/products?discountMin=0&store=${north}`)).statusCode, 400)
  })
})
