import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { newId } from '../../contracts/ids.ts'
import { GetLevels, Locate, MoveStock, PutStores, ReleaseStock, ReserveStock } from '../../contracts/stores.ts'
import { type TestHouse, testHouse } from '../../tests/house.ts'
import { findShortages } from './domain/stock.ts'

const always = [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, open: 0, close: 1440 }))
const square = (lat: number, lng: number, half: number) =>
  [
    [lng - half, lat - half],
    [lng + half, lat - half],
    [lng + half, lat + half],
    [lng - half, lat + half],
  ] as [number, number][]

let house: TestHouse
let storeId: string
const milk = newId('product')
const bread = newId('product')

const stock = async (productId: string) =>
  (await house.call(GetLevels, { storeId, productIds: [productId] })).levels[0]!
const receive = (productId: string, quantity: number) =>
  house.call(MoveStock, {
    batchId: newId('event'),
    actor: 'system:test',
    moves: [{ storeId, productId, kind: 'receive', quantity }],
  })
const reserve = (orderId: string, lines: { productId: string; quantity: number }[]) =>
  house.call(ReserveStock, { orderId, storeId, lines })

before(async () => {
  house = await testHouse({ targets: ['gateway', 'stores'] })
  const put = await house.call(PutStores, {
    stores: [
      {
        code: 'a',
        name: 'A',
        address: '1 Lake Road',
        point: { lat: 22.57, lng: 88.4 },
        area: square(22.57, 88.4, 0.02),
        timeZone: 'Asia/Kolkata',
        hours: always,
      },
      {
        code: 'shut',
        name: 'Shut',
        address: '2 Lake Road',
        point: { lat: 23, lng: 88 },
        area: square(23, 88, 0.02),
        timeZone: 'Asia/Kolkata',
        hours: [],
      },
    ],
  })
  storeId = put.stores[0]!.storeId
})
after(() => house[Symbol.asyncDispose]())

