import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { TOTP } from 'otpauth'
import type { Role } from '../../contracts/identity.ts'
import { PutAccounts } from '../../contracts/users.ts'
import { manualClock } from '../../kit/clock.ts'
import { eventually } from '../../tests/eventually.ts'
import { type Messaging, openMessaging } from '../../tests/messaging.ts'
import { rolesOfPolicy, toRecoveryCode } from './domain/second-factor.ts'
import { clientOf } from './testing.ts'

const clock = manualClock(Date.now())
const password = 'correct horse battery'
let house: Messaging
let client: ReturnType<typeof clientOf>
let people = 0
before(async () => {
  house = await openMessaging({ clock, env: { TOKRI_SECOND_FACTOR_ROLES: 'manager,support,admin' } })
  client = clientOf(house)
})
after(() => house[Symbol.asyncDispose]())

/** The app on the phone: the code of this moment, or of some steps away. */
const codeOf = (secret: string, steps = 0) =>
  new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: 30 }).generate({ timestamp: clock.now() + steps * 30_000 })
const wrongCode = (secret: string) => String((Number(codeOf(secret)) + 1) % 1_000_000).padStart(6, '0')

async function staff(roles: Role[] = ['admin']) {
  const email = `staff${++people}@example.com`
  const put = await house.call(PutAccounts, { accounts: [{ email, password, name: 'Staff', roles }] })
  return { email, id: put.users[0]!.userId }
}

let addresses = 0
/** From somewhere else each time: what is counted against an address is tested by itself. */
const login = (email: string) =>
  client.post('/v1/auth/login', { email, password }, { from: `198.51.100.${++addresses % 250}` })

/** Logs in, and sets up a second factor on the way. */
async function enrolled(roles: Role[] = ['admin']) {
  const { email, id } = await staff(roles)
  const refused = (await login(email)).json()
  assert.equal(refused.code, 'users/second-factor-required')
  const { challenge } = refused.details
  const { secret } = (await client.post('/v1/auth/second-factor/enrol', { challenge })).json()
  const done = await client.post('/v1/auth/second-factor/confirm', { challenge, code: codeOf(secret) })
  assert.equal(done.statusCode, 200, done.body)
  const { session, recoveryCodes } = done.json()
  clock.advance(30_000)
  return { email, id, secret, session, recoveryCodes: recoveryCodes as string[] }
}

async function challengeOf(email: string): Promise<string> {
  const answer = await login(email)
  assert.equal(answer.statusCode, 401)
  assert.equal(answer.json().details.enrolled, true)
  return answer.json().details.challenge
}

const answer = (challenge: string, code: string) => client.post('/v1/auth/second-factor', { challenge, code })

test('whose role needs a second factor sets one up at the next login, and has no session before', async () => {
  const { email } = await staff()
  const refused = await login(email)
  assert.equal(refused.statusCode, 401)
  const { challenge, enrolled: is, expiresIn } = refused.json().details
  assert.deepEqual([is, expiresIn], [false, 300])
  assert.equal(refused.headers['set-cookie'], undefined)
  assert.equal((await answer(challenge, '123456')).json().code, 'users/invalid-challenge', 'there is nothing to verify')

  const made = (await client.post('/v1/auth/second-factor/enrol', { challenge })).json()
  assert.match(made.uri, /^otpauth:\/\/totp\/Tokri:/)
  const wrong = await client.post('/v1/auth/second-factor/confirm', { challenge, code: wrongCode(made.secret) })
  assert.equal(wrong.json().code, 'users/wrong-code')
  const done = await client.post('/v1/auth/second-factor/confirm', { challenge, code: codeOf(made.secret) })
  assert.equal(done.statusCode, 200, done.body)
  assert.equal(done.json().recoveryCodes.length, 10)
  const state = await client.get('/v1/me/second-factor', done.json().session.accessToken)
  assert.deepEqual(
    { ...(state.json() as object), since: '' },
    { enrolled: true, required: true, since: '', recoveryCodesLeft: 10 },
  )
  // A challenge logs in once.
  assert.equal((await client.post('/v1/auth/second-factor/enrol', { challenge })).statusCode, 401)
})

test('from then on a login is a password and a code', async () => {
  const { email, secret } = await enrolled()
  const challenge = await challengeOf(email)
  assert.equal((await answer(challenge, wrongCode(secret))).json().code, 'users/wrong-code')
  const done = await answer(challenge, codeOf(secret))
  assert.equal(done.statusCode, 200, done.body)
  assert.equal((await client.get('/v1/me', done.json().accessToken)).statusCode, 200)
  assert.equal((await answer(challenge, codeOf(secret, 1))).json().code, 'users/invalid-challenge')
})

