import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { newId } from '../../../contracts/ids.ts'
import { OrderPacked } from '../../../contracts/orders.ts'
import { PutAccounts } from '../../../contracts/users.ts'
import { manualClock } from '../../../kit/clock.ts'
import { isOutside } from '../../../kit/outside.ts'
import { message } from '../../../kit/sql.ts'
import { eventually } from '../../../tests/eventually.ts'
import { type Messaging, openMessaging } from '../../../tests/messaging.ts'
import { clientOf } from '../../users/testing.ts'
import { lanesMax, pauseMsAfter } from './domain.ts'
import { checkUrl } from './outside.ts'

const clock = manualClock(Date.now())
let house: Messaging
let client: ReturnType<typeof clientOf>
let admin: string

/** The partner's server. */
interface Came {
  path: string
  headers: IncomingHttpHeaders
  body: string
}
const came: Came[] = []
let status = 200
/** A path at which nothing is answered, and who waits there. */
let hangingAt: string | undefined
const hanging: ServerResponse[] = []
const partner = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk) => {
    body += chunk
  })
  request.on('end', () => {
    came.push({ path: request.url!, headers: request.headers, body })
    if (request.url === hangingAt) {
      hanging.push(response)
      return
    }
    response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(`said ${status}`)
  })
})
const urlOf = (path: string) => `http://127.0.0.1:${(partner.address() as AddressInfo).port}${path}`
const at = (path: string) => came.filter((each) => each.path === path)

before(async () => {
  await new Promise<void>((done) => partner.listen(0, '127.0.0.1', done))
  house = await openMessaging({ clock, env: { TOKRI_WEBHOOK_PRIVATE: 'allowed' } })
  client = clientOf(house)
  const account = { email: 'admin@example.com', password: client.password, name: 'Admin', roles: ['admin' as const] }
  await house.call(PutAccounts, { accounts: [account] })
  const { email, password } = account
  admin = (await client.post('/v1/auth/login', { email, password })).json().accessToken
})
after(async () => {
  await house[Symbol.asyncDispose]()
  partner.close()
})

const post = (path: string, body: object = {}) => client.post(`/v1/admin/webhooks${path}`, body, { token: admin })

async function made(path: string, events = ['order.packed']) {
  const answer = await post('', { name: 'Partner', url: urlOf(path), events })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json() as { webhook: { id: string }; secret: string }
}

async function pack(): Promise<string> {
  const orderId = newId('order')
  const data = { orderId, number: 'T-1', userId: newId('user'), storeId: newId('store'), doorCode: '4711' }
  const inHand = {
    instructions: 'Gate code 8152',
    handover: 'HJ7K',
    giftNote: 'From Meera',
    promise: { riders: 9_317 },
  }
  const packed = message(OrderPacked, orderId, { ...data, ...inHand, bags: 1, at: new Date().toISOString() } as never)
  await house.sql`select users.publish(${house.sql.json([packed] as never)})`
  return orderId
}

const deliveries = async (id: string) =>
  (await client.get(`/v1/admin/webhooks/${id}/deliveries`, admin)).json().items as {
    id: string
    event: string
    state: string
    tries: number
    status?: number
    said?: string
  }[]

/** The only delivery of a webhook, when it is as expected; time goes on meanwhile. */
const delivery = (id: string, is: (each: Awaited<ReturnType<typeof deliveries>>[number]) => boolean, advanceMs = 0) =>
  eventually('the delivery is as expected', async () => {
    const [found] = await deliveries(id)
    if (found && is(found)) return found
    clock.advance(advanceMs)
    return undefined
  })

