import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DeliveryArriving, DeliveryAssigned, DeliveryPickedUp } from '../../contracts/deliveries.ts'
import type { DataOf, EventType } from '../../contracts/event.ts'
import { newId } from '../../contracts/ids.ts'
import { SendCode } from '../../contracts/notifications.ts'
import { OrderCancelled, OrderDelivered, OrderPacked, OrderPlaced } from '../../contracts/orders.ts'
import { PaymentFailed, PaymentRefunded } from '../../contracts/payments.ts'
import type { Session } from '../../contracts/users.ts'
import { manualClock } from '../../kit/clock.ts'
import { type Message, message } from '../../kit/sql.ts'
import { type Messaging, openMessaging } from '../../tests/messaging.ts'
import { clientOf } from '../users/testing.ts'

const clock = manualClock(Date.now())
let house: Messaging
let client: ReturnType<typeof clientOf>
before(async () => {
  house = await openMessaging({ clock })
  client = clientOf(house)
})
after(() => house[Symbol.asyncDispose]())

/** Events as another service would publish them. */
async function publish(...messages: Message[]): Promise<void> {
  await house.sql`select users.publish(${house.sql.json(messages as never)})`
}

/** Until it is true. Time stands still but for what `advance` moves at each look. */
async function until<T>(look: () => Promise<T | undefined | false>, advance = 0): Promise<T> {
  const patience = AbortSignal.timeout(15_000)
  for (;;) {
    const found = await look()
    if (found) return found
    patience.throwIfAborted()
    clock.advance(advance)
    await new Promise(setImmediate)
  }
}

const price = (amount: number) => ({ amount, currency: 'INR' as const })
let numbers = 0

/** Somebody with an order, and the events of that order. */
async function customer(more: { phone?: string | null; device?: string } = {}) {
  const phone = more.phone === null ? undefined : (more.phone ?? `+9198111${String(++numbers).padStart(5, '0')}`)
  const session = await client.somebody(phone === undefined ? {} : { phone })
  const token = more.device
  if (token) await client.post('/v1/me/devices', { token, platform: 'android' }, { token: session.accessToken })
  const number = `T-${++numbers}`
  const [orderId, storeId] = [newId('order'), newId('store')]
  const about = { orderId, number, userId: session.user.id, storeId }
  const inTen = new Date(Date.now() + 600_000).toISOString()
  const event = <E extends EventType>(type: E, data: Omit<DataOf<E>, keyof typeof about>) =>
    message(type, orderId, { ...about, ...data } as DataOf<E>)
  await publish(
    event(OrderPlaced, {
      method: 'card',
      total: price(20_000),
      itemCount: 2,
      coupon: null,
      promisedAt: inTen,
    } as never),
  )
  const cancelled = () =>
    event(OrderCancelled, {
      from: 'confirmed',
      actor: session.user.id,
      reason: 'customer',
      method: 'card',
      total: price(20_000),
    })
  const delivery = { deliveryId: newId('delivery'), orderId, storeId, riderId: newId('user'), etaAt: inTen }
  return { session, phone, device: token ?? '', number, orderId, event, cancelled, delivery }
}

const inbox = async (session: Session, query = '') =>
  (await client.get(`/v1/me/inbox${query}`, session.accessToken)).json() as {
    items: { id: string; title: string; body: string; link?: string; readAt?: string }[]
    next: string | null
    unread: number
  }
const stateOf = async (session: Session, template: string): Promise<string | undefined> => {
  const [row] = await house.sql<{ state: string }[]>`
    select state from notifications.messages where user_id = ${session.user.id} and template = ${template}`
  return row?.state
}
const ended = (session: Session, template: string, advance = 0) =>
  until(async () => {
    const state = await stateOf(session, template)
    return state !== 'due' && state !== 'sending' && state
  }, advance)
const attemptsOf = async (session: Session) =>
  (
    await house.sql<{ channel: string; outcome: string }[]>`
      select channel, outcome from notifications.attempts a join notifications.messages m on m.id = a.message_id
      where user_id = ${session.user.id} order by a.id`
  ).map((row) => `${row.channel} ${row.outcome}`)

