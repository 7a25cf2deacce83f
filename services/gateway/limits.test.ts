import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ConfigError } from '../../kit/config.ts'
import { type TestHouse, testHouse } from '../../tests/house.ts'

const password = 'correct horse battery'
let house: TestHouse
let people = 0

before(async () => {
  house = await testHouse({
    env: {
      TOKRI_RATE_LIMITS: 'on',
      TOKRI_RATE_PER_USER: '8',
      TOKRI_RATE_PER_ADDRESS: '5',
      TOKRI_RATE_EXEMPT: '198.51.100.0/24',
      TOKRI_TRUST_PROXY: '127.0.0.1',
    },
  })
})
after(() => house[Symbol.asyncDispose]())

const get = (url: string, address: string, token?: string) =>
  house.gateway!.inject({
    url,
    headers: { 'x-forwarded-for': address, ...(token ? { authorization: `Bearer ${token}` } : {}) },
  })
/** A customer who registers from an address of their own. */
const register = async (): Promise<string> => {
  const number = ++people
  const answer = await house.gateway!.inject({
    method: 'POST',
    url: '/v1/auth/register',
    headers: { 'x-forwarded-for': `192.0.2.${number}` },
    payload: { email: `limits${number}@example.com`, password, name: 'Limits' },
  })
  assert.equal(answer.statusCode, 201)
  return answer.json().accessToken
}
const statuses = async (count: number, ask: (index: number) => Promise<{ statusCode: number }>) => {
  const found: number[] = []
  for (let index = 0; index < count; index++) found.push((await ask(index)).statusCode)
  return found
}

test('an address may ask so often, sees what is left, and is told when to come again', async () => {
  for (let left = 4; left >= 0; left--) {
    const { statusCode, headers } = await get('/.well-known/jwks.json', '203.0.113.1')
    assert.equal(statusCode, 200)
    assert.equal(headers['ratelimit-limit'], '5')
    assert.equal(headers['ratelimit-remaining'], String(left))
    assert.ok(Number(headers['ratelimit-reset']) > 0 && Number(headers['ratelimit-reset']) <= 60)
    assert.equal(headers['ratelimit-policy'], '5;w=60')
  }
  const refused = await get('/.well-known/jwks.json', '203.0.113.1')
  assert.equal(refused.statusCode, 429)
  assert.equal(refused.json().code, 'request/rate-limited')
  assert.equal(refused.headers['retry-after'], refused.headers['ratelimit-reset'])
  assert.equal((await get('/.well-known/jwks.json', '203.0.113.2')).statusCode, 200)
})

test('a user is counted as a user, wherever they are, and does not pay for their neighbours', async () => {
  const [one, two] = [await register(), await register()]
  const found = await statuses(10, (index) => get('/v1/me', `203.0.113.${30 + index}`, one))
  assert.deepEqual(found, [...Array(8).fill(200), 429, 429])
  assert.equal((await get('/v1/me', '203.0.113.30', two)).statusCode, 200)
  const onPublic = await statuses(7, () => get('/.well-known/jwks.json', '203.0.113.40', two))
  assert.deepEqual(onPublic, Array(7).fill(200))
})

test('forged tokens count against the address that sends them', async () => {
  const found = await statuses(7, (index) => get('/v1/me', '203.0.113.50', `forged-${index}`))
  assert.deepEqual(found, [401, 401, 401, 401, 401, 429, 429])
})

test('a household that changes its IPv6 address stays one household', async () => {
  const found = await statuses(7, (index) => get('/.well-known/jwks.json', `2001:db8:7:7::${index + 1}`))
  assert.deepEqual(found.slice(-2), [429, 429])
  assert.equal((await get('/.well-known/jwks.json', '2001:db8:7:8::1')).statusCode, 200)
})

test('addresses that are exempt are not counted', async () => {
  const found = await statuses(12, () => get('/.well-known/jwks.json', '198.51.100.9'))
  assert.deepEqual(new Set(found), new Set([200]))
})

test('health checks and pages are not counted', async () => {
  for (const path of ['/healthz', '/readyz', '/openapi.json', '/docs'])
    assert.deepEqual(new Set(await statuses(7, () => get(path, '203.0.113.60'))), new Set([200]), path)
})

test('a list of exempt addresses with a mistake in it stops the start and names the variable', async () => {
  await assert.rejects(
    testHouse({ targets: ['gateway'], env: { TOKRI_RATE_LIMITS: 'on', TOKRI_RATE_EXEMPT: 'example.com' } }),
    (error) => error instanceof ConfigError && /TOKRI_RATE_EXEMPT.*example\.com/.test(error.message),
  )
})
