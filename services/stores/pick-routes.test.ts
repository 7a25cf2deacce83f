import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { money } from '../../contracts/money.ts'
import type { Pick } from '../../contracts/stores.ts'
import { expect, injecting, type Send } from '../../tests/api.ts'
import { eventually } from '../../tests/eventually.ts'
import { type TestHouse, testHouse } from '../../tests/house.ts'
import { type Customer, openShop, type Person, type Product, type Shop } from '../../tests/shop.ts'

let house: TestHouse
let send: Send
let shop: Shop
let picker: Person
let other: Person
let manager: Person

before(async () => {
  house = await testHouse()
  send = injecting(house.gateway!)
  shop = await openShop({ call: house.call, send })
  ;[picker, other, manager] = (await Promise.all([
    shop.staff('picker'),
    shop.staff('picker'),
    shop.staff('manager'),
  ])) as [Person, Person, Person]
})
after(() => house[Symbol.asyncDispose]())

const ask = (who: Person, pickId: string, deed: string, body?: object) =>
  send('POST', `/v1/store/picks/${pickId}/${deed}`, { token: who.token, ...(body ? { body } : {}) })
const does = async (who: Person, pickId: string, deed: string, body?: object): Promise<Pick> =>
  expect(await ask(who, pickId, deed, body), 200)
const refuses = async (code: string, who: Person, pickId: string, deed: string, body?: object) =>
  assert.equal((await ask(who, pickId, deed, body)).body.code, code)

async function queued(who: Customer, lines: Product[], wish: Record<string, unknown> = {}) {
  const order = await shop.bought(who, lines, wish)
  const pick = await eventually('it is to be picked', async () => {
    const { items } = expect(await send('GET', '/v1/store/picks?limit=100', { token: picker.token }), 200)
    return (items as Pick[]).find((each) => each.orderId === order.id)
  })
  return { order, pickId: pick.id }
}

const wares = (count: number, more: object[] = []) =>
  shop.stocked(
    Array.from({ length: count }, (_, at) => ({ ...more[at] })),
    10,
  )

test('of two pickers who reach for one order at once, one has it', async () => {
  const { pickId } = await queued(await shop.customer(), await wares(1))
  const answers = await Promise.all([picker, other].map((who) => ask(who, pickId, 'start')))
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409])
  const winner = answers[0]!.status === 200 ? picker : other
  // The same again, after an answer that was lost.
  assert.equal((await does(winner, pickId, 'start')).pickerId, winner.userId)
})

test('the lines come by the way through the store, with barcodes, and frozen goods last', async () => {
  const [frozen, far, near] = (await wares(3, [
    { zone: 'frozen', barcodes: ['2000000000015'] },
    {},
    { barcodes: ['2000000000022'] },
  ])) as [Product, Product, Product]
  for (const [product, bin] of [
    [frozen, 'A01-1'],
    [far, 'B02-1'],
    [near, 'A04-2'],
  ] as const)
    expect(
      await send('POST', '/v1/store/stock/receive', {
        token: manager.token,
        body: { storeId: shop.storeId, productId: product.id, quantity: 1, bin },
      }),
      200,
    )
  const { pickId } = await queued(await shop.customer(), [frozen, far, near])
  const { lines } = await does(picker, pickId, 'start')
  assert.deepEqual(
    lines.map(({ productId, zone, barcodes, location }) => [productId, zone, barcodes?.[0], location?.aisle]),
    [
      [near.id, 'ambient', '2000000000022', 'A'],
      [far.id, 'ambient', undefined, 'B'],
      [frozen.id, 'frozen', '2000000000015', 'A'],
    ],
  )
})

