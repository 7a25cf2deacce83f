import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { money } from '../../contracts/money.ts'
import type { Order } from '../../contracts/orders.ts'
import { CheckLedger } from '../../contracts/payments.ts'
import { jpeg, jpegWithPosition } from '../../kit/testing/pictures.ts'
import { expect, type Send } from '../../tests/api.ts'
import { movableClock } from '../../tests/clock.ts'
import { eventually } from '../../tests/eventually.ts'
import { type Customer, openShopHouse, type Person, type Shop, type ShopHouse } from '../../tests/shop.ts'

let stage: ShopHouse
let send: Send
let shop: Shop
let picker: Person
let rider: Person
let support: Person
const clock = movableClock()

before(async () => {
  stage = await openShopHouse({ clock })
  ;({ send, shop } = stage)
  picker = await shop.staff('picker')
  support = await shop.staff('support')
  rider = await shop.rider()
  await shop.ready(rider, clock.now())
})
after(() => stage?.[Symbol.asyncDispose]())

/** Photos are bytes, which the tests' usual way of asking does not send. */
const sendPhoto = (token: string, orderId: string, payload: Buffer, type = 'image/jpeg') =>
  stage.house.gateway!.inject({
    method: 'POST',
    url: `/v1/orders/${orderId}/photos`,
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    payload,
  })
const messages = async (token: string, id: string) =>
  expect(await send('GET', `/v1/orders/${id}/messages`, { token }), 200)
const write = (token: string, id: string, body: object) => send('POST', `/v1/orders/${id}/messages`, { token, body })

describe('two keys', () => {
  test('ordering the same cart at once under ten keys makes one order', async () => {
    const who = await shop.customer()
    await shop.fill(who, shop.products[0]!)
    const before = await shop.level(shop.products[0]!)
    const answers = await Promise.all(Array.from({ length: 10 }, () => shop.order(who, { key: randomUUID() })))
    const placed = answers.filter((each) => each.status === 201)
    assert.equal(placed.length, 1)
    for (const each of answers) if (each.status !== 201) assert.equal(each.status, 409, JSON.stringify(each.body))
    await eventually('only its stock is kept', async () => {
      return (await shop.level(shop.products[0]!)).reserved === before.reserved + 1
    })
    // Filled anew, it is another cart.
    await eventually('the cart is empty', async () => {
      const cart = expect(await send('GET', '/v1/cart', { token: who.token }), 200)
      return cart.lines.length === 0
    })
    await shop.fill(who, shop.products[0]!)
    expect(await shop.order(who, { key: randomUUID() }), 201)
  })
})

/** An order on the road, with its rider at the door. */
async function atTheDoor(who: Customer, wish: Parameters<Shop['order']>[1] = {}) {
  await shop.ready(rider, clock.now())
  const order = await shop.bought(who, [[shop.products[0]!, 2], shop.products[2]!], wish)
  await shop.pick(picker, order.id)
  const task = await shop.ride(rider, order)
  return { order: await shop.reaches(who, order.id, 'arriving'), task }
}

async function delivered(who: Customer, wish: Parameters<Shop['order']>[1] = {}): Promise<Order> {
  const { order, task } = await atTheDoor(who, wish)
  expect(await shop.handOver(rider, task, order), 200)
  return shop.reaches(who, order.id, 'delivered')
}

