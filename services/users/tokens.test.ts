import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { decodeJwt, decodeProtectedHeader, type JSONWebKeySet, SignJWT } from 'jose'
import { GetJwks, RotateKeys } from '../../contracts/users.ts'
import { tokenVerifier } from '../../kit/auth.ts'
import { manualClock } from '../../kit/clock.ts'
import { type Messaging, openMessaging } from '../../tests/messaging.ts'
import { clientOf } from './testing.ts'

const clock = manualClock(Date.now())
let house: Messaging
let client: ReturnType<typeof clientOf>
before(async () => {
  house = await openMessaging({ clock })
  client = clientOf(house)
})
after(() => house[Symbol.asyncDispose]())

const jwks = async () => (await client.get('/.well-known/jwks.json')).json() as { keys: { kid: string; x: string }[] }
const kidOf = (token: string) => decodeProtectedHeader(token).kid
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const codeOf = async (token: string) => (await client.get('/v1/me', token)).json().code
/** As a gateway that has just started. */
const freshVerifier = () => tokenVerifier(async () => (await house.call(GetJwks, {})) as unknown as JSONWebKeySet)

test('the published keys are public, and say what they are for', async () => {
  const { keys } = await jwks()
  assert.equal(keys.length, 1)
  const { kid, x } = keys[0]!
  assert.deepEqual(keys[0], { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' })
})

test('forged tokens are refused: no signature, the public key as a secret, strange keys, changed claims', async () => {
  const { accessToken } = await client.somebody()
  const [header, payload, signature] = accessToken.split('.') as [string, string, string]
  const { kid, x } = (await jwks()).keys[0]!
  assert.equal(await codeOf(accessToken), undefined)

  const none = `${base64url({ alg: 'none', kid })}.${payload}.`
  assert.equal(await codeOf(none), 'auth/invalid-token')

  const symmetric = `${base64url({ alg: 'HS256', kid })}.${payload}`
  for (const secret of [Buffer.from(x), Buffer.from(x, 'base64url')]) {
    const mac = createHmac('sha256', secret).update(symmetric).digest('base64url')
    assert.equal(await codeOf(`${symmetric}.${mac}`), 'auth/invalid-token')
  }

  const claims = decodeJwt(accessToken)
  const { privateKey } = generateKeyPairSync('ed25519')
  for (const id of [kid, 'unknown-key', undefined]) {
    const strange = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', ...(id && { kid: id }) })
      .sign(privateKey)
    assert.equal(await codeOf(strange), 'auth/invalid-token')
  }

  const promoted = base64url({ ...claims, roles: ['admin'] })
  assert.equal(await codeOf(`${header}.${promoted}.${signature}`), 'auth/invalid-token')
  assert.equal(await codeOf(`${header}.${payload}.${signature.slice(0, -4)}AAAA`), 'auth/invalid-token')
  for (const rubbish of ['x', 'a.b.c', `${accessToken}.more`, 'y'.repeat(5_000)])
    assert.equal(await codeOf(rubbish), 'auth/invalid-token')
})

test('an expired token is told apart, so that a client knows to refresh', async () => {
  const early = manualClock(Date.now() - 3_600_000)
  await using past = await openMessaging({ clock: early })
  const { accessToken } = await clientOf(past).somebody()
  const answer = await clientOf(past).get('/v1/me', accessToken)
  assert.equal(answer.statusCode, 401)
  assert.equal(answer.json().code, 'auth/expired-token')
})

test('a new key is published before it signs, and the old one stays until its tokens are gone', async () => {
  const before = await client.somebody()
  const { keyId, signsFrom } = await house.call(RotateKeys, {})
  assert.equal(Date.parse(signsFrom), clock.now() + 120_000)
  assert.deepEqual(new Set((await jwks()).keys.map((key) => key.kid)), new Set([keyId, kidOf(before.accessToken)]))
  const between = await client.somebody()
  assert.equal(kidOf(between.accessToken), kidOf(before.accessToken))

  clock.advance(120_000)
  const later = await client.somebody()
  assert.equal(kidOf(later.accessToken), keyId)
  const verify = freshVerifier()
  assert.equal((await verify(before.accessToken)).userId, before.user.id)
  assert.equal((await verify(later.accessToken)).userId, later.user.id)

  clock.advance(600_000)
  assert.equal((await jwks()).keys.length, 2)
  clock.advance(60_001)
  assert.deepEqual(
    (await jwks()).keys.map((key) => key.kid),
    [keyId],
  )
})

test('after a leak the new key signs at once and the old tokens are void', async () => {
  const before = await client.somebody()
  const { keyId } = await house.call(RotateKeys, { urgent: true })
  const later = await client.somebody()
  assert.equal(kidOf(later.accessToken), keyId)
  const verify = freshVerifier()
  assert.equal((await verify(later.accessToken)).userId, later.user.id)
  await assert.rejects(verify(before.accessToken), { code: 'auth/invalid-token' })
})

test('keys survive a restart, and private ones are never in the open', async () => {
  const before = await client.somebody()
  await house.restart()
  const after = await client.somebody()
  assert.equal(kidOf(after.accessToken), kidOf(before.accessToken))
  const rows = await house.sql`select row_to_json(k)::text as text from users.signing_keys k`
  for (const { text } of rows) assert.ok(!/PRIVATE|"d":/.test(text))
})

test('when the secret key of the installation is lost, a new signing key is made and nobody is logged out', async () => {
  const before = await client.somebody()
  await house.restart(randomBytes(32))
  assert.equal((await client.get('/v1/me', before.accessToken)).statusCode, 200)
  const after = await client.post('/v1/auth/refresh', { refreshToken: before.refreshToken })
  assert.equal(after.statusCode, 200)
  assert.notEqual(kidOf(after.json().accessToken), kidOf(before.accessToken))
  assert.equal((await client.get('/v1/me', after.json().accessToken)).statusCode, 200)
})
