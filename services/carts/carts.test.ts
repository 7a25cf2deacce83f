import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { Cart, OfferInput, Quote } from '../../contracts/carts.ts'
import { PutProducts, SetPrices } from '../../contracts/catalogue.ts'
import { newId } from '../../contracts/ids.ts'
import { money } from '../../contracts/money.ts'
import { PutStores } from '../../contracts/stores.ts'
import { expect, type Method, type Send } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { type Customer, openShopHouse, type Product, type Shop, type ShopHouse, storeNamed } from '../../tests/shop.ts'

let stage: ShopHouse
let send: Send
let shop: Shop

before(async () => {
  stage = await openShopHouse({ listen: false })
  ;({ send, shop } = stage)
})
after(() => stage?.[Symbol.asyncDispose]())

const product = (index: number): Product => shop.products[index]!
const cartOf = async ({ token }: { token: string }): Promise<Cart> =>
  expect(await send('GET', '/v1/cart', { token }), 200)
const quoteOf = async (who: Customer, more: object = {}): Promise<Quote> =>
  expect(await send('POST', '/v1/cart/quote', { token: who.token, body: { addressId: who.addressId, ...more } }), 200)
const put = (token: string | undefined, productId: string, quantity: unknown, headers: Record<string, string> = {}) =>
  send('PUT', `/v1/cart/items/${productId}`, { ...(token ? { token } : {}), headers, body: { quantity } })
const quantities = (cart: Cart) => cart.lines.map((line) => [line.productId, line.quantity])
const coupon = ({ token }: Customer, code: string) => send('PUT', '/v1/cart/coupon', { token, body: { code } })
const offer = (more: Partial<OfferInput> = {}): OfferInput => ({
  code: `C${randomUUID().replaceAll('-', '').slice(0, 12).toUpperCase()}`,
  title: 'A tenth off',
  kind: 'percent',
  value: 1_000,
  minimum: money(0),
  startsAt: new Date(Date.now() - 3_600_000).toISOString(),
  endsAt: new Date(Date.now() + 3_600_000).toISOString(),
  ...more,
})

describe('a cart', () => {
  test('keeps what is put in, in that order, with today’s prices', async () => {
    const who = await shop.customer()
    await shop.fill(who, [product(2), 2], product(0))
    const cart = await shop.fill(who, [product(2), 3])
    assert.deepEqual(quantities(cart), [
      [product(2).id, 3],
      [product(0).id, 1],
    ])
    assert.equal(cart.subtotal.amount, 3 * product(2).price + product(0).price)
    assert.deepEqual(quantities(await cartOf(who)), quantities(cart))
    const less = expect(await send('DELETE', `/v1/cart/items/${product(2).id}`, { token: who.token }), 200)
    assert.deepEqual(quantities(less), [[product(0).id, 1]])
  })

  test('remembers of each line what to do when it is sold out, also when its quantity changes', async () => {
    const who = await shop.customer()
    await shop.fill(who, [product(2), 2], product(0))
    const path = `/v1/cart/items/${product(2).id}`
    await send('PUT', path, { token: who.token, body: { quantity: 2, substitution: 'allow' } })
    await put(who.token, product(2).id, 3)
    const wishes = (lines: { productId: string; substitution?: string }[]) =>
      lines.map((line) => [line.productId, line.substitution])
    const expected = [
      [product(2).id, 'allow'],
      [product(0).id, undefined],
    ]
    assert.deepEqual(wishes((await cartOf(who)).lines), expected)
    assert.deepEqual(wishes((await quoteOf(who)).lines), expected)
    const wrong = await send('PUT', path, { token: who.token, body: { quantity: 2, substitution: 'never' } })
    assert.equal(wrong.status, 400)
  })

  test('tells which products the chosen store does not sell, and keeps them', async () => {
    const who = await shop.customer()
    const { products } = await shop.call(PutProducts, {
      products: [
        {
          sku: `here-${randomUUID()}`,
          name: 'Sold here only',
          brand: '',
          pack: '1 piece',
          categoryPath: ['Food'],
          price: money(5_000),
          mrp: money(5_000),
          gstBasisPoints: 500,
        },
      ],
      storeIds: [shop.storeId],
    })
    const only = { ...product(0), id: products[0]!.productId }
    await shop.fill(who, [only, 2], product(2))
    const { stores } = await shop.call(PutStores, { stores: [storeNamed('elsewhere')] })
    const move = (storeId: string) => send('PUT', '/v1/cart/store', { token: who.token, body: { storeId } })
    const moved: Cart = expect(await move(stores[0]!.storeId), 200)
    assert.deepEqual(quantities(moved), [[product(2).id, 1]])
    assert.deepEqual(moved.unavailable, [{ productId: only.id, quantity: 2 }])
    const back: Cart = expect(await move(shop.storeId), 200)
    assert.equal(back.unavailable, undefined)
    assert.equal(back.lines.length, 2)
  })

  test('is its owner’s alone', async () => {
    const [mine, theirs] = [await shop.customer(), await shop.customer()]
    await shop.fill(mine, product(0))
    assert.deepEqual(quantities(await cartOf(theirs)), [])
    assert.deepEqual(quantities(expect(await send('GET', '/v1/cart'), 200)), [])
  })

  test('holds sixty different products, and of each as many as an order may', async () => {
    const many = await shop.stocked(
      Array.from({ length: 61 }, () => ({ maxPerOrder: 3 })),
      10,
    )
    const who = await shop.customer()
    await shop.fill(who, ...many.slice(0, 60))
    assert.equal((await put(who.token, many[60]!.id, 1)).body.code, 'carts/too-many-lines')
    assert.equal((await put(who.token, many[0]!.id, 3)).status, 200)
    const refused = await put(who.token, many[0]!.id, 4)
    assert.deepEqual([refused.status, refused.body.code], [422, 'carts/over-limit'])
    assert.equal((await cartOf(who)).itemCount, 62)
  })

  test('loses no line when many are put in at once', async () => {
    const who = await shop.customer()
    await shop.fill(who)
    await Promise.all(shop.products.map((each) => put(who.token, each.id, 1)))
    assert.equal((await cartOf(who)).lines.length, shop.products.length)
  })
})

