import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { AudienceSize, Campaign, CampaignInput, CampaignPreview } from '../../../contracts/campaigns.ts'
import { newId } from '../../../contracts/ids.ts'
import { OrderCancelled, OrderPlaced } from '../../../contracts/orders.ts'
import { PutAccounts } from '../../../contracts/users.ts'
import { manualClock } from '../../../kit/clock.ts'
import { message } from '../../../kit/sql.ts'
import { eventually } from '../../../tests/eventually.ts'
import { type Messaging, openMessaging } from '../../../tests/messaging.ts'
import { clientOf } from '../../users/testing.ts'

const dayMs = 86_400_000
// Noon in Kolkata, when nobody is woken; tomorrow, since tokens are checked by the clock of the wall.
const noon = Math.ceil(Date.now() / dayMs) * dayMs + 6.5 * 3_600_000
const clock = manualClock(noon)
let house: Messaging
let client: ReturnType<typeof clientOf>
let admin: string
let manager: string
const managed = newId('store')
let support: string

before(async () => {
  house = await openMessaging({ clock })
  client = clientOf(house)
  const account = (role: 'admin' | 'manager' | 'support') => ({
    email: `${role}@example.com`,
    password: client.password,
    name: role,
    roles: [role],
    ...(role === 'manager' ? { storeIds: [managed] } : {}),
  })
  await house.call(PutAccounts, { accounts: [account('admin'), account('manager'), account('support')] })
  await logIn()
})
async function logIn() {
  const tokenOf = async (role: string): Promise<string> =>
    (await client.post('/v1/auth/login', { email: `${role}@example.com`, password: client.password })).json()
      .accessToken
  admin = await tokenOf('admin')
  manager = await tokenOf('manager')
  support = await tokenOf('support')
}
after(() => house[Symbol.asyncDispose]())

const url = '/v1/admin/campaigns'
let numbers = 0
const words = { en: { title: 'Mangoes', body: 'They are here.' }, hi: { title: 'आम', body: 'आ गए हैं।' } }
const inputFor = (storeId: string, more: Partial<CampaignInput> = {}): CampaignInput => ({
  name: 'Mango week',
  audience: { storeId },
  channels: ['push', 'sms', 'email'],
  message: words,
  ...more,
})

/** Somebody who ordered in a store so many days ago. */
async function buyer(
  storeId: string,
  {
    daysAgo = 0,
    offers = ['email'],
    language = 'en',
    coupon = null,
    device,
  }: { daysAgo?: number; offers?: string[]; language?: string; coupon?: string | null; device?: string } = {},
) {
  const session = await client.somebody({ phone: `+9198222${String(++numbers).padStart(5, '0')}` })
  const token = session.accessToken
  await client.put('/v1/me/notification-preferences', { orderUpdates: [], offers, language }, token)
  if (device) await client.post('/v1/me/devices', { token: device, platform: 'android' }, { token })
  const order = await orders(session.user.id, storeId, { daysAgo, coupon })
  return { userId: session.user.id, email: session.user.email!, token, order }
}

async function publish(type: typeof OrderPlaced | typeof OrderCancelled, orderId: string, data: object, at: number) {
  const told = { ...message(type, orderId, data as never), at: new Date(at).toISOString() }
  await house.sql`select users.publish(${house.sql.json([told] as never)})`
}

async function orders(userId: string, storeId: string, { daysAgo = 0, coupon = null as string | null } = {}) {
  const orderId = newId('order')
  const total = { amount: 20_000, currency: 'INR' }
  const about = { orderId, number: `C-${++numbers}`, userId, storeId, method: 'card', total }
  const at = clock.now() - daysAgo * dayMs
  const promisedAt = new Date(at).toISOString()
  await publish(OrderPlaced, orderId, { ...about, itemCount: 1, coupon, lines: [], promisedAt }, at)
  return about
}

