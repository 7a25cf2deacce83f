import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
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

const login = (email: string, password: string, from?: string) =>
  client.post('/v1/auth/login', { email, password }, from === undefined ? {} : { from })

/** A problem without what differs from request to request. */
const problem = (answer: { json(): Record<string, unknown> }) => ({ ...answer.json(), traceId: '' })

test('who registers is logged in, and logs in again however the email address is spelled', async () => {
  const session = await client.somebody({ email: 'Asha.Rao@Example.com' })
  assert.deepEqual(Object.keys(session).sort(), ['accessToken', 'expiresIn', 'refreshToken', 'user'])
  assert.equal(session.expiresIn, 600)
  assert.equal(session.user.email, 'asha.rao@example.com')
  assert.deepEqual(session.user.roles, ['customer'])
  assert.equal((await client.get('/v1/me', session.accessToken)).json().id, session.user.id)
  assert.equal((await login('ASHA.RAO@example.com', client.password)).json().user.id, session.user.id)
})

test('twenty that register one email address at once make one account', async () => {
  const body = { email: client.newEmail(), password: client.password, name: 'Twin' }
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.post('/v1/auth/register', body)))
  assert.deepEqual(answers.map((each) => each.statusCode).sort(), [201, ...Array.from({ length: 19 }, () => 409)])
  assert.equal(answers.find((each) => each.statusCode === 409)!.json().code, 'users/email-taken')
  const rows = await house.sql`select id from users.accounts where email = ${body.email}`
  assert.equal(rows.length, 1)
  const events = await house.sql`select id from bus.events where name = 'user.registered' and key = ${rows[0]!.id}`
  assert.equal(events.length, 1)
})

test('weak passwords, unknown fields and malformed addresses are refused', async () => {
  const good = { email: client.newEmail(), password: client.password, name: 'Asha' }
  const answer = async (more: object) => {
    const refused = await client.post('/v1/auth/register', { ...good, ...more })
    return [refused.statusCode, refused.json().code]
  }
  assert.deepEqual(await answer({ password: 'password123' }), [422, 'users/weak-password'])
  assert.deepEqual(await answer({ password: good.email }), [422, 'users/weak-password'])
  assert.deepEqual(await answer({ password: 'short' }), [422, 'users/weak-password'])
  assert.deepEqual(await answer({ password: 'x'.repeat(201) }), [400, 'request/invalid'])
  assert.deepEqual(await answer({ password: 12345678 }), [400, 'request/invalid'])
  assert.deepEqual(await answer({ roles: ['admin'] }), [400, 'request/invalid'])
  assert.deepEqual(await answer({ email: 'nobody' }), [400, 'request/invalid'])
  assert.deepEqual(await answer({ phone: '98765' }), [400, 'request/invalid'])
  assert.deepEqual(await answer({ name: '  ' }), [400, 'request/invalid'])
  const { fields } = (await client.post('/v1/auth/register', { ...good, password: 'x'.repeat(201) })).json()
  assert.deepEqual(fields, [
    { path: 'body/password', message: 'must NOT have more than 200 characters', rule: 'maxLength', limit: 200 },
  ])
})

test('a wrong password and an account that does not exist are answered alike, and locked alike', async () => {
  const { user } = await client.somebody()
  const known = user.email!
  const unknown = 'no.such.account@example.com'
  for (let i = 0; i < 5; i++) {
    const [a, b] = [await login(known, 'wrong password'), await login(unknown, 'wrong password')]
    assert.equal(a.statusCode, 401)
    assert.deepEqual(problem(a), problem(b))
  }
  const [a, b] = [await login(known, client.password), await login(unknown, client.password)]
  assert.equal(a.json().code, 'users/locked')
  assert.deepEqual(problem(a), problem(b))
  assert.equal(a.headers['retry-after'], '15')
  assert.equal(b.headers['retry-after'], '15')
})

test('guessing at an account makes every wait longer, and a restart forgets nothing', async () => {
  const { user } = await client.somebody()
  const email = user.email!
  for (let i = 0; i < 5; i++) await login(email, 'wrong password')
  assert.equal((await login(email, client.password)).statusCode, 429)
  await house.restart()
  assert.equal((await login(email, client.password)).statusCode, 429)
  clock.advance(15_000)
  assert.equal((await login(email, 'wrong password')).statusCode, 401)
  assert.equal((await login(email, client.password)).headers['retry-after'], '30')
  // From elsewhere it is no better.
  assert.equal((await login(email, client.password, '203.0.113.9')).statusCode, 429)
  clock.advance(30_000)
  assert.equal((await login(email, client.password)).statusCode, 200)
  // Who has logged in begins anew.
  for (let i = 0; i < 4; i++) await login(email, 'wrong password')
  assert.equal((await login(email, client.password)).statusCode, 200)
})

test('a hundred guesses at once are no way around the limit', async () => {
  const { user } = await client.somebody()
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, i) => login(user.email!, `guess number ${i}`, `203.0.113.${i}`)),
  )
  const checked = answers.filter((each) => each.statusCode === 401).length
  assert.ok(checked >= 5 && checked <= 9, `${checked} guesses were checked`)
})

test('guessing at many accounts from one address is stopped as well', async () => {
  const from = '203.0.113.200'
  for (let i = 0; i < 50; i++) assert.equal((await login(`victim${i}@example.com`, 'wrong', from)).statusCode, 401)
  const { user } = await client.somebody()
  assert.equal((await login(user.email!, client.password, from)).statusCode, 429)
  assert.equal((await login(user.email!, client.password)).statusCode, 200)
})