describe('a guest', () => {
  const guest = async (...lines: [Product, number][]) => {
    const { token } = expect(await send('PUT', '/v1/cart/store', { body: { storeId: shop.storeId } }), 200)
    for (const [each, quantity] of lines)
      expect(await put(undefined, each.id, quantity, { 'x-cart-token': token }), 200)
    return token as string
  }

  test('is known by a secret, which the database does not know', async () => {
    const token = await guest([product(0), 2])
    const again = expect(await send('GET', '/v1/cart', { headers: { 'x-cart-token': token } }), 200)
    assert.deepEqual(quantities(again), [[product(0).id, 2]])
    const rows = await stage.sql`select * from carts.carts c where to_jsonb(c)::text like ${`%${token}%`}`
    assert.equal(rows.length, 0)
  })

  test('takes the cart along at login, once', async () => {
    const token = await guest([product(0), 2], [product(1), 1])
    const who = await shop.customer()
    await shop.fill(who, [product(0), 1])
    const merge = () => send('POST', '/v1/cart/merge', { token: who.token, body: { token } })
    const answers = await Promise.all([merge(), merge(), merge()])
    assert.ok(answers.every((each) => each.status === 200))
    assert.deepEqual(
      new Map(quantities(await cartOf(who)) as [string, number][]),
      new Map([
        [product(0).id, 3],
        [product(1).id, 1],
      ]),
    )
    const gone = expect(await send('GET', '/v1/cart', { headers: { 'x-cart-token': token } }), 200)
    assert.deepEqual(gone.lines, [])
  })

  test('with two carts loses neither when both are merged at once', async () => {
    const who = await shop.customer()
    const tokens = [await guest([product(3), 1]), await guest([product(4), 2])]
    await Promise.all(tokens.map((token) => send('POST', '/v1/cart/merge', { token: who.token, body: { token } })))
    assert.deepEqual((await cartOf(who)).lines.length, 2)
  })

  test('cannot be guessed: a token that is not ours is no cart, and a wrong one is unknown', async () => {
    const who = await shop.customer()
    for (const token of ['', 'gct_short', 'x'.repeat(100), `gct_${'A'.repeat(42)}!`]) {
      const answer = await send('POST', '/v1/cart/merge', { token: who.token, body: { token } })
      assert.deepEqual([answer.status, answer.body.code], [404, 'carts/guest-cart-not-found'])
    }
    const unknown = `gct_${'A'.repeat(43)}`
    assert.deepEqual(expect(await send('GET', '/v1/cart', { headers: { 'x-cart-token': unknown } }), 200).lines, [])
  })
})

