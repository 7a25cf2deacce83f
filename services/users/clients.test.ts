import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { isWithin } from '../../contracts/scopes.ts'
import { PutAccounts } from '../../contracts/users.ts'
import { type TestHouse, testHouse } from '../../tests/house.ts'

let house: TestHouse
let admin: string

const send = (method: 'GET' | 'POST' | 'DELETE', url: string, token: string | undefined, payload?: object) =>
  house.gateway!.inject({
    method,
    url,
    headers: token ? { authorization: `Bearer ${token}` } : {},
    ...(payload ? { payload } : {}),
  })

before(async () => {
  house = await testHouse({ targets: ['gateway', 'users'] })
  const account = { email: 'admin@example.com', password: 'correct horse battery', name: 'Admin' }
  await house.call(PutAccounts, { accounts: [{ ...account, roles: ['admin'] }] })
  const { email, password } = account
  admin = (await send('POST', '/v1/auth/login', undefined, { email, password })).json().accessToken
})
after(() => house[Symbol.asyncDispose]())

const token = (form: Record<string, string>, headers: Record<string, string> = {}) =>
  house.gateway!.inject({
    method: 'POST',
    url: '/v1/auth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams({ grant_type: 'client_credentials', ...form }).toString(),
  })

async function made(scopes = ['profile:read', 'orders:read']) {
  const answer = await send('POST', '/v1/admin/api-clients', admin, { name: 'Partner', scopes })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json() as { client: { id: string; userId: string }; secret: string }
}

test('a client gets tokens by its secret, in the form or by Basic, and they open what its scopes name', async () => {
  const { client, secret } = await made()
  const granted = await token({ client_id: client.id, client_secret: secret })
  assert.equal(granted.statusCode, 200, granted.body)
  assert.equal(granted.headers['cache-control'], 'no-store')
  const { access_token, ...rest } = granted.json()
  assert.deepEqual(rest, { token_type: 'Bearer', expires_in: 600, scope: 'profile:read orders:read' })
  const me = await send('GET', '/v1/me', access_token)
  assert.equal(me.json().id, client.userId)
  assert.deepEqual(me.json().roles, ['partner'])
  for (const [method, path] of [
    ['GET', '/v1/me/addresses'],
    ['DELETE', '/v1/me'],
    ['GET', '/v1/me/sessions'],
    ['POST', '/v1/auth/logout'],
    ['GET', '/v1/admin/users'],
  ] as const)
    assert.equal((await send(method, path, access_token)).json().code, 'auth/scope', path)

  const basic = `Basic ${Buffer.from(`${client.id}:${secret}`).toString('base64')}`
  const narrow = await token({ scope: 'orders:read' }, { authorization: basic })
  assert.equal(narrow.json().scope, 'orders:read')
  assert.equal((await send('GET', '/v1/me', narrow.json().access_token)).statusCode, 403)
})

test('errors are those of OAuth', async () => {
  const { client, secret } = await made()
  const wrong = await token({ client_id: client.id, client_secret: 'tks_wrong' })
  assert.deepEqual([wrong.statusCode, wrong.json()], [401, { error: 'invalid_client' }])
  assert.match(String(wrong.headers['www-authenticate']), /^Basic/)
  assert.equal((await token({ client_id: `cli_${'0'.repeat(32)}`, client_secret: secret })).statusCode, 401)
  const scope = await token({ client_id: client.id, client_secret: secret, scope: 'orders:write' })
  assert.deepEqual([scope.statusCode, scope.json()], [400, { error: 'invalid_scope' }])
  const grant = await token({ client_id: client.id, client_secret: secret, grant_type: 'password' })
  assert.deepEqual([grant.statusCode, grant.json()], [400, { error: 'unsupported_grant_type' }])
})

test('a new secret voids the old one and its tokens at once; a revoked client is gone', async () => {
  const { client, secret } = await made()
  const before = (await token({ client_id: client.id, client_secret: secret })).json().access_token
  const rotated = await send('POST', `/v1/admin/api-clients/${client.id}/secret`, admin)
  assert.notEqual(rotated.json().secret, secret)
  assert.equal((await send('GET', '/v1/me', before)).statusCode, 401)
  assert.equal((await token({ client_id: client.id, client_secret: secret })).statusCode, 401)
  const after = await token({ client_id: client.id, client_secret: rotated.json().secret })
  assert.equal((await send('GET', '/v1/me', after.json().access_token)).statusCode, 200)
  assert.equal((await send('DELETE', `/v1/admin/api-clients/${client.id}`, admin)).statusCode, 204)
  assert.equal((await send('DELETE', `/v1/admin/api-clients/${client.id}`, admin)).statusCode, 404)
  assert.equal((await send('GET', '/v1/me', after.json().access_token)).statusCode, 401)
  assert.equal((await token({ client_id: client.id, client_secret: rotated.json().secret })).statusCode, 401)
})

test('the list tells no secrets, and only administrators see it', async () => {
  const { client, secret } = await made()
  const list = await send('GET', '/v1/admin/api-clients', admin)
  assert.equal(list.json().items[0].id, client.id)
  assert.ok(!list.body.includes(secret))
  const rows = await house.sql`select c::text as text from users.api_clients c`
  assert.ok(rows.every((row) => !String(row.text).includes(secret)))
  const shopper = { email: 'shopper@example.com', password: 'correct horse battery', name: 'Asha' }
  const user = (await send('POST', '/v1/auth/register', undefined, shopper)).json().accessToken
  assert.equal((await send('GET', '/v1/admin/api-clients', user)).statusCode, 403)
  assert.equal((await send('POST', '/v1/admin/api-clients', admin, { name: 'x', scopes: ['all'] })).statusCode, 400)
})

test('scopes name whole segments of paths, and nothing below the profile', () => {
  assert.ok(isWithin(['orders:read'], 'GET', '/v1/orders/:id'))
  assert.ok(!isWithin(['orders:read'], 'GET', '/v1/ordersandmore'))
  assert.ok(!isWithin(['orders:read'], 'POST', '/v1/orders'))
  assert.ok(isWithin(['orders:write'], 'POST', '/v1/orders/:id/cancel'))
  assert.ok(!isWithin(['profile:read'], 'GET', '/v1/me/sessions'))
  assert.ok(!isWithin([], 'GET', '/v1/orders'))
})
