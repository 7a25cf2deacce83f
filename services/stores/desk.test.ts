import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Movement } from '../../contracts/stores.ts'
import { expect, injecting, type Send } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { type TestHouse, testHouse } from '../../tests/house.ts'
import { openShop, type Person, type Product, type Shop, storePoint } from '../../tests/shop.ts'

let house: TestHouse
let send: Send
let shop: Shop
let picker: Person
let manager: Person
/** The house's clock, moved by the tests of dates and pauses. */
let aheadMs = 0
const dayMs = 86_400_000

before(async () => {
  house = await testHouse({ clock: { now: () => Date.now() + aheadMs } })
  send = injecting(house.gateway!)
  shop = await openShop({ call: house.call, send })
  ;[picker, manager] = (await Promise.all([shop.staff('picker'), shop.staff('manager')])) as [Person, Person]
})
after(() => house[Symbol.asyncDispose]())

const inDays = (days: number) => new Date(Date.now() + aheadMs + days * dayMs).toISOString().slice(0, 10)
const move = (kind: string, product: Product, body: object, headers: Record<string, string> = {}) =>
  send('POST', `/v1/store/stock/${kind}`, {
    token: manager.token,
    headers,
    body: { storeId: shop.storeId, productId: product.id, ...body },
  })
const place = async (product: Product, body: object) =>
  expect(
    await send('PATCH', `/v1/store/stock/${product.id}`, {
      token: manager.token,
      body: { storeId: shop.storeId, ...body },
    }),
    200,
  )
const listed = async (query: string) => {
  const { items } = expect(
    await send('GET', `/v1/store/stock?store=${shop.storeId}&limit=100&${query}`, { token: picker.token }),
    200,
  )
  return items as { productId: string; expiresOn?: string; available: number }[]
}
const has = async (query: string, product: Product) =>
  (await listed(query)).some(({ productId }) => productId === product.id)
const ledger = async (product: Product): Promise<Movement[]> =>
  expect(
    await send('GET', `/v1/store/stock/${product.id}/movements?store=${shop.storeId}`, { token: manager.token }),
    200,
  ).items
const change = async (body: object) => send('PATCH', `/v1/admin/stores/${shop.storeId}`, { token: manager.token, body })
const serving = async () =>
  expect(await send('GET', `/v1/serviceability?lat=${storePoint.lat}&lng=${storePoint.lng}`), 200)

test('the ledger tells who changed what and what was there afterwards, and the same key counts once', async () => {
  const [ware] = (await shop.stocked([{}], 10)) as [Product]
  const key = { 'idempotency-key': 'delivery-note-7' }
  const goods = {
    quantity: 5,
    supplier: 'Dairy Co',
    batch: 'L7',
    expiresOn: inDays(10),
    cost: { amount: 2_500, currency: 'INR' },
  }
  expect(await move('receive', ware, goods, key), 200)
  assert.equal(expect(await move('receive', ware, goods, key), 200).onHand, 15)
  expect(await move('count', ware, { quantity: 12, reason: 'Cycle count' }), 200)
  expect(await move('waste', ware, { quantity: 1, reason: 'Broken' }), 200)
  const lines = await ledger(ware)
  assert.deepEqual(
    lines.map(({ kind, delta, onHand }) => [kind, delta, onHand]),
    [
      ['waste', -1, 11],
      ['count', -3, 12],
      ['receive', 5, 15],
      ['receive', 10, 10],
    ],
  )
  assert.deepEqual(lines[2]?.details, { supplier: 'Dairy Co', batch: 'L7', expiresOn: inDays(10), cost: goods.cost })
  assert.equal(lines[0]?.actorName, 'Staff manager')
  assert.equal((await move('waste', ware, { quantity: 50 })).body.code, 'stores/stock-below-reserved')
})