describe('a quote', () => {
  test('adds up and tells the promise', async () => {
    const who = await shop.customer()
    await shop.fill(who, product(0))
    const { totals, promiseMinutes, problems, distanceM } = await quoteOf(who, { tip: money(1_000) })
    assert.equal(totals.items.amount, product(0).price)
    assert.equal(totals.deliveryFee.amount, 2_500)
    assert.equal(totals.smallCartFee.amount, 1_500)
    assert.equal(totals.total.amount, product(0).price + 2_500 + 1_500 + 1_000)
    assert.ok(promiseMinutes >= 8 && distanceM > 0)
    assert.deepEqual(problems, [])
  })

  test('says what has become dearer since it was put in, and what is short', async () => {
    const [dear, rare] = (await shop.stocked([{ price: money(10_000) }, {}], 0)) as [Product, Product]
    await shop.receive([dear.id], 10)
    await shop.receive([rare.id], 2)
    const who = await shop.customer()
    await shop.fill(who, dear, [rare, 3])
    await shop.call(SetPrices, {
      storeId: shop.storeId,
      prices: [{ productId: dear.id, price: money(10_400), mrp: money(10_500) }],
    })
    const { problems } = await eventually('the new price', async () => {
      const quote = await quoteOf(who)
      return quote.problems.length === 2 ? quote : null
    })
    const by = new Map(problems.map((each) => [each.code, each]))
    assert.deepEqual([by.get('price-changed')?.was?.amount, by.get('price-changed')?.now?.amount], [10_000, 10_400])
    assert.equal(by.get('price-changed')?.blocking, false)
    assert.deepEqual([by.get('short-stock')?.available, by.get('short-stock')?.blocking], [2, true])
    assert.equal((await shop.order(who)).body.code, 'orders/out-of-stock')
  })

  test('needs one’s own address, in reach of the store, and a store that is open', async () => {
    const [who, other] = [await shop.customer(), await shop.customer()]
    await shop.fill(who, product(0))
    const ask = (addressId: string) => send('POST', '/v1/cart/quote', { token: who.token, body: { addressId } })
    assert.equal((await ask(other.addressId)).body.code, 'users/address-not-found')
    assert.equal((await ask(newId('address'))).body.code, 'users/address-not-found')
    const sea = { label: 'Sea', line1: 'In the sea', lat: 15, lng: 88 }
    const { id } = expect(await send('POST', '/v1/me/addresses', { token: who.token, body: sea }), 201)
    assert.deepEqual(
      (await quoteOf({ ...who, addressId: id })).problems.map((each) => each.code),
      ['address-outside-area'],
    )
    const { stores } = await shop.call(PutStores, { stores: [storeNamed('shut', { hours: [] })] })
    expect(await send('PUT', '/v1/cart/store', { token: who.token, body: { storeId: stores[0]!.storeId } }), 200)
    assert.ok((await quoteOf(who)).problems.some((each) => each.code === 'store-closed'))
    assert.equal((await shop.order(who)).status, 409)
  })
})