const sizeOf = async (input: CampaignInput) => {
  const { audience, channels } = input
  const answer = await client.post(`${url}/audience`, { audience, channels }, { token: admin })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json() as AudienceSize
}
const knows = (storeId: string, people: number) =>
  eventually(`${people} people are known`, async () => (await sizeOf(inputFor(storeId))).people === people)
const read = async (id: string) => (await client.get(`${url}/${id}`, admin)).json() as Campaign
async function draft(input: CampaignInput): Promise<Campaign> {
  const answer = await client.post(url, input, { token: admin })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json() as Campaign
}
const sendOff = (id: string, body: object = {}) => client.post(`${url}/${id}/schedule`, body, { token: admin })
const reaches = (id: string, state: Campaign['state']) =>
  eventually(`the campaign is ${state}`, async () => {
    const found = await read(id)
    return found.state === state && found
  })

test('the size says whom it would reach: rules, consent, and where nobody can be reached', async () => {
  const storeId = newId('store')
  await buyer(storeId, { daysAgo: 1, offers: ['push', 'email'], device: 'device-of-the-size' })
  await buyer(storeId, { daysAgo: 20, offers: ['push', 'sms'], language: 'hi' })
  await buyer(storeId, { daysAgo: 40, offers: ['email'] })
  await buyer(storeId, { daysAgo: 2, offers: [] })
  await buyer(storeId, { daysAgo: 2, offers: ['push'] })
  await knows(storeId, 5)
  assert.deepEqual(await sizeOf(inputFor(storeId)), {
    people: 5,
    push: 1,
    sms: 1,
    email: 1,
    noConsent: 1,
    unreachable: 1,
    estimated: false,
  })
  const people = async (more: object) => (await sizeOf(inputFor(storeId, { audience: { storeId, ...more } }))).people
  assert.equal(await people({ orderedWithinDays: 7 }), 3)
  assert.equal(await people({ notOrderedForDays: 7 }), 2)
  assert.equal(await people({ notOrderedForDays: 7, orderedWithinDays: 30 }), 1)
  assert.equal(await people({ language: 'hi' }), 1)
  assert.equal((await sizeOf(inputFor(storeId, { channels: ['sms'] }))).noConsent, 4)
})

test('it is sent once to each, in their language, with inbox and events; a cancelled order makes no customer', async () => {
  const storeId = newId('store')
  const [english, hindi, silent] = await Promise.all([
    buyer(storeId),
    buyer(storeId, { language: 'hi' }),
    buyer(storeId, { offers: [] }),
  ])
  const cancelled = await buyer(storeId)
  await knows(storeId, 4)
  const { order } = cancelled
  await publish(
    OrderCancelled,
    order.orderId,
    { ...order, from: 'confirmed', actor: order.userId, reason: 'customer' },
    clock.now(),
  )
  await knows(storeId, 3)
  const { id } = await draft(inputFor(storeId, { link: '/category/fruit' }))
  assert.equal((await sendOff(id)).statusCode, 200)
  const { results } = await reaches(id, 'sent')
  assert.deepEqual(
    { people: results.people, sent: results.sent, skipped: results.skipped, failed: results.failed },
    { people: 3, sent: 2, skipped: 1, failed: 0 },
  )
  const [mail] = await house.outbox('email', english.email)
  assert.match(mail!.text, /They are here\./)
  assert.match(mail!.text, /https:\/\/tokri\.example\/category\/fruit/)
  assert.match((await house.outbox('email', hindi.email))[0]!.text, /आ गए हैं/)
  assert.deepEqual(await house.outbox('email', silent.email), [])
  assert.deepEqual(await house.outbox('email', cancelled.email), [])
  const inbox = (await client.get('/v1/me/inbox', hindi.token)).json()
  assert.equal(inbox.items[0].title, 'आम')

  for (const [path, code] of [
    ['schedule', 'campaigns/not-draft'],
    ['stop', 'campaigns/not-running'],
  ])
    assert.equal((await client.post(`${url}/${id}/${path}`, {}, { token: admin })).json().code, code)
  assert.equal((await client.put(`${url}/${id}`, inputFor(storeId), admin)).json().code, 'campaigns/not-draft')

  const audit = await eventually('it is in the audit log', async () => {
    const { items } = (await client.get(`/v1/admin/audit?subject=${id}`, admin)).json()
    return items.length === 2 && items
  })
  assert.deepEqual(audit.map((entry: { action: string }) => entry.action).sort(), [
    'notifications.campaign_created',
    'notifications.campaign_scheduled',
  ])
})