test('what goes off first leaves first, and goods that are not good for long enough are refused', async () => {
  const [ware] = (await shop.stocked([{}], 0)) as [Product]
  expect(await move('receive', ware, { quantity: 4, expiresOn: inDays(20) }), 200)
  expect(await move('receive', ware, { quantity: 3, expiresOn: inDays(6) }), 200)
  const date = async () =>
    (await listed(`q=${encodeURIComponent(ware.name)}`)).find((each) => each.productId === ware.id)?.expiresOn
  const found = () => eventually('it is found', async () => (await date()) !== undefined)
  await found()
  assert.equal(await date(), inDays(6))
  const who = await shop.customer()
  const order = await shop.bought(who, [[ware, 3]])
  await shop.pick(picker, order.id)
  assert.equal(await date(), inDays(20))
  await place(ware, { minShelfDays: 5 })
  assert.equal(
    (await move('receive', ware, { quantity: 1, expiresOn: inDays(4) })).body.code,
    'stores/shelf-life-too-short',
  )
  assert.equal(
    (await move('receive', ware, { quantity: 1, expiresOn: '2026-02-30' })).body.code,
    'stores/shelf-life-too-short',
  )
})

test('packs past their guaranteed days are taken off sale by themselves; those that somebody bought stay', async () => {
  const [ware] = (await shop.stocked([{}], 0)) as [Product]
  expect(await move('receive', ware, { quantity: 5, expiresOn: inDays(3) }), 200)
  await shop.bought(await shop.customer(), [[ware, 2]])
  await house.sql`update stores.lots set expires_on = expires_on - 10 where product_id = ${ware.id}`
  await eventually('nothing of it is for sale', async () => (await shop.level(ware)).available === 0, {
    withinMs: 40_000,
  })
  assert.deepEqual([(await shop.level(ware)).onHand, (await ledger(ware))[0]?.kind], [2, 'expired'])
})

test('one product of the list is asked for by its id', async () => {
  const [ware] = (await shop.stocked([{}], 7)) as [Product]
  const one = async (query: string) => (await listed(query)).map(({ productId, available }) => [productId, available])
  assert.deepEqual(await one(`product=${ware.id}`), [[ware.id, 7]])
  assert.deepEqual(await one(`product=${ware.id}&q=somethingelse`), [[ware.id, 7]])
  assert.deepEqual(await one(`product=${ware.id}&show=out`), [])
  assert.deepEqual(await one(`product=prd_${'0'.repeat(32)}`), [])
})

test('the list tells what needs somebody', async () => {
  const [low, out, soon, fine] = (await shop.stocked([{}, {}, {}, {}], 20)) as [Product, Product, Product, Product]
  await place(low, { lowAt: 25, bin: 'A01-1' })
  expect(await move('count', out, { quantity: 0 }), 200)
  expect(await move('receive', soon, { quantity: 1, expiresOn: inDays(2), bin: 'A02-1' }), 200)
  for (const [show, product] of [
    ['low', low],
    ['out', out],
    ['expiring', soon],
    ['unplaced', fine],
  ] as const) {
    assert.ok(await has(`show=${show}`, product), show)
    for (const other of [low, out, soon, fine])
      if (other !== product && !(show === 'unplaced' && other === out))
        assert.ok(!(await has(`show=${show}`, other)), show)
  }
  await place(low, { lowAt: null, bin: null })
  assert.ok(!(await has('show=low', low)))
})

test('a delivery is looked at first, then received whole or not at all, once', async () => {
  const [one, two] = (await shop.stocked([{ barcodes: ['8901234567894'] }, { sku: 'BULK-2' }], 0)) as [Product, Product]
  const lines = [
    { code: '8901234567894', quantity: 6, expiresOn: inDays(30) },
    { code: 'BULK-2', quantity: 2, bin: 'C01-1' },
  ]
  const ask = (body: object) =>
    send('POST', '/v1/store/stock/receipts', {
      token: manager.token,
      body: { storeId: shop.storeId, reference: 'DN-1', supplier: 'Wholesale', lines, ...body },
    })
  const receipt = async (body: object) => expect(await ask(body), 200)
  const seen = await receipt({ preview: true })
  assert.deepEqual(
    [seen.received, seen.lines[0].productId, (await shop.level(one))?.onHand],
    [false, one.id, undefined],
  )
  const bad = await receipt({ lines: [...lines, { code: 'NOBODY', quantity: 1 }, lines[1]] })
  assert.deepEqual(
    bad.lines.map((line: { problem?: string }) => line.problem),
    [undefined, undefined, 'unknown-code', 'listed-twice'],
  )
  assert.equal(await shop.level(two), undefined)
  const first = await receipt({})
  assert.equal(first.received, true)
  // The same, in whatever order, gets the same answer, also when it would not be good for long enough any more.
  await place(one, { minShelfDays: 60 })
  assert.deepEqual(await receipt({ lines: lines.toReversed() }), first)
  for (const other of [
    [lines[0]],
    [{ ...lines[0], quantity: 7 }, lines[1]],
    [...lines, { code: 'NOBODY', quantity: 1 }],
    [lines[0], { ...lines[1], bin: 'C02-2' }],
  ])
    for (const preview of [true, false]) {
      const refused = await ask({ lines: other, preview })
      assert.deepEqual([refused.status, refused.body.code], [409, 'stores/receipt-differs'])
    }
  assert.deepEqual([(await shop.level(one)).onHand, (await shop.level(two)).onHand], [6, 2])
  await place(one, { minShelfDays: null })

  // Of two that come at once with other lines, one is received.
  const [six, seven] = await Promise.all(
    [6, 7].map((quantity) => ask({ reference: 'DN-2', lines: [{ code: 'BULK-2', quantity }] })),
  )
  assert.deepEqual([six!.status, seven!.status].sort(), [200, 409])
  assert.equal((await shop.level(two)).onHand, six!.status === 200 ? 8 : 9)
  // What the release before received under a reference is not known any more: it stays as it answered.
  await house.sql`update stores.batches set answer = null where id like '%:DN-2'`
  assert.equal((await receipt({ reference: 'DN-2', lines: [{ code: 'BULK-2', quantity: 1 }] })).received, true)
  assert.equal((await shop.level(two)).onHand, six!.status === 200 ? 8 : 9)
})

