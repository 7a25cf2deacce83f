import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Tracking } from '../../contracts/deliveries.ts'
import type { Envelope } from '../../contracts/event.ts'
import { money } from '../../contracts/money.ts'
import type { Order, Receipt } from '../../contracts/orders.ts'
import { CheckLedger } from '../../contracts/payments.ts'
import { openBus } from '../../engines/bus/index.ts'
import { sqlOptions } from '../../engines/sql/index.ts'
import type { Call } from '../../kit/calls.ts'
import { silentLog } from '../../kit/log.ts'
import type { Sql } from '../../kit/sql.ts'
import { expect, type Send } from '../api.ts'
import { eventually } from '../eventually.ts'
import { knownByAll } from '../known-by-all.ts'
import { openProvider } from '../provider.ts'
import { openShop, storePoint } from '../shop.ts'

/** Where Tokri runs for a journey, in one process or many. */
export interface Place extends AsyncDisposable {
  readonly url: string
  readonly sandboxUrl: string
  readonly home: string
  readonly send: Send
  readonly call: Call
  readonly sql: Sql
  readonly databaseUrl: string
  /** What its processes were told beside the addresses: which engines there are. */
  readonly env: Record<string, string>
}

/** What a browser hears of an order over the socket. */
async function listening(url: string, token: string, orderId: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/live?token=${token}`)
  const heard: { type: string; data: { status?: string; position?: unknown } }[] = []
  socket.addEventListener('message', ({ data }) => heard.push(JSON.parse(String(data))))
  await once(socket, 'open')
  socket.send(JSON.stringify({ subscribe: `order:${orderId}` }))
  return {
    heard,
    statuses: () => heard.filter((each) => each.type === 'status').map((each) => each.data.status),
    async [Symbol.asyncDispose]() {
      const closed = once(socket, 'close')
      socket.close()
      await closed
    },
  }
}

/** From the first visit to the rating, as people go through it, and what the books and the log say afterwards. */
export async function journey(place: Place): Promise<void> {
  const { send, call } = place
  const shop = await openShop({ call, send })
  const provider = openProvider({ url: place.sandboxUrl, home: place.home, send })
  const [milk, , rice] = shop.products

  // Somebody who has never been here finds the store, fills a cart as a guest and registers.
  const point = `lat=${storePoint.lat + 0.004}&lng=${storePoint.lng + 0.003}`
  await knownByAll(send, shop)
  const here = expect(await send('GET', `/v1/serviceability?${point}`), 200)
  assert.equal(here.store.id, shop.storeId)
  const found = await eventually('milk is found', async () => {
    const { items } = expect(await send('GET', `/v1/products?store=${shop.storeId}&q=tond%20milk`), 200)
    return items.find((each: { id: string }) => each.id === milk!.id)
  })
  assert.equal(found.price.amount, milk!.price)
  const guest = expect(await send('PUT', '/v1/cart/store', { body: { storeId: shop.storeId } }), 200).token
  const headers = { 'x-cart-token': guest }
  expect(await send('PUT', `/v1/cart/items/${milk!.id}`, { headers, body: { quantity: 2 } }), 200)
  const asha = await shop.customer({ name: 'Asha Rao' })
  expect(await send('POST', '/v1/cart/merge', { token: asha.token, body: { token: guest } }), 200)
  expect(await send('PUT', `/v1/cart/items/${rice!.id}`, { token: asha.token, body: { quantity: 2 } }), 200)

  // The quote and the order agree; a declined card is followed by one whose bank asks first.
  const tip = money(2_000)
  const quote = expect(
    await send('POST', '/v1/cart/quote', { token: asha.token, body: { addressId: asha.addressId, tip } }),
    200,
  )
  assert.deepEqual(quote.problems, [])
  const order: Order = expect(await shop.order(asha, { method: 'card', tip }), 201)
  assert.deepEqual(order.totals, quote.totals)
  assert.equal(await provider.pay(order, 'pm_card_visa_chargeDeclined'), 'card_declined')
  assert.equal(await provider.pay(order, 'pm_card_authenticationRequired'), 'requires_action')
  await using live = await listening(place.url, asha.token, order.id)
  await eventually('the socket answers', () => live.heard.length > 0)
  assert.equal(await provider.authenticate(order, 'complete'), 'succeeded')
  await shop.reaches(asha, order.id, 'confirmed')

  // The store picks, a rider takes it along the streets.
  const [picker, ravi] = [await shop.staff('picker'), await shop.rider()]
  await shop.ready(ravi)
  await shop.pick(picker, order.id)
  const task = await shop.ride(ravi, order)
  const halfway = { lat: storePoint.lat + 0.002, lng: storePoint.lng + 0.0015, at: new Date().toISOString() }
  expect(await send('POST', '/v1/rider/positions', { token: ravi.token, body: [halfway] }), 200)
  const tracking = await eventually('the rider is seen', async () => {
    const now: Tracking = expect(await send('GET', `/v1/orders/${order.id}/tracking`, { token: asha.token }), 200)
    return now.position && now.etaAt ? now : null
  })
  assert.equal(tracking.rider?.name, 'Ravi')
  await shop.reaches(asha, order.id, 'arriving')

  // The code at the door: a wrong one does not open it.
  const wrong = { ...order, doorCode: order.doorCode === '0000' ? '0001' : '0000' }
  assert.equal((await shop.handOver(ravi, task, wrong)).body.code, 'deliveries/wrong-code')
  expect(await shop.handOver(ravi, task, order), 200)
  const delivered = await shop.reaches(asha, order.id, 'delivered')
  assert.deepEqual(
    delivered.history.map((each) => each.status),
    ['pending_payment', 'confirmed', 'picking', 'packed', 'assigned', 'picked_up', 'arriving', 'delivered'],
  )
  await eventually('the browser has heard of it', () => live.statuses().at(-1) === 'delivered')
  assert.deepEqual(live.statuses(), delivered.history.map((each) => each.status).slice(1))

  // The receipt, the rating, the rider's pay, and nobody told twice.
  const receipt: Receipt = expect(await send('GET', `/v1/orders/${order.id}/receipt`, { token: asha.token }), 200)
  assert.equal(receipt.paid.amount, order.total.amount)
  expect(await send('POST', `/v1/orders/${order.id}/rating`, { token: asha.token, body: { stars: 5 } }), 200)
  const { items: trips } = expect(await send('GET', '/v1/rider/earnings', { token: ravi.token }), 200)
  assert.deepEqual(
    trips.map((trip: { orderId: string; tip: { amount: number } }) => [trip.orderId, trip.tip.amount]),
    [[order.id, 2_000]],
  )
  await eventually('the cart is empty', async () => {
    const { lines } = expect(await send('GET', '/v1/cart', { token: asha.token }), 200)
    return lines.length === 0
  })
  const inbox = await eventually('the last message', async () => {
    const { items } = expect(await send('GET', '/v1/me/inbox?limit=100', { token: asha.token }), 200)
    const about = items.filter((each: { link?: string }) => each.link?.endsWith(order.id))
    return about.some((each: { title: string }) => /delivered/i.test(each.title)) ? about : null
  })
  const messages = inbox.map((each: { title: string; body: string }) => `${each.title}: ${each.body}`)
  assert.equal(new Set(messages).size, messages.length, messages.join('\n'))

  // The books, the shelf, and the trace that all of it shares.
  await eventually('the books are right', async () => {
    const report = await call(CheckLedger, {})
    assert.deepEqual(report.faults, [])
    return report.captured.amount === order.total.amount
  })
  const { onHand, reserved } = await shop.level(rice!)
  assert.deepEqual({ onHand, reserved }, { onHand: 998, reserved: 0 })
  const told = await toldOf(place, order.id)
  assert.ok(told.every((each) => /^[0-9a-f]{32}$/.test(each.trace ?? '')))
  const placing = told.find((each) => each.name === 'order.placed')?.trace
  for (const name of ['order.confirmed', 'order.packed', 'order.delivered'])
    assert.ok(
      told.some((each) => each.name === name && each.trace === placing),
      `${name} is told under the trace of the placing, whoever brought it about`,
    )
}

/** What the event log holds of an order, whichever engine keeps it. */
async function toldOf({ sql, databaseUrl, env }: Place, orderId: string): Promise<Envelope[]> {
  await using log = await openBus({
    url: env.TOKRI_BROKER_URL,
    prefix: env.TOKRI_BROKER_PREFIX,
    sql,
    address: sqlOptions(databaseUrl, 'the test database'),
    log: silentLog,
  })
  const events: Envelope[] = []
  for await (const batch of log.read({ since: new Date(0), key: orderId })) events.push(...batch)
  return events
}