test('a new account is welcomed in the inbox, and nowhere else', async () => {
  const session = await client.somebody({ phone: '+919811100000' })
  const { items, unread } = await until(async () => {
    const page = await inbox(session)
    return page.items.length > 0 && page
  })
  assert.equal(unread, 1)
  assert.equal(items[0]!.title, 'Welcome, Asha Rao')
  assert.deepEqual(await attemptsOf(session), [])
})

test('the story of a delivery is told by push, with the rider by name', async () => {
  const { session, device, number, delivery, event, orderId } = await customer({ device: 'device-of-a-story' })
  await publish(
    event(OrderPacked, {
      storePoint: { lat: 22.5, lng: 88.4 },
      dropOff: { point: { lat: 22.6, lng: 88.5 }, line1: '1 Main Road', name: 'Asha Rao' },
      doorCode: '4821',
      bags: 1,
      method: 'card',
      total: price(20_000),
      tip: price(0),
      refund: price(0),
      promisedAt: delivery.etaAt,
    }),
    message(DeliveryAssigned, orderId, { ...delivery, riderName: 'Ravi' }),
    message(DeliveryPickedUp, orderId, delivery),
    message(DeliveryArriving, orderId, delivery),
    event(OrderDelivered, {
      riderId: delivery.riderId,
      method: 'card',
      total: price(20_000),
      tip: price(0),
      promisedAt: delivery.etaAt,
      deliveredAt: delivery.etaAt,
    }),
  )
  await ended(session, 'order_delivered')
  for (const template of ['on_the_way', 'arriving', 'order_delivered'])
    assert.equal(await ended(session, template), 'sent')
  const pushed = (await house.outbox('push', device)).map((each) => each.text)
  assert.equal(pushed.length, 3)
  assert.ok(pushed.some((text) => text.startsWith('Ravi has it') && text.endsWith('Say 4821 at the door.')))
  const { items } = await inbox(session)
  assert.ok(items.some((item) => item.title === `Order ${number} is delivered` && item.link === `/orders/${orderId}`))
})

test('an event that comes again and again is told once', async () => {
  const { session, cancelled, phone } = await customer()
  const event = cancelled()
  await publish(event)
  assert.equal(await ended(session, 'order_cancelled'), 'sent')
  // The log may deliver it again, and after its inbox row is gone as well.
  await house.sql`delete from notifications.inbox where event_id = ${event.id}`
  await publish(event, event)
  const later = await customer()
  await publish(later.cancelled())
  await ended(later.session, 'order_cancelled')
  assert.equal((await house.outbox('sms', phone!)).length, 1)
  assert.equal((await inbox(session)).items.filter((item) => item.title.includes('cancelled')).length, 1)
})

test('when push is down the SMS comes, when that is down too the email, each after retries', async () => {
  await house.faults({ fcm: { status: 503 }, twilio: { status: 503 } })
  const { session, phone, device, cancelled } = await customer({ device: 'device-without-push' })
  await publish(cancelled())
  assert.equal(await ended(session, 'order_cancelled', 1_000), 'sent')
  const tries = await attemptsOf(session)
  assert.equal(tries.filter((each) => each.startsWith('push')).length, 3)
  assert.equal(tries.filter((each) => each === 'sms retry').length, 4)
  assert.equal(tries.at(-1), 'email sent')
  await house.faults({ fcm: {}, twilio: {} })
  assert.equal((await house.outbox('email', session.user.email!)).length, 1)
  assert.equal((await house.outbox('sms', phone!)).length, 0)
  assert.equal((await house.outbox('push', device)).length, 0)
})

/** Lets the breaker of a provider that was down a moment ago close again, by asking until it answers. */
const recovered = (what: 'sms') =>
  until(async () => {
    const input = { requestId: newId('event'), phone: '+919811199999', code: '000000', language: 'en' as const }
    return what === 'sms' && (await house.call(SendCode, input).catch(() => undefined))
  })

test('an SMS that perhaps left is not sent again, by no channel', async () => {
  await recovered('sms')
  await house.faults({ twilio: { loseAnswers: 1 } })
  const { session, phone, cancelled } = await customer()
  await publish(cancelled())
  assert.equal(await ended(session, 'order_cancelled', 1_000), 'unknown')
  await house.faults({ twilio: {} })
  assert.deepEqual(await attemptsOf(session), ['sms unknown'])
  assert.equal((await house.outbox('sms', phone!)).length, 1)
  assert.equal((await house.outbox('email', session.user.email!)).length, 0)
})