describe('messages of an order', () => {
  test('go between customer and rider, are read once, and nobody else sees them', async () => {
    const who = await shop.customer()
    const { order, task } = await atTheDoor(who)
    const first = expect(await write(who.token, order.id, { text: 'Blue gate', clientId: 'client-0001' }), 201)
    assert.deepEqual([first.from, first.thread, first.mine, first.name], ['customer', 'rider', true, 'Asha'])
    assert.deepEqual(
      expect(await write(who.token, order.id, { text: 'Blue gate', clientId: 'client-0001' }), 201),
      first,
    )
    const heard = await messages(rider.token, order.id)
    assert.deepEqual([heard.items.length, heard.unread, heard.callable], [1, 1, false], 'neither has left a number')
    assert.equal(heard.items[0].mine, false)
    assert.equal(JSON.stringify(heard).includes('+91'), false)
    const read = { token: rider.token, body: { upTo: first.id } }
    expect(await send('POST', `/v1/orders/${order.id}/messages/read`, read), 204)
    assert.equal((await messages(rider.token, order.id)).unread, 0)
    assert.equal((await messages(who.token, order.id)).items[0].seen, true)
    const quick = expect(await write(rider.token, order.id, { quick: 'at-the-gate' }), 201)
    assert.deepEqual([quick.quick, quick.text], ['at-the-gate', 'I am at the gate'])
    await eventually('the customer is told', async () => {
      const { items } = expect(await send('GET', '/v1/me/inbox', { token: who.token }), 200)
      return items.some((each: { body: string }) => each.body === 'I am at the gate')
    })

    for (const [party, phone] of [
      [rider, '+919812300011'],
      [who, '+919812300012'],
    ] as const) {
      assert.equal((await messages(who.token, order.id)).callable, false)
      expect(await send('PATCH', '/v1/me', { token: party.token, body: { phone } }), 200)
    }
    assert.equal((await messages(rider.token, order.id)).callable, true)
    const offered = await messages(who.token, order.id)
    assert.equal(offered.callable, true, 'both have')
    assert.equal(JSON.stringify(offered).includes('98123'), false)

    // What is said to support is not the rider's business, nor is any of it a stranger's.
    expect(await write(who.token, order.id, { text: 'A word to you only', thread: 'support' }), 201)
    assert.equal((await messages(rider.token, order.id)).items.length, 2)
    assert.equal((await messages(support.token, order.id)).items.length, 3)
    expect(await write(support.token, order.id, { text: 'We look at it' }), 201)
    const stranger = await shop.customer()
    for (const answer of [
      await send('GET', `/v1/orders/${order.id}/messages`, { token: stranger.token }),
      await write(stranger.token, order.id, { text: 'Hello' }),
      await send('POST', `/v1/orders/${order.id}/call`, { token: stranger.token }),
    ])
      assert.equal(answer.body.code, 'orders/not-found')

    expect(await shop.handOver(rider, task, order), 200)
    await shop.reaches(who, order.id, 'delivered')
    expect(await write(rider.token, order.id, { text: 'You forgot your change' }), 201)
    clock.advance(31 * 60_000)
    assert.equal((await write(rider.token, order.id, { text: 'Hello?' })).body.code, 'orders/conversation-closed')
    assert.equal(
      (await write(who.token, order.id, { text: 'Hello?', thread: 'rider' })).body.code,
      'orders/conversation-closed',
    )
    expect(await write(who.token, order.id, { text: 'To support then' }), 201)
  })

  test('are refused when they say nothing, or too much', async () => {
    const who = await shop.customer()
    const order = await shop.bought(who, [shop.products[0]!])
    for (const body of [{}, { text: '' }, { text: '   ' }, { text: 'a'.repeat(501) }, { quick: 'nonsense' }])
      assert.equal((await write(who.token, order.id, body)).status, 400, JSON.stringify(body))
    assert.equal(
      (await send('POST', `/v1/orders/${order.id}/call`, { token: who.token })).body.code,
      'orders/call-not-possible',
    )
  })
})

describe('paying another way', () => {
  test('an order that waits for its card is paid in cash, and a card that is charged after all is given back', async () => {
    const who = await shop.customer()
    const order = await shop.bought(who, [shop.products[0]!], { method: 'card' })
    assert.equal(await stage.provider.pay(order, 'pm_card_visa_chargeDeclined'), 'card_declined')
    const pay = { token: who.token, body: { method: 'cash' } }
    const paid = expect(await send('POST', `/v1/orders/${order.id}/payment`, pay), 200)
    assert.deepEqual([paid.status, paid.payment.method, paid.payment.handle], ['confirmed', 'cash', undefined])
    assert.equal(expect(await send('POST', `/v1/orders/${order.id}/payment`, pay), 200).status, 'confirmed')
    const outcome = await stage.provider.pay(order)
    if (outcome === 'succeeded')
      await eventually('the money goes back', async () => {
        const rows = await stage.sql`select state from payments.refunds where order_id = ${order.id} and state = 'done'`
        return rows.length === 1
      })
    await shop.pick(picker, order.id)
    assert.equal((await shop.reaches(who, order.id, 'packed')).payment.method, 'cash')
    const cancel = { token: support.token, body: { reason: 'The test is over' } }
    expect(await send('POST', `/v1/admin/orders/${order.id}/cancel`, cancel), 200)
  })

  test('from the wallet, if there is enough in it; and not once it is paid', async () => {
    const who = await shop.customer()
    const order = await shop.bought(who, [shop.products[0]!], { method: 'card' })
    const pay = (method: string) =>
      send('POST', `/v1/orders/${order.id}/payment`, { token: who.token, body: { method } })
    assert.equal((await pay('wallet')).body.code, 'orders/wallet-short')
    assert.ok(expect(await pay('card'), 200).payment.handle, 'the card can be tried again')
    await shop.credit(who.userId, order.total.amount)
    assert.equal(expect(await pay('wallet'), 200).payment.method, 'wallet')
    await eventually('the wallet is empty', async () => {
      return expect(await send('GET', '/v1/wallet', { token: who.token }), 200).balance.amount === 0
    })
    assert.equal((await pay('cash')).body.code, 'orders/not-waiting')
    const other = await shop.bought(who, [shop.products[0]!], { method: 'card' })
    assert.equal(await stage.provider.pay(other), 'succeeded')
    await shop.reaches(who, other.id, 'confirmed')
    const late = await send('POST', `/v1/orders/${other.id}/payment`, { token: who.token, body: { method: 'cash' } })
    assert.equal(late.body.code, 'orders/not-waiting')
  })
})

