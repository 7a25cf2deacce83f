import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { GetAddress, GetContacts } from '../../contracts/users.ts'
import { type Messaging, openMessaging } from '../../tests/messaging.ts'
import { clientOf } from './testing.ts'

let house: Messaging
let client: ReturnType<typeof clientOf>
before(async () => {
  house = await openMessaging()
  client = clientOf(house)
})
after(() => house[Symbol.asyncDispose]())

const home = { label: 'Home', line1: '12, Lake View Road', lat: 12.97, lng: 77.59 }

test('nobody who is not logged in sees anything of an account', async () => {
  for (const url of ['/v1/me', '/v1/me/addresses', '/v1/me/sessions', '/v1/me/inbox']) {
    const answer = await client.get(url)
    assert.deepEqual([answer.statusCode, answer.json().code], [401, 'auth/required'])
  }
})

test('a profile is changed, and only what is meant to be', async () => {
  const { accessToken } = await client.somebody()
  const changed = await client.patch('/v1/me', { name: 'Asha R', language: 'hi', phone: '+919812345678' }, accessToken)
  const { name, language, phone } = changed.json()
  assert.deepEqual({ name, language, phone }, { name: 'Asha R', language: 'hi', phone: '+919812345678' })
  for (const body of [{ roles: ['admin'] }, {}, { name: '' }, { name: '  ' }, { language: 'xx' }]) {
    const refused = await client.patch('/v1/me', body, accessToken)
    assert.equal(refused.json().code, 'request/invalid')
  }
  assert.equal((await client.patch('/v1/me', { phone: null }, accessToken)).json().phone, null)
})

test('a new password needs the old one, and ends the sessions of other devices', async () => {
  const { accessToken, refreshToken, user } = await client.somebody()
  const other = (await client.post('/v1/auth/login', { email: user.email, password: client.password })).json()
  const password = 'another good secret'
  const code = async (body: object) => (await client.patch('/v1/me', body, accessToken)).json().code
  assert.equal(await code({ password }), 'users/wrong-credentials')
  assert.equal(await code({ password, currentPassword: 'wrong one' }), 'users/wrong-credentials')
  assert.equal(await code({ password: 'password1', currentPassword: client.password }), 'users/weak-password')
  assert.equal(await code({ email: 'new@example.com' }), 'users/wrong-credentials')
  assert.equal(await code({ password, currentPassword: client.password }), undefined)
  assert.equal((await client.post('/v1/auth/refresh', { refreshToken: other.refreshToken })).statusCode, 401)
  assert.equal((await client.post('/v1/auth/refresh', { refreshToken })).statusCode, 200)
  assert.equal((await client.post('/v1/auth/login', { email: user.email, password })).statusCode, 200)
  assert.equal((await client.post('/v1/auth/login', { email: user.email, password: client.password })).statusCode, 401)
})

test('an email address that another account has cannot be taken over', async () => {
  const [a, b] = [await client.somebody(), await client.somebody()]
  const body = { email: b.user.email!.toUpperCase(), currentPassword: client.password }
  assert.equal((await client.patch('/v1/me', body, a.accessToken)).json().code, 'users/email-taken')
})

test('a deleted account leaves its id and nothing personal, and logs in nowhere', async () => {
  const { accessToken, refreshToken, user } = await client.somebody({ phone: '+919800000001' })
  await client.post('/v1/me/addresses', home, { token: accessToken })
  assert.equal((await client.remove('/v1/me', accessToken)).statusCode, 204)
  assert.equal((await client.get('/v1/me', accessToken)).json().code, 'auth/invalid-token')
  assert.equal((await client.post('/v1/auth/refresh', { refreshToken })).statusCode, 401)
  const login = await client.post('/v1/auth/login', { email: user.email, password: client.password })
  assert.equal(login.json().code, 'users/wrong-credentials')
  assert.deepEqual(await house.call(GetContacts, { userIds: [user.id] }), { contacts: [] })
  const [row] = await house.sql`
    select row_to_json(a)::text as account, (select count(*) from users.addresses where user_id = a.id) as addresses
    from users.accounts a where id = ${user.id}`
  assert.ok(!row!.account.includes('Asha') && !row!.account.includes('98000') && !row!.account.includes('example'))
  assert.equal(Number(row!.addresses), 0)
  // The address of the mailbox is free again.
  assert.equal((await client.somebody({ email: user.email })).user.email, user.email)
})