test('a process that died in the middle: the push goes again, the SMS does not', async () => {
  await recovered('sms')
  const pushed = await customer({ device: 'device-of-a-crash' })
  const texted = await customer()
  // What a process leaves that is killed between the note and the answer.
  for (const { session, channel, target, event } of [
    { ...pushed, channel: 'push', target: 'gone', event: pushed.cancelled() },
    { ...texted, channel: 'sms', target: '', event: texted.cancelled() },
  ]) {
    const id = newId('notification')
    await house.sql`
      insert into notifications.messages
        (id, user_id, event_id, template, data, state, channels, next_at, expires_at, leased_until, created_at)
      values (${id}, ${session.user.id}, ${event.id}, 'order_cancelled', '{"number":"T"}', 'sending', ${[channel]},
        ${new Date(clock.now())}, ${new Date(clock.now() + 3_600_000)}, ${new Date(clock.now() + 1_000)},
        ${new Date(clock.now())})`
    await house.sql`
      insert into notifications.attempts (message_id, channel, target, try, started_at, outcome)
      values (${id}, ${channel}, ${target}, 1, ${new Date(clock.now())}, 'sending')`
  }
  assert.equal(await stateOf(pushed.session, 'order_cancelled'), 'sending')
  clock.advance(2_000)
  assert.equal(await ended(pushed.session, 'order_cancelled', 100), 'sent')
  assert.equal(await ended(texted.session, 'order_cancelled'), 'unknown')
  assert.equal((await house.outbox('push', pushed.device)).length, 1)
  assert.equal((await house.outbox('sms', texted.phone!)).length, 0)
})

test('a wrong number goes on to the email at once; a removed app is forgotten', async () => {
  await recovered('sms')
  const { session, cancelled } = await customer({ phone: '+15005550001', device: 'unregistered-device' })
  await publish(cancelled())
  assert.equal(await ended(session, 'order_cancelled', 100), 'sent')
  assert.deepEqual(await attemptsOf(session), ['push refused', 'sms refused', 'email sent'])
  assert.deepEqual((await client.get('/v1/me/devices', session.accessToken)).json().items, [])
})

test('preferences choose channels, order and language; a message too late to be of use is not sent', async () => {
  const { session, phone, cancelled, orderId, delivery } = await customer({ device: 'device-of-a-hindi-reader' })
  const url = '/v1/me/notification-preferences'
  assert.deepEqual((await client.get(url, session.accessToken)).json(), {
    orderUpdates: ['push', 'sms', 'email'],
    offers: ['push'],
    language: 'en',
  })
  const chosen = { orderUpdates: ['sms', 'push'], offers: [], language: 'hi' }
  assert.deepEqual((await client.put(url, chosen, session.accessToken)).json(), chosen)
  await publish(cancelled())
  assert.equal(await ended(session, 'order_cancelled'), 'sent')
  const [sms] = await house.outbox('sms', phone!)
  assert.match(sms!.text, /रद्द/)
  assert.match((await inbox(session)).items[0]!.title, /रद्द/)

  for (const wrong of [{ ...chosen, orderUpdates: ['fax'] }, { ...chosen, more: 1 }, { orderUpdates: ['sms', 'sms'] }])
    assert.equal((await client.put(url, wrong, session.accessToken)).json().code, 'request/invalid')

  const old = { ...message(DeliveryArriving, orderId, delivery), at: new Date(clock.now() - 3_600_000).toISOString() }
  await publish(old)
  assert.equal(await ended(session, 'arriving'), 'expired')
})

test('who wants no messages still finds them in the inbox', async () => {
  const { session, cancelled } = await customer()
  await client.put(
    '/v1/me/notification-preferences',
    { orderUpdates: [], offers: [], language: 'en' },
    session.accessToken,
  )
  await publish(cancelled())
  assert.equal(await ended(session, 'order_cancelled'), 'unsent')
  assert.deepEqual(await attemptsOf(session), [])
  assert.match((await inbox(session)).items[0]!.title, /cancelled/)
})

