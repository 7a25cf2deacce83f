import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { PutAccounts } from '../../contracts/users.ts'
import { testHouse } from '../../tests/house.ts'

let house: Awaited<ReturnType<typeof testHouse>>
before(async () => {
  house = await testHouse({ targets: ['gateway', 'users'] })
})
after(() => house[Symbol.asyncDispose]())

const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  house.gateway!.inject({ method: 'POST', url, payload, headers })
const get = (url: string, token: string) =>
  house.gateway!.inject({ url, headers: { authorization: `Bearer ${token}` } })

const password = 'correct horse battery'
let people = 0
const person = (more: object = {}) => ({ email: `person${++people}@example.com`, password, name: 'Asha Rao', ...more })

test('who registers is logged in, and logs in again however the email address is spelled', async () => {
  const registered = await post('/v1/auth/register', person({ email: 'Asha.Rao@Example.com' }))
  assert.equal(registered.statusCode, 201)
  const session = registered.json()
  assert.deepEqual(Object.keys(session).sort(), ['accessToken', 'expiresIn', 'refreshToken', 'user'])
  assert.equal(session.user.email, 'asha.rao@example.com')
  assert.deepEqual(session.user.roles, ['customer'])
  const me = await get('/v1/me', session.accessToken)
  assert.equal(me.json().id, session.user.id)
  const again = await post('/v1/auth/login', { email: 'ASHA.RAO@example.com', password })
  assert.equal(again.json().user.id, session.user.id)
})

test('twenty that register one email address at once make one account', async () => {
  const input = person()
  const answers = await Promise.all(Array.from({ length: 20 }, () => post('/v1/auth/register', input)))
  assert.deepEqual(answers.map((each) => each.statusCode).sort(), [201, ...Array(19).fill(409)])
  assert.equal(answers.find((each) => each.statusCode === 409)!.json().code, 'users/email-taken')
})