test('what a shaky net repeats is done once: lines, substitutes, the bags and the hand-over', async () => {
  const [line, by] = (await wares(2, [{ price: money(9_000) }, { price: money(8_000) }])) as [Product, Product]
  const who = await shop.customer()
  const { order, pickId } = await queued(who, [line], { substitutions: 'allow' })
  const twice = async (deed: string, body?: object) => {
    await does(picker, pickId, deed, body)
    return does(picker, pickId, deed, body)
  }
  await twice('start')
  const short = await twice('line', { productId: line.id, picked: 0, reason: 'damaged' })
  assert.equal(short.lines[0]!.shortReason, 'damaged')
  await twice('substitute', { productId: line.id, byProductId: by.id, quantity: 1 })
  assert.equal((await shop.level(by)).reserved, 1)
  await twice('withdraw-substitute', { productId: line.id })
  assert.equal((await shop.level(by)).reserved, 0)
  const undone = await twice('line', { productId: line.id, picked: null })
  assert.deepEqual([undone.lines[0]!.picked, undone.lines[0]!.shortReason], [null, undefined])
  await twice('line', { productId: line.id, picked: 1 })
  const bags = { bags: 2, zoneBags: { ambient: 1, chilled: 1, frozen: 0 } }
  await refuses('stores/bags-do-not-add-up', picker, pickId, 'complete', { ...bags, bags: 3 })
  const packed = await twice('complete', bags)
  assert.match(packed.handover ?? '', /^[A-Z3-9]{4}$/)
  assert.equal((await shop.level(line)).onHand, 9)

  const waiting = async () => {
    const path = `/v1/store/handovers?store=${shop.storeId}`
    const { items } = expect(await send('GET', path, { token: other.token }), 200)
    return (items as { orderId: string; code: string }[]).find((each) => each.orderId === order.id)
  }
  assert.equal((await waiting())?.code, packed.handover)
  await refuses('stores/wrong-handover-code', other, pickId, 'handover', { code: 'QQQQ' })
  const code = packed.handover!.toLowerCase()
  assert.ok((await does(other, pickId, 'handover', { code })).handedOverAt)
  await does(other, pickId, 'handover', { code })
  assert.equal(await waiting(), undefined)
})

test('with a substitute put in, a line is not undone before it is taken out', async () => {
  const [line, by] = (await wares(2, [{ price: money(9_000) }, { price: money(8_000) }])) as [Product, Product]
  const { pickId } = await queued(await shop.customer(), [line], { substitutions: 'allow' })
  await does(picker, pickId, 'start')
  await does(picker, pickId, 'line', { productId: line.id, picked: 0 })
  await does(picker, pickId, 'substitute', { productId: line.id, byProductId: by.id, quantity: 1 })
  await refuses('stores/quantity-not-possible', picker, pickId, 'line', { productId: line.id, picked: null })
})

test('suggestions are in stock, not in the basket, and nearest in price first', async () => {
  const category = { categoryPath: ['Only here'] }
  const [line, near, far, inBasket] = (await wares(4, [
    { ...category, price: money(5_000) },
    { ...category, price: money(5_100) },
    { ...category, price: money(9_900) },
    { ...category, price: money(5_000) },
  ])) as [Product, Product, Product, Product]
  await shop.stocked([{ ...category, price: money(5_000) }], 0)
  const { pickId } = await queued(await shop.customer(), [line, inBasket])
  const path = `/v1/store/picks/${pickId}/suggestions?productId=${line.id}`
  const { items } = expect(await send('GET', path, { token: picker.token }), 200)
  assert.deepEqual(
    (items as { productId: string }[]).map(({ productId }) => productId),
    [near.id, far.id],
  )
})

test('a pick that is given back keeps what was found; only managers give back another’s', async () => {
  const [one, two] = (await wares(2)) as [Product, Product]
  const { pickId } = await queued(await shop.customer(), [one, two])
  await does(picker, pickId, 'start')
  await does(picker, pickId, 'line', { productId: one.id, picked: 1 })
  await refuses('stores/pick-taken', other, pickId, 'release')
  assert.equal((await does(manager, pickId, 'release')).state, 'queued')
  const taken = await does(other, pickId, 'start')
  assert.equal(taken.lines.find(({ productId }) => productId === one.id)?.picked, 1)
})