test('quiet hours are waited for, and a plan for its time', async () => {
  const storeId = newId('store')
  const { email } = await buyer(storeId)
  await knows(storeId, 1)
  const { id } = await draft(inputFor(storeId))
  const at = new Date(clock.now() + 12 * 3_600_000).toISOString()
  assert.equal((await sendOff(id, { at })).json().sendAt, at)
  clock.advance(12 * 3_600_000)
  assert.equal((await read(id)).quiet, true)
  const other = await draft(inputFor(newId('store')))
  await sendOff(other.id)
  assert.deepEqual([(await read(id)).state, (await read(other.id)).state], ['scheduled', 'scheduled'])
  assert.deepEqual(await house.outbox('email', email), [])
  clock.advance(12 * 3_600_000)
  assert.equal((await reaches(id, 'sent')).results.sent, 1)
  await reaches(other.id, 'sent')
})

test('who left is in no campaign; what was stopped reaches nobody', async () => {
  const storeId = newId('store')
  const stays = await buyer(storeId)
  const leaves = await buyer(storeId)
  await knows(storeId, 2)
  const { id } = await draft(inputFor(storeId))
  await sendOff(id)
  assert.equal((await reaches(id, 'sent')).results.sent, 2)
  await client.remove('/v1/me', leaves.token)
  await eventually('the account is forgotten', async () => (await read(id)).results.people === 1)
  await knows(storeId, 1)

  const planned = await draft(inputFor(storeId))
  await sendOff(planned.id, { at: new Date(clock.now() + dayMs).toISOString() })
  assert.equal((await client.post(`${url}/${planned.id}/stop`, {}, { token: admin })).json().state, 'stopped')
  clock.advance(dayMs)
  assert.equal((await read(planned.id)).results.people, 0)
  assert.equal((await house.outbox('email', stays.email)).length, 1)
})

test('orders with the coupon are counted, of those who got it', async () => {
  const storeId = newId('store')
  const got = await buyer(storeId)
  const other = await buyer(newId('store'))
  await knows(storeId, 1)
  const { id } = await draft(inputFor(storeId))
  // Whether the offer exists is asked of carts, which do not run here: tests/campaigns.test.ts asks them.
  await house.sql`update notifications.campaigns set input = input || '{"coupon":"MANGO"}' where id = ${id}`
  await house.sql`
    update notifications.campaigns set state = 'scheduled', send_at = ${new Date(clock.now())} where id = ${id}`
  await reaches(id, 'sent')
  assert.match((await house.outbox('email', got.email))[0]!.text, /Use code MANGO\./)
  await orders(got.userId, storeId, { coupon: 'MANGO' })
  await orders(got.userId, storeId, { coupon: 'OTHER' })
  await orders(other.userId, storeId, { coupon: 'MANGO' })
  await eventually('its order is counted', async () => (await read(id)).results.orders === 1)
  assert.equal((await read(id)).results.customers, 1)
})