test('a code is taken once, also by two at the same moment, and only near its time', async () => {
  const { email, secret } = await enrolled()
  const code = codeOf(secret)
  const [first, second] = [await challengeOf(email), await challengeOf(email)]
  const both = await Promise.all([answer(first, code), answer(second, code)])
  assert.deepEqual(both.map((each) => each.statusCode).sort(), [200, 401])
  clock.advance(300_000 - 1)
  const third = await challengeOf(email)
  assert.equal((await answer(third, codeOf(secret, -3))).statusCode, 401)
  assert.equal((await answer(third, codeOf(secret, 3))).statusCode, 401)
  assert.equal((await answer(third, codeOf(secret, 1))).statusCode, 200)
})

test('a challenge lives five minutes and five tries, and guessing at one account is slowed down', async () => {
  const { email, secret } = await enrolled()
  const late = await challengeOf(email)
  clock.advance(300_001)
  assert.equal((await answer(late, codeOf(secret))).json().code, 'users/invalid-challenge')
  const tried = await challengeOf(email)
  for (let tries = 0; tries < 5; tries += 1) assert.equal((await answer(tried, '00000000')).statusCode, 401)
  assert.equal((await answer(tried, codeOf(secret))).json().code, 'users/invalid-challenge')
  // Another challenge is another five tries, but not at once.
  const slowed = await answer(await challengeOf(email), codeOf(secret))
  assert.equal(slowed.json().code, 'users/locked')
  assert.ok(Number(slowed.headers['retry-after']) > 0)
  clock.advance(15_000)
  assert.equal((await answer(await challengeOf(email), codeOf(secret))).statusCode, 200)
})

test('a recovery code stands in once, however it is typed; new ones void the old', async () => {
  const { email, secret, session, recoveryCodes } = await enrolled()
  const typed = recoveryCodes[0]!.toUpperCase().replace('-', ' ')
  assert.equal((await answer(await challengeOf(email), typed)).statusCode, 200)
  assert.equal((await answer(await challengeOf(email), typed)).statusCode, 401)
  const renewed = await client.post(
    '/v1/me/second-factor/recovery-codes',
    { code: codeOf(secret) },
    { token: session.accessToken },
  )
  assert.equal(renewed.statusCode, 200, renewed.body)
  assert.equal((await answer(await challengeOf(email), recoveryCodes[1]!)).statusCode, 401)
  assert.equal((await answer(await challengeOf(email), renewed.json().recoveryCodes[1])).statusCode, 200)
})

test('a login by phone code asks for it as well', async () => {
  const { id, secret } = await enrolled()
  const phone = '+919811100001'
  await house.sql`update users.accounts set phone = ${phone}, phone_verified = true where id = ${id}`
  await client.post('/v1/auth/otp', { phone })
  const [sms] = await house.outbox('sms', phone)
  const code = /[0-9]{6}/.exec(sms!.text)![0]
  const refused = await client.post('/v1/auth/otp/verify', { phone, code })
  assert.equal(refused.json().code, 'users/second-factor-required')
  assert.equal((await client.post('/v1/auth/otp/verify', { phone, code })).json().code, 'users/wrong-code')
  assert.equal((await answer(refused.json().details.challenge, codeOf(secret))).statusCode, 200)
})

test('who is promoted with one factor only is out at the next refresh', async () => {
  const { user, refreshToken } = await client.somebody()
  await house.sql`update users.accounts set roles = '{admin}' where id = ${user.id}`
  assert.equal((await client.post('/v1/auth/refresh', { refreshToken })).statusCode, 401)
  const { session } = await enrolled()
  assert.equal((await client.post('/v1/auth/refresh', { refreshToken: session.refreshToken })).statusCode, 200)
})

test('who need not have one may, with the password, and may take it away again', async () => {
  const somebody = await client.somebody()
  const token = somebody.accessToken
  const elsewhere = (
    await client.post('/v1/auth/login', { email: somebody.user.email, password: client.password }, { device: 'tablet' })
  ).json()
  const begin = (body: object) => client.post('/v1/me/second-factor', body, { token })
  assert.equal((await begin({})).json().code, 'users/wrong-credentials')
  assert.equal((await begin({ currentPassword: 'wrong password' })).statusCode, 401)
  const { secret } = (await begin({ currentPassword: client.password })).json()
  // Not confirmed: the login is as before.
  assert.equal((await login(somebody.user.email!)).statusCode, 200)
  const confirmed = await client.post('/v1/me/second-factor/confirm', { code: codeOf(secret) }, { token })
  assert.equal(confirmed.statusCode, 200, confirmed.body)
  assert.equal((await begin({ currentPassword: client.password })).json().code, 'users/second-factor-enrolled')
  const other = await client.post('/v1/auth/refresh', { refreshToken: elsewhere.refreshToken }, { device: 'tablet' })
  assert.equal(other.statusCode, 401)
  assert.equal((await login(somebody.user.email!)).statusCode, 401)
  const remove = (code: string) => client.post('/v1/me/second-factor/remove', { code }, { token })
  assert.equal((await remove(codeOf(secret))).statusCode, 401, 'the code was taken before')
  clock.advance(30_000)
  assert.equal((await remove(codeOf(secret))).statusCode, 204)
  assert.equal((await login(somebody.user.email!)).statusCode, 200)

  const needed = await enrolled()
  const kept = await client.post(
    '/v1/me/second-factor/remove',
    { code: codeOf(needed.secret) },
    { token: needed.session.accessToken },
  )
  assert.equal(kept.json().code, 'users/second-factor-kept')
})

