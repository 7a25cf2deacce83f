import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../contracts/ids.ts'
import { OrderDelivered, OrderPlaced } from '../../contracts/orders.ts'
import type { Session } from '../../contracts/users.ts'
import { message } from '../../kit/sql.ts'
import { openBrowserDevice } from '../../sandbox/web-push/for-test.ts'
import { eventually } from '../../tests/eventually.ts'
import { type Messaging, openMessaging } from '../../tests/messaging.ts'
import { clientOf } from '../users/testing.ts'

let house: Messaging
let client: ReturnType<typeof clientOf>
let publicKey: string
before(async () => {
  house = await openMessaging()
  client = clientOf(house)
  publicKey = (await client.get('/v1/web-push')).json().publicKey
})
after(() => house[Symbol.asyncDispose]())

const subscribe = (session: Session, subscription: object) =>
  client.post('/v1/me/devices/web', subscription, { token: session.accessToken })
const devicesOf = async (session: Session) =>
  (await client.get('/v1/me/devices', session.accessToken)).json().items as { id: string; platform: string }[]

/** An order of somebody that has just come. */
async function deliver({ user }: Session): Promise<string> {
  const orderId = newId('order')
  const about = { orderId, number: 'T-7', userId: user.id, storeId: newId('store') }
  const at = new Date(Date.now() + 600_000).toISOString()
  const total = { amount: 20_000, currency: 'INR' }
  const placed = { ...about, method: 'card', total, itemCount: 2, coupon: null, promisedAt: at }
  const delivered = {
    ...about,
    riderId: newId('user'),
    method: 'card',
    total,
    tip: total,
    promisedAt: at,
    deliveredAt: at,
  }
  const events = [message(OrderPlaced, orderId, placed as never), message(OrderDelivered, orderId, delivered as never)]
  await house.sql`select users.publish(${house.sql.json(events as never)})`
  return orderId
}

test('a browser is told of an order in a message that only it can read', async () => {
  const session = await client.somebody({})
  const device = await openBrowserDevice(house.sandboxUrl, publicKey)
  const answer = await subscribe(session, device.subscription)
  assert.equal(answer.statusCode, 201, answer.body)
  assert.equal(answer.json().platform, 'web')
  assert.deepEqual((await subscribe(session, device.subscription)).json().id, answer.json().id)
  assert.deepEqual(
    (await devicesOf(session)).map(({ platform }) => platform),
    ['web'],
  )
  const orderId = await deliver(session)
  const read = await eventually('the browser is told', async () => {
    const all = await device.read()
    return all.length > 0 && all
  })
  assert.equal(read.length, 1)
  assert.match(String(read[0]!.title), /delivered/i)
  assert.equal(read[0]!.link, `https://tokri.example/orders/${orderId}`)
})

test('a browser that took its permission back is forgotten', async () => {
  const session = await client.somebody({})
  const device = await openBrowserDevice(house.sandboxUrl, publicKey)
  await subscribe(session, device.subscription)
  await device.leave()
  await deliver(session)
  await eventually('it is forgotten', async () => (await devicesOf(session)).length === 0)
})

test('a browser that changes hands belongs to who is there now, and can be switched off', async () => {
  const [first, second] = [await client.somebody({}), await client.somebody({})]
  const device = await openBrowserDevice(house.sandboxUrl, publicKey)
  const { id } = (await subscribe(first, device.subscription)).json()
  await subscribe(second, device.subscription)
  assert.deepEqual([(await devicesOf(first)).length, (await devicesOf(second)).length], [0, 1])
  assert.equal((await client.remove(`/v1/me/devices/${id}`, first.accessToken)).statusCode, 404)
  assert.equal((await client.remove(`/v1/me/devices/${id}`, second.accessToken)).statusCode, 204)
  assert.deepEqual(await devicesOf(second), [])
})

test('push services inside are refused, and so is what is no subscription', async () => {
  const session = await client.somebody({})
  const { subscription } = await openBrowserDevice(house.sandboxUrl, publicKey)
  for (const endpoint of ['https://169.254.169.254/latest', 'http://push.example/a', 'https://[::ffff:10.0.0.1]/a']) {
    const answer = await subscribe(session, { ...subscription, endpoint })
    assert.deepEqual([answer.statusCode, answer.json().code], [422, 'notifications/endpoint-refused'], endpoint)
  }
  const keys = { ...subscription.keys, auth: 'short' }
  assert.equal((await subscribe(session, { ...subscription, keys })).json().code, 'request/invalid')
  assert.deepEqual(await devicesOf(session), [])
})