describe('an issue', () => {
  const report = (who: Customer, id: string, body: object, key: string = randomUUID()) =>
    send('POST', `/v1/orders/${id}/issues`, { token: who.token, body, headers: { 'idempotency-key': key } })

  test('is resolved at once, once, and never above what was paid for the line', async () => {
    const who = await shop.customer()
    await shop.credit(who.userId, 1_000_000)
    const order = await delivered(who, { method: 'wallet' })
    const line = order.lines.find((each) => each.productId === shop.products[0]!.id)!
    const one = { kind: 'missing', lines: [{ productId: line.productId, quantity: 1 }] }
    const key = randomUUID()
    const answers = await Promise.all([report(who, order.id, one, key), report(who, order.id, one, key)])
    assert.deepEqual(answers[0]!.body, answers[1]!.body)
    const { resolution } = expect(answers[0]!, 201)
    assert.deepEqual(resolution, { kind: 'refunded', amount: money(line.total.amount / 2), to: 'wallet' })
    assert.equal((await shop.read(who, order.id)).refunded.amount, line.total.amount / 2)
    const more = { kind: 'missing', lines: [{ productId: line.productId, quantity: 2 }] }
    assert.equal((await report(who, order.id, more)).body.code, 'orders/issue-exceeds-line')
    assert.equal((await report(who, order.id, more, key)).body.code, 'request/idempotency-key-reused')
    await eventually('the money is in the wallet', async () => {
      const { balance } = expect(await send('GET', '/v1/wallet', { token: who.token }), 200)
      return balance.amount === 1_000_000 - order.total.amount + line.total.amount / 2
    })
    const books = await stage.house.call(CheckLedger, {})
    assert.deepEqual(books.faults, [])
    // Of ten reports at once about the other pack, one gets it.
    const rest = await Promise.all(Array.from({ length: 6 }, () => report(who, order.id, one)))
    assert.deepEqual(rest.map((each) => each.status).sort(), [201, 409, 409, 409, 409, 409])
  })

  test('is looked at by a person where staff gave something back before: the same packs are not paid twice', async () => {
    const who = await shop.customer()
    await shop.credit(who.userId, 1_000_000)
    const order = await delivered(who, { method: 'wallet' })
    const line = order.lines.find((each) => each.productId === shop.products[0]!.id)!
    const lines = [{ productId: line.productId, quantity: 2 }]
    const refund = { orderId: order.id, amount: line.total, reason: 'It told us in a message', to: 'wallet', lines }
    const headers = { 'idempotency-key': randomUUID() }
    expect(await send('POST', '/v1/admin/refunds', { token: support.token, headers, body: refund }), 201)
    await eventually('the order has heard of it', async () => {
      return (await shop.read(who, order.id)).refunded.amount === line.total.amount
    })
    const { resolution } = expect(await report(who, order.id, { kind: 'missing', lines }), 201)
    assert.deepEqual(resolution, { kind: 'review', why: 'amount' })
    assert.equal((await shop.read(who, order.id)).refunded.amount, line.total.amount)
  })

  test('of damaged goods needs a photo, which only its people see, without where it was taken', async () => {
    const who = await shop.customer()
    const order = await delivered(who, { method: 'cash' })
    const lines = [{ productId: shop.products[0]!.id, quantity: 1 }]
    const refused = expect(await report(who, order.id, { kind: 'damaged', lines }), 201)
    assert.deepEqual(refused.resolution, { kind: 'review', why: 'photo-needed' })
    assert.equal(
      (await sendPhoto(who.token, order.id, Buffer.from('<svg/>'), 'image/png')).json().code,
      'photos/not-a-photo',
    )
    const sent = await sendPhoto(who.token, order.id, jpegWithPosition(6), 'application/octet-stream')
    assert.equal(sent.statusCode, 201, sent.body)
    const photoId: string = sent.json().id
    const other = lines
    const taken = expect(await report(who, order.id, { kind: 'damaged', lines: other, photoIds: [photoId] }), 201)
    assert.equal(taken.resolution.kind, 'refunded')
    assert.equal(taken.resolution.to, 'wallet')
    assert.deepEqual(taken.photoIds, [photoId])
    const look = (token: string) =>
      stage.house.gateway!.inject({
        url: `/v1/orders/${order.id}/photos/${photoId}`,
        headers: { authorization: `Bearer ${token}` },
      })
    const seen = await look(support.token)
    assert.equal(seen.statusCode, 200)
    assert.equal(seen.headers['content-type'], 'image/jpeg')
    assert.equal(seen.headers['cache-control'], 'private, no-cache')
    assert.match(String(seen.headers['content-security-policy']), /sandbox/)
    assert.equal(seen.headers['x-content-type-options'], 'nosniff')
    assert.equal(seen.rawPayload.includes('Secret Camera'), false)
    const stranger = await shop.customer()
    for (const token of [stranger.token, rider.token]) assert.equal((await look(token)).statusCode, 404)
    assert.equal((await sendPhoto(stranger.token, order.id, jpeg)).json().code, 'orders/not-found')
    // A photo that is an issue's already is nobody's to give any more.
    const again = await report(who, order.id, { kind: 'other', photoIds: [photoId] })
    assert.equal(again.body.code, 'photos/not-found')
  })
})

