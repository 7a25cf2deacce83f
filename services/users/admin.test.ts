import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { GetContacts, PutAccounts, RotateKeys, type Session } from '../../contracts/users.ts'
import { testHouse } from '../../tests/house.ts'
import { type Messaging, openMessaging } from '../../tests/messaging.ts'
import { clientOf } from './testing.ts'

let house: Messaging
let client: ReturnType<typeof clientOf>
before(async () => {
  house = await openMessaging()
  client = clientOf(house)
})
after(() => house[Symbol.asyncDispose]())

const storeId = `sto_${'1'.repeat(32)}`
const loginAs = async (email: string, password: string): Promise<Session> =>
  (await client.post('/v1/auth/login', { email, password })).json()

async function staff(role: 'admin' | 'support' | 'manager'): Promise<Session> {
  const email = `${role}-${client.newEmail()}`
  await house.call(PutAccounts, { accounts: [{ email, password: 'a secret of staff', name: role, roles: [role] }] })
  return loginAs(email, 'a secret of staff')
}

test('who may do what depends on the role', async () => {
  const [admin, support, manager, customer] = [
    await staff('admin'),
    await staff('support'),
    await staff('manager'),
    await client.somebody(),
  ]
  const url = `/v1/admin/users/${customer.user.id}`
  const tries = async ({ accessToken }: Session) => [
    (await client.get('/v1/admin/users', accessToken)).statusCode,
    (await client.patch(url, { roles: ['customer'] }, accessToken)).statusCode,
    (await client.get('/v1/admin/audit', accessToken)).statusCode,
  ]
  assert.deepEqual(await tries(admin), [200, 200, 200])
  assert.deepEqual(await tries(support), [200, 403, 403])
  assert.deepEqual(await tries(manager), [403, 403, 403])
  assert.deepEqual(await tries(customer), [403, 403, 403])
})

test('a change of rights holds from the next refresh on, and is in the audit log', async () => {
  const [admin, picker] = [await staff('admin'), await client.somebody()]
  const body = { roles: ['picker'], storeIds: [storeId], reason: 'Hired' }
  const changed = await client.patch(`/v1/admin/users/${picker.user.id}`, body, admin.accessToken)
  assert.deepEqual([changed.json().roles, changed.json().storeIds], [['picker'], [storeId]])
  const refreshed = (await client.post('/v1/auth/refresh', { refreshToken: picker.refreshToken })).json()
  assert.deepEqual(refreshed.user.roles, ['picker'])

  const audit = async () =>
    (await client.get(`/v1/admin/audit?subject=${picker.user.id}`, admin.accessToken)).json().items
  while ((await audit()).length === 0) await new Promise(setImmediate)
  const [entry] = await audit()
  const byId = async (id: string) => (await client.get(`/v1/admin/audit?id=${id}`, admin.accessToken)).json().items
  assert.deepEqual(await byId(entry.id), [entry])
  assert.deepEqual(await byId('999999999999999'), [])
  assert.equal((await client.get('/v1/admin/audit?id=last', admin.accessToken)).json().code, 'request/invalid')
  assert.equal(entry.actor, admin.user.id)
  assert.equal(entry.action, 'users.rights_changed')
  assert.equal(entry.reason, 'Hired')
  assert.deepEqual(entry.details, {
    before: { roles: ['customer'], storeIds: [] },
    after: { roles: ['picker'], storeIds: [storeId] },
  })
})

test('administrators cannot shut themselves out', async () => {
  const admin = await staff('admin')
  const url = `/v1/admin/users/${admin.user.id}`
  assert.equal((await client.patch(url, { roles: ['support'] }, admin.accessToken)).json().code, 'users/own-admin-role')
  assert.equal((await client.remove('/v1/me', admin.accessToken)).json().code, 'users/own-admin-role')
})

test('unknown accounts, roles and fields are refused', async () => {
  const { accessToken } = await staff('admin')
  const missing = `/v1/admin/users/usr_${'0'.repeat(32)}`
  assert.equal((await client.patch(missing, { roles: ['rider'] }, accessToken)).json().code, 'users/not-found')
  assert.equal((await client.get(missing, accessToken)).statusCode, 404)
  for (const body of [{ roles: ['king'] }, { roles: [] }, { email: 'x@example.com' }, {}])
    assert.equal((await client.patch(missing, body, accessToken)).statusCode, 400)
  assert.equal((await client.get('/v1/admin/users?role=king', accessToken)).statusCode, 400)
  assert.equal((await client.get('/v1/admin/users?cursor=rubbish', accessToken)).json().code, 'request/bad-cursor')
})

