import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { manualClock } from '../../kit/clock.ts'
import { type Messaging, openMessaging } from '../../tests/messaging.ts'

const clock = manualClock(Date.now())
let house: Messaging
before(async () => {
  house = await openMessaging({ clock })
})
after(() => house[Symbol.asyncDispose]())

const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  house.app.inject({ method: 'POST', url, payload, headers })

let numbers = 0
const newPhone = () => `+9198765${String(++numbers).padStart(5, '0')}`
const codeFor = async (phone: string): Promise<string> => /^\d{6}/.exec((await house.outbox('sms', phone))[0]!.text)![0]
/** A code that is not this one. */
const another = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

test('a code by SMS logs in: a new account at first, the same one later', async () => {
  const phone = newPhone()
  const sent = await post('/v1/auth/otp', { phone })
  assert.equal(sent.statusCode, 202)
  assert.deepEqual(sent.json(), { expiresIn: 300, resendIn: 30 })
  const first = await post('/v1/auth/otp/verify', { phone, code: await codeFor(phone) })
  assert.equal(first.statusCode, 200)
  assert.equal(first.json().user.phone, phone)

  clock.advance(31_000)
  await post('/v1/auth/otp', { phone })
  const second = await post('/v1/auth/otp/verify', { phone, code: await codeFor(phone) })
  assert.equal(second.json().user.id, first.json().user.id)
})

test('a code works once, even when it comes twenty times at once', async () => {
  const phone = newPhone()
  await post('/v1/auth/otp', { phone })
  const payload = { phone, code: await codeFor(phone) }
  const answers = await Promise.all(Array.from({ length: 20 }, () => post('/v1/auth/otp/verify', payload)))
  assert.equal(answers.filter((each) => each.statusCode === 200).length, 1)
  const rows = await house.sql`select id from users.accounts where phone = ${phone}`
  assert.equal(rows.length, 1)
})

test('five wrong tries use a code up', async () => {
  const phone = newPhone()
  await post('/v1/auth/otp', { phone })
  const code = await codeFor(phone)
  for (let i = 0; i < 5; i++) {
    const wrong = await post('/v1/auth/otp/verify', { phone, code: another(code) })
    assert.equal(wrong.json().code, 'users/wrong-code')
  }
  clock.advance(16_000)
  const late = await post('/v1/auth/otp/verify', { phone, code })
  assert.equal(late.json().code, 'users/wrong-code')
})

test('a code is worth nothing after five minutes, for another number, or once a newer one was sent', async () => {
  const [phone, other] = [newPhone(), newPhone()]
  await post('/v1/auth/otp', { phone })
  await post('/v1/auth/otp', { phone: other })
  const old = await codeFor(phone)
  assert.equal(
    (await post('/v1/auth/otp/verify', { phone: other, code: another(await codeFor(other)) })).statusCode,
    401,
  )
  clock.advance(31_000)
  await post('/v1/auth/otp', { phone })
  const fresh = await codeFor(phone)
  if (old !== fresh) assert.equal((await post('/v1/auth/otp/verify', { phone, code: old })).statusCode, 401)
  clock.advance(301_000)
  assert.equal((await post('/v1/auth/otp/verify', { phone, code: fresh })).json().code, 'users/wrong-code')
})

test('codes are sent with pauses and only so many an hour, whether or not the number has an account', async () => {
  const phone = newPhone()
  const answers = await Promise.all(Array.from({ length: 10 }, () => post('/v1/auth/otp', { phone })))
  assert.equal(answers.filter((each) => each.statusCode === 202).length, 1)
  const refused = answers.find((each) => each.statusCode !== 202)!
  assert.equal(refused.json().code, 'users/code-too-soon')
  assert.equal(refused.headers['retry-after'], '30')
  assert.equal((await house.outbox('sms', phone)).length, 1)
  for (let i = 0; i < 5; i++) {
    clock.advance(30_000)
    assert.equal((await post('/v1/auth/otp', { phone })).statusCode, 202)
  }
  clock.advance(30_000)
  assert.equal((await post('/v1/auth/otp', { phone })).statusCode, 429)
  clock.advance(3_600_000)
  assert.equal((await post('/v1/auth/otp', { phone })).statusCode, 202)
})

test('a number that somebody typed into their profile does not let its owner into that account', async () => {
  const phone = newPhone()
  const squatter = await post('/v1/auth/register', {
    email: 'squatter@example.com',
    password: 'correct horse battery',
    name: 'Squatter',
    phone,
  })
  await post('/v1/auth/otp', { phone })
  const owner = await post('/v1/auth/otp/verify', { phone, code: await codeFor(phone) })
  assert.equal(owner.statusCode, 200)
  assert.notEqual(owner.json().user.id, squatter.json().user.id)
})

test('who is logged in proves a number with a code, and logs in by it from then on', async () => {
  const phone = newPhone()
  const registered = await post('/v1/auth/register', {
    email: 'prover@example.com',
    password: 'correct horse battery',
    name: 'Prover',
  })
  const headers = { authorization: `Bearer ${registered.json().accessToken}` }
  await post('/v1/auth/otp', { phone })
  const proven = await post('/v1/auth/otp/verify', { phone, code: await codeFor(phone) }, headers)
  assert.equal(proven.json().user.id, registered.json().user.id)
  clock.advance(31_000)
  await post('/v1/auth/otp', { phone })
  const later = await post('/v1/auth/otp/verify', { phone, code: await codeFor(phone) })
  assert.equal(later.json().user.email, 'prover@example.com')
  // And it belongs to nobody else any more.
  const second = await post('/v1/auth/register', {
    email: 'late@example.com',
    password: 'correct horse battery',
    name: 'Late',
    phone,
  })
  assert.equal(second.json().code, 'users/phone-taken')
})

test('while no SMS can be sent, the answer says so', async () => {
  await house.faults({ twilio: { status: 503 } })
  const refused = await post('/v1/auth/otp', { phone: newPhone() })
  assert.equal(refused.statusCode, 503)
  assert.equal(refused.json().code, 'notifications/unavailable')
  await house.faults({ twilio: {} })
})

test('neither the code nor its plain hash is in the database', async () => {
  const phone = newPhone()
  await post('/v1/auth/otp', { phone })
  const code = await codeFor(phone)
  const [row] = await house.sql`select row_to_json(c)::text as text from users.codes c where phone = ${phone}`
  assert.ok(!row!.text.includes(code))
  const rest = await house.sql`select coalesce(string_agg(data::text, ' '), '') as text from bus.events`
  assert.ok(!rest[0]!.text.includes(code))
})