test('a store is paused with a reason and opens by itself; nobody orders meanwhile', async () => {
  assert.equal((await serving()).serviceable, true)
  const until = new Date(Date.now() + aheadMs + 3_600_000).toISOString()
  const paused = expect(await change({ paused: true, pausedReason: 'Power cut', pausedUntil: until }), 200)
  assert.deepEqual([paused.open, paused.pausedReason, paused.opensAt], [false, 'Power cut', until])
  assert.deepEqual(await serving(), { serviceable: false, reason: 'no-store-open', opensAt: until, paused: true })
  assert.equal(
    (await change({ paused: true, pausedUntil: '2020-01-01T00:00:00.000Z' })).body.code,
    'stores/pause-in-the-past',
  )
  aheadMs += 3_700_000
  assert.equal((await serving()).serviceable, true)
  await eventually('the row says so', async () => {
    const [row] = await house.sql`select paused, paused_until from stores.stores where id = ${shop.storeId}`
    return row?.paused === false && row.paused_until === null
  })
})

test('on a holiday the store is closed, whatever its week says', async () => {
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Kolkata', dateStyle: 'short' }).format(
    Date.now() + aheadMs,
  )
  const store = expect(await change({ exceptions: [{ date: today, closed: true, note: 'Holi' }] }), 200)
  assert.equal(store.open, false)
  assert.ok(store.opensAt)
  assert.equal(expect(await change({ exceptions: [] }), 200).open, true)
})

test('who is on duty is seen by the manager, and the day counts what was picked', async () => {
  // An hour ahead may be another day.
  aheadMs = 0
  const duty = (on: boolean) =>
    send('POST', '/v1/store/duty', { token: picker.token, body: { storeId: shop.storeId, on } })
  expect(await duty(true), 200)
  expect(await duty(true), 200)
  const staff = async () =>
    expect(await send('GET', `/v1/store/staff?store=${shop.storeId}`, { token: manager.token }), 200).items as {
      userId: string
      onDutySince?: string
    }[]
  assert.ok((await staff()).find(({ userId }) => userId === picker.userId)?.onDutySince)
  expect(await duty(false), 200)
  assert.equal((await staff()).find(({ userId }) => userId === picker.userId)?.onDutySince, undefined)

  const [ware] = (await shop.stocked([{}], 10)) as [Product]
  const order = await shop.bought(await shop.customer(), [[ware, 4]])
  await shop.pick(picker, order.id, { found: new Map([[ware.id, 1]]) })
  const day = expect(await send('GET', `/v1/store/today?store=${shop.storeId}`, { token: manager.token }), 200)
  assert.ok(day.packed >= 1 && day.fillRate < 1 && day.pickSecondsP90 >= day.pickSecondsP50)
  assert.equal(day.pickers.find(({ userId }: { userId: string }) => userId === picker.userId)?.name, 'Staff picker')
  assert.equal((await send('GET', `/v1/store/today?store=${shop.storeId}`, { token: picker.token })).status, 403)
})