test('managers see campaigns for all and for their store, and what became of them there', async () => {
  const elsewhere = newId('store')
  const [mine, theirs] = [await buyer(managed), await buyer(elsewhere)]
  const both = await buyer(elsewhere)
  await orders(both.userId, managed)
  await knows(managed, 2)
  await knows(elsewhere, 2)
  // People of other tests are in the first one as well.
  const everybody = await draft(inputFor(managed, { audience: {}, name: 'For all' }))
  const own = await draft(inputFor(managed, { name: 'For the store' }))
  const other = await draft(inputFor(elsewhere, { name: 'For another' }))
  const ids = [everybody.id, own.id, other.id]
  await house.sql`update notifications.campaigns set input = input || '{"coupon":"PLUM"}' where id = any(${ids})`
  await house.sql`
    update notifications.campaigns set state = 'scheduled', send_at = ${new Date(clock.now())} where id = any(${ids})`
  for (const id of ids) await reaches(id, 'sent')
  await orders(mine.userId, managed, { coupon: 'PLUM' })
  await orders(both.userId, elsewhere, { coupon: 'PLUM' })
  await orders(theirs.userId, elsewhere, { coupon: 'PLUM' })
  await eventually('the orders are counted', async () => (await read(everybody.id)).results.orders === 3)

  const seen = async (id: string, token = manager) => {
    const { results } = (await client.get(`${url}/${id}`, token)).json() as Campaign
    return [results.people, results.sent, results.orders, results.customers]
  }
  assert.deepEqual(await seen(everybody.id), [2, 2, 1, 1])
  assert.deepEqual(await seen(own.id), [2, 2, 1, 1])
  assert.deepEqual(await seen(other.id, admin), [2, 2, 2, 2])
  assert.equal((await client.get(`${url}/${other.id}`, manager)).json().code, 'campaigns/not-found')
  const { items } = (await client.get(`${url}?limit=3`, manager)).json() as { items: Campaign[] }
  assert.deepEqual(
    items.slice(0, 2).map((each) => [each.id, each.results.people]),
    [
      [own.id, 2],
      [everybody.id, 2],
    ],
  )
  assert.ok(!items.some((each) => each.id === other.id))

  const size = (audience: object) =>
    client.post(`${url}/audience`, { audience, channels: ['email'] }, { token: manager })
  assert.equal((await size({})).json().people, 2)
  assert.equal((await size({ storeId: managed })).json().people, 2)
  const refused = await size({ storeId: elsewhere })
  assert.deepEqual([refused.statusCode, refused.json().code], [403, 'campaigns/not-your-store'])
})

test('a draft can be changed and thrown away; others may not, and odd ones are refused', async () => {
  const input = inputFor(managed)
  const { id } = await draft(input)
  assert.equal((await client.put(`${url}/${id}`, { ...input, name: 'Plums' }, admin)).json().name, 'Plums')
  assert.equal(
    (await sendOff(id, { at: new Date(clock.now() + 91 * dayMs).toISOString() })).json().code,
    'campaigns/bad-time',
  )
  for (const token of [manager, support])
    assert.equal((await client.post(url, input, { token })).statusCode, 403, 'only admins write')
  assert.equal((await client.get(url, support)).statusCode, 403)
  const { items } = (await client.get(`${url}?limit=1`, manager)).json()
  assert.equal(items[0].id, id)
  for (const wrong of [
    { channels: [] },
    { channels: ['fax'] },
    { link: 'https://elsewhere.example' },
    { coupon: 'no' },
    { audience: { orderedWithinDays: 0 } },
    { message: { en: words.en } },
    { name: ' ' },
  ])
    assert.equal((await client.post(url, { ...input, ...wrong }, { token: admin })).json().code, 'request/invalid')
  assert.equal((await client.remove(`${url}/${id}`, admin)).statusCode, 204)
  assert.equal((await client.get(`${url}/${id}`, admin)).json().code, 'campaigns/not-found')
})

test('the preview shows what arrives, with what an SMS takes', async () => {
  const answer = await client.post(`${url}/preview`, { message: words, coupon: 'MANGO' }, { token: manager })
  const { en, hi } = answer.json() as CampaignPreview
  assert.deepEqual(en.push, { title: 'Mangoes', body: 'They are here. Use code MANGO.' })
  assert.equal(en.sms.text, 'Tokri: Mangoes. They are here. Use code MANGO. https://tokri.example/')
  assert.deepEqual([en.sms.encoding, en.sms.segments], ['GSM-7', 1])
  assert.equal(hi.sms.encoding, 'UCS-2')
  assert.match(hi.email.text, /कोड MANGO लगाएँ/)
})