describe('reserving', () => {
  test('200 buyers race for 50 packs: 50 get one, and the rest are told what is left', async () => {
    const productId = newId('product')
    await receive(productId, 50)
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => reserve(newId('order'), [{ productId, quantity: 1 }])),
    )
    assert.equal(answers.filter((each) => each.kind === 'reserved').length, 50)
    assert.equal(answers.filter((each) => each.kind === 'short').length, 150)
    assert.deepEqual(await stock(productId), { productId, onHand: 50, reserved: 50, available: 0 })
  })

  test('baskets that hold the same products in opposite order do not block each other for good', async () => {
    await receive(milk, 100)
    await receive(bread, 100)
    const lines = [
      { productId: milk, quantity: 1 },
      { productId: bread, quantity: 1 },
    ]
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => reserve(newId('order'), index % 2 ? lines : [...lines].reverse())),
    )
    assert.ok(answers.every((each) => each.kind === 'reserved'))
    assert.equal((await stock(milk)).reserved, 100)
  })

  test('all lines or none: one short line leaves the others untouched', async () => {
    const [some, none] = [newId('product'), newId('product')]
    await receive(some, 5)
    const answer = await reserve(newId('order'), [
      { productId: some, quantity: 2 },
      { productId: none, quantity: 1 },
    ])
    assert.deepEqual(answer, { kind: 'short', shortages: [{ productId: none, wanted: 1, available: 0 }] })
    assert.equal((await stock(some)).reserved, 0)
  })

  test('the same product in two lines is added up before it is compared with the shelf', async () => {
    const productId = newId('product')
    await receive(productId, 3)
    const answer = await reserve(newId('order'), [
      { productId, quantity: 2 },
      { productId, quantity: 2 },
    ])
    assert.equal(answer.kind, 'short')
  })

  test('the same order asked 50 times at once is reserved once', async () => {
    const productId = newId('product')
    await receive(productId, 10)
    const orderId = newId('order')
    const answers = await Promise.all(Array.from({ length: 50 }, () => reserve(orderId, [{ productId, quantity: 2 }])))
    assert.equal(new Set(answers.map((each) => JSON.stringify(each))).size, 1)
    assert.equal((await stock(productId)).reserved, 2)
    assert.deepEqual(await house.call(ReleaseStock, { orderId }), { released: true })
    assert.deepEqual(await house.call(ReleaseStock, { orderId }), { released: false })
    assert.equal((await stock(productId)).reserved, 0)
  })

  test('a closed store reserves nothing', async () => {
    const { stores } = await house.call(PutStores, {
      stores: [
        {
          code: 'shut',
          name: 'Shut',
          address: '',
          point: { lat: 23, lng: 88 },
          area: square(23, 88, 0.02),
          timeZone: 'Asia/Kolkata',
          hours: [],
        },
      ],
    })
    const answer = await house.call(ReserveStock, {
      orderId: newId('order'),
      storeId: stores[0]!.storeId,
      lines: [{ productId: milk, quantity: 1 }],
    })
    assert.equal(answer.kind, 'closed')
  })

  test('the SQL and the pure rule agree on any baskets and shelves', async () => {
    const products = Array.from({ length: 4 }, () => newId('product')).sort()
    const line = fc.record({ productId: fc.constantFrom(...products), quantity: fc.integer({ min: 1, max: 6 }) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 4, maxLength: 4 }),
        fc.array(line, { minLength: 1, maxLength: 6 }),
        async (shelf, lines) => {
          await house.call(MoveStock, {
            batchId: newId('event'),
            actor: 'system:test',
            moves: products.map((productId, index) => ({
              storeId,
              productId,
              kind: 'count' as const,
              quantity: shelf[index]!,
            })),
          })
          const { levels } = await house.call(GetLevels, { storeId, productIds: products })
          const expected = findShortages(levels, lines)
          const orderId = newId('order')
          const answer = await reserve(orderId, lines)
          if (answer.kind === 'short') assert.deepEqual(answer.shortages, expected)
          else assert.equal(expected.length, 0)
          await house.call(ReleaseStock, { orderId })
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('stock', () => {
  test('a batch counts once, however often it comes', async () => {
    const productId = newId('product')
    const batch = {
      batchId: newId('event'),
      actor: 'system:test',
      moves: [{ storeId, productId, kind: 'receive' as const, quantity: 7 }],
    }
    await Promise.all([house.call(MoveStock, batch), house.call(MoveStock, batch), house.call(MoveStock, batch)])
    assert.equal((await stock(productId)).onHand, 7)
  })

  test('what customers have reserved cannot be wasted or counted away', async () => {
    const productId = newId('product')
    await receive(productId, 5)
    await reserve(newId('order'), [{ productId, quantity: 4 }])
    const waste = house.call(MoveStock, {
      batchId: newId('event'),
      actor: 'system:test',
      moves: [{ storeId, productId, kind: 'waste', quantity: 2 }],
    })
    await assert.rejects(waste, { code: 'stores/stock-below-reserved' })
    assert.equal((await stock(productId)).onHand, 5)
  })
})

describe('locating', () => {
  test('a point in an area is served with a promise; the sea is not', async () => {
    const here = await house.call(Locate, { point: { lat: 22.571, lng: 88.401 } })
    assert.equal(here.serviceable, true)
    assert.ok(here.serviceable && here.promiseMinutes >= 8 && here.store.id === storeId)
    assert.deepEqual(await house.call(Locate, { point: { lat: 10, lng: 80 } }), {
      serviceable: false,
      reason: 'outside-every-area',
    })
    assert.deepEqual(await house.call(Locate, { point: { lat: 23, lng: 88 } }), {
      serviceable: false,
      reason: 'no-store-open',
    })
  })
})

test('staff routes are closed to strangers', async () => {
  const answer = await house.gateway!.inject('/v1/store/picks')
  assert.equal(answer.statusCode, 401)
  assert.equal(answer.json().code, 'auth/required')
})