describe('a customer who wants to be asked', () => {
  async function asked(quantity = 1, wish: { unanswered?: 'allow' } = {}) {
    const who = await shop.customer()
    const [first, second] = (await shop.stocked([{ price: money(9_000) }, { price: money(12_000) }], 10)) as [
      (typeof shop.products)[number],
      (typeof shop.products)[number],
    ]
    const order = await shop.bought(who, [[first, quantity], shop.products[2]!], { substitutions: 'ask', ...wish })
    const pickId = await eventually('it is to be picked', async () => {
      const { items } = expect(await send('GET', '/v1/store/picks?limit=100', { token: picker.token }), 200)
      return (items as { id: string; orderId: string }[]).find((each) => each.orderId === order.id)?.id
    })
    const step = (deed: string, body: object = {}) =>
      send('POST', `/v1/store/picks/${pickId}/${deed}`, { token: picker.token, body })
    expect(await send('POST', `/v1/store/picks/${pickId}/start`, { token: picker.token }), 200)
    await shop.reaches(who, order.id, 'picking')
    expect(await step('line', { productId: first.id, picked: 0 }), 200)
    expect(await step('line', { productId: shop.products[2]!.id, picked: 1 }), 200)
    expect(await step('substitute', { productId: first.id, byProductId: second.id, quantity }), 200)
    const proposal = await eventually('the customer is asked', async () => {
      const { items } = expect(await send('GET', `/v1/orders/${order.id}/substitutions`, { token: who.token }), 200)
      return items[0]
    })
    const decide = (decision: string) =>
      send('POST', `/v1/orders/${order.id}/substitutions/${proposal.id}`, { token: who.token, body: { decision } })
    return { who, order, first, second, step, proposal, decide }
  }

  test('approves, and pays no more than was ordered', async () => {
    const { who, order, first, second, step, proposal, decide } = await asked()
    assert.deepEqual([proposal.state, proposal.byProductId, proposal.price.amount], ['asked', second.id, 9_000])
    assert.equal((await step('complete', { bags: 1 })).body.code, 'stores/proposal-open')
    assert.equal(expect(await decide('approve'), 200).state, 'approved')
    assert.equal(expect(await decide('approve'), 200).state, 'approved')
    assert.equal((await decide('refuse')).body.code, 'orders/proposal-closed')
    await eventually('the bags may be closed', async () => (await step('complete', { bags: 1 })).status === 200)
    const packed = await shop.reaches(who, order.id, 'packed')
    assert.equal(packed.refunded.amount, 0)
    assert.equal(packed.lines.find((each) => each.productId === first.id)?.substitute?.productId, second.id)
    assert.deepEqual([(await shop.level(second)).onHand, (await shop.level(second)).reserved], [9, 0])
    assert.equal((await decide('refuse')).body.code, 'orders/proposal-closed')
  })

  test('refuses, and gets the money back; the same is not proposed again', async () => {
    const { who, order, first, second, step, decide } = await asked()
    assert.equal(expect(await decide('refuse'), 200).state, 'refused')
    await eventually('the packs are free', async () => (await shop.level(second)).reserved === 0)
    const again = await step('substitute', { productId: first.id, byProductId: second.id, quantity: 1 })
    assert.equal(again.body.code, 'stores/quantity-not-possible')
    expect(await step('complete', { bags: 1 }), 200)
    assert.equal((await shop.reaches(who, order.id, 'packed')).refunded.amount, 9_000)
  })

  test('says nothing, and gets the money back; an answer after that is too late', async () => {
    const { who, order, first, second, step, decide } = await asked()
    clock.advance(91_000)
    await eventually('its time is over', async () => {
      const { items } = expect(await send('GET', `/v1/orders/${order.id}/substitutions`, { token: who.token }), 200)
      return items[0].state === 'expired'
    })
    assert.equal((await decide('approve')).body.code, 'orders/proposal-closed')
    await eventually('the packs are free', async () => (await shop.level(second)).reserved === 0)
    const packed = expect(await step('complete', { bags: 1 }), 200)
    assert.equal(packed.lines.find((each: { productId: string }) => each.productId === first.id)?.answer, 'expired')
    assert.equal((await shop.reaches(who, order.id, 'packed')).refunded.amount, 9_000)
  })

  test('says nothing, but wished to get the replacement in that case', async () => {
    const { who, order, first, second, step, decide } = await asked(1, { unanswered: 'allow' })
    assert.equal(order.unanswered, 'allow')
    clock.advance(91_000)
    await eventually('its time is over', async () => {
      const { items } = expect(await send('GET', `/v1/orders/${order.id}/substitutions`, { token: who.token }), 200)
      return items[0].state === 'approved'
    })
    assert.equal((await decide('refuse')).body.code, 'orders/proposal-closed')
    await eventually('the bags may be closed', async () => (await step('complete', { bags: 1 })).status === 200)
    const packed = await shop.reaches(who, order.id, 'packed')
    assert.equal(packed.lines.find((each) => each.productId === first.id)?.substitute?.productId, second.id)
    assert.equal(packed.refunded.amount, 0)
  })

  test('answers twice at once, both ways: one counts, and the bags agree with it', async () => {
    const { who, order, first, step, decide } = await asked()
    const answers = await Promise.all([decide('approve'), decide('refuse'), decide('approve'), decide('refuse')])
    const won = answers.filter((each) => each.status === 200).map((each) => each.body.state)
    assert.equal(new Set(won).size, 1)
    await eventually('the bags may be closed', async () => (await step('complete', { bags: 1 })).status === 200)
    const packed = await shop.reaches(who, order.id, 'packed')
    const put = packed.lines.find((each) => each.productId === first.id)?.substitute
    assert.equal(put !== undefined, won[0] === 'approved')
    assert.equal(packed.refunded.amount, put ? 0 : 9_000)
  })

  test('is asked by nobody any more when the picker takes it back', async () => {
    const { who, order, step, first, second, decide } = await asked()
    expect(await step('withdraw-substitute', { productId: first.id }), 200)
    await eventually('it is withdrawn', async () => {
      const { items } = expect(await send('GET', `/v1/orders/${order.id}/substitutions`, { token: who.token }), 200)
      return items[0].state === 'withdrawn'
    })
    assert.equal((await decide('approve')).body.code, 'orders/proposal-closed')
    assert.equal((await shop.level(second)).reserved, 0)
  })
})

describe('notes of staff', () => {
  test('are read by staff with the name of who wrote them, and by nobody else', async () => {
    const who = await shop.customer()
    const order = await shop.bought(who, [shop.products[0]!])
    const path = `/v1/admin/orders/${order.id}/notes`
    const body = { text: ' Called twice, no answer ' }
    assert.equal((await send('POST', path, { token: who.token, body })).status, 403)
    expect(await send('POST', path, { token: support.token, body }), 201)
    assert.equal((await send('POST', path, { token: support.token, body: { text: '   ' } })).status, 400)
    const known = expect(await send('GET', `/v1/admin/orders/${order.id}/case`, { token: support.token }), 200)
    assert.deepEqual(
      known.notes.map(({ text, userId }: { text: string; userId: string }) => [text, userId]),
      [['Called twice, no answer', support.userId]],
    )
    assert.ok(known.people.some(({ userId }: { userId: string }) => userId === support.userId))
    assert.ok(!JSON.stringify(await messages(who.token, order.id)).includes('Called twice'))
  })
})