test('an administrator resets it for somebody else, never for themselves, and the log knows', async () => {
  const admin = await enrolled()
  const lost = await enrolled(['manager'])
  const token = admin.session.accessToken
  const reset = (id: string) =>
    client.post(`/v1/admin/users/${id}/second-factor/reset`, { reason: 'lost the phone' }, { token })
  assert.equal((await reset(admin.id)).statusCode, 403)
  assert.equal((await reset(`usr_${'0'.repeat(32)}`)).statusCode, 404)
  assert.equal((await client.post(`/v1/admin/users/${lost.id}/second-factor/reset`, {}, { token })).statusCode, 400)
  assert.equal((await client.get(`/v1/admin/users/${lost.id}`, token)).json().secondFactor, true)
  assert.equal((await reset(lost.id)).statusCode, 204)
  assert.equal((await reset(lost.id)).json().code, 'users/second-factor-absent')
  assert.equal((await client.get(`/v1/admin/users/${lost.id}`, token)).json().secondFactor, false)
  assert.equal((await client.post('/v1/auth/refresh', { refreshToken: lost.session.refreshToken })).statusCode, 401)
  assert.equal((await login(lost.email)).json().details.enrolled, false)
  const entries = await eventually('both deeds are in the log', async () => {
    const found = (await client.get(`/v1/admin/audit?subject=${lost.id}&action=users.second_factor`, token)).json()
      .items
    assert.equal(found.length, 2)
    return found as { action: string; actor: string; reason?: string }[]
  })
  assert.deepEqual(
    entries.map(({ action, actor }) => [action, actor]),
    [
      ['users.second_factor_reset', admin.id],
      ['users.second_factor_enrolled', lost.id],
    ],
  )
  assert.equal(entries[0]!.reason, 'lost the phone')
})

test('a suspended account is out at once and stays out, and comes back', async () => {
  const admin = await enrolled()
  const token = admin.session.accessToken
  const somebody = await client.somebody()
  const set = (id: string, suspended: boolean) =>
    client.post(`/v1/admin/users/${id}/suspension`, { suspended, reason: 'fraud' }, { token })
  assert.equal((await set(admin.id, true)).statusCode, 409)
  const suspended = await set(somebody.user.id, true)
  assert.ok(suspended.json().suspendedAt)
  assert.equal((await client.post('/v1/auth/refresh', { refreshToken: somebody.refreshToken })).statusCode, 401)
  const body = { email: somebody.user.email, password: client.password }
  assert.equal((await client.post('/v1/auth/login', body)).json().code, 'users/suspended')
  assert.equal((await client.post('/v1/auth/login', { ...body, password: 'wrong one' })).statusCode, 401)
  assert.equal((await set(somebody.user.id, false)).json().suspendedAt, undefined)
  const back = await client.post('/v1/auth/login', body)
  assert.equal(back.statusCode, 200)
  const end = await client.post(
    `/v1/admin/users/${somebody.user.id}/sessions/end`,
    { reason: 'stolen phone' },
    { token },
  )
  assert.deepEqual(end.json(), { ended: 1 })
  assert.equal((await client.get(`/v1/admin/users/${somebody.user.id}/sessions`, token)).json().items.length, 0)
  assert.equal((await client.post('/v1/auth/refresh', { refreshToken: back.json().refreshToken })).statusCode, 401)
})

test('neither secret nor recovery codes can be read in the database', async () => {
  const { id, secret, recoveryCodes } = await enrolled()
  const rows = await house.sql`
    select f.*, (select array_agg(c.hash) from users.recovery_codes c where c.user_id = f.user_id) as codes
    from users.second_factors f where user_id = ${id}`
  const dump = JSON.stringify(rows, (_, value) =>
    value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
  )
  for (const each of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replace('-', ''))])
    assert.ok(!dump.includes(each))
})

test('the policy names roles, or says auto or none', () => {
  assert.deepEqual(rolesOfPolicy('auto', true), ['manager', 'support', 'admin'])
  assert.deepEqual(rolesOfPolicy('auto', false), [])
  assert.deepEqual(rolesOfPolicy('none', true), [])
  assert.deepEqual(rolesOfPolicy('admin, picker', false), ['admin', 'picker'])
  assert.throws(() => rolesOfPolicy('admin,boss', false), /boss/)
  assert.match(toRecoveryCode(new Uint8Array(10)), /^[a-z2-9]{5}-[a-z2-9]{5}$/)
})