test('accounts are found by the beginning of email, phone or name, page by page', async () => {
  const { accessToken } = await staff('support')
  const accounts = Array.from({ length: 25 }, (_, i) => ({
    email: `rider${i}@fleet.example`,
    password: 'the same for all',
    name: `Rider ${i}`,
    phone: `+91700000${1000 + i}`,
    roles: ['rider' as const],
  }))
  await house.call(PutAccounts, { accounts })
  const seen = new Set<string>()
  let next: string | null = ''
  while (next !== null) {
    const query = new URLSearchParams({ role: 'rider', q: 'RIDER', limit: '10', ...(next ? { cursor: next } : {}) })
    const page = (await client.get(`/v1/admin/users?${query}`, accessToken)).json()
    for (const { email } of page.items) seen.add(email)
    next = page.next
  }
  assert.equal(seen.size, 25)
  const count = async (q: string) =>
    (await client.get(`/v1/admin/users?${new URLSearchParams({ q })}`, accessToken)).json().items.length
  assert.equal(await count('+917000001003'), 1)
  assert.equal(await count('rider7@'), 1)
  assert.equal(await count('%'), 0)
})

test('accounts are put as often as one likes, also at once', async () => {
  const accounts = Array.from({ length: 20 }, (_, i) => ({
    email: `Put${i}@demo.example`,
    password: 'shared secret',
    name: `Put ${i}`,
    roles: ['customer' as const],
    addresses: [{ label: 'Home', line1: `${i}, High Street`, lat: 12, lng: 77 }],
    demo: true,
  }))
  const results = await Promise.all(Array.from({ length: 5 }, () => house.call(PutAccounts, { accounts })))
  for (const each of results) assert.deepEqual(each, results[0])
  const { userId } = results[0]!.users[0]!
  const session = await loginAs('put0@demo.example', 'shared secret')
  assert.equal(session.user.id, userId)
  assert.equal((await client.get('/v1/me/addresses', session.accessToken)).json().items.length, 1)
  const events = await house.sql`select id from bus.events where name = 'user.registered' and key = ${userId}`
  assert.equal(events.length, 1)

  // A repeat logs nobody out; a new password does.
  const refresh = async (refreshToken?: string) => client.post('/v1/auth/refresh', { refreshToken })
  await house.call(PutAccounts, { accounts: [{ ...accounts[0]!, name: 'Renamed' }] })
  const again = await refresh(session.refreshToken)
  assert.equal(again.json().user.name, 'Renamed')
  await house.call(PutAccounts, { accounts: [{ ...accounts[0]!, password: 'a new secret' }] })
  assert.equal((await refresh(again.json().refreshToken)).statusCode, 401)
  assert.equal((await loginAs('put0@demo.example', 'a new secret')).user.id, userId)
})

test('contacts come in batches, unknown people left out', async () => {
  const { user } = await client.somebody({ phone: '+919876500001' })
  const { contacts } = await house.call(GetContacts, { userIds: [user.id, `usr_${'0'.repeat(32)}`] })
  assert.deepEqual(contacts, [
    { userId: user.id, name: 'Asha Rao', email: user.email, phone: '+919876500001', language: 'en' },
  ])
})

test('demo accounts are refused in production', async () => {
  await using production = await testHouse({
    targets: ['users'],
    env: { TOKRI_ENV: 'production', TOKRI_STRIPE_KEY: 'sk_live_x', TOKRI_RATE_LIMITS: 'on' },
  })
  const account = { email: 'admin@demo.tokri', password: 'tokri-demo', name: 'Admin', roles: ['admin' as const] }
  await assert.rejects(production.call(PutAccounts, { accounts: [{ ...account, demo: true }] }), {
    code: 'users/demo-refused',
  })
  assert.equal((await production.call(PutAccounts, { accounts: [account] })).users.length, 1)
  assert.ok((await production.call(RotateKeys, {})).keyId)
})