describe('a coupon', () => {
  test('lowers the total while it applies, and is told of when it does not any more', async () => {
    const tenth = offer({ minimum: money(20_000) })
    await shop.offers(tenth)
    const who = await shop.customer()
    await shop.fill(who, [product(2), 2])
    assert.equal(expect(await coupon(who, ` ${tenth.code.toLowerCase()} `), 200).coupon, tenth.code)
    assert.equal((await quoteOf(who)).totals.discount.amount, Math.floor((2 * product(2).price) / 10))
    await shop.fill(who, [product(2), 1])
    const quote = await quoteOf(who)
    assert.equal(quote.totals.discount.amount, 0)
    assert.deepEqual(
      quote.problems.map((each) => [each.code, each.blocking]),
      [['coupon-not-applicable', false]],
    )
    assert.equal(expect(await send('DELETE', '/v1/cart/coupon', { token: who.token }), 200).coupon, null)
  })

  test('that is unknown or does not apply is refused', async () => {
    const who = await shop.customer()
    await shop.fill(who, product(0))
    const over = offer({ endsAt: new Date(Date.now() - 1_000).toISOString() })
    await shop.offers(over)
    assert.equal((await coupon(who, 'NOSUCHCODE')).body.code, 'carts/coupon-unknown')
    const refused = (await coupon(who, over.code)).body
    assert.deepEqual([refused.code, refused.details], ['carts/coupon-not-applicable', { reason: 'expired' }])
  })

  test('is listed with what it would do for the cart, or why it does not apply', async () => {
    const who = await shop.customer()
    await shop.fill(who, [product(2), 2])
    const items = 2 * product(2).price
    const [use, far] = [offer(), offer({ minimum: money(items + 5_000) })]
    await shop.offers(use, far)
    const listed: { items: { code: string }[] } = expect(
      await send('GET', '/v1/cart/offers', { token: who.token }),
      200,
    )
    const of = (code: string) => listed.items.find((each) => each.code === code)
    assert.deepEqual(of(use.code), { ...of(use.code), applies: true, discount: money(Math.floor(items / 10)) })
    assert.deepEqual(of(far.code), {
      ...of(far.code),
      applies: false,
      short: money(5_000),
      refusal: 'below-minimum',
    })
    assert.ok(listed.items.indexOf(of(use.code)!) < listed.items.indexOf(of(far.code)!))
  })

  test('for one order a person is used by the order, and given back when it is cancelled', async () => {
    const once = offer({ perUser: 1 })
    await shop.offers(once)
    const who = await shop.customer()
    const discounted = async () => {
      await shop.fill(who, [product(2), 2])
      return (await coupon(who, once.code)).status === 200
    }
    assert.ok(await discounted())
    const order = expect(await shop.order(who), 201)
    assert.ok(order.totals.discount.amount > 0)
    await eventually('it is used', async () => !(await discounted()))
    assert.equal((await coupon(who, once.code)).body.code, 'carts/coupon-not-applicable')
    expect(await send('POST', `/v1/orders/${order.id}/cancel`, { token: who.token, body: {} }), 200)
    await eventually('it is back', discounted)
    assert.ok(
      await (async () => {
        const other = await shop.customer()
        await shop.fill(other, [product(2), 2])
        return (await coupon(other, once.code)).status === 200
      })(),
    )
  })

  test('is made by administrators only, and listed while it is valid', async () => {
    const mine = offer({ title: 'For all' })
    const customer = await shop.customer()
    assert.equal((await send('POST', '/v1/admin/offers', { token: customer.token, body: mine })).status, 403)
    const admin = await shop.staff('admin')
    expect(await send('POST', '/v1/admin/offers', { token: admin.token, body: mine }), 200)
    const { items } = expect(await send('GET', '/v1/offers'), 200)
    assert.ok(items.some((each: { code: string }) => each.code === mine.code))
    expect(await send('POST', '/v1/admin/offers', { token: admin.token, body: { ...mine, active: false } }), 200)
    const after = expect(await send('GET', '/v1/offers'), 200).items
    assert.ok(!after.some((each: { code: string }) => each.code === mine.code))
  })

  test('has its words in Hindi where they were given, for all and beside a cart', async () => {
    const words = { title: 'Off sweets', titleHi: 'मिठाई पर छूट', terms: 'Today only', termsHi: 'केवल आज' }
    const [both, english] = [offer(words), offer({ title: 'Off salt' })]
    const admin = await shop.staff('admin')
    for (const body of [both, english])
      expect(await send('POST', '/v1/admin/offers', { token: admin.token, body }), 200)
    const who = await shop.customer()
    await shop.fill(who, [product(2), 2])
    for (const path of ['/v1/offers', '/v1/cart/offers']) {
      const { items } = expect(await send('GET', path, { token: who.token }), 200) as { items: OfferInput[] }
      const of = (code: string) => items.find((each) => each.code === code)
      assert.deepEqual({ ...of(both.code), ...words }, of(both.code), path)
      assert.equal(of(english.code)?.title, 'Off salt')
      assert.equal(of(english.code)?.titleHi, undefined)
    }
    const kept = expect(await send('GET', `/v1/admin/offers/${both.code}`, { token: admin.token }), 200)
    assert.equal(kept.termsHi, words.termsHi)
  })
})

describe('after an order', () => {
  test('what was ordered has left the cart', async () => {
    const who = await shop.customer()
    await shop.bought(who, [product(0), [product(1), 2]])
    await eventually('an empty cart', async () => (await cartOf(who)).lines.length === 0)
  })

  test('a line that was set anew since stays as it was set', async () => {
    const who = await shop.customer()
    await shop.fill(who, [product(0), 2], [product(1), 2])
    expect(await shop.order(who), 201)
    expect(await put(who.token, product(0).id, 3), 200)
    const left = await eventually('the other line is gone', async () => {
      const cart = await cartOf(who)
      return cart.lines.every((line) => line.productId !== product(1).id) ? cart : null
    })
    assert.deepEqual(quantities(left), [[product(0).id, 3]])
  })

  test('what was put in since stays, also what came while the order was being placed', async () => {
    const who = await shop.customer()
    await shop.fill(who, [product(0), 2])
    const [answer] = await Promise.all([shop.order(who), put(who.token, product(5).id, 4)])
    const order = expect(answer, 201)
    expect(await put(who.token, product(6).id, 1), 200)
    const left = await eventually('the ordered line is gone', async () => {
      const cart = await cartOf(who)
      return cart.lines.every((line) => line.productId !== product(0).id) ? cart : null
    })
    const ordered = new Set(order.lines.map((line: { productId: string }) => line.productId))
    const expected = [...(ordered.has(product(5).id) ? [] : [[product(5).id, 4]]), [product(6).id, 1]]
    assert.deepEqual(quantities(left), expected)
  })
})