test('addresses are added, changed, cleared and removed', async () => {
  const { accessToken: token, user } = await client.somebody()
  const added = await client.post('/v1/me/addresses', { ...home, line2: 'Flat 3', notes: 'Ring twice' }, { token })
  assert.equal(added.statusCode, 201)
  const { id } = added.json()
  const changed = await client.patch(`/v1/me/addresses/${id}`, { label: 'Work', line2: null }, token)
  assert.deepEqual(changed.json(), { id, ...home, label: 'Work', notes: 'Ring twice' })
  assert.deepEqual((await client.get('/v1/me/addresses', token)).json().items, [changed.json()])
  assert.deepEqual(await house.call(GetAddress, { userId: user.id, addressId: id }), {
    point: { lat: home.lat, lng: home.lng },
    line1: home.line1,
    notes: 'Ring twice',
    name: 'Asha Rao',
  })
  assert.equal((await client.remove(`/v1/me/addresses/${id}`, token)).statusCode, 204)
  assert.equal((await client.remove(`/v1/me/addresses/${id}`, token)).statusCode, 404)
})

test("somebody else's address is as unknown as one that does not exist", async () => {
  const [owner, stranger] = [await client.somebody(), await client.somebody()]
  const { id } = (await client.post('/v1/me/addresses', home, { token: owner.accessToken })).json()
  const missing = `adr_${'0'.repeat(32)}`
  for (const each of [id, missing]) {
    const answers = [
      await client.patch(`/v1/me/addresses/${each}`, { label: 'Mine' }, stranger.accessToken),
      await client.remove(`/v1/me/addresses/${each}`, stranger.accessToken),
    ]
    for (const answer of answers)
      assert.deepEqual([answer.statusCode, answer.json().code], [404, 'users/address-not-found'])
    await assert.rejects(house.call(GetAddress, { userId: stranger.user.id, addressId: each }), {
      code: 'users/address-not-found',
    })
  }
})

test('an account keeps twenty addresses, however many are added at once', async () => {
  const { accessToken: token } = await client.somebody()
  const answers = await Promise.all(Array.from({ length: 30 }, () => client.post('/v1/me/addresses', home, { token })))
  assert.equal(answers.filter((each) => each.statusCode === 201).length, 20)
  assert.equal(answers.find((each) => each.statusCode !== 201)!.json().code, 'users/too-many-addresses')
})

test('addresses off the globe, with unknown fields or too long are refused', async () => {
  const { accessToken: token } = await client.somebody()
  for (const wrong of [
    { lat: 91 },
    { lng: -181 },
    { lat: '12' },
    { city: 'X' },
    { label: '' },
    { line1: 'x'.repeat(201) },
  ]) {
    const refused = await client.post('/v1/me/addresses', { ...home, ...wrong }, { token })
    assert.deepEqual([refused.statusCode, refused.json().code], [400, 'request/invalid'])
  }
})

test('devices are listed and logged out one by one, and only by their owner', async () => {
  const owner = await client.somebody()
  const body = { email: owner.user.email, password: client.password }
  const tablet = (await client.post('/v1/auth/login', body, { device: 'Tablet of Asha' })).json()
  const { items } = (await client.get('/v1/me/sessions', owner.accessToken)).json()
  assert.equal(items.length, 2)
  const { id } = items.find((each: { device: string }) => each.device === 'Tablet of Asha')
  assert.equal(items.filter((each: { current: boolean }) => each.current).length, 1)

  const stranger = await client.somebody()
  const refused = await client.remove(`/v1/me/sessions/${id}`, stranger.accessToken)
  assert.equal(refused.json().code, 'users/session-not-found')
  assert.equal((await client.remove(`/v1/me/sessions/${id}`, owner.accessToken)).statusCode, 204)
  const refresh = await client.post(
    '/v1/auth/refresh',
    { refreshToken: tablet.refreshToken },
    { device: 'Tablet of Asha' },
  )
  assert.equal(refresh.json().code, 'users/invalid-refresh-token')
  assert.equal((await client.get('/v1/me/sessions', owner.accessToken)).json().items.length, 1)
})