test('who completes while the customer cancels: either the order is packed or it is cancelled, and nothing is lost', async () => {
  for (let round = 0; round < 6; round++) {
    const [ware] = (await wares(1)) as [Product]
    const who = await shop.customer()
    const { order, pickId } = await queued(who, [ware])
    await does(picker, pickId, 'start')
    await does(picker, pickId, 'line', { productId: ware.id, picked: 1 })
    await Promise.all([
      ask(picker, pickId, 'complete', { bags: 1 }),
      send('POST', `/v1/orders/${order.id}/cancel`, { token: who.token, body: {} }),
    ])
    const { status } = await eventually('it is settled', async () => {
      const now = await shop.read(who, order.id)
      return ['packed', 'assigned', 'cancelled'].includes(now.status) ? now : null
    })
    const onHand = status === 'cancelled' ? 10 : 9
    await eventually('the shelf is right', async () => {
      const level = await shop.level(ware)
      return level.onHand === onHand && level.reserved === 0
    })
  }
})

test('staff of another store know nothing of a pick, and its bags are not theirs to hand over', async () => {
  const { pickId } = await queued(await shop.customer(), await wares(1))
  const rider = await shop.staff('rider')
  assert.equal((await ask(rider, pickId, 'start')).status, 403)
  const customer = await shop.customer()
  assert.equal(
    (await send('POST', `/v1/store/picks/${pickId}/handover`, { token: customer.token, body: { code: 'AAAA' } }))
      .status,
    403,
  )
})

test('the words of a gift come to the picker as the customer wrote them, and only there are they where somebody wrote some', async () => {
  const [first, second] = (await wares(2)) as [Product, Product]
  const giftNote = 'Happy birthday, Amma! <b>♥</b>'
  const { pickId } = await queued(await shop.customer(), [first], { giftNote: `  ${giftNote} ` })
  assert.equal((await does(picker, pickId, 'start')).giftNote, giftNote)
  await does(picker, pickId, 'line', { productId: first.id, picked: 1 })
  assert.equal((await does(picker, pickId, 'complete', { bags: 1 })).giftNote, giftNote)
  const plain = await queued(await shop.customer(), [second], { giftNote: '   ' })
  assert.equal('giftNote' in (await does(picker, plain.pickId, 'start')), false)
})

test('what a customer answered is on the line, until something else is asked', async () => {
  const [first, second, third] = (await wares(3)) as [Product, Product, Product]
  const who = await shop.customer()
  const { order, pickId } = await queued(who, [first], { substitutions: 'ask' })
  await does(picker, pickId, 'start')
  await does(picker, pickId, 'line', { productId: first.id, picked: 0 })
  const proposes = async (by: Product) => {
    const pick = await does(picker, pickId, 'substitute', { productId: first.id, byProductId: by.id, quantity: 1 })
    return pick.lines[0]!
  }
  const asked = await proposes(second)
  assert.equal(asked.substitute?.state, 'asked')
  const decide = async (decision: string, id = '') =>
    eventually('the question has reached the customer', async () => {
      const path = `/v1/orders/${order.id}/substitutions/${id}`
      return (await send('POST', path, { token: who.token, body: { decision } })).status === 200
    })
  await decide('refuse', asked.substitute?.proposalId)
  const read = async (): Promise<Pick> =>
    expect(await send('GET', `/v1/store/picks/${pickId}`, { token: picker.token }), 200)
  await eventually('the picker reads it', async () => (await read()).lines[0]!.answer === 'refused')
  const again = await proposes(third)
  assert.deepEqual([again.answer, again.declined, again.substitute?.state], [undefined, [second.id], 'asked'])
  await decide('approve', again.substitute?.proposalId)
  await eventually('it may go in', async () => (await read()).lines[0]!.substitute?.state === 'approved')
})