describe('bad input', () => {
  const wrong: [name: string, method: Method, path: () => string, body: unknown, status: number, code: string][] = [
    ['no packs', 'PUT', () => `/v1/cart/items/${product(0).id}`, { quantity: 0 }, 400, 'request/invalid'],
    ['fewer than none', 'PUT', () => `/v1/cart/items/${product(0).id}`, { quantity: -1 }, 400, 'request/invalid'],
    ['half a pack', 'PUT', () => `/v1/cart/items/${product(0).id}`, { quantity: 1.5 }, 400, 'request/invalid'],
    ['a word', 'PUT', () => `/v1/cart/items/${product(0).id}`, { quantity: '2' }, 400, 'request/invalid'],
    ['far too many', 'PUT', () => `/v1/cart/items/${product(0).id}`, { quantity: 1e15 }, 400, 'request/invalid'],
    [
      'an unknown field',
      'PUT',
      () => `/v1/cart/items/${product(0).id}`,
      { quantity: 1, price: 1 },
      400,
      'request/invalid',
    ],
    ['nothing', 'PUT', () => `/v1/cart/items/${product(0).id}`, {}, 400, 'request/invalid'],
    ['a list', 'PUT', () => `/v1/cart/items/${product(0).id}`, [1], 400, 'request/invalid'],
    ['an id that is none', 'PUT', () => '/v1/cart/items/milk', { quantity: 1 }, 400, 'request/invalid'],
    [
      'an id of something else',
      'PUT',
      () => `/v1/cart/items/${newId('store')}`,
      { quantity: 1 },
      400,
      'request/invalid',
    ],
    [
      'an unknown product',
      'PUT',
      () => `/v1/cart/items/${newId('product')}`,
      { quantity: 1 },
      404,
      'carts/not-sold-here',
    ],
    ['an unknown store', 'PUT', () => '/v1/cart/store', { storeId: newId('store') }, 404, 'stores/not-found'],
    [
      'a negative tip',
      'POST',
      () => '/v1/cart/quote',
      { addressId: newId('address'), tip: { amount: -1, currency: 'INR' } },
      400,
      'request/invalid',
    ],
    [
      'another currency',
      'POST',
      () => '/v1/cart/quote',
      { addressId: newId('address'), tip: { amount: 1, currency: 'USD' } },
      400,
      'request/invalid',
    ],
    ['a coupon with a NUL', 'PUT', () => '/v1/cart/coupon', { code: 'A\u0000B' }, 400, 'request/invalid'],
    ['a coupon that is too long', 'PUT', () => '/v1/cart/coupon', { code: 'A'.repeat(21) }, 400, 'request/invalid'],
    ['a point outside the Earth', 'GET', () => '/v1/serviceability?lat=91&lng=0', undefined, 400, 'request/invalid'],
    ['a point without its half', 'GET', () => '/v1/serviceability?lat=22', undefined, 400, 'request/invalid'],
    ['an unknown query', 'GET', () => '/v1/serviceability?lat=22&lng=88&x=1', undefined, 400, 'request/invalid'],
  ]
  for (const [name, method, path, body, status, code] of wrong)
    test(`${name} is refused, and the cart is as it was`, async () => {
      const who = await shop.customer()
      await shop.fill(who, product(1))
      const answer = await send(method, path(), { token: who.token, ...(body === undefined ? {} : { body }) })
      assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body))
      assert.match(answer.headers['content-type'] ?? '', /application\/problem\+json/)
      assert.deepEqual(quantities(await cartOf(who)), [[product(1).id, 1]])
    })

  test('a product before a store, and broken JSON', async () => {
    const who = await shop.customer()
    assert.equal((await put(who.token, product(0).id, 1)).body.code, 'carts/no-store')
    const broken = await stage.house.gateway!.inject({
      method: 'PUT',
      url: '/v1/cart/store',
      headers: { authorization: `Bearer ${who.token}`, 'content-type': 'application/json' },
      payload: '{"storeId":',
    })
    assert.deepEqual([broken.statusCode, broken.json().code], [400, 'request/malformed'])
  })

  test('the sea and the pole are served by nobody', async () => {
    for (const point of ['lat=15&lng=88', 'lat=90&lng=0', 'lat=-90&lng=180'])
      assert.equal(expect(await send('GET', `/v1/serviceability?${point}`), 200).serviceable, false)
  })
})