test('payments: a failure that can be mended is told, a final one is left to the cancellation', async () => {
  const { session, orderId } = await customer()
  const failed = { orderId, paymentId: newId('payment'), userId: session.user.id, code: 'x', message: 'x' }
  await publish(
    message(PaymentFailed, orderId, { ...failed, final: false }),
    message(PaymentFailed, orderId, { ...failed, final: true }),
    message(PaymentRefunded, orderId, {
      orderId,
      refundId: newId('refund'),
      userId: session.user.id,
      amount: price(5_050),
      to: 'wallet',
      cause: 'support',
      reason: 'x',
    } as never),
  )
  await ended(session, 'payment_refunded')
  const titles = (await inbox(session)).items.map((item) => item.title)
  assert.equal(titles.filter((title) => title.startsWith('The payment')).length, 1)
  assert.ok(titles.includes('A refund of ₹50.50'))
})

test('the inbox is read page by page, and by its owner only', async () => {
  const { session, cancelled } = await customer()
  for (let i = 0; i < 4; i++) await publish(cancelled())
  await until(async () => (await inbox(session)).unread === 5)
  const first = await inbox(session, '?limit=3')
  const second = await inbox(session, `?limit=3&cursor=${first.next}`)
  assert.equal(first.items.length, 3)
  assert.equal(second.items.length, 2)
  assert.equal(second.next, null)
  assert.equal(new Set([...first.items, ...second.items].map((item) => item.id)).size, 5)

  const { id } = first.items[0]!
  const stranger = await client.somebody()
  const read = (who: Session) => client.post(`/v1/me/inbox/${id}/read`, {}, { token: who.accessToken })
  assert.equal((await read(stranger)).json().code, 'notifications/not-found')
  assert.equal((await read(session)).statusCode, 204)
  assert.equal((await read(session)).statusCode, 204)
  assert.equal((await inbox(session)).unread, 4)
  assert.ok((await inbox(session)).items[0]!.readAt)
  await client.post('/v1/me/inbox/read', {}, { token: session.accessToken })
  assert.equal((await inbox(session)).unread, 0)
})

test('a device belongs to who registered it last, and ten are kept', async () => {
  const [first, second] = [await client.somebody(), await client.somebody()]
  const register = async (who: Session, token: string) =>
    (await client.post('/v1/me/devices', { token, platform: 'web' }, { token: who.accessToken })).json()
  const devices = async (who: Session) => (await client.get('/v1/me/devices', who.accessToken)).json().items
  const { id } = await register(first, 'a-shared-phone')
  assert.equal((await register(second, 'a-shared-phone')).id, id)
  assert.deepEqual(await devices(first), [])
  const remove = (who: Session) => client.remove(`/v1/me/devices/${id}`, who.accessToken)
  assert.equal((await remove(first)).json().code, 'notifications/device-not-found')
  assert.equal((await remove(second)).statusCode, 204)
  for (let i = 0; i < 12; i++) {
    clock.advance(1_000)
    await register(first, `device-number-${i}`)
  }
  assert.equal((await devices(first)).length, 10)
  const refused = await client.post('/v1/me/devices', { token: 'x' }, { token: first.accessToken })
  assert.equal(refused.json().code, 'request/invalid')
})

test('a login code is sent once per request, however often the call is repeated', async () => {
  const input = { requestId: 'request-1', phone: '+919811177777', code: '123456', language: 'hi' as const }
  const answers = await Promise.all(Array.from({ length: 5 }, () => house.call(SendCode, input)))
  assert.deepEqual(answers[0], { sent: true })
  const sent = await house.outbox('sms', input.phone)
  assert.equal(sent.length, 1)
  assert.match(sent[0]!.text, /^123456 .*लॉगिन/)
  assert.deepEqual(await house.call(SendCode, { ...input, requestId: 'request-2', phone: '+15005550001' }), {
    sent: false,
  })
  const rows = await house.sql`select row_to_json(c)::text as text from notifications.code_requests c`
  for (const { text } of rows) assert.ok(!text.includes('123456') && !text.includes('98111'))
})

test('a deleted account leaves no messages, devices or preferences', async () => {
  const { session, cancelled } = await customer({ device: 'device-of-a-leaver' })
  await publish(cancelled())
  await ended(session, 'order_cancelled')
  await client.remove('/v1/me', session.accessToken)
  await until(async () => {
    const [left] = await house.sql<{ count: string }[]>`
      select (select count(*) from notifications.messages where user_id = ${session.user.id})
        + (select count(*) from notifications.devices where user_id = ${session.user.id}) as count`
    return Number(left!.count) === 0
  })
})