function verify({ headers, body }: Came, secret: string): void {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  assert.equal(headers['webhook-signature'], `v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
}

test('a partner hears of the events it chose, signed, without what is the customer’s alone', async () => {
  const { webhook, secret } = await made('/signed')
  await made('/others', ['order.cancelled'])
  const orderId = await pack()
  const done = await delivery(webhook.id, (each) => each.state === 'delivered')
  assert.deepEqual([done.event, done.tries, done.status, done.said], ['order.packed', 1, 200, 'said 200'])
  const [heard] = at('/signed')
  verify(heard!, secret)
  const payload = JSON.parse(heard!.body)
  assert.deepEqual([payload.type, payload.data.orderId], ['order.packed', orderId])
  for (const secret of ['4711', '8152', 'HJ7K', 'Meera', '9317']) assert.ok(!heard!.body.includes(secret), secret)
  assert.equal(at('/others').length, 0)
})

test('what fails is tried again later under the same id, and a redirect is not followed', async () => {
  const { webhook, secret } = await made('/flaky')
  status = 307
  await pack()
  const failed = await delivery(webhook.id, (each) => each.tries > 0)
  assert.deepEqual([failed.state, failed.status], ['due', 307])
  const list = (await client.get('/v1/admin/webhooks', admin)).json().items
  assert.ok(list.find((each: { id: string }) => each.id === webhook.id).failingSince)
  status = 200
  await delivery(webhook.id, (each) => each.state === 'delivered', 6_000)
  const heard = at('/flaky')
  assert.equal(new Set(heard.map((each) => each.headers['webhook-id'])).size, 1)
  for (const each of heard) verify(each, secret)
})

test('an address that is gone, or that has failed for days, is asked no more, and the log of deeds says so', async () => {
  const { webhook } = await made('/gone')
  status = 410
  await pack()
  const disabled = async () => {
    const found = (await client.get('/v1/admin/webhooks', admin)).json().items
    return found.find((each: { id: string }) => each.id === webhook.id).disabled as string | undefined
  }
  await eventually('it is disabled', async () => (await disabled()) === 'gone')
  await eventually('it is in the audit log', async () => {
    const log = (await client.get(`/v1/admin/audit?subject=${webhook.id}`, admin)).json().items
    return log.some((each: { action: string }) => each.action === 'notifications.webhook_disabled')
  })
  status = 200
  const count = at('/gone').length
  await client.patch(`/v1/admin/webhooks/${webhook.id}`, { enabled: true }, admin)
  assert.equal(await disabled(), undefined)
  await eventually('it hears again', () => {
    clock.advance(6_000)
    return at('/gone').length > count
  })

  const slow = await made('/failing')
  status = 500
  await pack()
  await delivery(slow.webhook.id, (each) => each.tries > 0)
  await house.sql`
    update notifications.webhooks set failing_since = ${new Date(clock.now() - 4 * 86_400_000)}
    where id = ${slow.webhook.id}`
  await eventually('it is disabled', async () => {
    clock.advance(6_000)
    const items = (await client.get('/v1/admin/webhooks', admin)).json().items
    return items.find((each: { id: string }) => each.id === slow.webhook.id).disabled === 'failing'
  })
  status = 200
})

test('a partner that hangs holds up itself only, and what was on its way to it is sent after a restart', async () => {
  hangingAt = '/hanging'
  const slow = await made('/hanging')
  const quick = await made('/quick')
  const orderIds: string[] = []
  for (let each = 0; each < 30; each += 1) orderIds.push(await pack())
  await eventually('the other has heard all of it', () => at('/quick').length >= 30)
  assert.ok(hanging.length > 0 && hanging.every((each) => !each.writableEnded && !each.destroyed))
  assert.ok(hanging.length <= lanesMax, 'and it is asked for few at once')
  await delivery(quick.webhook.id, (each) => each.state === 'delivered')

  hangingAt = undefined
  await house.restart()
  await eventually('it hears what it missed', () => {
    const heard = new Set(at('/hanging').map(({ body }) => JSON.parse(body).data.orderId))
    return orderIds.every((orderId) => heard.has(orderId))
  })
  await eventually('all of it is noted', async () =>
    (await deliveries(slow.webhook.id)).every(({ state, tries }) => state === 'delivered' && tries === 1),
  )
})

test('a test event is sent at once, and any delivery can be sent again', async () => {
  const { webhook, secret } = await made('/test')
  assert.equal((await post(`/${webhook.id}/test`)).statusCode, 202)
  const done = await delivery(webhook.id, (each) => each.state === 'delivered')
  assert.equal(done.event, 'webhook.test')
  assert.equal((await post(`/${webhook.id}/deliveries/${done.id}/redeliver`)).statusCode, 202)
  await eventually('it came twice', () => at('/test').length === 2)
  const rotated = (await post(`/${webhook.id}/secret`)).json()
  assert.notEqual(rotated.secret, secret)
  await eventually('the second is through', async () => (await deliveries(webhook.id))[0]?.state === 'delivered')
  await post(`/${webhook.id}/deliveries/${done.id}/redeliver`)
  await eventually('it came a third time', () => at('/test').length === 3)
  verify(at('/test')[2]!, rotated.secret)
})

test('unknown webhooks, strangers and bad addresses are refused; no secret is in the list or the database', async () => {
  const { webhook, secret } = await made('/secret')
  const unknown = `whk_${'0'.repeat(32)}`
  assert.equal((await post(`/${unknown}/test`)).statusCode, 404)
  assert.equal((await post(`/${webhook.id}/deliveries/whd_${'0'.repeat(32)}/redeliver`)).statusCode, 404)
  const bad = await post('', { name: 'x', url: 'ftp://example.com/', events: ['order.packed'] })
  assert.equal(bad.json().code, 'webhooks/address-refused')
  assert.equal((await post('', { name: 'x', url: urlOf('/x'), events: ['stock.changed'] })).statusCode, 400)
  const somebody = await client.somebody()
  assert.equal((await client.get('/v1/admin/webhooks', somebody.accessToken)).statusCode, 403)
  assert.ok(!(await client.get('/v1/admin/webhooks', admin)).body.includes(secret))
  const rows = await house.sql`select w::text as text from notifications.webhooks w`
  assert.ok(rows.every((row) => !String(row.text).includes(Buffer.from(secret.slice(6), 'base64').toString('hex'))))
  assert.equal((await client.remove(`/v1/admin/webhooks/${webhook.id}`, admin)).statusCode, 204)
  assert.equal((await client.remove(`/v1/admin/webhooks/${webhook.id}`, admin)).statusCode, 404)
})

test('where private addresses are refused, none is reached: by number, by name, or by an old address in a new dress', async () => {
  for (const url of [
    'http://example.com/',
    'https://user:word@example.com/',
    'https://127.0.0.1/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[fd00::1]/',
    'https://0x7f000001/',
    'https://2130706433/',
    'not an address',
  ])
    assert.throws(() => checkUrl(url, false), { code: 'webhooks/address-refused' }, url)
  checkUrl('https://partner.example/hooks?x=1', false)
  for (const [address, outside] of [
    ['8.8.8.8', true],
    ['172.32.0.1', true],
    ['172.16.0.1', false],
    ['100.64.0.1', false],
    ['2606:4700::1111', true],
    ['2002:a00:1::', false],
    ['64:ff9b::a00:1', false],
    ['fe80::1', false],
  ] as const)
    assert.equal(isOutside(address), outside, address)

  await using strict = await openMessaging()
  const other = clientOf(strict)
  const account = { email: 'a@example.com', password: other.password, name: 'Admin', roles: ['admin' as const] }
  await strict.call(PutAccounts, { accounts: [account] })
  const { email, password } = account
  const token = (await other.post('/v1/auth/login', { email, password })).json().accessToken
  // A name is allowed, and looked up at the connection: this one leads home.
  const body = {
    name: 'Home',
    url: `https://localhost:${(partner.address() as AddressInfo).port}/inside`,
    events: ['order.packed'],
  }
  const { webhook } = (await other.post('/v1/admin/webhooks', body, { token })).json()
  await other.post(`/v1/admin/webhooks/${webhook.id}/test`, {}, { token })
  const tried = await eventually('it was tried', async () => {
    const [found] = (await other.get(`/v1/admin/webhooks/${webhook.id}/deliveries`, token)).json().items
    return found?.tries > 0 && found
  })
  assert.match(tried.said, /^EPRIVATE/)
  assert.equal(at('/inside').length, 0)
})

test('pauses grow and end', () => {
  const pauses = Array.from({ length: 9 }, (_, index) => pauseMsAfter(index + 1, 0))
  assert.deepEqual(pauses.slice(0, 3), [5_000, 30_000, 120_000])
  assert.equal(pauses[8], undefined)
})
